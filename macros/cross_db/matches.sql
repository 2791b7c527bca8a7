{% macro matches(text, pattern) -%}
    {%- do return(adapter.dispatch('matches')(text, pattern)) -%}
{%- endmacro %}


{% macro default__matches(text, pattern) -%}
    {%- do return('regexp_matches(' ~ text ~ ', ' ~ sql_text(pattern) ~ ')') -%}
{%- endmacro %}


{% macro postgres__matches(text, pattern) -%}
    {%- do return('(' ~ text ~ ' ~ ' ~ sql_text(pattern) ~ ')') -%}
{%- endmacro %}


{% macro spark__matches(text, pattern) -%}
    {%- do return('(' ~ text ~ ' rlike ' ~ sql_text(pattern) ~ ')') -%}
{%- endmacro %}
