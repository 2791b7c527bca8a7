{#- Paths as an SQL list that DuckDB's readers take. -#}
{% macro file_list(paths) %}
    {%- set escaped = [] -%}
    {%- for path in paths -%}
        {%- do escaped.append(sql_text(file_pattern(path))) -%}
    {%- endfor -%}
    {%- do return('[' ~ escaped | join(', ') ~ ']') -%}
{% endmacro %}
