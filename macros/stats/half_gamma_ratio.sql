{% macro half_gamma_ratio(n) %}
    {%- set quarter = '(' ~ n ~ ' / 2 + 10.25)' -%}
    {%- set ratio = namespace(sql='1 / sqrt' ~ quarter) -%}
    {%- for term in range(1, 20, 2) -%}
        {%- set ratio.sql = ratio.sql ~ ' * (' ~ n ~ ' + ' ~ (term + 1) ~ ') / (' ~ n ~ ' + ' ~ term
            ~ ')' -%}
    {%- endfor -%}
    {%- do return('(' ~ ratio.sql ~ ' * ' ~ polynomial(
        '(1 / (' ~ quarter ~ ' * ' ~ quarter ~ '))',
        ['1', '-1 / 64e0', '21 / 8192e0', '-671 / 524288e0']
    ) ~ ')') -%}
{% endmacro %}
