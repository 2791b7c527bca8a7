{#- Segments that refer to themselves by way of others; each cycle is told once. -#}
{% macro check_cycles(checked) %}
    {%- set settled = [] -%}
    {%- for segment in checked['parents'] -%}
        {%- do follow_parents(segment, [], settled, checked) -%}
    {%- endfor -%}
{% endmacro %}


{% macro follow_parents(segment, way, settled, checked) %}
    {%- if segment in way -%}
        {%- do checked['problems'].append(
            "segment '" ~ segment ~ "': refers to itself by in_segment: "
            ~ (way[way.index(segment):] + [segment]) | join(' → ') ~ '; break the cycle'
        ) -%}
    {%- elif segment not in settled -%}
        {%- for parent in checked['parents'].get(segment, []) | unique -%}
            {%- do follow_parents(parent, way + [segment], settled, checked) -%}
        {%- endfor -%}
        {%- do settled.append(segment) -%}
    {%- endif -%}
{% endmacro %}
