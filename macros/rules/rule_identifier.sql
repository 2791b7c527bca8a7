{#- A name for a column made from any text: readable, short, and distinct for distinct texts. -#}
{% macro rule_identifier(text) %}
    {%- set name = modules.re.sub('[^a-z0-9]+', '_', text | lower) -%}
    {%- do return(name if name == text and name | length <= 40
        else name[:30] ~ '_' ~ local_md5(text)[:8]) -%}
{% endmacro %}
