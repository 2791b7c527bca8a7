{% macro normal_tail(z) -%}
    (2 * exp(-least({{ z }} * {{ z }} / 2, 700)) * {{ mills_ratio('abs(' ~ z ~ ')') }})
{%- endmacro %}
