-- Fails for each playbook whose segment isn't there: it would have no audience, and nobody would
-- notice.
with

playbooks as (
    select * from {{ ref('playbooks') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
)

select
    playbooks.playbook,
    playbooks.segment,
    'Playbook ' || playbooks.playbook || ' in seeds/playbooks.csv: there is no segment '
    || playbooks.segment || '. Name one of vars.yml, or add it there.' as message
from playbooks
left join dim_segments on playbooks.segment = dim_segments.segment
where dim_segments.segment is null
