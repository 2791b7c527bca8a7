{#- Rows that stand in the query itself, as one list: a select for each takes Spark seconds to plan.
    `rows` are lists of SQL literals in the order of the columns. -#}
{% macro written_rows(columns, rows) -%}
    {%- set written = [] -%}
    {%- for row in rows -%}
        {%- do written.append('(' ~ row | join(', ') ~ ')') -%}
    {%- endfor %}
    select
        {{ columns | join(',\n        ') }}
    {%- if written %}
    from (
        values
        {{ written | join(',\n        ') }}
    ) as written_rows ({{ columns | join(', ') }})
    {%- else %}
    from (
        select
            {%- for column in columns %}
            cast(null as varchar) as {{ column }}{{ ',' if not loop.last }}
            {%- endfor %}
    ) as written_rows
    where 1 = 0
    {%- endif %}
{%- endmacro %}
