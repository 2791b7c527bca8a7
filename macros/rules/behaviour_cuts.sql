{#- How many days before the as-of date each event's running totals are looked up. -#}
{% macro behaviour_cuts(measures) %}
    {%- set cuts = {} -%}
    {%- for measure in measures -%}
        {%- set selector = behaviour_selector(measure['event'], measure['where']) -%}
        {%- for days in (measure['from_days'], measure['to_days']) if days is not none -%}
            {%- do cuts.update({selector ~ ' ' ~ days: {'selector': selector, 'days': days}}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(cuts.values() | list) -%}
{% endmacro %}
