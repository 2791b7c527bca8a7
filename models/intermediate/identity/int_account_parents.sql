{#- Parents are followed up so many levels, written out, because not every engine can recurse. -#}
{%- set levels = 10 -%}

with

int_accounts_checked as (
    select
        account_id,
        account_name,
        parent_account_id,
        created_at,
        lower(trim(domain)) as domain
    from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

free_mail_domains as (
    select * from {{ ref('free_mail_domains') }}
),

accounts as (
    select
        int_accounts_checked.account_id,
        int_accounts_checked.account_name,
        int_accounts_checked.parent_account_id as named_parent_id,
        int_accounts_checked.created_at,
        parents.account_id as known_parent_id,
        case
            when free_mail_domains.domain is null then nullif(int_accounts_checked.domain, '')
        end as business_domain
    from int_accounts_checked
    left join int_accounts_checked as parents
        on int_accounts_checked.parent_account_id = parents.account_id
    left join free_mail_domains
        on int_accounts_checked.domain = free_mail_domains.domain
),

children as (
    select
        account_id,
        known_parent_id
    from accounts
    where known_parent_id is not null
),

level_0 as (
    select
        account_id,
        account_id as top_id,
        0 as depth
    from accounts
),
{% for level in range(1, levels + 1) %}
level_{{ level }} as (
    select
        level_{{ level - 1 }}.account_id,
        coalesce(children.known_parent_id, level_{{ level - 1 }}.top_id) as top_id,
        case
            when children.account_id is null then level_{{ level - 1 }}.depth
            else {{ level }}
        end as depth
    from level_{{ level - 1 }}
    left join children on level_{{ level - 1 }}.top_id = children.account_id
),
{% endfor %}
-- where the last level has a parent yet, parents run in a circle, or into one
final as (
    select
        accounts.account_id,
        accounts.account_name,
        accounts.created_at,
        accounts.business_domain,
        accounts.named_parent_id,
        case when children.account_id is null then accounts.known_parent_id end as parent_id,
        case
            when children.account_id is null then level_{{ levels }}.top_id
            else accounts.account_id
        end as top_id,
        case
            when children.account_id is null then level_{{ levels }}.depth
            else 0
        end as depth,
        accounts.known_parent_id is not null and children.account_id is not null as is_circular
    from accounts
    inner join level_{{ levels }} on accounts.account_id = level_{{ levels }}.account_id
    left join children on level_{{ levels }}.top_id = children.account_id
)

select * from final
