{#- A verdict, such as `unknown_value: status is 'x'`, as the two columns of a checked table. -#}
{% macro verdict_columns(verdict) -%}
    split_part({{ verdict }}, ': ', 1) as rejected_because,
        substr({{ verdict }}, length(split_part({{ verdict }}, ': ', 1)) + 3) as rejection_detail
{%- endmacro %}
