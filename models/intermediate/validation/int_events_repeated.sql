with

int_events_judged as (
    select * from {{ ref('int_events_judged') }}
    where is_repeated
),

repeated_events as (
    select
        *,
        {{ row_as_json('int_events_judged') }} as row_as_json
    from int_events_judged
),

compared_by_key as (
    select
        *,
        row_number() over same_key as place_in_key,
        first_value(row_as_json) over same_key as kept_row
    from repeated_events
    window same_key as (
        partition by event_id
        order by
            case when unusable is null then 0 else 1 end,
            case when fault is null then 0 else 1 end,
            received_at,
            occurred_at,
            row_as_json
    )
),

final as (
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
        unreadable_cells,
        is_unknown_user,
        unusable,
        fault,
        row_as_json,
        place_in_key,
        kept_row
    from compared_by_key
)

select * from final
