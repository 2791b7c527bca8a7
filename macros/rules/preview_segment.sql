{#- Print the SQL that evaluates one segment of vars.yml, as it stands there now, on what the last
    build left: its members, since when, and why. Segments that it refers to are taken as built. -#}
{% macro preview_segment(segment) %}
    {%- set problems = rule_problems() -%}
    {%- if problems -%}
        {%- do exceptions.raise_compiler_error('\n  - ' ~ problems | join('\n  - ')) -%}
    {%- endif -%}
    {%- do print(preview_sql(
        segment_rules() | selectattr('segment', 'equalto', segment) | first
    )) -%}
{% endmacro %}


{% macro preview_sql(rule) -%}
{%- set entity = rule['entity'] -%}
with

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

fct_{{ entity }}_features as (
    {{ features_as_read() if entity == 'account' else 'select * from ' ~ ref('fct_user_features') }}
),

int_entity_attributes_checked as (
    select * from {{ ref('int_entity_attributes_checked') }}
),

int_daily_activity as (
    {{ activity_as_read(entity) }}
),

int_daily_activity_by_property as (
    {{ activity_by_property_as_read(entity) }}
),

fct_scores as (
    select * from {{ ref('fct_scores') }}
),

fct_personas as (
    select * from {{ ref('fct_personas') }}
),

fct_uplift as (
    select * from {{ ref('fct_uplift') }}
),

manual_reviews as (
    select * from {{ ref('manual_reviews') }}
),

int_segment_intervals as (
    select * from {{ ref('int_segment_intervals') }}
),

int_segment_due_dates as (
    select distinct
        cast('{{ rule['segment'] }}' as varchar) as segment,
        {{ rule['version'] }} as segment_version,
        cast('{{ entity }}' as varchar) as entity,
        as_of_date
    from fct_{{ entity }}_features
),

{{ reviews_by_date() }},

int_manual_reviews as (
    select * from reviews_by_date
    where recency = 1
),

int_segment_versions as (
    select
        cast('{{ rule['segment'] }}' as varchar) as segment,
        {{ rule['version'] }} as segment_version,
        {{ rule['enter_after_days'] }} as enter_after_days,
        {{ rule['exit_after_days'] }} as exit_after_days,
        {{ (rule['exit'] is not none) | lower }} as has_exit,
        min(int_segment_due_dates.as_of_date) as evaluated_from,
        min(
            case when not int_as_of_dates.is_month_end then int_as_of_dates.as_of_date end
        ) as evaluated_daily_from,
        cast(null as date) as evaluated_until,
        cast(null as date) as ended_on
    from int_segment_due_dates
    inner join int_as_of_dates on int_segment_due_dates.as_of_date = int_as_of_dates.as_of_date
),

int_{{ entity }}_rule_inputs as (
    with {{ rule_inputs(entity, [rule]) }}
),

{{ rule_frame('frame', entity, [rule], 'int_segment') }}

{{ evaluate_rules('previewed', 'frame', [rule]) }},

{{ membership_intervals('previewed', 'previewed_states') }},

members as (
    select
        previewed_intervals.entity_id as member_id,
        previewed_intervals.valid_from
    from previewed_intervals
    where previewed_intervals.valid_to is null
),

seen as (
    select
        members.*,
        frame.*
    from members
    left join frame
        on
            members.member_id = frame.entity_id
            and members.valid_from = frame.as_of_date
)

select
    member_id,
    valid_from,
    {{ reason_words(rule['enter'], rule_attributes(entity)) }} as reason
from seen
{%- endmacro %}
