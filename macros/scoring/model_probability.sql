{#- The probability that a logit stands for. A hazard's is that of the outcome in any of its intervals.
    Beyond ±35 nothing changes in the twelfth digit, and PostgreSQL refuses what runs over. -#}
{% macro model_probability(model, logit='logit') %}
    {%- set factors = [] -%}
    {%- for interval in range(model['intervals'] or 1) -%}
        {%- set effect = ' + ' ~ array_item('effects', interval + 1) if model['intervals'] else '' -%}
        {%- do factors.append(
            '(1 + exp(greatest(least(' ~ logit ~ effect ~ ', 35), -35)))'
        ) -%}
    {%- endfor -%}
    {%- do return('1 - 1 / (' ~ factors | join(' * ') ~ ')') -%}
{% endmacro %}
