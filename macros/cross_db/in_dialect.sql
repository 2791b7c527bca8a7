{% macro in_dialect(sql) -%}
    {%- do return(adapter.dispatch('in_dialect')(sql)) -%}
{%- endmacro %}


{% macro default__in_dialect(sql) -%}
    {%- do return(sql) -%}
{%- endmacro %}


{#- What is quoted is data, and comments are words; varchar(64) is Spark's too. -#}
{% macro spark__in_dialect(sql) -%}
    {%- set names = {
        'varchar': 'string', 'double precision': 'double', 'timestamptz': 'timestamp'
    } -%}
    {%- set quoted = "('(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`"
        ~ "|--[^\\n]*|/\\*[\\s\\S]*?\\*/)" -%}
    {%- set parts = [] -%}
    {%- for part in modules.re.split(quoted, sql) -%}
        {%- set changed = namespace(sql=part) -%}
        {%- for name, own_name in names.items() -%}
            {%- set changed.sql = modules.re.sub(
                '\\b' ~ name ~ '\\b(?!\\s*\\()', own_name, changed.sql
            ) -%}
        {%- endfor -%}
        {%- do parts.append(part if loop.index0 is odd else changed.sql) -%}
    {%- endfor -%}
    {%- do return(parts | join) -%}
{%- endmacro %}
