{#- What stands in the log of decisions, without those of runs that did not end well. -#}
{% macro decided_rows() %}
    {{ rows_built_before('int_playbook_decisions', {
        'assignment_id': 'varchar',
        'decision': 'varchar',
        'because': 'varchar',
        'playbook': 'varchar',
        'segment': 'varchar',
        'entity': 'varchar',
        'entity_id': 'varchar',
        'arm': 'varchar',
        'added_by_run': 'varchar',
        'as_of_date': 'date',
    }, schema='intermediate') }}
{% endmacro %}
