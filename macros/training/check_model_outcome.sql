{#- What a model foretells, and within how many days. -#}
{% macro check_model_outcome(entry, task, scope) %}
    {%- set place, problems, entity = scope['place'], scope['problems'], scope['entity'] -%}
    {%- set outcome, outcomes = entry.get('outcome'), model_outcomes(entity) -%}
    {%- if outcome is mapping -%}
        {%- do check_keys(outcome, ['member_of'], place ~ ', outcome', problems) -%}
        {%- if 'member_of' in outcome -%}
            {%- do scope['parents'].setdefault(entry.get('model') | string, []) -%}
            {%- do check_in_segment(
                outcome['member_of'], place ~ ', outcome.member_of', scope
            ) -%}
        {%- endif -%}
        {%- if task != 'propensity' -%}
            {%- do problems.append(
                place ~ ', outcome: a membership is there or not, so ' ~ task ~ ' has nothing to '
                ~ 'wait for; use task: propensity'
            ) -%}
        {%- endif -%}
        {%- if entry.get('horizon_days') is not none -%}
            {%- do problems.append(
                place ~ ', horizon_days: look-alikes of a segment are judged as of the date '
                ~ 'itself; leave it out'
            ) -%}
        {%- endif -%}
    {%- elif outcome is not string or outcome not in outcomes -%}
        {%- do problems.append(
            place ~ ', outcome: expected '
            ~ (outcomes + ['{member_of: a segment}']) | join(' or ') ~ ', found ' ~ shown(outcome)
            ~ nearest_names(outcome, outcomes)
        ) -%}
    {%- else -%}
        {%- do check_whole_number(
            entry.get('horizon_days'), 1, place ~ ', horizon_days', problems
        ) -%}
    {%- endif -%}
{% endmacro %}
