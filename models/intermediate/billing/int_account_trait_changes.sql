{{ config(
    materialized='incremental',
    incremental_strategy='append',
    full_refresh=false,
    on_schema_change='append_new_columns'
) }}
{% set attributes = [
    'acquisition_channel',
    'acquisition_campaign',
    'industry',
    'employee_count',
    'country',
    'tech_stack',
    'partner',
    'contract_tier',
    'owner',
    'renewal_date'
] -%}
{{ record_changes(ref('int_accounts_checked'), 'account_id', attributes) }}
