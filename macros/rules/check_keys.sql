{#- Keys that don't belong where they stand; YAML turns unquoted on, off, yes, no into booleans. -#}
{% macro check_keys(found, valid, place, problems) %}
    {%- for key in found if key not in valid -%}
        {%- if key is not string -%}
            {%- do problems.append(
                place ~ ': the key ' ~ shown(key) ~ ' is not a text: YAML reads on, off, yes and '
                ~ 'no as true and false; quote it, or use one of ' ~ valid | join(', ')
            ) -%}
        {%- else -%}
            {%- do problems.append(
                place ~ ": unknown key '" ~ key ~ "'" ~ nearest_names(key, valid)
                ~ '; valid here: ' ~ valid | join(', ')
            ) -%}
        {%- endif -%}
    {%- endfor -%}
{% endmacro %}
