with

manual_reviews as (
    select * from {{ ref('manual_reviews') }}
),

int_segment_due_dates as (
    select * from {{ ref('int_segment_due_dates') }}
),

{{ reviews_by_date() }},

final as (
    select
        segment,
        entity,
        entity_id,
        as_of_date,
        decision,
        because
    from reviews_by_date
    where recency = 1
)

select * from final
