with

plans as (
    select * from {{ source('product', 'plans') }}
),

cleaned as (
    select
        nullif(trim(plan_id), '') as plan_id,
        nullif(trim(plan_name), '') as plan_name,
        nullif(lower(trim(tier)), '') as tier,
        seat_limit,
        usage_limit,
        nullif(trim(usage_metric), '') as usage_metric,
        nullif(lower(trim(usage_period)), '') as usage_period,
        unreadable_cells
    from plans
)

select * from cleaned
