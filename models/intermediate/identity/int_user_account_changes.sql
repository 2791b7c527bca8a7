{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false
) }}
{% set attributes = ['account_id'] %}
{{ record_changes(ref('int_users_checked'), 'user_id', attributes) }}
