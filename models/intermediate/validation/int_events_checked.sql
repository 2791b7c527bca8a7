{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='event_day',
        on_schema_change='append_new_columns',
        pre_hook="{{ delete_events_to_read() }}",
    )
}}

-- An incremental run looks up what came before:
-- depends_on: {{ ref('int_events_to_read') }}
with

int_events_repeated as (
    select * from {{ ref('int_events_repeated') }}
),

events_seen_once as (
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
        events.unusable,
        cast(null as varchar) as duplicate,
        events.fault
    from {{ ref('int_events_judged') }} as events
    where not events.is_repeated
),

events_seen_again as (
    select
        event_id,
        event_name,
        event_day,
        occurred_at,
        received_at,
        user_id,
        anonymous_id,
        account_id,
        has_own_account,
        session_id,
        device,
        schema_version,
        properties,
        unusable,
        {{ duplicate() }} as duplicate,
        fault
    from int_events_repeated
),

events_of_this_run as (
    select * from events_seen_once
    union all
    select * from events_seen_again
),

-- what earlier runs said of the same events; faulty are those with a fault of their own
events_known as (
    {% if is_incremental() -%}
    select
        event_id,
        max(received_at) filter (where rejected_because is null) as accepted_received_at,
        count(*) filter (
            where rejected_because not in ('unreadable_value', 'missing_value')
        ) as times_faulty
    from {{ this }}
    where event_id in (select read.event_id from {{ ref('int_events_to_read') }} as read)
    group by event_id
    {%- else -%}
    select
        cast(null as varchar) as event_id,
        cast(null as timestamp) as accepted_received_at,
        cast(null as bigint) as times_faulty
    where false
    {%- endif %}
),

verdicts as (
    select
        events_of_this_run.*,
        coalesce(
            events_of_this_run.unusable,
            events_of_this_run.duplicate,
            'duplicate_id: the event was accepted before, received at '
            || cast(events_known.accepted_received_at as varchar),
            case
                when events_of_this_run.fault is not null and events_known.times_faulty > 0
                    then 'duplicate_id: the event was rejected before'
            end,
            events_of_this_run.fault
        ) as verdict
    from events_of_this_run
    left join events_known
        on events_of_this_run.event_id = events_known.event_id
),

final as (
    select
        event_id,
        event_name,
        occurred_at,
        received_at,
        user_id,
        anonymous_id,
        account_id,
        has_own_account,
        session_id,
        device,
        schema_version,
        properties,
        {{ verdict_columns('verdict') }},
        event_day
    from verdicts
)

select * from final
