{#- The valid names that look most like a wrong one, as the end of a sentence; empty where none
    does. Likeness is the share of pairs of neighbouring letters that two names have in common. -#}
{% macro nearest_names(wrong, names) %}
    {%- set wanted = letter_pairs(wrong | string | lower) -%}
    {%- set near = [] -%}
    {%- for name in names -%}
        {%- set pairs = letter_pairs(name | lower) -%}
        {%- set shared = wanted | select('in', pairs) | list | length -%}
        {%- set likeness = 2 * shared / (wanted | length + pairs | length) -%}
        {%- do near.append([-likeness, name]) if likeness >= 0.4 -%}
    {%- endfor -%}
    {%- set best = (near | sort)[:3] | map('last') | list -%}
    {%- do return('; did you mean ' ~ best | join(' or ') ~ '?' if best else '') -%}
{% endmacro %}
