with

int_kpi_months as (
    select * from {{ ref('int_kpi_months') }}
    where is_complete
),

dim_accounts as (
    select
        account_id,
        coalesce(acquisition_channel, 'unknown') as channel
    from {{ ref('dim_accounts') }}
),

int_account_months as (
    select * from {{ ref('int_account_months') }}
    where is_paying_start
),

int_channel_customers as (
    select * from {{ ref('int_channel_customers') }}
),

newest_month as (
    select max(kpi_month) as kpi_month from int_kpi_months
),

last_12_complete_months as (
    select int_kpi_months.kpi_month
    from int_kpi_months
    inner join newest_month
        on
            int_kpi_months.kpi_month
            > {{ dbt.dateadd('month', -12, 'newest_month.kpi_month') }}
),

churn_by_channel as (
    select
        dim_accounts.channel,
        count(*) as customer_months_12m,
        count(*) filter (where not int_account_months.is_paying_end) as customers_churned_12m
    from int_account_months
    inner join last_12_complete_months
        on int_account_months.kpi_month = last_12_complete_months.kpi_month
    inner join dim_accounts
        on int_account_months.account_id = dim_accounts.account_id
    group by dim_accounts.channel
),

churn_of_all as (
    select
        {{ ratio('sum(customers_churned_12m)', 'sum(customer_months_12m)') }} as churn_rate_12m
    from churn_by_channel
),

months_of_churn as (
    select count(*) as months_counted
    from last_12_complete_months
),

churn_of_each as (
    select
        int_channel_customers.channel,
        coalesce(churn_by_channel.customers_churned_12m, 0) as customers_churned_12m,
        coalesce(churn_by_channel.customer_months_12m, 0) as customer_months_12m,
        churn_of_all.churn_rate_12m as prior_rate,
        {{ var('min_segment_members') }} * months_of_churn.months_counted as prior_customer_months
    from int_channel_customers
    cross join churn_of_all
    cross join months_of_churn
    left join churn_by_channel
        on int_channel_customers.channel = churn_by_channel.channel
),

final as (
    select
        channel,
        customers_churned_12m,
        customer_months_12m,
        {{ shrunk_rate(
            'customers_churned_12m', 'customer_months_12m', 'prior_rate', 'prior_customer_months'
        ) }} as customer_churn_rate_12m_shrunk
    from churn_of_each
)

select * from final
