{#- The number or text that one axis of the driver at a place saw; null where it saw none. -#}
{% macro value_of_driver(model, axis, kind, place) %}
    {%- set found = [] -%}
    {%- for term in model['terms'].values() if term['axes'] | length >= axis -%}
        {%- set seen = term['axes'][axis - 1] -%}
        {%- if (seen['data_type'] == 'category') == (kind == 'text') -%}
            {%- do found.append(' when ' ~ term['term_id'] ~ ' then ' ~ seen['input']) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if found -%}
        {%- do return('case driver_' ~ place ~ found | join('') ~ ' end') -%}
    {%- endif -%}
    {%- do return('cast(null as ' ~ ('varchar' if kind == 'text' else 'double precision') ~ ')') -%}
{% endmacro %}
