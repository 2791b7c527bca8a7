{#- What a behavioural leaf has to know of an entity at a date, by role. Identical measures get
    identical names, whichever leaves ask for them. Days are counted back from the as-of date:
    `from_days` excluded (none: since ever), `to_days` included. -#}
{% macro behaviour_measures(leaf) %}
    {%- set measures = {} -%}
    {%- if 'sequence' in leaf -%}
        {%- do measures.update(done={
            'what': 'sequence', 'events': leaf['sequence'], 'from_days': leaf.get('within_days'),
        }) -%}
    {%- elif 'stopped' in leaf -%}
        {%- set quiet_days = leaf.get('not_since_days', 14) -%}
        {%- set shared = {'event': leaf['stopped'], 'where': leaf.get('where')} -%}
        {%- do measures.update(
            days=dict(shared, what='days', from_days=quiet_days + leaf.get('within_days', 28),
                to_days=quiet_days),
            recent=dict(shared, what='count', from_days=quiet_days, to_days=0),
        ) -%}
    {%- else -%}
        {%- set shared = {
            'event': leaf['did'] if 'did' in leaf else leaf['did_not'],
            'where': leaf.get('where'),
            'to_days': 0,
        } -%}
        {%- do measures.update(
            count=dict(shared, what='count', from_days=leaf.get('within_days'))
        ) -%}
        {%- if 'distinct_days' in leaf -%}
            {%- do measures.update(
                days=dict(shared, what='days', from_days=leaf.get('within_days'))
            ) -%}
        {%- endif -%}
        {%- if 'not_since_days' in leaf -%}
            {%- do measures.update(
                recent=dict(shared, what='count', from_days=leaf['not_since_days'])
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {%- for measure in measures.values() -%}
        {%- do measure.update(
            name=measure['what'] ~ '_'
                ~ rule_identifier((measure.get('event') or measure['events'][0]))[:30] ~ '_'
                ~ local_md5(tojson(measure, sort_keys=true))[:8]
        ) -%}
    {%- endfor -%}
    {%- do return(measures) -%}
{% endmacro %}
