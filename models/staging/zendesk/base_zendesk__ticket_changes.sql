{{ config(enabled=supplies('zendesk', 'tickets')) }}

with

status_changes as (
    select
        ticket_id,
        value as status,
        updated_at,
        lag(value) over (
            partition by ticket_id order by updated_at, {{ in_byte_order('value') }}
        ) as status_before
    from {{ source('zendesk', 'ticket_field_history') }}
    where field_name = 'status'
),

final as (
    select
        ticket_id,
        max(case when status = 'solved' then updated_at end) as last_solved_at,
        cast(sum(
            case
                when status_before = 'solved' and status not in ('solved', 'closed') then 1
                else 0
            end
        ) as integer) as reopened_count
    from status_changes
    group by ticket_id
)

select * from final
