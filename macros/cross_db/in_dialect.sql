{% macro in_dialect(sql) -%}
    {%- do return(adapter.dispatch('in_dialect')(sql)) -%}
{%- endmacro %}


{% macro default__in_dialect(sql) -%}
    {%- do return(sql) -%}
{%- endmacro %}


{#- Quoted words are data, and varchar(64) is Spark's too. -#}
{% macro spark__in_dialect(sql) -%}
    {%- set names = {
        'varchar': 'string', 'double precision': 'double', 'timestamptz': 'timestamp'
    } -%}
    {%- set changed = namespace(sql=sql) -%}
    {%- for name, own_name in names.items() -%}
        {%- set changed.sql = modules.re.sub(
            "(?<!')\\b" ~ name ~ "\\b(?!\\s*[('])", own_name, changed.sql
        ) -%}
    {%- endfor -%}
    {%- do return(changed.sql) -%}
{%- endmacro %}
