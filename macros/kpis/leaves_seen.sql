{#- Whether each leaf held, over rows of features; of those that rank, also the value ranked and
    whether the entity was among the ranked. -#}
{% macro leaves_seen(causes, relation) %}
    {%- set rankings, attributes = causes['rankings'], causes['attributes'] -%}
    {%- if rankings %}
    with
        {{- ranking_tables(rankings, attributes, relation) }}

    ranked as (
        {{ ranking_joins(rankings, attributes, relation) }}
    )
    {%- endif %}

    select
        entity_id,
        as_of_date
        {%- for entry in causes['leaves'].values() %},
        {{ rule_condition(entry['leaf'], attributes) }} as {{ entry['name'] }}
            {%- if entry['way'] %},
        {{ entry['leaf']['attribute'] }} as {{ entry['name'] }}_value,
        {{ rule_condition(entry['leaf']['among'], attributes)
            if 'among' in entry['leaf'] else 'true' }} as {{ entry['name'] }}_among
            {%- endif %}
        {%- endfor %}
    from {{ 'ranked' if rankings else relation }}
{% endmacro %}
