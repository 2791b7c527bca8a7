{#- In which space personas are compared: how features are scaled, and how many components of them. -#}
{% macro check_model_space(entry, place, problems) %}
    {%- set scaling, components = entry.get('scaling'), entry.get('components') -%}
    {%- if scaling is not none and scaling not in ('standard', 'common') -%}
        {%- do problems.append(
            place ~ ', scaling: expected standard (each feature to a standard deviation of 1) or '
            ~ 'common (all by the same number), found ' ~ shown(scaling)
        ) -%}
    {%- endif -%}
    {%- if components is not none and (components is boolean or components is not number
        or components <= 0 or components >= 1 and components is not integer) -%}
        {%- do problems.append(
            place ~ ', components: expected a number of components, or the share of variance that '
            ~ 'they keep, such as 0.9, found ' ~ shown(components)
        ) -%}
    {%- endif -%}
{% endmacro %}
