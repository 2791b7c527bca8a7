{{ config(materialized='table') }}
{%- set tables = {
    'crm': {
        'accounts': ['account_id'],
        'entity_attributes': ['entity', 'entity_id'],
        'users': ['account_id', 'user_id'],
        'account_notes': ['account_id'],
        'opportunities': ['account_id'],
    },
    'product': {'events': ['account_id', 'user_id']},
    'billing': {
        'subscriptions': ['account_id'],
        'invoices': ['account_id'],
        'payments': ['account_id'],
    },
    'support': {
        'tickets': ['account_id', 'user_id'],
        'survey_responses': ['account_id', 'user_id'],
    },
    'operations': {
        'experiment_assignments': ['entity', 'entity_id'],
        'action_outcomes': ['entity', 'entity_id'],
        'erasure_requests': ['entity', 'entity_id'],
    },
} -%}
{%- set kept = {
    'account_id': not_erased(accounts=['trim(account_id)']),
    'account_id, user_id': not_erased(accounts=['trim(account_id)'], users=['trim(user_id)']),
    'entity, entity_id': is_kept('lower(trim(entity))', 'trim(entity_id)'),
} %}

-- Counted by whom they belong to first: there are fewer customers than rows.
with

{% for domain, keys in tables.items() -%}
{%- for table, columns in keys.items() -%}
{{ table }} as (
    select
        {{ columns | join(',\n        ') }},
        count(*) as row_count
    from {{ input_table(domain, table) }}
    group by {{ columns | join(', ') }}
),

{% endfor -%}
{%- endfor -%}
erased as (
    {%- for domain, keys in tables.items() %}
    {%- set is_last_domain = loop.last %}
    {%- for table, columns in keys.items() %}
    select
        cast('{{ table }}' as varchar) as table_name,
        row_count
    from {{ table }}
    where not ({{ kept[columns | join(', ')] }})
    {%- if not (is_last_domain and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
),

final as (
    select
        table_name,
        cast(sum(row_count) as bigint) as row_count
    from erased
    group by table_name
)

select * from final
