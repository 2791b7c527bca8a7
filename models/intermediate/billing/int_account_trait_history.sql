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
{{ changes_as_periods(ref('int_account_trait_changes'), 'account_id', attributes) }}
