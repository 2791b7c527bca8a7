{{ config(enabled=supplies('zendesk', 'tickets')) }}

with

ticket as (
    select * from {{ source('zendesk', 'ticket') }}
    where coalesce(status, '') <> 'deleted'
),

comments as (
    select * from {{ ref('base_zendesk__ticket_comments') }}
),

changes as (
    select * from {{ ref('base_zendesk__ticket_changes') }}
),

ratings as (
    select * from {{ ref('base_zendesk__ticket_ratings') }}
),

requesters as (
    select
        id as requester_id,
        external_id,
        organization_id
    from {{ source('zendesk', 'user') }}
),

organizations as (
    select
        id as organization_id,
        external_id
    from {{ source('zendesk', 'organization') }}
),

asked_by as (
    select
        ticket.*,
        requesters.external_id as user_id,
        coalesce(ticket.organization_id, requesters.organization_id) as asking_organization_id
    from ticket
    left join requesters on ticket.requester_id = requesters.requester_id
),

final as (
    select
        asked_by.id as ticket_id,
        coalesce(organizations.external_id, asked_by.asking_organization_id) as account_id,
        asked_by.created_at as opened_at,
        asked_by.user_id,
        comments.first_responded_at,
        case
            when asked_by.status in ('solved', 'closed')
                then coalesce(changes.last_solved_at, asked_by.updated_at)
        end as solved_at,
        asked_by.priority,
        asked_by.type as category,
        asked_by.via_channel as channel,
        asked_by.subject,
        coalesce(asked_by.description, comments.first_body) as body,
        cast(null as numeric(18, 2)) as handle_minutes,
        changes.reopened_count,
        cast(null as boolean) as is_escalated,
        ratings.satisfaction_score,
        asked_by.unreadable_cells
    from asked_by
    left join organizations on asked_by.asking_organization_id = organizations.organization_id
    left join comments on asked_by.id = comments.ticket_id
    left join changes on asked_by.id = changes.ticket_id
    left join ratings on asked_by.id = ratings.ticket_id
)

select * from final
