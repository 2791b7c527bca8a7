{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns'
) }}
{% set attributes = [
    'role',
    'seniority',
    'country',
    'device',
    'acquisition_source',
    'consent_profiling',
    'consent_marketing'
] -%}
{{ record_changes(ref('int_users_checked'), 'user_id', attributes) }}
