-- The account's latest trial, as int_trials has it at the as-of date and as it went on from there.
with

run as (
    select * from {{ ref('int_run_current') }}
),

states as (
    select * from {{ ref('int_subscription_states_current') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

paid_states as (
    select
        account_id,
        valid_from,
        valid_to
    from states
    where status in ('active', 'past_due') and amount > 0
),

trial_states as (
    select
        account_id,
        subscription_id,
        valid_from as started_at,
        case
            when
                trial_ends_at > valid_from
                and (valid_to is null or trial_ends_at < valid_to)
                then trial_ends_at
            else valid_to
        end as ends_at
    from states
    where
        status = 'trialing'
        or (status = 'active' and trial_ends_at > valid_from)
),

trials_of_payers as (
    select distinct
        trial_states.subscription_id,
        trial_states.started_at
    from trial_states
    inner join paid_states
        on
            trial_states.account_id = paid_states.account_id
            and trial_states.started_at > paid_states.valid_from
            and (
                paid_states.valid_to is null or trial_states.started_at < paid_states.valid_to
            )
),

ranked_trials as (
    select
        trial_states.account_id,
        trial_states.started_at,
        trial_states.ends_at,
        row_number() over (
            partition by trial_states.account_id
            order by trial_states.started_at desc, trial_states.ends_at desc
        ) as recency
    from trial_states
    left join trials_of_payers
        on
            trial_states.subscription_id = trials_of_payers.subscription_id
            and trial_states.started_at = trials_of_payers.started_at
    where trials_of_payers.subscription_id is null
),

latest_states as (
    select
        account_id,
        started_at,
        ends_at
    from ranked_trials
    where recency = 1
),

-- a trial that was prolonged began with the first of its states
latest_trials as (
    select
        latest_states.account_id,
        latest_states.ends_at,
        coalesce(max(int_trials.trial_started_at), max(latest_states.started_at)) as started_at
    from latest_states
    left join int_trials
        on
            latest_states.account_id = int_trials.account_id
            and latest_states.started_at >= int_trials.trial_started_at
            and (
                int_trials.trial_ended_at is null
                or latest_states.started_at <= int_trials.trial_ended_at
            )
    group by
        latest_states.account_id,
        latest_states.ends_at
),

conversions as (
    select
        latest_trials.account_id,
        min(paid_states.valid_from) as converted_at
    from latest_trials
    inner join paid_states
        on
            latest_trials.account_id = paid_states.account_id
            and latest_trials.started_at <= paid_states.valid_from
    group by latest_trials.account_id
),

final as (
    select
        latest_trials.account_id,
        latest_trials.started_at as trial_started_at,
        latest_trials.ends_at as trial_ends_at,
        conversions.converted_at as trial_converted_at,
        case
            when conversions.converted_at is not null then 'converted'
            when latest_trials.ends_at <= run.current_at then 'ended'
            else 'running'
        end as trial_state,
        case
            when conversions.converted_at is null and latest_trials.ends_at > run.current_at
                then cast(
                    {{ dbt.datediff('run.current_at', 'latest_trials.ends_at', 'second') }}
                    as double precision
                ) / 3600
        end as trial_hours_left
    from latest_trials
    cross join run
    left join conversions
        on latest_trials.account_id = conversions.account_id
)

select * from final
