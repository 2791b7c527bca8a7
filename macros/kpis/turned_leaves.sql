{#- One select for each segment: how many of its leaves turned over the month by themselves, by
    exchange rates alone, and by the cut of their ranking alone. -#}
{% macro turned_leaves(entity, causes) %}
    {%- for segment, entries in causes['segments'].items() %}
    union all
    select
        changes.segment,
        changes.kpi_month,
        changes.entity_id,
            {%- for count, conditions in [
                ('turned_alone', [false, false]), ('turned_by_rates', [true, none]),
                ('turned_by_cut', [false, true])
            ] %}
        0
                {%- for entry in entries %}
                    {%- set name = entry['name'] %}
                    {%- set by_rates = '(at_start_rates.' ~ name ~ ' is not distinct from at_start.'
                        ~ name ~ ')' if entry['is_money'] else '1 = 0' %}
                    {%- set by_cut = '((at_end.' ~ name ~ '_among and at_end.' ~ name ~ '_value '
                        ~ ('<=' if entry['way'] == 'bottom_percent' else '>=') ~ ' cuts.' ~ name
                        ~ '_cut) is not distinct from at_start.' ~ name ~ ')'
                        if entry['way'] else '1 = 0' %}
        + case
            when (at_start.{{ name }} is distinct from at_end.{{ name }})
                and {{ 'not ' if not conditions[0] }}({{ by_rates }})
                    {%- if conditions[1] is not none %}
                and {{ 'not ' if not conditions[1] }}({{ by_cut }})
                    {%- endif %}
                then 1
            else 0
        end
                {%- endfor %} as {{ count }}{{ ',' if not loop.last }}
            {%- endfor %}
    from changes
    inner join {{ entity }}_leaves as at_start
        on changes.entity_id = at_start.entity_id and changes.start_date = at_start.as_of_date
    inner join {{ entity }}_leaves as at_end
        on changes.entity_id = at_end.entity_id and changes.month_end_date = at_end.as_of_date
    inner join {{ entity }}_leaves_at_start_rates as at_start_rates
        on
            changes.entity_id = at_start_rates.entity_id
            and changes.month_end_date = at_start_rates.as_of_date
    inner join {{ entity }}_cuts as cuts
        on changes.start_date = cuts.as_of_date
    where changes.segment = {{ sql_text(segment) }}
    {%- endfor %}
{% endmacro %}
