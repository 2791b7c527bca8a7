{#- How a feature's value is written, as one word: features written alike share it. -#}
{% macro word_format(attribute) %}
    {%- if attribute['kind'] in ('text', 'custom') -%}
        {%- do return(attribute['kind']) -%}
    {%- elif attribute['unit'] in ('share', 'change') -%}
        {%- do return(attribute['unit']) -%}
    {%- endif -%}
    {%- do return(attribute['data_type']) -%}
{% endmacro %}
