{% macro normal_cdf(z) -%}
    abs(
        case when {{ z }} > 0 then 1 else 0 end
        - exp(-least({{ z }} * {{ z }} / 2, 700)) * {{ mills_ratio('abs(' ~ z ~ ')') }}
    )
{%- endmacro %}
