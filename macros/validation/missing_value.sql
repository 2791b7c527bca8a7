{#- Verdict on a row in which a required column is empty; null where all are filled. -#}
{% macro missing_value(columns) -%}
    case
        when {{ columns | join(' is null or ') }} is null
            then concat('missing_value: ', concat_ws(', '
                {%- for column in columns -%}
                , case when {{ column }} is null then '{{ column.split('.')[-1] }}' end
                {%- endfor -%}
            ))
    end
{%- endmacro %}
