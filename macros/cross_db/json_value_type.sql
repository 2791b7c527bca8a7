{% macro json_value_type(json, key) -%}
    {%- do return(adapter.dispatch('json_value_type')(json, key)) -%}
{%- endmacro %}


{% macro default__json_value_type(json, key) -%}
    replace(nullif(json_typeof(state.json_or_null({{ json }}) -> ({{ key }})), 'null'), 'string', 'text')
{%- endmacro %}


{% macro duckdb__json_value_type(json, key) -%}
    case try(json_type({{ json }}, {{ duckdb__json_place(key) }}))
        when 'VARCHAR' then 'text'
        when 'BOOLEAN' then 'boolean'
        when 'OBJECT' then 'object'
        when 'ARRAY' then 'array'
        when 'BIGINT' then 'number'
        when 'UBIGINT' then 'number'
        when 'HUGEINT' then 'number'
        when 'UHUGEINT' then 'number'
        when 'DOUBLE' then 'number'
    end
{%- endmacro %}


{#- Spark tells a value's type of its variant alone. -#}
{% macro spark__json_value_type(json, key) -%}
    case regexp_extract(
        schema_of_variant(
            try_variant_get(
                try_parse_json({{ json }}), concat('$[\'', {{ key }}, '\']'), 'variant'
            )
        ),
        '^[A-Z]+', 0
    )
        when 'STRING' then 'text'
        when 'BOOLEAN' then 'boolean'
        when 'OBJECT' then 'object'
        when 'ARRAY' then 'array'
        when 'BIGINT' then 'number'
        when 'DECIMAL' then 'number'
        when 'DOUBLE' then 'number'
    end
{%- endmacro %}
