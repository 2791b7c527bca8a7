{#- Verdict on a time at which nothing can have happened: before 1970, or from 2100 on, which is how
    tools write that they know none. Null where all can be, or are empty. -#}
{% macro impossible_time(columns) -%}
    case
        {%- for column in columns %}
        when {{ column }} < {{ earliest_time() }} or {{ column }} >= {{ first_time_too_late() }}
            then concat(
                'impossible_time: {{ column.split('.')[-1] }} is ', cast({{ column }} as varchar),
                ', expected: from 1970 to 2099'
            )
        {%- endfor %}
    end
{%- endmacro %}


{% macro earliest_time() -%}
    cast('1970-01-01' as timestamp)
{%- endmacro %}


{% macro first_time_too_late() -%}
    cast('2100-01-01' as timestamp)
{%- endmacro %}
