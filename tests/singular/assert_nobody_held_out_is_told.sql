-- Fails for each customer of whom a destination last heard as a member while no treatment is on:
-- held out, not drawn, without consent, or gone. What a playbook achieves is told by those it
-- leaves alone.
with

fct_audience_changes as (
    select
        *,
        row_number() over (
            partition by destination, audience, entity, entity_id order by change_number desc
        ) as recency
    from {{ ref('fct_audience_changes') }}
),

fct_playbook_assignments as (
    select * from {{ ref('fct_playbook_assignments') }}
    where
        is_current
        and arm = 'treatment'
)

select
    fct_audience_changes.destination,
    fct_audience_changes.audience,
    fct_audience_changes.entity_id
from fct_audience_changes
left join fct_playbook_assignments
    on
        fct_audience_changes.audience = fct_playbook_assignments.playbook
        and fct_audience_changes.entity = fct_playbook_assignments.entity
        and fct_audience_changes.entity_id = fct_playbook_assignments.entity_id
where
    fct_audience_changes.recency = 1
    and fct_audience_changes.change <> 'left'
    and fct_playbook_assignments.entity_id is null
