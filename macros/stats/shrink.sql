{% macro shrink(successes, trials, prior) -%}
    case
        when {{ trials }} > 0
            then (
                cast({{ successes }} as double precision)
                + {{ prior }}.prior_trials * {{ prior }}.population_rate
            ) / ({{ trials }} + {{ prior }}.prior_trials)
    end
{%- endmacro %}
