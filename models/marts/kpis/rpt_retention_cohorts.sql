with

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
),

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

first_payments as (
    select
        account_id,
        cast({{ dbt.date_trunc('month', 'movement_date') }} as date) as cohort_month,
        mrr_after as mrr
    from fct_mrr_movements
    where movement_type = 'new'
),

cohorts as (
    select
        cohort_month,
        count(*) as accounts,
        sum(mrr) as mrr
    from first_payments
    group by cohort_month
),

retained as (
    select
        first_payments.cohort_month,
        int_account_months.kpi_month,
        bool_and(int_account_months.is_complete) as is_complete,
        count(*) filter (where int_account_months.is_paying_end) as retained_accounts,
        coalesce(
            sum(int_account_months.mrr_end) filter (where int_account_months.is_paying_end), 0
        ) as retained_mrr
    from first_payments
    inner join int_account_months
        on
            first_payments.account_id = int_account_months.account_id
            and first_payments.cohort_month <= int_account_months.kpi_month
    group by
        first_payments.cohort_month,
        int_account_months.kpi_month
),

cohorts_over_time as (
    select
        cohorts.cohort_month,
        retained.kpi_month,
        retained.is_complete,
        cohorts.accounts,
        retained.retained_accounts,
        cohorts.mrr,
        retained.retained_mrr
    from cohorts
    inner join retained
        on cohorts.cohort_month = retained.cohort_month
),

final as (
    select
        cohort_month,
        kpi_month,
        is_complete,
        accounts,
        retained_accounts,
        cast(
            {{ dbt.datediff('cohort_month', 'kpi_month', 'month') }}
            as integer
        ) as months_since,
        cast(mrr as numeric(18, 2)) as mrr,
        cast(retained_mrr as numeric(18, 2)) as retained_mrr,
        {{ ratio('retained_accounts', 'accounts') }} as account_retention,
        {{ ratio('retained_mrr', 'mrr') }} as mrr_retention
    from cohorts_over_time
)

select * from final
