{#- x is the share n / (n + t²). The incomplete beta function of x is twelve terms of its power series
    and what is left: the same function for 24 degrees more, where an expansion around the normal
    tail holds. -#}
{% macro student_t_tail(t, degrees_of_freedom, odds=none) -%}
    {%- set n = degrees_of_freedom -%}
    {%- set higher = '(' ~ n ~ ' + 24)' -%}
    {%- set odds = odds or ln_one_plus('(' ~ t ~ ' * ' ~ t ~ ' / ' ~ n ~ ')') -%}
    {%- set deviate = 'sqrt(' ~ higher ~ ' * ' ~ odds ~ ')' -%}
    {%- set series = namespace(sql='1') -%}
    {%- for term in range(22, 0, -2) -%}
        {%- set series.sql = '1 + (' ~ n ~ ' - ' ~ n ~ ' / (' ~ n ~ ' + ' ~ term ~ ')) / (' ~ n
            ~ ' + ' ~ t ~ ' * ' ~ t ~ ') * (' ~ series.sql ~ ')' -%}
    {%- endfor -%}
    (
        exp(-least({{ n }} * {{ odds }} / 2, 700))
        * abs({{ t }}) / sqrt(3.141592653589793 * ({{ n }} + {{ t }} * {{ t }}))
        * {{ half_gamma_ratio(n) }} * ({{ series.sql }})
        + exp(-least({{ higher }} * {{ odds }} / 2, 700)) * (
            2 * {{ mills_ratio(deviate) }}
            + 0.7978845608028654 * {{ deviate }} / {{ higher }} * {{ polynomial(odds, [
                polynomial('1 / ' ~ higher, [
                    '1 / 4e0', '-1 / 32e0', '-5 / 128e0', '21 / 2048e0', '399 / 8192e0',
                    '-869 / 65536e0',
                ]),
                polynomial('1 / ' ~ higher, [
                    '1 / 96e0', '-1 / 64e0', '1 / 6144e0', '35 / 2048e0', '-71 / 196608e0',
                ]),
                polynomial('1 / ' ~ higher, [
                    '-1 / 384e0', '-1 / 30720e0', '41 / 12288e0', '-5 / 98304e0',
                ]),
                polynomial('1 / ' ~ higher, ['-1 / 10240e0', '1 / 2048e0', '5 / 688128e0']),
                polynomial('1 / ' ~ higher, ['19 / 368640e0', '71 / 61931520e0']),
                '79 / 61931520e0',
            ]) }}
        )
    )
{%- endmacro %}
