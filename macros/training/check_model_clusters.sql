{#- The number of personas: the least and the most. -#}
{% macro check_model_clusters(clusters, place, problems) %}
    {%- if clusters is none -%}
        {%- do return(none) -%}
    {%- endif -%}
    {%- set numbers = clusters if clusters is sequence and clusters is not string
        and clusters is not mapping else [] -%}
    {%- if numbers | length != 2 or numbers | select('integer') | list | length != 2
        or numbers[0] < 2 or numbers[1] > 30 or numbers[0] > numbers[1] -%}
        {%- do problems.append(
            place ~ ': expected the least and the most number of personas, from 2 to 30, such as '
            ~ '[5, 8], found ' ~ shown(clusters)
        ) -%}
    {%- endif -%}
{% endmacro %}
