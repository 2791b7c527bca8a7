{#- A text of the data in a message: signs that a terminal would obey are shown as one that it doesn't. -#}
{% macro visible(text) %}
    {%- do return(modules.re.sub(
        '[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]', '\ufffd', text | string
    )) -%}
{% endmacro %}
