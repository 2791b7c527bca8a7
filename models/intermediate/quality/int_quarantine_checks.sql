with

int_verdicts_counted as (
    select * from {{ ref('int_verdicts_counted') }}
),

int_quarantined_shares as (
    select * from {{ ref('int_quarantined_shares') }}
),

base_operations__erased_entities as (
    select * from {{ ref('base_operations__erased_entities') }}
),

input_tables as (
    {%- for table in checked_tables() %}
    select '{{ table }}' as table_name
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

-- a table that is absent is reported too, with no rows seen
quarantined_shares as (
    select
        'quarantined_share' as check_name,
        input_tables.table_name,
        cast(null as varchar) as subject,
        cast(null as date) as period,
        coalesce(int_quarantined_shares.rows_seen, 0) as rows_seen,
        coalesce(int_quarantined_shares.rows_quarantined, 0) as rows_failing,
        coalesce(int_quarantined_shares.is_above_limit, false) as is_failure,
        int_quarantined_shares.commonest_reason || ': '
        || int_quarantined_shares.example as example
    from input_tables
    left join int_quarantined_shares
        on input_tables.table_name = int_quarantined_shares.table_name
),

rejected_rows as (
    select
        'rejected_rows' as check_name,
        int_verdicts_counted.table_name,
        int_verdicts_counted.rejected_because as subject,
        cast(null as date) as period,
        int_quarantined_shares.rows_seen,
        int_verdicts_counted.row_count as rows_failing,
        false as is_failure,
        int_verdicts_counted.example
    from int_verdicts_counted
    inner join int_quarantined_shares
        on int_verdicts_counted.table_name = int_quarantined_shares.table_name
    where int_verdicts_counted.rejected_because is not null
),

erasures_of_nobody as (
    select
        'erasures_of_nobody' as check_name,
        'erasure_requests' as table_name,
        entity as subject,
        cast(requested_at as date) as period,
        count(*) as rows_seen,
        count(*) filter (where not is_known) as rows_failing,
        false as is_failure,
        'requested at ' || cast(min(requested_at) filter (where not is_known) as varchar) as example
    from base_operations__erased_entities
    group by
        entity,
        cast(requested_at as date)
    having count(*) filter (where not is_known) > 0
),

final as (
    select * from quarantined_shares
    union all
    select * from rejected_rows
    union all
    select * from erasures_of_nobody
)

select * from final
