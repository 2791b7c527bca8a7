{#- A value from configuration as it is quoted in an error. -#}
{% macro shown(value) %}
    {%- if value is none or value is undefined -%}
        {%- do return('nothing') -%}
    {%- elif value is string -%}
        {%- do return("'" ~ (value if value | length <= 60 else value[:57] ~ '…') ~ "'") -%}
    {%- elif value is boolean -%}
        {%- do return(value | string | lower) -%}
    {%- else -%}
        {%- set text = value | string -%}
        {%- do return(text if text | length <= 60 else text[:57] ~ '…') -%}
    {%- endif -%}
{% endmacro %}
