{% macro segment_reasons() %}
    {%- set rules = segment_rules() -%}
    {%- for entity in ('account', 'user') -%}
        {%- set attributes = rule_attributes(entity) -%}
        {%- set entity_rules = rules | selectattr('entity', 'equalto', entity) | list %}

{{ rule_frame(entity ~ '_frame', entity, entity_rules, 'int_segment') }}

{{ entity }}_seen as (
    select
        {{ entity }}_frame.*,
        due_transitions.segment,
        due_transitions.segment_version,
        due_transitions.entity_id as member_id,
        due_transitions.as_of_date as turned_on,
        due_transitions.transition
        {%- if entity == 'user' %},
        int_profiling_refusals.user_id is not null as is_refused
        {%- endif %}
    from due_transitions
    left join {{ entity }}_frame
        on
            due_transitions.entity_id = {{ entity }}_frame.entity_id
            and due_transitions.as_of_date = {{ entity }}_frame.as_of_date
    {%- if entity == 'user' %}
    left join int_profiling_refusals
        on
            due_transitions.entity_id = int_profiling_refusals.user_id
            and due_transitions.as_of_date >= int_profiling_refusals.valid_from
            and (
                int_profiling_refusals.valid_to is null
                or due_transitions.as_of_date < int_profiling_refusals.valid_to
            )
    {%- endif %}
    where due_transitions.entity = '{{ entity }}'
),

{{ entity }}_reasons as (
    select
        segment,
        segment_version,
        member_id as entity_id,
        turned_on as as_of_date,
        transition,
        case
            {%- if entity == 'user' %}
            when is_refused then 'no consent to profiling'
            {%- endif %}
            when entity_id is null then 'no longer among the customers'
            {%- for rule in entity_rules %}
            when segment = '{{ rule['segment'] }}' and transition = 'entered'
                then {{ reason_words(rule['enter'], attributes) }}
            when segment = '{{ rule['segment'] }}'
                then {{ reason_words(rule['exit'], attributes) if rule['exit'] is not none
                    else reason_words(rule['enter'], attributes, 'lapsed') }}
            {%- endfor %}
        end as reason
    from {{ entity }}_seen
),
    {%- endfor %}

final as (
    select * from account_reasons
    union all
    select * from user_reasons
)

select * from final
{% endmacro %}
