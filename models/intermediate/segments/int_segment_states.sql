{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook=[
            "{{ delete_due(ref('int_segment_due_dates'), ref('int_segment_versions')) }}",
            "{{ join_by_hash() }}",
        ],
    )
}}

{%- set inputs = {
    'account': ref('int_account_rule_inputs'), 'user': ref('int_user_rule_inputs'),
} -%}
-- Tests hold what the rules name against the tracking plan before anything is evaluated:
-- depends_on: {{ ref('int_segment_references') }}
with

int_segment_due_dates as (
    select * from {{ ref('int_segment_due_dates') }}
),

int_segment_versions as (
    select * from {{ ref('int_segment_versions') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

int_profiling_refusals as ( -- noqa: ST03
    select * from {{ ref('int_profiling_refusals') }}
),

int_account_rule_inputs as ( -- noqa: ST03
    select * from {{ ref('int_account_rule_inputs') }}
),

int_user_rule_inputs as ( -- noqa: ST03
    select * from {{ ref('int_user_rule_inputs') }}
),

earlier_states as (
    {%- if is_incremental() %}
    select
        segment,
        segment_version,
        entity,
        entity_id,
        as_of_date,
        enter_holds,
        exit_holds
    from {{ this }}
    {%- else %}
    select
        segment,
        segment_version,
        entity,
        cast(null as varchar) as entity_id,
        as_of_date,
        cast(null as boolean) as enter_holds,
        cast(null as boolean) as exit_holds
    from int_segment_due_dates
    where 1 = 0
    {%- endif %}
),

{{ segment_states(inputs) }}
