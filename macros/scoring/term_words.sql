{#- What a term saw, in words: the values of its features as reasons of segments put them. -#}
{% macro term_words(term, attributes) %}
    {%- set words = [] -%}
    {%- for feature in term['features'] -%}
        {%- do words.append(
            attribute_words({'attribute': feature}, attributes) if feature in attributes
            else sql_text(feature)
        ) -%}
    {%- endfor -%}
    {%- do return(words | join(" || ' and ' || ")) -%}
{% endmacro %}
