{#- The destinations of vars.yml as rows: one per destination and channel that it serves. -#}
{% macro destination_channels() -%}
    {%- set rows = [] -%}
    {%- for destination in var('destinations', []) -%}
        {%- for channel in destination.channels -%}
            {%- do rows.append([destination.destination, channel]) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- set given = given_rows(
        {'destination': 'varchar', 'channel': 'varchar'}, rows or [[none, none]]
    ) -%}
    select * from ({{ given }}) as given
    where destination is not null
{%- endmacro %}
