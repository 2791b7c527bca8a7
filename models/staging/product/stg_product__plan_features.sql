with

plan_features as (
    select * from {{ source('product', 'plan_features') }}
),

cleaned as (
    select
        nullif(trim(plan_id), '') as plan_id,
        nullif(trim(feature), '') as feature,
        available_from,
        unreadable_cells
    from plan_features
)

select * from cleaned
