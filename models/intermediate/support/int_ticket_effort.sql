-- Minutes become known when a ticket is solved, so that is the day on which they are booked; only
-- where the source never says when a ticket was solved, they are booked on the day it was opened.
with

int_tickets_checked as (
    select * from {{ ref('int_tickets_checked') }}
    where rejected_because is null
),

int_cost_assumptions as (
    select * from {{ ref('int_cost_assumptions') }}
),

solving as (
    select count(solved_at) > 0 as is_recorded
    from int_tickets_checked
),

final as (
    select
        int_tickets_checked.ticket_id,
        int_tickets_checked.account_id,
        cast(int_tickets_checked.opened_at as date) as opened_date,
        cast(int_tickets_checked.solved_at as date) as solved_date,
        cast(
            case
                when solving.is_recorded then int_tickets_checked.solved_at
                else int_tickets_checked.opened_at
            end as date
        ) as booked_date,
        cast(
            coalesce(
                int_tickets_checked.handle_minutes,
                int_cost_assumptions.unrecorded_handle_minutes,
                0
            )
            as numeric(18, 2)
        ) as handle_minutes,
        int_tickets_checked.handle_minutes is null as is_effort_assumed,
        coalesce(
            int_tickets_checked.is_escalated
            or int_tickets_checked.priority in {{ sql_texts(var('blocking_priorities')) }},
            false
        ) as is_blocking,
        int_tickets_checked.first_responded_at,
        {{ dbt.datediff(
            'int_tickets_checked.opened_at', 'int_tickets_checked.first_responded_at', 'second'
        ) }} / cast(3600 as double precision) as hours_to_first_response,
        int_tickets_checked.satisfaction_score
    from int_tickets_checked
    cross join int_cost_assumptions
    cross join solving
)

select * from final
