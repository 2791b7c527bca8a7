-- Why an account is on somebody's list today: a task of a playbook, a cancellation that was asked
-- for, a renewal that comes near. Who is held out of the playbook has no task of it.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_playbook_treatments as (
    select * from {{ ref('int_playbook_treatments') }}
    where
        entity = 'account'
        and channel in ('customer success', 'sales')
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

int_subscriptions_checked as (
    select * from {{ ref('int_subscriptions_checked') }}
    where rejected_because is null
),

driver_actions as (
    select * from {{ ref('driver_actions') }}
),

tasks as (
    select
        int_playbook_treatments.account_id,
        int_playbook_treatments.playbook,
        int_playbook_treatments.segment,
        int_playbook_treatments.assigned_on as since,
        int_playbook_treatments.reason,
        int_playbook_treatments.action,
        1 + int_playbook_treatments.priority as urgency
    from int_playbook_treatments
),

cancellations as (
    select
        int_subscriptions_checked.account_id,
        cast(null as varchar) as playbook,
        cast(null as varchar) as segment,
        max(cast(int_subscriptions_checked.cancel_requested_at as date)) as since,
        'cancellation requested' as reason,
        min(driver_actions.action) as action,
        0 as urgency
    from int_subscriptions_checked
    inner join int_run
        on
            cast(int_subscriptions_checked.cancel_requested_at as date) <= int_run.as_of_date
            and cast(int_subscriptions_checked.valid_from as date) <= int_run.as_of_date
            and (
                int_subscriptions_checked.valid_to is null
                or cast(int_subscriptions_checked.valid_to as date) > int_run.as_of_date
            )
    inner join dim_accounts
        on
            int_subscriptions_checked.account_id = dim_accounts.account_id
            and dim_accounts.account_status = 'paying'
    left join driver_actions
        on
            driver_actions.motion = 'retention'
            and driver_actions.feature = 'is_cancel_requested'
    where int_subscriptions_checked.status in ('active', 'past_due')
    group by int_subscriptions_checked.account_id
),

renewals as (
    select
        dim_accounts.account_id,
        cast(null as varchar) as playbook,
        cast(null as varchar) as segment,
        cast({{ dbt.dateadd(
            'day', '-90', 'dim_accounts.renewal_date'
        ) }} as date) as since,
        concat(
            'renews in ',
            cast(
                {{ dbt.datediff('int_run.as_of_date', 'dim_accounts.renewal_date', 'day') }}
                as varchar
            ),
            ' days'
        ) as reason,
        driver_actions.action,
        1000 as urgency
    from dim_accounts
    inner join int_run
        on
            dim_accounts.renewal_date > int_run.as_of_date
            and dim_accounts.renewal_date
            <= {{ dbt.dateadd('day', 90, 'int_run.as_of_date') }}
    left join driver_actions
        on
            driver_actions.motion = 'retention'
            and driver_actions.feature = 'days_to_renewal'
    where dim_accounts.account_status = 'paying'
),

final as (
    select * from tasks
    union all
    select * from cancellations
    union all
    select * from renewals
)

select * from final
