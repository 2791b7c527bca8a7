{#- Makes raw.<table>: every column of the contract, typed, and what could not be read in words.
    Columns that the input lacks are null; a table that it lacks has no rows. -#}
{% macro land_table(table, found) %}
    {%- set values = [] -%}
    {%- set complaints = [] -%}
    {%- for column in table.columns -%}
        {%- set cell = (found.columns if found else {}).get(column.name) -%}
        {%- if cell and not cell.is_all_null -%}
            {%- set value = read_as(cell.sql, cell.type, column) -%}
            {%- if can_fail(cell.type, column) -%}
                {%- do complaints.append(unreadable_in_words(cell, value, column)) -%}
            {%- endif -%}
        {%- else -%}
            {%- set value = 'cast(null as ' ~ column.type ~ ')' -%}
        {%- endif -%}
        {%- do values.append(value ~ ' as ' ~ adapter.quote(column.landed_as)) -%}
    {%- endfor -%}
    {%- set unreadable_cells = "nullif(concat_ws('; ', " ~ complaints | join(', ') ~ "), '')"
        if complaints else 'cast(null as varchar)' -%}

    {%- set landed -%}
        select
            {{ values | join(',\n            ') }},
            {{ unreadable_cells }} as unreadable_cells
        {% if found -%} from {{ found.from }} {%- else -%} where false {%- endif %}
    {%- endset -%}
    {%- do run_query(replace_view(table.relation, landed)) -%}
{% endmacro %}
