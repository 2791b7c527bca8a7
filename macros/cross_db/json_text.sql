{% macro json_text(json, key) -%}
    {%- do return(adapter.dispatch('json_text')(json, key)) -%}
{%- endmacro %}


{% macro default__json_text(json, key) -%}
    state.json_or_null({{ json }}) ->> ({{ key }})
{%- endmacro %}


{% macro duckdb__json_text(json, key) -%}
    try(json_extract_string({{ json }}, {{ duckdb__json_place(key) }}))
{%- endmacro %}


{% macro spark__json_text(json, key) -%}
    get_json_object({{ json }}, concat('$[\'', {{ key }}, '\']'))
{%- endmacro %}
