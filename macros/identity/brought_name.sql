{#- A part of a name from the attributes that vars.yml names for it, the first one that is there. -#}
{% macro brought_name(part) -%}
    {%- set values = [] -%}
    {%- for attribute in (identity_setting('name_attributes') or {}).get(part, []) -%}
        {%- do values.append(
            'max(case when attribute = ' ~ sql_text(attribute | lower) ~ ' then name end)'
        ) -%}
    {%- endfor -%}
    {%- do return('coalesce(' ~ (values + ['cast(null as varchar)']) | join(', ') ~ ')') -%}
{%- endmacro %}
