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
} %}

-- Counted by whom they belong to first: there are fewer customers than rows.
with

{% for domain, keys in tables.items() -%}
{%- for table, columns in keys.items() -%}
{{ table }} as (
    select
        {%- if 'entity' in columns %}
        lower(trim(entity)) as entity,
        trim(entity_id) as entity_id,
        {%- else %}
        {%- for column in columns %}
        trim({{ column }}) as {{ column }},
        {%- endfor %}
        {%- endif %}
        count(*) as row_count
    from {{ input_table(domain, table) }}
    group by
        {%- if 'entity' in columns %}
        lower(trim(entity)),
        trim(entity_id)
        {%- else %}
        {%- for column in columns %}
        trim({{ column }}){{ ',' if not loop.last }}
        {%- endfor %}
        {%- endif %}
),

{% endfor -%}
{%- endfor -%}
final as (
    {%- for domain, keys in tables.items() %}
    {%- set is_last_domain = loop.last %}
    {%- for table, columns in keys.items() %}
    select
        cast('{{ table }}' as varchar) as table_name,
        cast(sum(row_count) as bigint) as row_count
    from {{ table }}
    where not (
        {% if 'entity' in columns -%}
        {{ not_erased_entity() }}
        {%- else -%}
        {{ not_erased(accounts=['account_id'], users=['user_id'] if 'user_id' in columns else []) }}
        {%- endif %}
    )
    having count(*) > 0
    {%- if not (is_last_domain and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
)

select * from final
