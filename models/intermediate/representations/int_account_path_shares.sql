with

int_account_paths as (
    select * from {{ ref('int_account_paths') }}
),

totals as (
    select
        account_id,
        period,
        as_of_date,
        cast(sum(times) as double precision) as times
    from int_account_paths
    group by
        account_id,
        period,
        as_of_date
),

final as (
    select
        int_account_paths.account_id,
        int_account_paths.period,
        int_account_paths.as_of_date,
        int_account_paths.step,
        int_account_paths.times / totals.times as share
    from int_account_paths
    inner join totals
        on
            int_account_paths.account_id = totals.account_id
            and int_account_paths.period = totals.period
            and int_account_paths.as_of_date = totals.as_of_date
)

select * from final
