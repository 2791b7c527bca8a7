{% macro ratio_bound(
    sum_x, sum_y, sum_xx, sum_xy, sum_yy, pairs, side, z=1.959963984540054
) -%}
    {%- if side not in ('lower', 'upper') -%}
        {{ exceptions.raise_compiler_error(
            "ratio_bound: side must be 'lower' or 'upper', not '" ~ side ~ "'"
        ) }}
    {%- endif -%}
    {%- set rate = ratio(sum_y, sum_x) -%}
    {%- set sign = '-' if side == 'lower' else '+' -%}
    case
        when {{ pairs }} > 1 and {{ sum_x }} > 0
            then {{ rate }} {{ sign }} cast({{ z }} as double precision) * sqrt(
                greatest(
                    0,
                    {{ sum_yy }} - 2 * {{ rate }} * {{ sum_xy }}
                    + {{ rate }} * {{ rate }} * {{ sum_xx }}
                )
                * {{ pairs }} / ({{ pairs }} - cast(1 as double precision))
            ) / {{ sum_x }}
    end
{%- endmacro %}
