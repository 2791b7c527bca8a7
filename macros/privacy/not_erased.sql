{#- Whether none of a row's accounts and users was erased; a row without any is nobody's. -#}
{% macro not_erased(accounts=[], users=[]) -%}
    {%- for account in accounts -%}
        {{ is_kept("'account'", account) }}
        {%- if users or not loop.last %} and {% endif -%}
    {%- endfor -%}
    {%- for user in users -%}
        {{ is_kept("'user'", user) }}
        {%- if not loop.last %} and {% endif -%}
    {%- endfor -%}
{%- endmacro %}


{#- The same of a row that names its entity in the columns entity and entity_id. -#}
{% macro not_erased_entity() -%}
    {{ is_kept('entity', 'entity_id') }}
{%- endmacro %}


{% macro is_kept(entity, entity_id) -%}
    {{ erasure_hash(entity, entity_id) }} not in (
            select erased.entity_hash from {{ ref('base_operations__erased_entities') }} as erased
        )
{%- endmacro %}
