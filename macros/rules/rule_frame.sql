{#- The rows that rules are evaluated on: the inputs, a flag for membership in each segment that
    the rules refer to, and the rankings within such segments. -#}
{% macro rule_frame(frame, entity, rules, intervals) -%}
    {%- set parents = rules | map(attribute='parents') | sum(start=[]) | unique | list -%}
    {%- set inputs = 'int_' ~ entity ~ '_rule_inputs' -%}
    {%- if not parents -%}
{{ frame }} as (
    select * from {{ inputs }}
),
    {%- else -%}
{{ frame }}_members as (
    select
        {{ inputs }}.entity_id,
        {{ inputs }}.as_of_date
        {%- for parent in parents %},
        bool_or({{ intervals }}_intervals.segment = '{{ parent }}') as member_of_{{ parent }}
        {%- endfor %}
    from {{ inputs }}
    inner join {{ intervals }}_intervals
        on
            {{ inputs }}.entity_id = {{ intervals }}_intervals.entity_id
            and {{ inputs }}.as_of_date >= {{ intervals }}_intervals.valid_from
            and (
                {{ inputs }}.as_of_date < {{ intervals }}_intervals.valid_to
                or {{ intervals }}_intervals.valid_to is null
            )
    where
        {{ intervals }}_intervals.entity = '{{ entity }}'
        and {{ intervals }}_intervals.segment in ('{{ parents | join("', '") }}')
    group by {{ inputs }}.entity_id, {{ inputs }}.as_of_date
),

{{ frame }}_flagged as (
    select
        {{ inputs }}.*
        {%- for parent in parents %},
        coalesce({{ frame }}_members.member_of_{{ parent }}, false) as member_of_{{ parent }}
        {%- endfor %}
    from {{ inputs }}
    left join {{ frame }}_members
        on
            {{ inputs }}.entity_id = {{ frame }}_members.entity_id
            and {{ inputs }}.as_of_date = {{ frame }}_members.as_of_date
),
        {%- set attributes, rankings = rule_attributes(entity), {} -%}
        {%- for found in rules | map(attribute='leaves') | sum(start=[])
            if 'among' in found['leaf'] and segments_of(found['leaf']['among']) -%}
            {%- for test in ('bottom_percent', 'top_percent') if test in found['leaf'] -%}
                {%- do rankings.update({percentile_column(found['leaf'], test): {
                    'leaf': found['leaf'], 'test': test,
                }}) -%}
            {%- endfor -%}
        {%- endfor %}
        {{- ranking_tables(rankings, attributes, frame ~ '_flagged') }}

{{ frame }} as (
    {{ ranking_joins(rankings, attributes, frame ~ '_flagged') }}
),
    {%- endif -%}
{%- endmacro %}
