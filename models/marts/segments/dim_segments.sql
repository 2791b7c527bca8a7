with

int_segment_versions as (
    select * from {{ ref('int_segment_versions') }}
),

playbooks as (
    select * from {{ ref('playbooks') }}
),

final as (
    select
        int_segment_versions.segment,
        int_segment_versions.segment_version,
        int_segment_versions.label,
        int_segment_versions.question,
        int_segment_versions.owner,
        int_segment_versions.entity,
        int_segment_versions.playbook,
        playbooks.label as playbook_label,
        int_segment_versions.definition,
        int_segment_versions.definition_hash,
        int_segment_versions.segment_level,
        int_segment_versions.parents,
        int_segment_versions.has_exit,
        int_segment_versions.enter_after_days,
        int_segment_versions.exit_after_days,
        int_segment_versions.is_built_in,
        int_segment_versions.is_current,
        int_segment_versions.added_as_of_date,
        int_segment_versions.evaluated_from,
        int_segment_versions.ended_on,
        int_segment_versions.ended_because
    from int_segment_versions
    left join playbooks on int_segment_versions.playbook = playbooks.playbook
)

select * from final
