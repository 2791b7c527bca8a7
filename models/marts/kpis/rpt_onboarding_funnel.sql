with

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

fct_onboarding_progress as (
    select * from {{ ref('fct_onboarding_progress') }}
),

cohorts as (
    select
        account_id,
        cast({{ dbt.date_trunc('month', 'created_at') }} as date) as cohort_month
    from dim_accounts
),

-- Before the first step stands the sign-up, which every account has reached.
steps_with_the_one_before as (
    select
        account_id,
        step_order,
        step_name,
        hours_from_previous,
        is_stalled_here,
        reached_at is not null as is_reached,
        lag(reached_at is not null, 1, true) over (
            partition by account_id order by step_order
        ) as is_previous_reached
    from fct_onboarding_progress
),

-- A company that brings no events of its onboarding has no funnel, not an empty one.
steps_on_record as (
    select count(reached_at) as steps_reached
    from fct_onboarding_progress
),

funnel as (
    select
        cohorts.cohort_month,
        steps_with_the_one_before.step_order,
        steps_with_the_one_before.step_name,
        count(*) as accounts_signed_up,
        count(*) filter (where steps_with_the_one_before.is_previous_reached)
            as accounts_reached_previous,
        count(*) filter (where steps_with_the_one_before.is_reached) as accounts_reached,
        count(*) filter (
            where
            steps_with_the_one_before.is_reached and steps_with_the_one_before.is_previous_reached
        ) as accounts_converted,
        count(*) filter (where steps_with_the_one_before.is_stalled_here) as accounts_stalled,
        percentile_cont(0.5) within group (order by steps_with_the_one_before.hours_from_previous)
            as median_hours_from_previous
    from steps_with_the_one_before
    inner join cohorts
        on steps_with_the_one_before.account_id = cohorts.account_id
    inner join steps_on_record
        on steps_on_record.steps_reached > 0
    group by
        cohorts.cohort_month,
        steps_with_the_one_before.step_order,
        steps_with_the_one_before.step_name
),

ranked as (
    select
        *,
        accounts_reached_previous - accounts_converted as accounts_lost,
        row_number() over (
            partition by cohort_month
            order by accounts_reached_previous - accounts_converted desc, step_order asc
        ) as place_by_loss
    from funnel
),

final as (
    select
        cohort_month,
        step_order,
        step_name,
        accounts_signed_up,
        accounts_reached_previous,
        accounts_reached,
        accounts_lost,
        accounts_stalled,
        {{ ratio('accounts_converted', 'accounts_reached_previous') }} as conversion_from_previous,
        {{ ratio('accounts_reached', 'accounts_signed_up') }} as conversion_from_sign_up,
        cast(median_hours_from_previous as double precision) as median_hours_from_previous,
        place_by_loss = 1 and accounts_lost > 0 as is_biggest_drop
    from ranked
)

select * from final
