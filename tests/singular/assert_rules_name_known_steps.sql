-- Fails for each value that a segment's rule compares onboarding_stalled_step with and that is no
-- step of the seed: such a rule would hold for nobody, for ever, without anybody noticing.
with

onboarding_steps as (
    select * from {{ ref('onboarding_steps') }}
),

named_steps as (
    select
        cast(null as varchar) as segment,
        cast(null as varchar) as rule_path,
        cast(null as varchar) as step_name
    where 1 = 0
    {%- for rule in segment_rules() %}
    {%- for found in rule['leaves']
        if found['leaf'].get('attribute') == 'onboarding_stalled_step' %}
    {%- for test, value in found['leaf'].items() if test in ('is', 'is_not', 'in', 'not_in') %}
    {%- for step_name in ([value] if value is string else value) %}
    union all
    select
        {{ sql_text(rule['segment']) }} as segment,
        {{ sql_text(found['path']) }} as rule_path,
        {{ sql_text(step_name) }} as step_name
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
    {%- endfor %}
)

select
    named_steps.segment,
    named_steps.rule_path,
    named_steps.step_name,
    'Segment ' || named_steps.segment || ', ' || named_steps.rule_path
    || ': there is no onboarding step ' || named_steps.step_name
    || '. Correct the rule, or add the step to seeds/onboarding_steps.csv.' as message
from named_steps
left join onboarding_steps on named_steps.step_name = onboarding_steps.step_name
where onboarding_steps.step_name is null
