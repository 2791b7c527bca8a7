{% macro wilson_bound(successes, trials, side, z=1.959963984540054) -%}
    {%- if side not in ('lower', 'upper') -%}
        {{ exceptions.raise_compiler_error(
            "wilson_bound: side must be 'lower' or 'upper', not '" ~ side ~ "'"
        ) }}
    {%- endif -%}
    {%- set successes = "cast(" ~ successes ~ " as double precision)" -%}
    {%- set trials = "cast(" ~ trials ~ " as double precision)" -%}
    {%- set z = "cast(" ~ z ~ " as double precision)" -%}
    {%- set outermost, sign = ('greatest(0, ', '-') if side == 'lower' else ('least(1, ', '+') -%}
    case
        when {{ trials }} > 0 and {{ successes }} is not null
            then {{ outermost }}(
                {{ successes }} + {{ z }} * {{ z }} / 2
                {{ sign }} {{ z }} * sqrt(
                    {{ successes }} * ({{ trials }} - {{ successes }}) / {{ trials }}
                    + {{ z }} * {{ z }} / 4
                )
            ) / ({{ trials }} + {{ z }} * {{ z }}))
    end
{%- endmacro %}
