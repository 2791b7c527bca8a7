{% macro row_as_json(relation) -%}
    {{ adapter.dispatch('row_as_json')(relation) }}
{%- endmacro %}


{#- PostgreSQL puts a T between day and time, which no other text of the project has. -#}
{% macro default__row_as_json(relation) -%}
    regexp_replace(
        cast(row_to_json({{ relation }}) as varchar),
        '(":"[0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9:.]{8,15}")', '\1 \2', 'g'
    ) collate "C"
{%- endmacro %}


{% macro duckdb__row_as_json(relation) -%}
    cast(to_json({{ relation }}) as varchar)
{%- endmacro %}


{#- Spark leaves nulls out, and can't leave zeros out behind a second. -#}
{% macro spark__row_as_json(relation) -%}
    regexp_replace(
        to_json(
            struct({{ relation }}.*),
            map('ignoreNullFields', 'false', 'timestampFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSS')
        ),
        '"([0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:]{8})(?:([.][0-9]*[1-9])0*|[.]0+)"',
        '"$1$2"'
    )
{%- endmacro %}
