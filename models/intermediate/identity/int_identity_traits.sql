{{ config(materialized='view') }}
-- What tells users apart, as `make match-identities` compares it, in one spelling; of nobody who
-- refuses profiling, since to compare people is to profile them.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

int_accounts_checked as (
    select * from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

int_entity_attributes_checked as (
    select * from {{ ref('int_entity_attributes_checked') }}
    where
        rejected_because is null
        and entity = 'user'
),

int_profiling_refusals as (
    select * from {{ ref('int_profiling_refusals') }}
),

refusers as (
    select int_profiling_refusals.user_id
    from int_profiling_refusals
    inner join int_run
        on
            int_profiling_refusals.valid_from <= int_run.as_of_date
            and (
                int_profiling_refusals.valid_to is null
                or int_profiling_refusals.valid_to > int_run.as_of_date
            )
),

names_by_recency as (
    select
        entity_id as user_id,
        lower(attribute) as attribute,
        {{ plain_letters('value') }} as name,
        row_number() over (
            partition by entity_id, lower(attribute)
            order by valid_from desc, {{ in_byte_order('value') }}
        ) as recency
    from int_entity_attributes_checked
),

names as (
    select
        user_id,
        {{ brought_name('first_name') }} as first_name,
        {{ brought_name('last_name') }} as last_name,
        {{ brought_name('full_name') }} as full_name
    from names_by_recency
    where recency = 1
    group by user_id
),

addresses as (
    select
        user_id,
        email,
        nullif(split_part(split_part(email, '@', 1), '+', 1), '') as email_name,
        nullif(split_part(email, '@', 2), '') as email_domain
    from int_users_checked
    where email like '%_@_%'
),

words_of_addresses as (
    select
        *,
        translate(email_name, '0123456789._-', '') as letters,
        translate(translate(email_name, '_-', '..'), '0123456789', '') as words
    from addresses
),

final as (
    select
        int_users_checked.user_id,
        {{ entity_hash('int_users_checked.user_id', 'int_users_checked.signed_up_at') }}
            as entity_hash,
        int_users_checked.account_id,
        coalesce(names.first_name, nullif(split_part(names.full_name, ' ', 1), ''))
            as first_name,
        coalesce(names.last_name, nullif(split_part(names.full_name, ' ', -1), ''))
            as last_name,
        words_of_addresses.email,
        words_of_addresses.email_name,
        nullif(words_of_addresses.letters, '') as email_letters,
        case
            when words_of_addresses.words like '%_._%'
                then concat(
                    substring(words_of_addresses.words, 1, 1),
                    split_part(words_of_addresses.words, '.', -1)
                )
            else nullif(words_of_addresses.letters, '')
        end as email_initial_name,
        words_of_addresses.email_domain,
        coalesce(int_accounts_checked.domain, lower(int_accounts_checked.account_name))
            as company,
        int_users_checked.country,
        int_users_checked.role,
        int_users_checked.device
    from int_users_checked
    left join int_accounts_checked
        on int_users_checked.account_id = int_accounts_checked.account_id
    left join names on int_users_checked.user_id = names.user_id
    left join words_of_addresses on int_users_checked.user_id = words_of_addresses.user_id
    left join refusers on int_users_checked.user_id = refusers.user_id
    where refusers.user_id is null
)

select * from final
