{#- The input tables and the columns by which one row of each is found again. -#}
{% macro checked_tables() %}
    {%- do return({
        'accounts': ['account_id'],
        'entity_attributes': ['entity', 'entity_id', 'attribute', 'valid_from'],
        'users': ['user_id'],
        'account_notes': ['note_id'],
        'opportunities': ['opportunity_id', 'stage', 'stage_entered_at'],
        'events': ['event_id'],
        'plans': ['plan_id'],
        'plan_features': ['plan_id', 'feature'],
        'subscriptions': ['subscription_id', 'valid_from'],
        'invoices': ['invoice_id'],
        'payments': ['payment_id'],
        'exchange_rates': ['rate_date', 'from_currency', 'to_currency'],
        'tickets': ['ticket_id'],
        'survey_responses': ['response_id'],
        'marketing_spend': ['spend_date', 'channel', 'campaign', 'currency'],
        'experiment_assignments': ['experiment_id', 'entity', 'entity_id'],
        'action_outcomes': ['entity', 'entity_id', 'occurred_at', 'outcome'],
        'erasure_requests': ['entity', 'entity_id', 'requested_at']
    }) -%}
{% endmacro %}
