-- What an upgrade usually brings, seen over the last year: paying accounts by the part of their
-- MRR that they add, others by what accounts begin with.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
),

movements_of_the_year as (
    select
        fct_mrr_movements.movement_type,
        fct_mrr_movements.mrr_change,
        cast(fct_mrr_movements.mrr_change as double precision)
        / nullif(fct_mrr_movements.mrr_before, 0) as relative_change
    from fct_mrr_movements
    inner join int_run
        on
            fct_mrr_movements.movement_date <= int_run.as_of_date
            and fct_mrr_movements.movement_date
            > {{ dbt.dateadd('day', -365, 'int_run.as_of_date') }}
    where fct_mrr_movements.movement_type in ('expansion', 'new')
),

final as (
    select
        percentile_cont(0.5) within group (
            order by case when movement_type = 'expansion' then relative_change end
        ) as median_relative_expansion,
        percentile_cont(0.5) within group (
            order by case
                when movement_type = 'new' then cast(mrr_change as double precision)
            end
        ) as median_first_mrr
    from movements_of_the_year
)

select * from final
