{% macro is_json_object(text) -%}
    {%- do return(adapter.dispatch('is_json_object')(text)) -%}
{%- endmacro %}


{% macro default__is_json_object(text) -%}
    coalesce(json_typeof(state.json_or_null({{ text }})) = 'object', false)
{%- endmacro %}


{% macro duckdb__is_json_object(text) -%}
    coalesce(try(json_type({{ text }})) = 'OBJECT', false)
{%- endmacro %}


{% macro spark__is_json_object(text) -%}
    (try_parse_json({{ text }}) is not null and substr(trim({{ text }}), 1, 1) = '{')
{%- endmacro %}
