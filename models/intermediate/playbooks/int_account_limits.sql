with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

int_plans_checked as (
    select * from {{ ref('int_plans_checked') }}
    where rejected_because is null
),

int_upgrade_gains as (
    select * from {{ ref('int_upgrade_gains') }}
),

final as (
    select
        fct_account_features.account_id,
        int_plans_checked.usage_metric,
        fct_account_features.usage_in_period as used,
        fct_account_features.usage_limit,
        fct_account_features.seats_used,
        fct_account_features.seat_limit,
        cast(
            {{ dbt.dateadd(
                'day',
                'cast(floor(fct_account_features.days_to_usage_limit) as integer)',
                'fct_account_features.as_of_date',
            ) }} as date
        ) as limit_reached_on,
        {{ round_half_up('''
            case
                when fct_account_features.mrr > 0
                    then
                        cast(fct_account_features.mrr as double precision)
                        * int_upgrade_gains.median_relative_expansion
                else int_upgrade_gains.median_first_mrr
            end
        ''', 2) }} as upgrade_mrr_gain
    from fct_account_features
    inner join int_run on fct_account_features.as_of_date = int_run.as_of_date
    cross join int_upgrade_gains
    left join int_plans_checked on fct_account_features.plan_id = int_plans_checked.plan_id
)

select * from final
