with

dim_segments as (
    select * from {{ ref('dim_segments') }}
),

int_segment_intervals as (
    select * from {{ ref('int_segment_intervals') }}
),

int_segment_reasons as (
    select * from {{ ref('int_segment_reasons') }}
),

final as (
    select
        int_segment_intervals.segment,
        int_segment_intervals.segment_version,
        int_segment_intervals.entity,
        int_segment_intervals.entity_id,
        int_segment_intervals.valid_from,
        int_segment_intervals.valid_to,
        entered.reason as entered_because,
        int_segment_intervals.valid_to is null as is_current,
        int_segment_intervals.valid_from < dim_segments.added_as_of_date as is_backfilled,
        case
            when int_segment_intervals.is_cut_by_version then dim_segments.ended_because
            else left_again.reason
        end as left_because
    from int_segment_intervals
    inner join dim_segments
        on
            int_segment_intervals.segment = dim_segments.segment
            and int_segment_intervals.segment_version = dim_segments.segment_version
    left join int_segment_reasons as entered
        on
            int_segment_intervals.segment = entered.segment
            and int_segment_intervals.segment_version = entered.segment_version
            and int_segment_intervals.entity_id = entered.entity_id
            and int_segment_intervals.valid_from = entered.as_of_date
            and entered.transition = 'entered'
    left join int_segment_reasons as left_again
        on
            int_segment_intervals.segment = left_again.segment
            and int_segment_intervals.segment_version = left_again.segment_version
            and int_segment_intervals.entity_id = left_again.entity_id
            and int_segment_intervals.valid_to = left_again.as_of_date
            and left_again.transition = 'left'
)

select * from final
