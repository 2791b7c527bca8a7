{% set attributes = [
    'status',
    'amount_due',
    'amount_paid',
    'amount_refunded',
    'due_at',
    'paid_at'
] -%}
{{ changes_as_periods(ref('int_invoice_state_changes'), 'invoice_id', attributes) }}
