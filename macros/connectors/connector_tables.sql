{#- What may stand under `connectors` in vars.yml: source, connector, and the tables of the contract
    that it supplies. -#}
{% macro connector_tables() -%}
    {%- do return({
        'crm': {
            'hubspot': ['accounts', 'opportunities'],
            'stripe': ['accounts'],
            'stripe_airbyte': ['accounts'],
        },
        'users': {'hubspot': ['users'], 'segment': ['users']},
        'billing': {
            'stripe': ['subscriptions', 'invoices', 'payments'],
            'stripe_airbyte': ['subscriptions', 'invoices', 'payments'],
        },
        'support': {'zendesk': ['tickets']},
        'product': {'segment': ['events']},
    }) -%}
{%- endmacro %}
