with

int_verdicts_counted as (
    select * from {{ ref('int_verdicts_counted') }}
),

int_quarantined_shares as (
    select * from {{ ref('int_quarantined_shares') }}
),

int_event_verdicts_by_day as (
    select *
    from {{ ref('int_event_verdicts_by_day') }}
    where rejected_because is null
),

int_mrr_invoice_differences as (
    select * from {{ ref('int_mrr_invoice_differences') }}
),

int_kpi_restatements as (
    select * from {{ ref('int_kpi_restatements') }}
),

tracking_plan as (
    select distinct event_name from {{ ref('tracking_plan') }}
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

events_by_name as (
    select
        event_name,
        sum(row_count) as event_count,
        sum(anonymous_count) as anonymous_count,
        min({{ in_byte_order('example_event_id') }}) as example
    from int_event_verdicts_by_day
    group by event_name
),

events_counted as (
    select sum(event_count) as rows_seen from events_by_name
),

events_outside_plan as (
    select
        'events_outside_plan' as check_name,
        'events' as table_name,
        events_by_name.event_name as subject,
        cast(null as date) as period,
        events_counted.rows_seen,
        events_by_name.event_count as rows_failing,
        false as is_failure,
        'event_id ' || events_by_name.example as example
    from events_by_name
    cross join events_counted
    left join tracking_plan
        on events_by_name.event_name = tracking_plan.event_name
    where tracking_plan.event_name is null
),

anonymous_events as (
    select
        'anonymous_events' as check_name,
        'events' as table_name,
        event_name as subject,
        cast(null as date) as period,
        event_count as rows_seen,
        anonymous_count as rows_failing,
        false as is_failure,
        cast(null as varchar) as example
    from events_by_name
    where anonymous_count > 0
),

mrr_invoice_differences_in_words as (
    select
        account_id,
        kpi_month,
        concat(
            reason, ': MRR ', cast(mrr_local as varchar), ' ', currency, ', invoiced ',
            cast(invoiced_mrr_local as varchar)
        ) as difference_in_words
    from int_mrr_invoice_differences
),

mrr_invoice_differences as (
    select
        'mrr_invoice_difference' as check_name,
        'invoices' as table_name,
        account_id as subject,
        kpi_month as period,
        count(*) as rows_seen,
        count(*) as rows_failing,
        false as is_failure,
        min({{ in_byte_order('difference_in_words') }}) as example
    from mrr_invoice_differences_in_words
    group by account_id, kpi_month
),

kpi_restatements as (
    select
        'kpi_restatement' as check_name,
        'fct_segment_kpis' as table_name,
        concat(segment, ': ', figure) as subject,
        kpi_month as period,
        1 as rows_seen,
        1 as rows_failing,
        false as is_failure,
        concat(
            'published: ', coalesce(cast(published as varchar), 'nothing'),
            ', by the data of today: ', coalesce(cast(recomputed as varchar), 'nothing')
        ) as example
    from int_kpi_restatements
),

checks as (
    select * from quarantined_shares
    union all
    select * from rejected_rows
    union all
    select * from events_outside_plan
    union all
    select * from anonymous_events
    union all
    select * from mrr_invoice_differences
    union all
    select * from kpi_restatements
),

final as (
    select
        cast(check_name as varchar) as check_name,
        period,
        cast(table_name as varchar) as table_name,
        cast(subject as varchar) as subject,
        cast(rows_seen as bigint) as rows_seen,
        cast(rows_failing as bigint) as rows_failing,
        cast(rows_failing as double precision) / nullif(rows_seen, 0) as share_failing,
        cast(is_failure as boolean) as is_failure,
        cast(example as varchar) as example
    from checks
)

select * from final
