with

int_as_of_dates as (
    select as_of_date from {{ ref('int_as_of_dates') }}
    where is_month_end
),

int_segment_intervals as (
    select * from {{ ref('int_segment_intervals') }}
),

segments as (
    {%- for segment in label_segments() %}
    select '{{ segment }}' as segment
    {{ 'union all' if not loop.last }}
    {%- else %}
    select segment
    from int_segment_intervals
    where 1 = 0
    {%- endfor %}
),

final as (
    select distinct
        int_segment_intervals.segment,
        int_segment_intervals.entity,
        int_segment_intervals.entity_id,
        int_as_of_dates.as_of_date
    from int_segment_intervals
    inner join segments
        on int_segment_intervals.segment = segments.segment
    inner join int_as_of_dates
        on
            int_segment_intervals.valid_from <= int_as_of_dates.as_of_date
            and (
                int_segment_intervals.valid_to > int_as_of_dates.as_of_date
                or int_segment_intervals.valid_to is null
            )
)

select * from final
