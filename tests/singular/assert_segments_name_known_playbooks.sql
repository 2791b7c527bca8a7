-- Fails for each segment whose playbook is no row of the seed: nobody would do anything about its
-- members. It stands before every membership.
with

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

playbooks as (
    select * from {{ ref('playbooks') }}
)

select
    dim_segments.segment,
    dim_segments.playbook,
    'Segment ' || dim_segments.segment || ', playbook: there is no playbook '
    || dim_segments.playbook
    || '. Name one of seeds/playbooks.csv, or add it there.' as message
from dim_segments
left join playbooks on dim_segments.playbook = playbooks.playbook
where dim_segments.playbook is not null and playbooks.playbook is null
