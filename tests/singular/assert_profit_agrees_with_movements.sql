/*
Fails for each account whose revenue of the last 180 days at the run's as-of date isn't, to a cent,
what its MRR movements say day by day, or whose profit isn't what is left of it. unprofitable ranks
accounts by this figure.
*/
with

int_run as (
    select
        as_of_date,
        cast({{ dbt.dateadd('day', -180, 'as_of_date') }} as date) as day_180_before
    from {{ ref('int_run') }}
),

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

-- A change of MRR earns from its day on, so it adds its days up to the as-of date to the total.
earned as (
    select
        fct_mrr_movements.account_id,
        sum(
            fct_mrr_movements.mrr_change * (
                case
                    when fct_mrr_movements.movement_date <= int_run.day_180_before then 180
                    else {{ dbt.datediff(
                        'fct_mrr_movements.movement_date', 'int_run.as_of_date', 'day'
                    ) }} + 1
                end
            )
        ) * 12 / 365.25 as revenue_180d
    from fct_mrr_movements
    inner join int_run on fct_mrr_movements.movement_date <= int_run.as_of_date
    group by fct_mrr_movements.account_id
),

final as (
    select
        fct_account_features.account_id,
        fct_account_features.revenue_180d,
        earned.revenue_180d as revenue_by_movements,
        fct_account_features.profit_180d
    from fct_account_features
    inner join int_run on fct_account_features.as_of_date = int_run.as_of_date
    left join earned on fct_account_features.account_id = earned.account_id
    where
        abs(coalesce(fct_account_features.revenue_180d, 0) - coalesce(earned.revenue_180d, 0))
        > 0.01
        or fct_account_features.profit_180d is distinct from
        fct_account_features.revenue_180d
        - coalesce(fct_account_features.support_cost_180d, 0)
        - coalesce(fct_account_features.serving_cost_180d, 0)
        - fct_account_features.payment_cost_180d
)

select * from final
