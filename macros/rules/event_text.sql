{#- An event of a leaf in words, with the property that it asks for. -#}
{% macro event_text(leaf, way) %}
    {%- set text = leaf[way] | replace('_', ' ') -%}
    {%- for property, wanted in leaf.get('where', {}).items() -%}
        {%- do return(
            text ~ ' (' ~ property | replace('_', ' ') ~ ' '
            ~ (wanted if wanted is string else wanted | join(' or ')) ~ ')'
        ) -%}
    {%- endfor -%}
    {%- do return(text) -%}
{% endmacro %}
