-- Trials of accounts that already paid (an add-on on trial) are no trials of the account.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_subscriptions_checked as (
    select * from {{ ref('int_subscriptions_checked') }}
    where rejected_because is null
),

int_account_mrr_reporting as (
    select * from {{ ref('int_account_mrr_reporting') }}
),

trial_states as (
    select
        int_subscriptions_checked.account_id,
        int_subscriptions_checked.valid_from as started_at,
        case
            when
                int_subscriptions_checked.trial_ends_at > int_subscriptions_checked.valid_from
                and (
                    int_subscriptions_checked.valid_to is null
                    or int_subscriptions_checked.trial_ends_at < int_subscriptions_checked.valid_to
                )
                then int_subscriptions_checked.trial_ends_at
            else int_subscriptions_checked.valid_to
        end as ended_at
    from int_subscriptions_checked
    inner join int_run
        on cast(int_subscriptions_checked.valid_from as date) <= int_run.as_of_date
    where
        int_subscriptions_checked.status = 'trialing'
        or (
            int_subscriptions_checked.status = 'active'
            and int_subscriptions_checked.trial_ends_at > int_subscriptions_checked.valid_from
        )
),

-- An open end counts as the end of time while looking for overlaps.
with_latest_end_before as (
    select
        *,
        max(coalesce(ended_at, cast('9999-12-31' as timestamp))) over (
            partition by account_id
            order by started_at, coalesce(ended_at, cast('9999-12-31' as timestamp))
            rows between unbounded preceding and 1 preceding
        ) as latest_end_before
    from trial_states
),

numbered_islands as (
    select
        *,
        sum(case when latest_end_before >= started_at then 0 else 1 end) over (
            partition by account_id
            order by started_at, coalesce(ended_at, cast('9999-12-31' as timestamp))
            rows between unbounded preceding and current row
        ) as island
    from with_latest_end_before
),

trials as (
    select
        account_id,
        min(started_at) as trial_started_at,
        max(coalesce(ended_at, cast('9999-12-31' as timestamp))) as trial_ended_at
    from numbered_islands
    group by account_id, island
),

trials_of_non_payers as (
    select
        trials.account_id,
        trials.trial_started_at,
        trials.trial_ended_at,
        lead(trials.trial_started_at) over (
            partition by trials.account_id order by trials.trial_started_at
        ) as next_trial_started_at
    from trials
    left join int_account_mrr_reporting
        on
            trials.account_id = int_account_mrr_reporting.account_id
            and cast(trials.trial_started_at as date) > int_account_mrr_reporting.valid_from
            and (
                int_account_mrr_reporting.valid_to is null
                or cast(trials.trial_started_at as date) <= int_account_mrr_reporting.valid_to
            )
    where coalesce(int_account_mrr_reporting.mrr, 0) = 0
),

conversions as (
    select
        trials_of_non_payers.account_id,
        trials_of_non_payers.trial_started_at,
        min(int_account_mrr_reporting.changed_at) as converted_at
    from trials_of_non_payers
    inner join int_account_mrr_reporting
        on
            trials_of_non_payers.account_id = int_account_mrr_reporting.account_id
            and int_account_mrr_reporting.valid_from
            >= cast(trials_of_non_payers.trial_started_at as date)
            and (
                trials_of_non_payers.next_trial_started_at is null
                or int_account_mrr_reporting.valid_from
                < cast(trials_of_non_payers.next_trial_started_at as date)
            )
    where int_account_mrr_reporting.mrr > 0
    group by trials_of_non_payers.account_id, trials_of_non_payers.trial_started_at
),

final as (
    select
        trials_of_non_payers.account_id,
        trials_of_non_payers.trial_started_at,
        conversions.converted_at,
        case
            when cast(trials_of_non_payers.trial_ended_at as date) <= int_run.as_of_date
                then trials_of_non_payers.trial_ended_at
        end as trial_ended_at
    from trials_of_non_payers
    cross join int_run
    left join conversions
        on
            trials_of_non_payers.account_id = conversions.account_id
            and trials_of_non_payers.trial_started_at = conversions.trial_started_at
)

select * from final
