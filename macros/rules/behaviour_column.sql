{#- Without any events at all nothing is known; with events, what was never seen is 0. -#}
{% macro behaviour_column(measure) -%}
    {%- set value = 'coalesce(behaviour_values.' ~ measure['name'] ~ ', 0)' -%}
    case
        when behaviour_known.is_known
            then {{ value ~ ' = 1' if measure['what'] == 'sequence' else value }}
    end
{%- endmacro %}
