{%- set answer_types = ['csat', 'ces', 'ticket'] -%}

-- Answers change what is known on a few days: when they are given and when they leave the window.
-- Running sums over these changes give sum and number of the answers on every day in between.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_survey_responses_checked as (
    select * from {{ ref('int_survey_responses_checked') }}
    where rejected_because is null
),

int_ticket_effort as (
    select * from {{ ref('int_ticket_effort') }}
),

answers as (
    select
        account_id,
        survey_type as answer_type,
        cast(responded_at as date) as answer_date,
        score
    from int_survey_responses_checked
    where survey_type in ('csat', 'ces')
    union all
    select
        account_id,
        'ticket' as answer_type,
        solved_date as answer_date,
        satisfaction_score as score
    from int_ticket_effort
    where satisfaction_score is not null and solved_date is not null
),

answer_changes as (
    select
        account_id,
        answer_type,
        answer_date as change_date,
        score,
        1 as answers
    from answers
    union all
    select
        account_id,
        answer_type,
        cast({{ dbt.dateadd('day', 90, 'answer_date') }} as date) as change_date,
        -score as score,
        -1 as answers
    from answers
),

daily_changes as (
    select
        answer_changes.account_id,
        {%- for type in answer_types %}
        sum(
            case
                when answer_changes.answer_type = '{{ type }}' then answer_changes.score
                else 0
            end
        ) as {{ type }}_score,
        sum(
            case
                when answer_changes.answer_type = '{{ type }}' then answer_changes.answers
                else 0
            end
        ) as {{ type }}_answers,
        {%- endfor %}
        answer_changes.change_date
    from answer_changes
    inner join int_run on answer_changes.change_date <= int_run.as_of_date
    group by answer_changes.account_id, answer_changes.change_date
),

final as (
    select
        account_id,
        change_date as valid_from,
        {%- for type in answer_types %}
        cast(sum({{ type }}_score) over account_so_far as numeric(18, 2)) as {{ type }}_score_90d,
        cast(sum({{ type }}_answers) over account_so_far as bigint) as {{ type }}_answers_90d,
        {%- endfor %}
        lead(change_date) over (partition by account_id order by change_date) as valid_to
    from daily_changes
    window account_so_far as (
        partition by account_id order by change_date
        rows between unbounded preceding and current row
    )
)

select * from final
