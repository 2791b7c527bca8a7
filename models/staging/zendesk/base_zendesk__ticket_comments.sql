{{ config(enabled=supplies('zendesk', 'tickets')) }}

-- An answer is a comment that the requester sees, by one of the company's people.
with

ticket_comment as (
    select * from {{ source('zendesk', 'ticket_comment') }}
),

agents as (
    select distinct id as agent_id
    from {{ source('zendesk', 'user') }}
    where role in ('agent', 'admin')
),

numbered as (
    select
        ticket_comment.*,
        agents.agent_id is not null and coalesce(ticket_comment.is_public, true) as is_answer,
        row_number() over (
            partition by ticket_comment.ticket_id
            order by ticket_comment.created_at, {{ in_byte_order('ticket_comment.id') }}
        ) as comment_number
    from ticket_comment
    left join agents on ticket_comment.user_id = agents.agent_id
),

final as (
    select
        ticket_id,
        min(case when is_answer then created_at end) as first_responded_at,
        max(case when comment_number = 1 then body end) as first_body
    from numbered
    group by ticket_id
)

select * from final
