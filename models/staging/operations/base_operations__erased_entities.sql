{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        full_refresh=false,
        on_schema_change='append_new_columns',
        post_hook=[
            "{{ tell_of_requests_for_nobody() }}",
            "{{ erase_kept_rows() }}",
            "{{ analyze_table() }}",
        ],
    )
}}

-- Seeds that name customers are loaded before: the hook takes who was erased out of them.
-- depends_on: {{ ref('identity_reviews') }}
-- depends_on: {{ ref('manual_reviews') }}

-- Only hashes stay, so that who was erased is known again in an input that still has them. An
-- account takes its users along: those included that turn up later, and those whom the input no
-- longer has, as where they are deleted at the source and the request comes after it.
with

erasure_requests as (
    select * from {{ source('operations', 'erasure_requests') }}
),

accounts as (
    select nullif(trim(account_id), '') as account_id from {{ input_table('crm', 'accounts') }}
),

-- the first run reads all events anyway, no later one does
seen_in_events as (
    {% if is_incremental() -%}
    {{ activity_known_before() }}
    {%- else -%}
    select
        nullif(trim(user_id), '') as user_id,
        nullif(trim(account_id), '') as account_id
    from {{ input_table('product', 'events') }}
    {%- endif %}
),

users as (
    select
        nullif(trim(user_id), '') as user_id,
        nullif(trim(account_id), '') as account_id
    from {{ input_table('crm', 'users') }}
),

requests as (
    select
        lower(trim(entity)) as entity,
        trim(entity_id) as entity_id,
        requested_at
    from erasure_requests
    where
        lower(trim(entity)) in ('account', 'user')
        and nullif(trim(entity_id), '') is not null
        and requested_at is not null
        and unreadable_cells is null
),

asked_for as (
    select
        entity,
        {{ erasure_hash('entity', 'entity_id') }} as entity_hash,
        requested_at
    from requests
),

erased_before as (
    {% if is_incremental() -%}
    select
        entity,
        entity_hash,
        requested_at
    from {{ this }}
    {%- else -%}
    select * from asked_for
    where 1 = 0
    {%- endif %}
),

named as (
    select * from asked_for
    union all
    select * from erased_before
),

users_of_before as (
    {{ users_known_before() }}
),

users_of_now_or_before as (
    select
        user_id,
        account_id
    from users
    where user_id is not null
    union
    select
        users_of_before.user_id,
        users_of_before.account_id
    from users_of_before
    left join users on users_of_before.user_id = users.user_id
    where users.user_id is null
),

users_of_accounts as (
    select
        'user' as entity,
        {{ erasure_hash("'user'", 'users_of_now_or_before.user_id') }} as entity_hash,
        named.requested_at
    from users_of_now_or_before
    inner join named
        on
            named.entity = 'account'
            and {{ erasure_hash("'account'", 'users_of_now_or_before.account_id') }}
            = named.entity_hash
),

accounts_of_before as (
    {{ accounts_known_before() }}
),

customers_of_now_or_before as (
    select
        'account' as entity,
        account_id as entity_id
    from accounts
    union all
    select
        'account' as entity,
        account_id as entity_id
    from accounts_of_before
    union all
    select
        'user' as entity,
        user_id as entity_id
    from users_of_now_or_before
    union all
    select
        'account' as entity,
        account_id as entity_id
    from seen_in_events
    union all
    select
        'user' as entity,
        user_id as entity_id
    from seen_in_events
),

known as (
    select distinct {{ erasure_hash('requests.entity', 'requests.entity_id') }} as entity_hash
    from requests
    inner join customers_of_now_or_before as customers
        on requests.entity = customers.entity and requests.entity_id = customers.entity_id
),

to_erase as (
    select
        asked_for.*,
        known.entity_hash is not null as is_known
    from asked_for
    left join known on asked_for.entity_hash = known.entity_hash
    union all
    select
        *,
        true as is_known
    from users_of_accounts
),

final as (
    select
        cast(to_erase.entity as varchar) as entity,
        cast(to_erase.entity_hash as varchar) as entity_hash,
        min(to_erase.requested_at) as requested_at,
        cast('{{ invocation_id }}' as varchar) as added_by_run,
        bool_or(to_erase.is_known) as is_known
    from to_erase
    left join erased_before on to_erase.entity_hash = erased_before.entity_hash
    where erased_before.entity_hash is null
    group by
        to_erase.entity,
        to_erase.entity_hash
)

select * from final
