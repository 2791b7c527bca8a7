with

manual_reviews as (
    select * from {{ ref('manual_reviews') }}
),

int_segment_due_dates as (
    select * from {{ ref('int_segment_due_dates') }}
),

reviews_by_date as (
    select
        manual_reviews.segment,
        manual_reviews.entity,
        manual_reviews.entity_id,
        int_segment_due_dates.as_of_date,
        manual_reviews.decision,
        manual_reviews.because || coalesce(' (' || manual_reviews.reviewer || ')', '') as because,
        row_number() over (
            partition by
                manual_reviews.segment,
                manual_reviews.entity,
                manual_reviews.entity_id,
                int_segment_due_dates.as_of_date
            order by manual_reviews.valid_from desc
        ) as recency
    from manual_reviews
    inner join int_segment_due_dates
        on
            manual_reviews.segment = int_segment_due_dates.segment
            and manual_reviews.entity = int_segment_due_dates.entity
            and manual_reviews.valid_from <= int_segment_due_dates.as_of_date
            and (
                manual_reviews.valid_to is null
                or int_segment_due_dates.as_of_date < manual_reviews.valid_to
            )
),

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
