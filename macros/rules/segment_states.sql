{#- One block per level of composition: the segments of a level may refer to memberships in those
    of the levels below. Those of the lowest read the inputs as they are stored: DuckDB would copy
    a CTE that serves many queries. -#}
{% macro segment_states(inputs) %}
    {%- set rules = segment_rules() -%}
    {%- set levels = rules | map(attribute='level') | max if rules else 0 -%}
    {%- set parents = rules | map(attribute='parents') | sum(start=[]) | unique | list -%}
    {%- set built = [] -%}
    {%- for level in range(levels + 1) -%}
        {%- for entity in ('account', 'user') -%}
            {%- set level_rules = rules | selectattr('level', 'equalto', level)
                | selectattr('entity', 'equalto', entity) | list -%}
            {%- if level_rules -%}
                {%- set frame = entity ~ '_level_' ~ level -%}
                {%- if level %}

{{ rule_frame(frame, entity, level_rules, 'parents_below_' ~ level) }}
                {%- endif %}

{{ evaluate_rules(frame, frame if level else inputs[entity], level_rules, 'earlier_states') }},
                {%- do built.append(frame ~ '_states') -%}
            {%- endif -%}
        {%- endfor -%}
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
    {%- endfor %}

final as (
    {%- for states in built %}
    select * from {{ states }}
    {{ 'union all' if not loop.last }}
    {%- else %}
    select * from earlier_states where 1 = 0
    {%- endfor %}
)

select * from final
{% endmacro %}
