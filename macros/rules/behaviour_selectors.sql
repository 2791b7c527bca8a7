{#- Which rows of the daily activity the measures count: one entry per event, or per event and
    value of a property. -#}
{% macro behaviour_selectors(measures) %}
    {%- set plain, by_property = {}, [] -%}
    {%- for measure in measures.values() -%}
        {%- for event in measure.get('events', [measure.get('event')]) -%}
            {%- set selector = behaviour_selector(event, measure.get('where')) -%}
            {%- if not measure.get('where') -%}
                {%- do plain.update({selector: {'selector': selector, 'event': event}}) -%}
            {%- elif selector not in by_property | map(attribute='selector') -%}
                {%- for property, wanted in measure['where'].items() -%}
                    {%- for value in ([wanted] if wanted is string else wanted | unique) -%}
                        {%- do by_property.append({
                            'selector': selector, 'event': event, 'property': property,
                            'value': value,
                        }) -%}
                    {%- endfor -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- do return(plain.values() | list + by_property) -%}
{% endmacro %}
