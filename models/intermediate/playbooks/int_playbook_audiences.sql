{{ config(materialized='view') }}

with

playbooks as (
    select * from {{ ref('playbooks') }}
),

dim_segments as (
    select * from {{ ref('dim_segments') }}
    where is_current
),

final as (
    select
        playbooks.playbook,
        playbooks.segment,
        true as is_own_segment
    from playbooks

    union

    select
        dim_segments.playbook,
        dim_segments.segment,
        playbooks.segment = dim_segments.segment as is_own_segment
    from dim_segments
    inner join playbooks on dim_segments.playbook = playbooks.playbook
)

select * from final
