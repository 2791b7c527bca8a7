{% macro number_or_null(text) -%}
    {%- do return(adapter.dispatch('number_or_null')(text)) -%}
{%- endmacro %}


{% macro default__number_or_null(text) -%}
    {%- do return(
        "case when trim(" ~ text ~ ") ~ '^[+-]?[0-9]{1,15}([.][0-9]{1,15})?$' "
        ~ "then cast(trim(" ~ text ~ ") as double precision) end"
    ) -%}
{%- endmacro %}


{% macro duckdb__number_or_null(text) -%}
    {%- do return(
        "case when regexp_matches(trim(" ~ text ~ "), '^[+-]?[0-9]{1,15}([.][0-9]{1,15})?$') "
        ~ "then try_cast(trim(" ~ text ~ ") as double) end"
    ) -%}
{%- endmacro %}


{% macro spark__number_or_null(text) -%}
    {%- do return(
        "case when trim(" ~ text ~ ") rlike '^[+-]?[0-9]{1,15}([.][0-9]{1,15})?$' "
        ~ "then cast(trim(" ~ text ~ ") as double) end"
    ) -%}
{%- endmacro %}
