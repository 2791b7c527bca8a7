{#- Columns follow the rules in vars.yml: see macros/rules/rule_inputs.sql. What no rule asks for
    is not read. -#}
with

int_segment_due_dates as (
    select * from {{ ref('int_segment_due_dates') }}
),

int_as_of_dates as ( -- noqa: ST03
    select * from {{ ref('int_as_of_dates') }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

int_entity_attributes_checked as ( -- noqa: ST03
    select * from {{ ref('int_entity_attributes_checked') }}
),

int_daily_activity as ( -- noqa: ST03
    {{ activity_as_read('user') }}
),

int_daily_activity_by_property as ( -- noqa: ST03
    {{ activity_by_property_as_read('user') }}
),

fct_scores as ( -- noqa: ST03
    select * from {{ ref('fct_scores') }}
),

fct_personas as ( -- noqa: ST03
    select * from {{ ref('fct_personas') }}
),

fct_uplift as ( -- noqa: ST03
    select * from {{ ref('fct_uplift') }}
),

int_manual_reviews as ( -- noqa: ST03
    select * from {{ ref('int_manual_reviews') }}
),

{{ rule_inputs('user') }}
