{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns'
) }}
{% set attributes = [
    'status',
    'amount_due',
    'amount_paid',
    'amount_refunded',
    'due_at',
    'paid_at'
] -%}
{{ record_changes(ref('int_invoices_checked'), 'invoice_id', attributes) }}
