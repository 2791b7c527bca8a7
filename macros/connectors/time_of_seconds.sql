{#- Beyond the year 9999 engines have no common time, and what says so are milliseconds. -#}
{% macro time_of_seconds(seconds) -%}
    case
        when {{ seconds }} between 0 and 253402300799
            then cast('1970-01-01' as timestamp) + {{ seconds }} * interval '1 second'
    end
{%- endmacro %}
