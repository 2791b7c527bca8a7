{#- Each rule on each row of a frame, and the rows where one holds: one pass, whatever their number.
    Where both the rule to enter and the one to leave hold, leaving wins. -#}
{% macro evaluate_rules(rules, frame) %}
    {%- set attributes = rule_attributes(rules[0]['entity']) -%}
    {%- set codes = [] -%}
    {%- for rule in rules -%}
        {%- set exit = 'when ' ~ rule_condition(rule['exit'], attributes) ~ ' then '
            ~ (2 * loop.index0 + 1) ~ ' ' if rule['exit'] is not none else '' -%}
        {%- do codes.append(
            'case ' ~ exit ~ 'when ' ~ rule_condition(rule['enter'], attributes) ~ ' then '
            ~ 2 * loop.index0 ~ ' end'
        ) -%}
    {%- endfor %}
    select
        cast(rules.segment as varchar) as segment,
        cast(rules.segment_version as integer) as segment_version,
        cast('{{ rules[0]['entity'] }}' as varchar) as entity,
        found.entity_id,
        found.as_of_date,
        rules.enter_holds,
        rules.exit_holds
    from (
        {{ unpivot_codes(frame, ['entity_id', 'as_of_date'], codes) }}
    ) as found
    inner join (
        values
        {%- for rule in rules %}
        ({{ 2 * loop.index0 }}, '{{ rule['segment'] }}', {{ rule['version'] }}, true, false)
        {{- ',' if rule['exit'] is not none or not loop.last }}
        {%- if rule['exit'] is not none %}
        ({{ 2 * loop.index0 + 1 }}, '{{ rule['segment'] }}', {{ rule['version'] }}, false, true)
        {{- ',' if not loop.last }}
        {%- endif %}
        {%- endfor %}
    ) as rules (code, segment, segment_version, enter_holds, exit_holds)
        on found.code = rules.code
{% endmacro %}
