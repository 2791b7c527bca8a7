{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        partition_by='as_of_date',
        full_refresh=false,
        on_schema_change='append_new_columns',
        pre_hook="{{ delete_due(ref('int_segment_due_dates'), ref('int_segment_versions')) }}",
    )
}}

with

int_segment_intervals as (
    select * from {{ ref('int_segment_intervals') }}
),

int_segment_due_dates as (
    select * from {{ ref('int_segment_due_dates') }}
),

int_account_rule_inputs as (
    select * from {{ ref('int_account_rule_inputs') }}
),

int_user_rule_inputs as (
    select * from {{ ref('int_user_rule_inputs') }}
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

transitions as (
    select
        segment,
        segment_version,
        entity,
        entity_id,
        valid_from as as_of_date,
        'entered' as transition
    from int_segment_intervals
    union all
    select
        segment,
        segment_version,
        entity,
        entity_id,
        valid_to as as_of_date,
        'left' as transition
    from int_segment_intervals
    where valid_to is not null and not is_cut_by_version
),

due_transitions as (
    select transitions.*
    from transitions
    inner join int_segment_due_dates
        on
            transitions.segment = int_segment_due_dates.segment
            and transitions.segment_version = int_segment_due_dates.segment_version
            and transitions.as_of_date = int_segment_due_dates.as_of_date
),

{{ segment_reasons() }}
