{% macro instant_in_utc(instant) -%}
    {%- do return(adapter.dispatch('instant_in_utc')(instant)) -%}
{%- endmacro %}


{% macro default__instant_in_utc(instant) -%}
    {%- do return('(' ~ instant ~ " at time zone 'UTC')") -%}
{%- endmacro %}


{#- The session's time zone is UTC (profiles.yml). -#}
{% macro spark__instant_in_utc(instant) -%}
    {%- do return('cast(' ~ instant ~ ' as timestamp)') -%}
{%- endmacro %}
