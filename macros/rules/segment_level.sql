{% macro segment_level(segment, parents, levels) %}
    {%- if segment not in levels -%}
        {%- set found = namespace(level=0) -%}
        {%- for parent in parents[segment] -%}
            {%- set found.level = [found.level, segment_level(parent, parents, levels) + 1] | max -%}
        {%- endfor -%}
        {%- do levels.update({segment: found.level}) -%}
    {%- endif -%}
    {%- do return(levels[segment]) -%}
{% endmacro %}
