with

int_verdicts_counted as (
    select * from {{ ref('int_verdicts_counted') }}
),

exchange_rates_counted as (
    select coalesce(sum(row_count), 0) as rate_count
    from int_verdicts_counted
    where table_name = 'exchange_rates' and rejected_because is null
),

-- The same row delivered twice does no harm, so it doesn't count against a table. Nor does what was
-- erased, or a foreign currency where nobody has brought exchange rates: the table is optional.
counted as (
    select
        int_verdicts_counted.*,
        int_verdicts_counted.rejected_because is not null
        and int_verdicts_counted.rejected_because not in ('exact_duplicate', 'erased')
        and not (
            int_verdicts_counted.rejected_because = 'unknown_currency'
            and exchange_rates_counted.rate_count = 0
        ) as is_counted
    from int_verdicts_counted
    cross join exchange_rates_counted
),

ranked as (
    select
        *,
        row_number() over (
            partition by table_name
            order by
                case when is_counted then 0 else 1 end asc,
                row_count desc,
                {{ in_byte_order('rejected_because') }} asc
        ) as place
    from counted
),

by_table as (
    select
        table_name,
        sum(row_count) as rows_seen,
        sum(case when is_counted then row_count else 0 end) as rows_quarantined,
        max(case when is_counted and place = 1 then rejected_because end) as commonest_reason,
        max(case when is_counted and place = 1 then row_count end) as rows_of_commonest_reason,
        max(case when is_counted and place = 1 then example end) as example
    from ranked
    group by table_name
),

final as (
    select
        table_name,
        cast(rows_seen as bigint) as rows_seen,
        cast(rows_quarantined as bigint) as rows_quarantined,
        cast(rows_quarantined as double precision) / rows_seen as quarantined_share,
        commonest_reason,
        rows_of_commonest_reason,
        example,
        rows_quarantined > {{ var('max_quarantined_share') }} * rows_seen as is_above_limit
    from by_table
)

select * from final
