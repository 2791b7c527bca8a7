{% macro shrunk_rate(events, trials, prior_rate, prior_trials) -%}
    (
        (cast({{ events }} as double precision) + {{ prior_rate }} * {{ prior_trials }})
        / nullif({{ trials }} + {{ prior_trials }}, 0)
    )
{%- endmacro %}
