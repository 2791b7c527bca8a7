with

int_segment_month_totals as (
    select * from {{ ref('int_segment_month_totals') }}
),

-- Of the running month nobody knows yet how many will churn: a year is the last twelve complete
-- months.
churn_of_the_year as (
    select
        segment,
        kpi_month,
        case
            when is_complete then sum(customers_churned) over year_to_this_month
            else sum(customers_churned) over year_to_the_month_before
        end as customers_churned_12m,
        case
            when is_complete then sum(customers_start) over year_to_this_month
            else sum(customers_start) over year_to_the_month_before
        end as customer_months_12m,
        case
            when is_complete then count(*) over year_to_this_month
            else count(*) over year_to_the_month_before
        end as months_counted
    from int_segment_month_totals
    window
        year_to_this_month as (
            partition by segment order by kpi_month rows between 11 preceding and current row
        ),
        year_to_the_month_before as (
            partition by segment order by kpi_month rows between 12 preceding and 1 preceding
        )
),

population as (
    select
        kpi_month,
        {{ ratio('customers_churned_12m', 'customer_months_12m') }} as churn_rate_12m
    from churn_of_the_year
    where segment = 'all_customers'
),

-- The population's rate weighs as much as min_segment_members customers seen over the same
-- months: a segment of that size is half itself, a larger one mostly itself.
with_prior as (
    select
        churn_of_the_year.*,
        population.churn_rate_12m as prior_rate,
        case
            when churn_of_the_year.segment = 'all_customers' then 0
            else {{ var('min_segment_members') }} * churn_of_the_year.months_counted
        end as prior_customer_months
    from churn_of_the_year
    left join population
        on churn_of_the_year.kpi_month = population.kpi_month
),

final as (
    select
        segment,
        kpi_month,
        cast(customers_churned_12m as bigint) as customers_churned_12m,
        cast(customer_months_12m as bigint) as customer_months_12m,
        {{ ratio('customers_churned_12m', 'customer_months_12m') }} as customer_churn_rate_12m,
        {{ shrunk_rate(
            'customers_churned_12m', 'customer_months_12m', 'prior_rate', 'prior_customer_months'
        ) }} as customer_churn_rate_12m_shrunk,
        {{ wilson_bound(
            'customers_churned_12m + prior_rate * prior_customer_months',
            'customer_months_12m + prior_customer_months',
            'lower'
        ) }} as customer_churn_rate_12m_shrunk_low,
        {{ wilson_bound(
            'customers_churned_12m + prior_rate * prior_customer_months',
            'customer_months_12m + prior_customer_months',
            'upper'
        ) }} as customer_churn_rate_12m_shrunk_high
    from with_prior
)

select * from final
