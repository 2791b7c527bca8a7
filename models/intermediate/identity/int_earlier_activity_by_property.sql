with

int_unplaced_activity_by_property as (
    select * from {{ ref('int_unplaced_activity_by_property') }}
),

int_earlier_owners as (
    select * from {{ ref('int_earlier_owners') }}
),

final as (
    select
        int_earlier_owners.account_id,
        int_earlier_owners.user_id,
        int_unplaced_activity_by_property.event_day,
        int_unplaced_activity_by_property.event_name,
        int_unplaced_activity_by_property.property,
        int_unplaced_activity_by_property.property_value,
        int_earlier_owners.known_on,
        int_earlier_owners.counts_for_user_on,
        int_earlier_owners.counts_for_account_on,
        cast(sum(int_unplaced_activity_by_property.event_count) as bigint) as event_count,
        min(int_unplaced_activity_by_property.first_at) as first_at
    from int_unplaced_activity_by_property
    inner join int_earlier_owners
        on
            coalesce(
                int_unplaced_activity_by_property.user_id,
                int_unplaced_activity_by_property.anonymous_id
            ) = int_earlier_owners.seen_as
            and (int_unplaced_activity_by_property.user_id is null) = int_earlier_owners.is_device
            and int_unplaced_activity_by_property.event_day = int_earlier_owners.event_day
    group by
        int_earlier_owners.account_id,
        int_earlier_owners.user_id,
        int_unplaced_activity_by_property.event_day,
        int_unplaced_activity_by_property.event_name,
        int_unplaced_activity_by_property.property,
        int_unplaced_activity_by_property.property_value,
        int_earlier_owners.known_on,
        int_earlier_owners.counts_for_user_on,
        int_earlier_owners.counts_for_account_on
)

select * from final
