{#- CTEs from rows of inputs to states. Each rule knows itself by a number; names are attached in the
    end, where what isn't due falls out. Where both the rule to enter and the one to leave hold,
    leaving wins. A condition to leave matters only to those who could have entered: most never do. -#}
{% macro evaluate_rules(frame, relation, rules, earlier_states=none) %}
    {%- set attributes = rule_attributes(rules[0]['entity']) -%}
    {%- set final_entries, entries, exits = [], [], [] -%}
    {%- for rule in rules -%}
        {%- set enter = rule_condition(rule['enter'], attributes, true) -%}
        {%- if rule['exit'] is none -%}
            {%- do final_entries.append({'code': loop.index, 'condition': enter}) -%}
        {%- else -%}
            {%- set exit = rule_condition(rule['exit'], attributes, true) -%}
            {%- do entries.append({
                'code': loop.index, 'condition': enter ~ ' and ' ~ exit ~ ' is not true'
            }) -%}
            {%- do exits.append({'code': loop.index, 'condition': exit}) -%}
        {%- endif -%}
    {%- endfor -%}
{{ frame }}_due as (
    select
        rules.code,
        int_segment_due_dates.segment,
        int_segment_due_dates.segment_version,
        int_segment_due_dates.as_of_date
    from int_segment_due_dates
    inner join {{ rule_codes(rules) }}
        on
            int_segment_due_dates.segment = rules.segment
            and int_segment_due_dates.segment_version = rules.segment_version
),
    {%- if entries %}

{{ frame }}_entries as (
    {{ matches_of_rules(relation, entries) }}
),

{{ frame }}_first_entries as (
    select
        code,
        entity_id as entered_id,
        min(as_of_date) as entered_on
    from (
        select
            {{ frame }}_entries.code,
            {{ frame }}_entries.entity_id,
            {{ frame }}_entries.as_of_date
        from {{ frame }}_entries
        inner join {{ frame }}_due
            on
                {{ frame }}_entries.code = {{ frame }}_due.code
                and {{ frame }}_entries.as_of_date = {{ frame }}_due.as_of_date
        {%- if earlier_states is not none %}
        union all
        select
            rules.code,
            {{ earlier_states }}.entity_id,
            {{ earlier_states }}.as_of_date
        from {{ earlier_states }}
        inner join {{ rule_codes(rules) }}
            on
                {{ earlier_states }}.segment = rules.segment
                and {{ earlier_states }}.segment_version = rules.segment_version
        where {{ earlier_states }}.enter_holds
        {%- endif %}
    ) as known_entries
    group by code, entity_id
),
    {%- endif %}

{{ frame }}_matches as (
    {%- if final_entries %}
    select
        *,
        true as enter_holds
    from (
        {{ matches_of_rules(relation, final_entries) }}
    ) as final_entries
    {%- endif %}
    {{ 'union all' if final_entries and entries }}
    {%- if entries %}
    select
        *,
        true as enter_holds
    from {{ frame }}_entries
    union all
    select
        *,
        false as enter_holds
    from (
        {{ matches_after_entry(relation, exits, frame ~ '_first_entries') }}
    ) as exits
    {%- endif %}
),

{{ frame }}_states as (
    select
        {{ frame }}_due.segment,
        {{ frame }}_due.segment_version,
        cast('{{ rules[0]['entity'] }}' as varchar) as entity,
        {{ frame }}_matches.entity_id,
        {{ frame }}_matches.as_of_date,
        {{ frame }}_matches.enter_holds,
        not {{ frame }}_matches.enter_holds as exit_holds
    from {{ frame }}_matches
    inner join {{ frame }}_due
        on
            {{ frame }}_matches.code = {{ frame }}_due.code
            and {{ frame }}_matches.as_of_date = {{ frame }}_due.as_of_date
)
{%- endmacro %}
