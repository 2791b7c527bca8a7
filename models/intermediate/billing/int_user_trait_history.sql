-- A refusal stands until a yes comes: a cell or a column that went missing is no answer.
{% set attributes = [
    'role',
    'seniority',
    'country',
    'device',
    'acquisition_source',
    'consent_profiling',
    'consent_marketing'
] -%}
with

int_user_trait_changes as (
    select * from {{ ref('int_user_trait_changes') }}
),

answers_so_far as (
    select
        *,
        max(case when consent_profiling then change_number else 0 end) over so_far
            as last_yes_to_profiling,
        max(case when not consent_profiling then change_number else 0 end) over so_far
            as last_no_to_profiling,
        max(case when consent_marketing then change_number else 0 end) over so_far
            as last_yes_to_marketing,
        max(case when not consent_marketing then change_number else 0 end) over so_far
            as last_no_to_marketing
    from int_user_trait_changes
    window so_far as (
        partition by user_id
        order by change_number
        rows between unbounded preceding and current row
    )
),

standing_answers as (
    select
        user_id,
        role,
        seniority,
        country,
        device,
        acquisition_source,
        change_number,
        recorded_on,
        case
            when last_no_to_profiling > last_yes_to_profiling then false
            else consent_profiling
        end as consent_profiling,
        case
            when last_no_to_marketing > last_yes_to_marketing then false
            else consent_marketing
        end as consent_marketing
    from answers_so_far
),

periods as (
    {{ changes_as_periods('standing_answers', 'user_id', attributes) | indent(4) }}
),

final as (
    select * from periods
)

select * from final
