with

int_events_to_read as (
    select * from {{ ref('int_events_to_read') }}
),

final as (
    select event_id
    from int_events_to_read
    where event_id is not null
    group by event_id
    having count(*) > 1
)

select * from final
