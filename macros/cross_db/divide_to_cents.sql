{# Decimal division stays decimal on PostgreSQL and Spark; on DuckDB `/` of decimals is a double,
   so the cents are found there by whole-number division. #}
{% macro divide_to_cents(dividend, divisor) -%}
    {{ return(adapter.dispatch('divide_to_cents')(dividend, divisor)) }}
{%- endmacro %}

{% macro default__divide_to_cents(dividend, divisor) -%}
    cast(
        round(cast({{ dividend }} as numeric(26, 6)) / cast({{ divisor }} as numeric(10, 0)), 2)
        as numeric(18, 2)
    )
{%- endmacro %}

{% macro duckdb__divide_to_cents(dividend, divisor) -%}
    cast(
        cast(
            sign({{ dividend }}) * (
                (
                    cast(cast(abs({{ dividend }}) as numeric(38, 6)) * 1000000 as hugeint) * 2
                    + cast({{ divisor }} as hugeint) * 10000
                ) // (cast({{ divisor }} as hugeint) * 20000)
            ) as numeric(20, 0)
        ) * cast(0.01 as numeric(3, 2)) as numeric(18, 2)
    )
{%- endmacro %}
