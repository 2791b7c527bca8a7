{% macro segment_states() %}
    {%- set rules = segment_rules() -%}
    {%- set levels = rules | map(attribute='level') | max if rules else 0 -%}
    {%- set parents = rules | map(attribute='parents') | sum(start=[]) | unique | list -%}
    {%- set built = [] -%}
    {%- for level in range(levels + 1) -%}
        {%- set frames = [] -%}
        {%- for entity in ('account', 'user') -%}
            {%- set due_rules = rules | selectattr('level', 'equalto', level)
                | selectattr('entity', 'equalto', entity) | list -%}
            {%- if due_rules -%}
                {%- set frame = entity ~ '_level_' ~ level -%}
{{ rule_frame(frame, entity, due_rules, 'parents_below_' ~ level) }}

{{ frame }}_holds as (
    {{ evaluate_rules(due_rules, frame) }}
),

                {%- do frames.append(frame) -%}
            {%- endif -%}
        {%- endfor %}

level_{{ level }}_states as (
    {%- for frame in frames %}
    select {{ frame }}_holds.*
    from {{ frame }}_holds
    inner join int_segment_due_dates
        on
            {{ frame }}_holds.segment = int_segment_due_dates.segment
            and {{ frame }}_holds.segment_version = int_segment_due_dates.segment_version
            and {{ frame }}_holds.as_of_date = int_segment_due_dates.as_of_date
    {{ 'union all' if not loop.last }}
    {%- else %}
    select * from earlier_states where 1 = 0
    {%- endfor %}
),
        {%- do built.append('level_' ~ level ~ '_states') %}
        {%- if level < levels %}

parent_states_{{ level }} as (
    {%- for states in built %}
    select * from {{ states }}
    where segment in ('{{ parents | join("', '") }}')
    union all
    {%- endfor %}
    select * from earlier_states
    where segment in ('{{ parents | join("', '") }}')
),

{{ membership_intervals('parents_below_' ~ (level + 1), 'parent_states_' ~ level) }},
        {%- endif %}
    {% endfor %}
new_states as (
    {%- for states in built %}
    select * from {{ states }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- A condition to leave matters only to those who could have entered: most never do.
first_entries as (
    select
        segment,
        segment_version,
        entity_id,
        min(as_of_date) as first_date
    from (
        select * from new_states where enter_holds
        union all
        select * from earlier_states where enter_holds
    ) as entries
    group by segment, segment_version, entity_id
),

final as (
    select new_states.*
    from new_states
    left join first_entries
        on
            new_states.segment = first_entries.segment
            and new_states.segment_version = first_entries.segment_version
            and new_states.entity_id = first_entries.entity_id
    where new_states.enter_holds or new_states.as_of_date > first_entries.first_date
)

select * from final
{% endmacro %}
