{#- Makes the registry's tables where they are missing, by the sources' own YAML, and adds the columns
    that a table of an earlier version lacks: null in the rows that it has. -#}
{% macro prepare_registry() %}
    {%- if execute and flags.WHICH in ['build', 'run', 'retry', 'run-operation'] -%}
        {%- set tables = namespace(found=none) -%}
        {%- for source in graph.sources.values()
            | selectattr('schema', 'equalto', 'registry') | sort(attribute='name') -%}
            {%- set relation = api.Relation.create(
                source.database, source.schema, source.identifier
            ) -%}
            {%- if tables.found is none -%}
                {%- do adapter.create_schema(relation.without_identifier()) -%}
                {%- set tables.found = columns_by_table(relation) -%}
            {%- endif -%}
            {%- set columns = [] -%}
            {%- set found = tables.found.get(source.identifier) -%}
            {%- for column in source.columns.values() -%}
                {%- set described = adapter.quote(column.name) ~ ' ' ~ column.data_type -%}
                {%- do columns.append(described) -%}
                {%- if found and column.name not in found -%}
                    {%- do run_query('alter table ' ~ relation ~ ' add column ' ~ described) -%}
                {%- endif -%}
            {%- endfor -%}
            {%- if not found -%}
                {%- do run_query('create table ' ~ relation ~ ' (' ~ columns | join(', ') ~ ')') -%}
            {%- endif -%}
        {%- endfor -%}
        {%- do commit_hook() -%}
    {%- endif -%}
{% endmacro %}
