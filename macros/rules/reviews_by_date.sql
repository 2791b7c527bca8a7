{#- At each date that is due, the latest decision of a person about a segment and a customer. A model
    keeps it for all segments; a preview asks it for a segment that was never built. -#}
{% macro reviews_by_date() -%}
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
)
{%- endmacro %}
