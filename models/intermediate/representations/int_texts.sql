with

int_tickets_checked as (
    select * from {{ ref('int_tickets_checked') }}
    where rejected_because is null
),

int_account_notes_checked as (
    select * from {{ ref('int_account_notes_checked') }}
    where rejected_because is null
),

int_survey_responses_checked as (
    select * from {{ ref('int_survey_responses_checked') }}
    where rejected_because is null
),

texts as (
    select
        'ticket' as kind,
        ticket_id as source_id,
        account_id,
        cast(opened_at as date) as written_on,
        concat(coalesce(subject, ''), '. ', coalesce(body, '')) as body
    from int_tickets_checked
    where subject is not null or body is not null
    union all
    select
        'note' as kind,
        note_id as source_id,
        account_id,
        cast(written_at as date) as written_on,
        body
    from int_account_notes_checked
    union all
    select
        'survey_comment' as kind,
        response_id as source_id,
        account_id,
        cast(responded_at as date) as written_on,
        comment as body
    from int_survey_responses_checked
    where comment is not null
),

final as (
    select
        concat(kind, ' ', source_id) as text_id,
        kind,
        source_id,
        account_id,
        written_on,
        body
    from texts
    where {{ ('text_topics' in listed('representations')) | lower }}
)

select * from final
