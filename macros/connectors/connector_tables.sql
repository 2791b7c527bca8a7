{#- What may stand under `connectors` in vars.yml: source, connector, and the tables of the contract
    that it supplies. -#}
{% macro connector_tables() -%}
    {%- do return({
        'crm': {'hubspot': ['accounts', 'opportunities'], 'stripe': ['accounts']},
        'users': {'hubspot': ['users'], 'segment': ['users']},
        'billing': {'stripe': ['subscriptions', 'invoices', 'payments']},
        'support': {'zendesk': ['tickets']},
        'product': {'segment': ['events']},
    }) -%}
{%- endmacro %}
