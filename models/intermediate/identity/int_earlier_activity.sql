with

int_unplaced_activity as (
    select * from {{ ref('int_unplaced_activity') }}
),

int_earlier_owners as (
    select * from {{ ref('int_earlier_owners') }}
),

final as (
    select
        int_earlier_owners.account_id,
        int_earlier_owners.user_id,
        int_unplaced_activity.event_day,
        int_unplaced_activity.event_name,
        int_earlier_owners.known_on,
        int_earlier_owners.counts_for_user_on,
        int_earlier_owners.counts_for_account_on,
        cast(sum(int_unplaced_activity.event_count) as bigint) as event_count,
        min(int_unplaced_activity.first_at) as first_at,
        max(int_unplaced_activity.last_at) as last_at
    from int_unplaced_activity
    inner join int_earlier_owners
        on
            coalesce(int_unplaced_activity.user_id, int_unplaced_activity.anonymous_id)
            = int_earlier_owners.seen_as
            and (int_unplaced_activity.user_id is null) = int_earlier_owners.is_device
            and int_unplaced_activity.event_day = int_earlier_owners.event_day
    group by
        int_earlier_owners.account_id,
        int_earlier_owners.user_id,
        int_unplaced_activity.event_day,
        int_unplaced_activity.event_name,
        int_earlier_owners.known_on,
        int_earlier_owners.counts_for_user_on,
        int_earlier_owners.counts_for_account_on
)

select * from final
