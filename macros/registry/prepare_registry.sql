{#- Makes the registry's tables where they are missing, by the sources' own YAML. -#}
{% macro prepare_registry() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry', 'run-operation'] -%}
        {%- for source in graph.sources.values()
            | selectattr('schema', 'equalto', 'registry') | sort(attribute='name') -%}
            {%- set relation = api.Relation.create(
                source.database, source.schema, source.identifier
            ) -%}
            {%- if loop.first -%}
                {%- do adapter.create_schema(relation.without_identifier()) -%}
            {%- endif -%}
            {%- set columns = [] -%}
            {%- for column in source.columns.values() -%}
                {%- do columns.append(adapter.quote(column.name) ~ ' ' ~ column.data_type) -%}
            {%- endfor -%}
            {%- do run_query(
                'create table if not exists ' ~ relation ~ ' (' ~ columns | join(', ') ~ ')'
            ) -%}
        {%- endfor -%}
        {%- do commit_hook() -%}
    {%- endif -%}
{% endmacro %}
