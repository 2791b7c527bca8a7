{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns'
) }}
{% set attributes = [
    'priority',
    'category',
    'first_responded_at',
    'solved_at',
    'handle_minutes',
    'reopened_count',
    'is_escalated',
    'satisfaction_score'
] -%}
{{ record_changes(ref('int_tickets_checked'), 'ticket_id', attributes) }}
