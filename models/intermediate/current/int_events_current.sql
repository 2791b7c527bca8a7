{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='read_after',
        pre_hook="{{ delete_events_read_again() }}",
    )
}}

with

run as (
    select * from {{ ref('int_run_current') }}
),

accounts as (
    select * from {{ ref('int_accounts_current') }}
),

users as (
    select
        user_id,
        min(account_id) as account_id
    from {{ ref('stg_crm__users') }}
    where user_id is not null and account_id is not null and unreadable_cells is null
    group by user_id
),

users_counted as (
    select count(*) as number_of_users from users
),

-- each part names one column in its condition, so that what was read before is skipped in the files
arrived as (
    select *
    from {{ ref('stg_product__events') }}
    where received_at > (select run.received_after from run)

    union all

    select *
    from {{ ref('stg_product__events') }}
    where
        received_at is null
        and occurred_at > (select run.received_after from run)
),

-- the daily run's verdicts stand, but for accounts and users that may have become known since
rejected_before as (
    select distinct
        event_id,
        received_at
    from {{ ref('int_events_rejected') }}
    where
        event_day >= (select run.first_open_day from run)
        and rejected_because in ('breaks_tracking_plan', 'duplicate_id')
),

events as (
    select
        arrived.event_id,
        arrived.event_name,
        cast(arrived.occurred_at as date) as event_day,
        arrived.occurred_at,
        coalesce(arrived.received_at, arrived.occurred_at) as received_at,
        arrived.user_id,
        arrived.account_id,
        arrived.unreadable_cells
    from arrived
    left join rejected_before
        on
            arrived.event_id = rejected_before.event_id
            and coalesce(arrived.received_at, arrived.occurred_at) = rejected_before.received_at
    where rejected_before.event_id is null
),

new_events as (
    select
        events.event_id,
        events.event_name,
        events.event_day,
        events.occurred_at,
        events.received_at,
        events.user_id,
        coalesce(events.account_id, users.account_id) as account_id,
        run.watermark as read_after,
        row_number() over (
            partition by events.event_id
            order by events.received_at, events.occurred_at
        ) as place
    from events
    cross join run
    cross join users_counted
    left join users
        on events.user_id = users.user_id
    where
        events.event_id is not null
        and events.event_name is not null
        and events.unreadable_cells is null
        and events.event_day >= run.first_open_day
        and events.occurred_at <= {{ dbt.dateadd('day', 1, 'events.received_at') }}
        -- without a table of users nobody is an unknown user
        and (
            events.user_id is null
            or users.user_id is not null
            or users_counted.number_of_users = 0
        )
),

-- what is older than the first open day is too late for both, so its copies needn't be looked for
known_ids as (
    select events.event_id
    from {{ ref('int_events_checked') }} as events
    where
        events.rejected_because is null
        and events.event_day >= (select run.first_open_day from run)

    {% if is_incremental() %}

    union all

    select event_id
    from {{ this }}

    {% endif %}
),

final as (
    select
        new_events.event_id,
        new_events.event_name,
        new_events.event_day,
        new_events.occurred_at,
        new_events.received_at,
        new_events.user_id,
        new_events.account_id,
        new_events.read_after
    from new_events
    inner join accounts
        on new_events.account_id = accounts.account_id
    left join known_ids
        on new_events.event_id = known_ids.event_id
    where
        new_events.place = 1
        and known_ids.event_id is null
)

select * from final
