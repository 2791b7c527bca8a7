{#- The probability that a logit stands for. A hazard's is that of the outcome in any of its intervals.
    Beyond ±35 nothing changes in the fifteenth digit, and PostgreSQL refuses what runs over. -#}
{% macro model_probability(model, logit='logit') %}
    {%- if not model['intervals'] -%}
        {%- do return('1 / (1 + exp(greatest(least(-(' ~ logit ~ '), 35), -35)))') -%}
    {%- endif -%}
    {%- set factors = [] -%}
    {%- for interval in range(1, model['intervals'] + 1) -%}
        {%- do factors.append(
            '(1 + exp(greatest(least(' ~ logit ~ ' + ' ~ array_item('effects', interval)
            ~ ', 35), -35)))'
        ) -%}
    {%- endfor -%}
    {%- do return('1 - 1 / (' ~ factors | join(' * ') ~ ')') -%}
{% endmacro %}
