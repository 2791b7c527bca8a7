{% set attributes = [
    'role',
    'seniority',
    'country',
    'device',
    'acquisition_source',
    'consent_profiling',
    'consent_marketing'
] -%}
{{ changes_as_periods(ref('int_user_trait_changes'), 'user_id', attributes) }}
