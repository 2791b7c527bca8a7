-- One table for both kinds of respondents: what an account says is the latest answer of anyone in
-- it, what a user says is their own.
with

int_survey_responses_checked as (
    select * from {{ ref('int_survey_responses_checked') }}
    where rejected_because is null and survey_type = 'nps'
),

answers as (
    select
        'account' as entity,
        account_id as entity_id,
        response_id,
        responded_at,
        score
    from int_survey_responses_checked
    union all
    select
        'user' as entity,
        user_id as entity_id,
        response_id,
        responded_at,
        score
    from int_survey_responses_checked
    where user_id is not null
),

ordered as (
    select
        entity,
        entity_id,
        cast(responded_at as date) as answered_date,
        cast(round(score, 0) as bigint) as score,
        lag(cast(round(score, 0) as bigint)) over entity_history as previous_score,
        row_number() over (
            partition by entity, entity_id, cast(responded_at as date)
            order by responded_at desc, {{ in_byte_order('response_id') }} desc
        ) as place_from_day_end
    from answers
    window entity_history as (
        partition by entity, entity_id order by responded_at, {{ in_byte_order('response_id') }}
    )
),

final as (
    select
        entity,
        entity_id,
        score as nps_score,
        case
            when score >= 9 then 'promoter'
            when score >= 7 then 'passive'
            else 'detractor'
        end as nps_category,
        score - previous_score as nps_change,
        answered_date as valid_from,
        lead(answered_date) over (
            partition by entity, entity_id order by answered_date
        ) as valid_to
    from ordered
    where place_from_day_end = 1
)

select * from final
