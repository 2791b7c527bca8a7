{#- Rules that changed under a version that was built before, and versions that are over. What no
    successful run has built may still change. -#}
{% macro version_problems() %}
    {%- set problems = [] -%}
    {%- set versions = adapter.get_relation(
        database=target.database, schema='intermediate', identifier='int_segment_versions'
    ) -%}
    {%- if versions is not none -%}
        {%- set known, latest = {}, {} -%}
        {%- set successful = 'select run_id from ' ~ state_relation('successful_runs') -%}
        {%- for row in run_query(
            'select segment, segment_version, definition_hash, ended_by_run in ('
            ~ successful ~ ') from ' ~ versions ~ ' where added_by_run in (' ~ successful
            ~ ') order by segment, segment_version'
        ).rows -%}
            {%- do known.update({row[0] ~ ' ' ~ row[1]: row}) -%}
            {%- do latest.update({row[0]: row[1] | int}) -%}
        {%- endfor -%}
        {%- for rule in segment_rules() if rule['segment'] in latest -%}
            {%- set place = "segment '" ~ rule['segment'] ~ "', version: " -%}
            {%- set newer = latest[rule['segment']] + 1 -%}
            {%- set row = known.get(rule['segment'] ~ ' ' ~ rule['version']) -%}
            {%- if rule['version'] < latest[rule['segment']] or row and row[3] -%}
                {%- do problems.append(
                    place ~ rule['version'] ~ ' was replaced or removed before, and its '
                    ~ 'memberships are closed; give the rule version: ' ~ newer
                ) -%}
            {%- elif row and row[2] != rule['hash'] -%}
                {%- do problems.append(
                    place ~ 'the rule changed under version ' ~ rule['version'] ~ ', which was '
                    ~ 'built before; give it version: ' ~ newer ~ ' (memberships under the old '
                    ~ 'one are closed and kept)'
                ) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {%- do return(problems) -%}
{% endmacro %}
