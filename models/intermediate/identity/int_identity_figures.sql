with

identity_measures as (
    select * from {{ ref('identity_measures') }}
),

int_identity_devices as (
    select * from {{ ref('int_identity_devices') }}
),

int_unplaced_activity as (
    select * from {{ ref('int_unplaced_activity') }}
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

int_account_hierarchy as (
    select * from {{ ref('int_account_hierarchy') }}
),

int_identity_conflicts as (
    select * from {{ ref('int_identity_conflicts') }}
),

placed_at_once as (
    select count(*) as event_count from {{ ref('int_events_linked') }}
),

placed_later as (
    select sum(event_count) as event_count from {{ ref('int_earlier_activity') }}
),

never_placed as (
    select sum(event_count) as event_count from int_unplaced_activity
),

users as (
    select
        user_id,
        count(distinct account_id) as account_count
    from int_user_account_periods
    group by user_id
),

entities as (
    select
        'device' as entity,
        count(*) as entities_seen
    from int_identity_devices

    union all

    select
        'user' as entity,
        count(*) as entities_seen
    from users

    union all

    select
        'account' as entity,
        count(*) as entities_seen
    from int_account_hierarchy

    union all

    select
        'event' as entity,
        placed_at_once.event_count + coalesce(never_placed.event_count, 0) as entities_seen
    from placed_at_once
    cross join never_placed
),

findings as (
    select
        'devices_identified' as measure,
        anonymous_id as entity_id
    from int_identity_devices
    where is_linked

    union all

    select
        'users_of_several_accounts' as measure,
        user_id as entity_id
    from users
    where account_count > 1

    union all

    select
        concat('accounts_below_a_', parent_known_by) as measure,
        account_id as entity_id
    from int_account_hierarchy
    where parent_known_by is not null

    union all

    select
        conflict as measure,
        entity_id
    from int_identity_conflicts
),

in_order as (
    select
        measure,
        entity_id,
        row_number() over (
            partition by measure order by {{ in_byte_order('entity_id') }}
        ) as place
    from findings
),

counted as (
    select
        measure,
        count(*) as entities_found,
        max(case when place = 1 then entity_id end) as first_example,
        max(case when place = 2 then entity_id end) as second_example,
        max(case when place = 3 then entity_id end) as third_example
    from in_order
    group by measure

    union all

    select
        'anonymous_events_placed' as measure,
        placed_at_once.event_count + coalesce(placed_later.event_count, 0) as entities_found,
        cast(null as varchar) as first_example,
        cast(null as varchar) as second_example,
        cast(null as varchar) as third_example
    from placed_at_once
    cross join placed_later
),

final as (
    select
        identity_measures.measure,
        cast(coalesce(entities.entities_seen, 0) as bigint) as entities_seen,
        cast(coalesce(counted.entities_found, 0) as bigint) as entities_found,
        concat_ws(
            ', ', counted.first_example, counted.second_example, counted.third_example
        ) as examples
    from identity_measures
    left join entities on identity_measures.entity = entities.entity
    left join counted on identity_measures.measure = counted.measure
)

select * from final
