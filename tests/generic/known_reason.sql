{#- Fails for a reason of rejection that the project does not know. -#}
{% test known_reason(model, column_name) %}

select {{ column_name }}
from {{ model }}
where {{ column_name }} not in (
    'unreadable_value', 'missing_value', 'exact_duplicate', 'duplicate_id', 'unknown_value',
    'negative_value', 'impossible_time', 'excessive_value', 'impossible_period',
    'orphan_account', 'orphan_user', 'overlapping_states',
    'unknown_currency', 'breaks_tracking_plan', 'from_the_future', 'too_late', 'erased'
)

{% endtest %}
