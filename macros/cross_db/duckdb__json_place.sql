{#- Where a key of a JSON object stands, as DuckDB's JSON functions take it. In a path, quotes and
    backslashes end or escape something and a star means every key; a pointer knows none of them, but
    takes a number for a place in a list. -#}
{% macro duckdb__json_place(key) -%}
    case
        when regexp_matches({{ key }}, '["\\*]|^$')
            then concat('/', replace(replace({{ key }}, '~', '~0'), '/', '~1'))
        else concat('$."', {{ key }}, '"')
    end
{%- endmacro %}
