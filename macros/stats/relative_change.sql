{% macro relative_change(measure, relation) -%}
    case
        when {{ relation }}.days_observed_prior_28d >= 7
            then
                cast({{ relation }}.{{ measure }}_28d as double precision)
                * {{ relation }}.days_observed_prior_28d
                / nullif(
                    {{ relation }}.{{ measure }}_prior_28d * {{ relation }}.days_observed_28d, 0
                )
                - 1
    end
{%- endmacro %}
