with

int_accounts_state_changes as (
    select * from {{ ref('int_accounts_state_changes') }}
),

running_counts as (
    select
        account_id,
        change_date,
        sum(paying_change) over account_so_far as paying,
        sum(trial_change) over account_so_far as trials,
        sum(paused_change) over account_so_far as paused,
        sum(past_due_change) over account_so_far as past_due,
        sum(case when paying_change > 0 then 1 else 0 end) over account_so_far as times_paid,
        sum(trials_started) over account_so_far as times_tried
    from int_accounts_state_changes
    window account_so_far as (
        partition by account_id
        order by change_date
        rows between unbounded preceding and current row
    )
),

classified as (
    select
        account_id,
        change_date,
        case
            when paying > 0 then 'paying'
            when trials > 0 then 'active_trial'
            when paused > 0 then 'paused'
            when times_paid > 0 then 'churned'
            when times_tried > 0 then 'trial_expired'
            else 'free'
        end as account_status,
        past_due > 0 as is_past_due
    from running_counts
),

with_previous as (
    select
        *,
        lag(account_status) over (partition by account_id order by change_date) as status_before,
        lag(is_past_due) over (partition by account_id order by change_date) as past_due_before
    from classified
),

final as (
    select
        account_id,
        account_status,
        is_past_due,
        change_date as valid_from,
        lead(change_date) over (partition by account_id order by change_date) as valid_to
    from with_previous
    where
        status_before is null
        or status_before <> account_status
        or past_due_before <> is_past_due
)

select * from final
