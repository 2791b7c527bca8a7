{% macro chi_square_tail(x, degrees_of_freedom) -%}
    {%- set half = 'least(' ~ x ~ ' / 2, 700)' -%}
    {%- set odd = 'mod(' ~ degrees_of_freedom ~ ', 2)' -%}
    {%- set sum = namespace(sql='1') -%}
    {%- for term in range(9, 0, -1) -%}
        {%- set sum.sql =
            '1 + case when ' ~ degrees_of_freedom ~ ' > ' ~ (2 * term + 1) ~ ' then ' ~ half
            ~ ' / (' ~ term ~ ' + 0.5 * ' ~ odd ~ ') else 0 end * (' ~ sum.sql ~ ')'
        -%}
    {%- endfor -%}
    case
        when {{ x }} <= 0 and {{ degrees_of_freedom }} between 1 and 20 then 1
        when {{ x }} > 0 and {{ degrees_of_freedom }} between 1 and 20
            then exp(-{{ half }}) * (
                case
                    when {{ odd }} = 1 then 2 * {{ mills_ratio('sqrt(' ~ x ~ ')') }} else 0
                end
                + case
                    when {{ odd }} = 0 then 1
                    when {{ degrees_of_freedom }} > 1 then 1.1283791670955126 * sqrt({{ half }})
                    else 0
                end
                * ({{ sum.sql }})
            )
    end
{%- endmacro %}
