{#- What the rules of an entity read, at the dates that are due: one row per entity and date. The
    calling model imports the relations; what no rule asks for is left out. -#}
{% macro rule_inputs(entity, rules=none) %}
    {%- set entity_id = entity ~ '_id' -%}
    {%- set needs = rule_needs(entity, segment_rules() if rules is none else rules) -%}
due_dates as (
    select distinct as_of_date
    from int_segment_due_dates
    where entity = '{{ entity }}'
),

entity_features as (
    select
        {{ entity_id }} as entity_id,
        as_of_date
        {%- for attribute in needs['features'].values() %},
        {{ attribute['column'] }}
        {%- endfor %}
    from fct_{{ entity }}_features
    where as_of_date in (select due_dates.as_of_date from due_dates)
),
    {%- if needs['earlier'] %}

{{ earlier_features(entity_id, needs) }}
    {%- endif %}
    {%- if needs['custom'] %}

{{ custom_attribute_values(entity, needs) }}
    {%- endif %}
    {%- if needs['learned'] %}

{{ learned_values(entity, needs) }}
    {%- endif %}
    {%- if needs['measures'] %}

{{ behaviour_values(entity_id, needs['measures']) }}
    {%- endif %}

combined as (
    select
        entity_features.*
        {%- for column, earlier in needs['earlier'].items()
            if earlier['attribute']['kind'] != 'custom' %},
        earlier_features.{{ column }}
        {%- endfor %}
        {%- for attribute in needs['custom'].values() %},
        custom_attribute_values.{{ attribute['column'] }}
        {%- endfor %}
        {%- for column, earlier in needs['earlier'].items()
            if earlier['attribute']['kind'] == 'custom' %},
        custom_attribute_values.{{ column }}
        {%- endfor %}
        {%- for attribute in needs['learned'].values() %},
        {{ attribute['relation'] }}_values.{{ attribute['column'] }}
        {%- endfor %}
        {%- for measure in needs['measures'].values() %},
        {{ behaviour_column(measure) }} as {{ measure['name'] }}
        {%- endfor %}
    from entity_features
    {%- if needs['earlier'] %}
    left join earlier_features
        on
            entity_features.entity_id = earlier_features.entity_id
            and entity_features.as_of_date = earlier_features.as_of_date
    {%- endif %}
    {%- if needs['custom'] %}
    left join custom_attribute_values
        on
            entity_features.entity_id = custom_attribute_values.entity_id
            and entity_features.as_of_date = custom_attribute_values.as_of_date
    {%- endif %}
    {%- for relation in needs['learned'].values() | map(attribute='relation') | unique | sort %}
    left join {{ relation }}_values
        on
            entity_features.entity_id = {{ relation }}_values.entity_id
            and entity_features.as_of_date = {{ relation }}_values.as_of_date
    {%- endfor %}
    {%- if needs['measures'] %}
    left join behaviour_values
        on
            entity_features.entity_id = behaviour_values.entity_id
            and entity_features.as_of_date = behaviour_values.as_of_date
    cross join behaviour_known
    {%- endif %}
)
    {%- set rankings = {} -%}
    {%- for column, ranking in needs['rankings'].items() if not ranking['segments'] -%}
        {%- do rankings.update({column: ranking}) -%}
    {%- endfor -%}
    {%- if rankings -%}
,
{{ ranking_tables(rankings, needs['attributes'], 'combined') }}

ranked as (
    {{ ranking_joins(rankings, needs['attributes'], 'combined') }}
)
    {%- endif %}

select * from {{ 'ranked' if rankings else 'combined' }}
{% endmacro %}
