-- Events that matter one by one: steps of flows, and those that the vars name.
with

int_as_of_window_days as (
    select * from {{ ref('int_as_of_window_days') }}
    where is_last_28d
),

int_event_types as (
    select * from {{ ref('int_event_types') }}
),

int_daily_activity as (
    select * from {{ ref('int_daily_activity') }}
    where event_day in (select int_as_of_window_days.event_day from int_as_of_window_days)
),

signals as (
    select
        int_daily_activity.account_id,
        int_daily_activity.event_day,
        int_daily_activity.event_count,
        int_event_types.flow,
        int_event_types.flow_step,
        int_daily_activity.event_name in {{ sql_texts(var('invite_events')) }} as is_invite,
        int_daily_activity.event_name in {{ sql_texts(var('gate_events')) }} as is_gate,
        int_daily_activity.event_name in {{ sql_texts(var('billing_page_events')) }}
            as is_billing_page
    from int_daily_activity
    left join int_event_types
        on int_daily_activity.event_name = int_event_types.event_name
),

flows as (
    select
        signals.account_id,
        int_as_of_window_days.as_of_date,
        signals.flow,
        sum(case when signals.flow_step = 'start' then signals.event_count else 0 end) as starts,
        sum(case when signals.flow_step = 'complete' then signals.event_count else 0 end)
            as completions,
        sum(case when signals.is_invite then signals.event_count else 0 end) as invites,
        sum(case when signals.is_gate then signals.event_count else 0 end) as gates_hit,
        sum(case when signals.is_billing_page then signals.event_count else 0 end)
            as billing_page_views
    from signals
    inner join int_as_of_window_days
        on signals.event_day = int_as_of_window_days.event_day
    where
        signals.flow is not null
        or signals.is_invite
        or signals.is_gate
        or signals.is_billing_page
    group by signals.account_id, int_as_of_window_days.as_of_date, signals.flow
),

final as (
    select
        account_id,
        as_of_date,
        cast(sum(starts) as bigint) as flows_started_28d,
        cast(sum(case when starts > completions then starts - completions else 0 end) as bigint)
            as flows_abandoned_28d,
        cast(sum(invites) as bigint) as invites_28d,
        cast(sum(gates_hit) as bigint) as gates_hit_28d,
        cast(sum(billing_page_views) as bigint) as billing_page_views_28d
    from flows
    group by account_id, as_of_date
)

select * from final
