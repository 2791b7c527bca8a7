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
{{ changes_as_periods(ref('int_ticket_state_changes'), 'ticket_id', attributes) }}
