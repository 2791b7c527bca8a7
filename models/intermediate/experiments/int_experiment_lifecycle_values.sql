with

int_experiment_windows as (
    select * from {{ ref('int_experiment_windows') }}
    where family = 'lifecycle' and not is_waiting
),

fct_lifecycle_events as (
    select * from {{ ref('fct_lifecycle_events') }}
    where occurrence = 1
),

fct_onboarding_progress as (
    select * from {{ ref('fct_onboarding_progress') }}
),

int_account_days as (
    select * from {{ ref('int_account_days') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

onboarded as (
    select
        account_id,
        'onboarded' as milestone,
        max(reached_at) as reached_at
    from fct_onboarding_progress
    group by account_id
    having count(*) = count(reached_at)
),

reached_value as (
    select
        account_id,
        'value' as milestone,
        min(first_value_at) as reached_at
    from int_account_days
    group by account_id
),

all_milestones as (
    select * from onboarded
    union all
    select * from reached_value
    union all
    select
        account_id,
        event as milestone,
        occurred_at as reached_at
    from fct_lifecycle_events
),

milestones as (
    select
        account_id,
        min(case when milestone = 'value' then reached_at end) as value_at,
        cast(min(case when milestone = 'value' then reached_at end) as date) as value_on,
        cast(min(case when milestone = 'onboarded' then reached_at end) as date) as onboarded_on,
        cast(min(case when milestone = 'product_qualified' then reached_at end) as date)
            as product_qualified_on,
        cast(min(case when milestone = 'sales_qualified' then reached_at end) as date)
            as sales_qualified_on,
        cast(min(case when milestone = 'won' then reached_at end) as date) as won_on,
        cast(min(case when milestone = 'converted' then reached_at end) as date) as converted_on
    from all_milestones
    group by account_id
),

-- on trial when the window begins, or from its first day on: trials come with signing up
trials_in_windows as (
    select
        int_experiment_windows.experiment_id,
        int_experiment_windows.population,
        int_experiment_windows.entity_id,
        int_experiment_windows.period,
        min(cast(int_trials.converted_at as date)) as converted_on
    from int_experiment_windows
    inner join int_trials
        on
            int_experiment_windows.entity_id = int_trials.account_id
            and int_experiment_windows.starts_on >= cast(int_trials.trial_started_at as date)
            and (
                int_trials.trial_ended_at is null
                or int_experiment_windows.starts_on <= cast(int_trials.trial_ended_at as date)
            )
    where int_experiment_windows.metric = 'trial_to_paid'
    group by
        int_experiment_windows.experiment_id,
        int_experiment_windows.population,
        int_experiment_windows.entity_id,
        int_experiment_windows.period
),

-- what a metric waits for, and what must have come before it
windows_with_milestones as (
    select
        int_experiment_windows.*,
        milestones.value_at,
        case int_experiment_windows.metric
            when 'time_to_first_value' then milestones.value_on
            when 'onboarding_completion' then milestones.onboarded_on
            when 'pql_rate' then milestones.product_qualified_on
            when 'trial_to_paid' then trials_in_windows.converted_on
            when 'pql_to_sql' then milestones.sales_qualified_on
            when 'sql_to_won' then milestones.won_on
        end as reached_on,
        case int_experiment_windows.metric
            when 'pql_to_sql' then milestones.product_qualified_on
            when 'sql_to_won' then milestones.sales_qualified_on
            else int_experiment_windows.starts_on
        end as possible_from,
        case int_experiment_windows.metric
            when 'trial_to_paid' then trials_in_windows.entity_id is not null
            when 'pql_rate'
                then coalesce(milestones.converted_on >= int_experiment_windows.starts_on, true)
            else true
        end as is_eligible
    from int_experiment_windows
    left join milestones
        on int_experiment_windows.entity_id = milestones.account_id
    left join trials_in_windows
        on
            int_experiment_windows.experiment_id = trials_in_windows.experiment_id
            and int_experiment_windows.population = trials_in_windows.population
            and int_experiment_windows.entity_id = trials_in_windows.entity_id
            and int_experiment_windows.period = trials_in_windows.period
            and int_experiment_windows.metric = 'trial_to_paid'
),

-- whoever was there before the window began has nothing left to reach
final as (
    select
        experiment_id,
        population,
        entity,
        entity_id,
        metric,
        period,
        case
            when metric = 'time_to_first_value' and value_at > starts_at
                then least(
                    {{ dbt.datediff('starts_at', 'value_at', 'second') }}
                    / cast(86400 as double precision),
                    cast(horizon_days as double precision)
                )
            when metric = 'time_to_first_value' and value_at <= starts_at
                then cast(0 as double precision)
            when metric = 'time_to_first_value' then cast(horizon_days as double precision)
            when possible_from <= ends_on and reached_on <= ends_on
                then cast(1 as double precision)
            else cast(0 as double precision)
        end as numerator,
        case
            when possible_from <= ends_on then cast(1 as double precision)
            else cast(0 as double precision)
        end as denominator
    from windows_with_milestones
    where is_eligible and (reached_on is null or reached_on >= starts_on)
)

select * from final
