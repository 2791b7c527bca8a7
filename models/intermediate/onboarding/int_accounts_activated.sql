-- An account is activated when it has reached every step marked as activation.
with

onboarding_steps as (
    select * from {{ ref('onboarding_steps') }}
    where is_activation
),

fct_onboarding_progress as (
    select * from {{ ref('fct_onboarding_progress') }}
),

final as (
    select
        fct_onboarding_progress.account_id,
        max(fct_onboarding_progress.reached_at) as activated_at
    from onboarding_steps
    inner join fct_onboarding_progress
        on onboarding_steps.step_order = fct_onboarding_progress.step_order
    group by fct_onboarding_progress.account_id
    having count(*) = count(fct_onboarding_progress.reached_at)
)

select * from final
