with

events as (
    select * from {{ ref('int_events_identified') }}
),

known_accounts as (
    select account_id
    from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

-- few or none, so events needn't be looked up among all kinds
unplanned_kinds as (
    select
        event_name,
        schema_version
    from {{ ref('int_event_kinds') }}
    where plan_version is null and {{ var('strict_tracking_plan') }}
),

int_events_off_plan as (
    select * from {{ ref('int_events_off_plan') }}
),

-- days before this one were closed by an earlier run; null when no run has closed any
first_open as (
    select
        cast(
            {{ dbt.dateadd(
                'day', 1 - var('max_lateness_days'), 'int_run.previous_as_of_date'
            ) }} as date
        ) as first_open_day,
        int_run.previously_received_through
    from {{ ref('int_run') }} as int_run
),

judged as (
    select
        events.event_id,
        events.event_name,
        events.event_day,
        events.occurred_at,
        events.received_at,
        events.user_id,
        events.anonymous_id,
        events.account_id,
        events.has_own_account,
        events.session_id,
        events.device,
        events.schema_version,
        events.properties,
        events.unreadable_cells,
        events.is_repeated,
        events.is_unknown_user,
        coalesce(
            'unreadable_value: ' || events.unreadable_cells,
            {{ missing_value(['events.event_id', 'events.event_name', 'events.occurred_at']) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['events.occurred_at', 'events.received_at']) }},
            case
                when events.account_id is not null and known_accounts.account_id is null
                    then concat('orphan_account: no accepted account ', events.account_id)
            end,
            case
                when events.is_unknown_user
                    then concat('orphan_user: no accepted user ', events.user_id)
            end,
            case
                when unplanned_kinds.event_name is not null
                    then concat('breaks_tracking_plan: not in the plan: ', events.event_name)
            end,
            'breaks_tracking_plan: ' || int_events_off_plan.breach,
            case
                when events.occurred_at > {{ dbt.dateadd('day', 1, 'events.received_at') }}
                    then concat(
                        'from_the_future: occurred_at ', cast(events.occurred_at as varchar),
                        ' is more than a day after received_at ',
                        cast(events.received_at as varchar)
                    )
            end,
            case
                when
                    events.event_day < first_open.first_open_day
                    and events.received_at > first_open.previously_received_through
                    then concat(
                        'too_late: received_at ', cast(events.received_at as varchar),
                        ', when only days from ', cast(first_open.first_open_day as varchar),
                        ' on were open'
                    )
            end
        ) as fault
    from events
    cross join first_open
    left join known_accounts
        on events.account_id = known_accounts.account_id
    left join unplanned_kinds
        on
            events.event_name = unplanned_kinds.event_name
            and coalesce(events.schema_version, '') = coalesce(unplanned_kinds.schema_version, '')
    left join int_events_off_plan
        on
            events.event_name = int_events_off_plan.event_name
            and coalesce(events.schema_version, '')
            = coalesce(int_events_off_plan.schema_version, '')
            and coalesce(events.properties, '') = coalesce(int_events_off_plan.properties, '')
)

select * from judged
