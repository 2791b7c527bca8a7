{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
    )
}}

{{ record_changes(ref('int_users_checked'), 'user_id', ['account_id']) }}
