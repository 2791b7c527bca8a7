-- Where do customers lose their way in onboarding?
--
-- One row per onboarding step, over all cohorts: how many accounts reached it, how many are stalled
-- there, and how long the ones who made it took. accounts_stalled counts those whose time for the
-- step has run out, so young accounts that are still on their way don't blur it. The last columns
-- say in how many monthly cohorts the step was the biggest drop, and how its conversion of the last
-- three complete cohorts compares with all.
with

rpt_onboarding_funnel as (
    select * from {{ ref('rpt_onboarding_funnel') }}
),

cohorts as (
    select
        cohort_month,
        row_number() over (order by cohort_month desc) as cohorts_back
    from rpt_onboarding_funnel
    group by cohort_month
),

by_step as (
    select
        rpt_onboarding_funnel.step_order,
        rpt_onboarding_funnel.step_name,
        sum(rpt_onboarding_funnel.accounts_signed_up) as accounts_signed_up,
        sum(rpt_onboarding_funnel.accounts_reached_previous) as accounts_reached_previous,
        sum(rpt_onboarding_funnel.accounts_reached) as accounts_reached,
        sum(rpt_onboarding_funnel.accounts_lost) as accounts_lost,
        sum(rpt_onboarding_funnel.accounts_stalled) as accounts_stalled,
        sum(rpt_onboarding_funnel.accounts_reached_previous) filter (
            where cohorts.cohorts_back between 2 and 4
        ) as recent_accounts_reached_previous,
        sum(rpt_onboarding_funnel.accounts_lost) filter (
            where cohorts.cohorts_back between 2 and 4
        ) as recent_accounts_lost,
        count(*) filter (where rpt_onboarding_funnel.is_biggest_drop) as cohorts_most_lost_here,
        count(*) as cohorts
    from rpt_onboarding_funnel
    inner join cohorts
        on rpt_onboarding_funnel.cohort_month = cohorts.cohort_month
    group by
        rpt_onboarding_funnel.step_order,
        rpt_onboarding_funnel.step_name
),

final as (
    select
        step_order,
        step_name,
        accounts_reached,
        accounts_stalled,
        {{ ratio('accounts_stalled', 'sum(accounts_stalled) over ()') }} as share_of_all_stalled,
        1 - {{ ratio('accounts_lost', 'accounts_reached_previous') }} as conversion_from_previous,
        1 - {{ ratio('recent_accounts_lost', 'recent_accounts_reached_previous') }}
            as recent_conversion_from_previous,
        {{ ratio('accounts_reached', 'accounts_signed_up') }} as conversion_from_sign_up,
        cohorts_most_lost_here,
        cohorts
    from by_step
)

select * from final
order by step_order
