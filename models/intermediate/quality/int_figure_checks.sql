with

int_mrr_invoice_differences as (
    select * from {{ ref('int_mrr_invoice_differences') }}
),

int_kpi_restatements as (
    select * from {{ ref('int_kpi_restatements') }}
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

final as (
    select * from mrr_invoice_differences
    union all
    select * from kpi_restatements
)

select * from final
