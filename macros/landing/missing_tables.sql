{#- Tables without which nothing can be built. -#}
{% macro missing_tables(tables, input) %}
    {%- set problems = [] -%}
    {%- set histories = tables | selectattr('is_history') | map(attribute='name') | list -%}
    {%- set found = input.tables.keys() | sort | join(', ') or 'no table of the contract' -%}
    {%- set place = ' in the ' ~ input.place ~ ' (found: ' ~ found ~ '). ' -%}
    {%- for table in tables if table.is_required and table.name not in input.tables -%}
        {%- do problems.append('the table ' ~ table.name ~ ' is missing' ~ place ~ 'Expected: '
            ~ input.form | replace('TABLE', table.name) ~ ', with the columns '
            ~ required_columns(table) ~ '.') -%}
    {%- endfor -%}
    {%- if histories | length > 1 and not histories | select('in', input.tables) | list -%}
        {%- do problems.append('the tables ' ~ histories | join(' and ') ~ ' are both missing' ~ place
            ~ 'Expected: at least one of them.') -%}
    {%- endif -%}
    {%- do return(problems) -%}
{% endmacro %}


{% macro required_columns(table) %}
    {%- do return(
        table.columns | selectattr('is_required') | map(attribute='name') | join(', ')
    ) -%}
{% endmacro %}
