{#- The rows of a kept relation that are an erased entity's, by the names of its columns: ids of
    accounts and users, the tickets and invoices of these, values of properties that are an id, the
    pairs that people decided on, and the hashes by which a model knows what it learned from and a
    match whom it is about. None where no column names anybody. -#}
{% macro belongs_to_erased(relation) -%}
    {%- set columns = adapter.get_columns_in_relation(relation)
        | map(attribute='name') | map('lower') | list -%}
    {%- set conditions = [] -%}
    {%- for column in columns -%}
        {%- if column.endswith('user_id') or column == 'property_value' -%}
            {%- do conditions.append(is_erased("'user'", column)) -%}
        {%- endif -%}
        {%- if column.endswith('account_id') or column == 'property_value' -%}
            {%- do conditions.append(is_erased("'account'", column)) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- for column in ['entity_id', 'left_id', 'right_id'] if column in columns -%}
        {%- for entity in (['entity'] if 'entity' in columns else ["'account'", "'user'"]) -%}
            {%- do conditions.append(is_erased(entity, column)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- if 'account_id' not in columns -%}
        {%- if 'ticket_id' in columns -%}
            {%- do conditions.append(
                'ticket_id in (select ticket_id from ' ~ built_before('int_tickets_checked')
                ~ ' where ' ~ is_erased("'account'", 'account_id')
                ~ ' or ' ~ is_erased("'user'", 'user_id') ~ ')'
            ) -%}
        {%- elif 'invoice_id' in columns -%}
            {%- do conditions.append(
                'invoice_id in (select invoice_id from ' ~ built_before('int_invoices_checked')
                ~ ' where ' ~ is_erased("'account'", 'account_id') ~ ')'
            ) -%}
        {%- endif -%}
    {%- endif -%}
    {%- for column in ['entity_hash', 'left_hash', 'right_hash']
        if column in columns and relation.schema == 'registry' -%}
        {%- do conditions.append(
            column ~ ' in (select ' ~ entity_hash('account_id', 'created_at') ~ ' from '
            ~ built_before('int_accounts_checked') ~ ' where ' ~ is_erased("'account'", 'account_id')
            ~ ') or ' ~ column ~ ' in (select ' ~ entity_hash('user_id', 'signed_up_at') ~ ' from '
            ~ built_before('int_users_checked') ~ ' where ' ~ is_erased("'user'", 'user_id') ~ ')'
        ) -%}
    {%- endfor -%}
    {%- do return(conditions | join(' or ') if conditions else none) -%}
{%- endmacro %}


{% macro is_erased(entity, entity_id) -%}
    {{ erasure_hash(entity, entity_id) }} in (
        select erased.entity_hash from {{ erased_entities() }} as erased
    )
{%- endmacro %}
