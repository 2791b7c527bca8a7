{#- Everything in which the input breaks the contract, one sentence or two each. -#}
{% macro contract_problems(tables, input, connector=none) %}
    {#- Where connectors supply all that is required, nothing need be brought beside them. -#}
    {%- if not connector and not input.tables
        and not tables | selectattr('is_required') | list
        and tables | selectattr('is_history') | list | length < 2 -%}
        {%- do return([]) -%}
    {%- endif -%}
    {%- set problems = input.problems | list -%}
    {%- if connector and not input.tables and not problems -%}
        {%- do problems.append(
            'none of the tables of ' ~ connector ~ ' is there. Expected: '
            ~ tables | map(attribute='name') | join(', ') ~ ', or some of them.'
        ) -%}
    {%- endif -%}
    {%- if not problems or input.tables -%}
        {%- do problems.extend(missing_tables(tables, input)) -%}
        {%- for table in tables if input.tables.get(table.name, {}).from -%}
            {%- set found = input.tables[table.name] -%}
            {%- do problems.extend(missing_columns(table, found)) -%}
            {%- do problems.extend(unreadable_columns(table, found)) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- set mixed_up = other_shape(connector, input) if connector and problems else none -%}
    {%- do return([mixed_up] if mixed_up else problems) -%}
{% endmacro %}
