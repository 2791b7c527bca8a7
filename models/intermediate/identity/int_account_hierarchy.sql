with

int_account_parents as (
    select * from {{ ref('int_account_parents') }}
),

-- of the accounts with one domain the first stands for it
domains as (
    select
        account_id,
        business_domain,
        top_id,
        depth,
        row_number() over (
            partition by business_domain order by created_at, {{ in_byte_order('account_id') }}
        ) as place_in_domain
    from int_account_parents
    where business_domain is not null
),

domain_targets as (
    select
        int_account_parents.account_id as top_id,
        domains.account_id as parent_id,
        domains.top_id as target_id,
        domains.depth + 1 as depth
    from int_account_parents
    inner join domains
        on
            int_account_parents.business_domain = domains.business_domain
            and domains.place_in_domain = 1
    where
        int_account_parents.parent_id is null
        and not int_account_parents.is_circular
        and domains.top_id <> int_account_parents.account_id
),

-- a tree that is to hang on another can't be hung on, so that no circle arises
hung_up as (
    select
        domain_targets.top_id,
        domain_targets.parent_id,
        domain_targets.target_id,
        domain_targets.depth
    from domain_targets
    left join domain_targets as targets_of_targets
        on domain_targets.target_id = targets_of_targets.top_id
    where targets_of_targets.top_id is null
),

trees as (
    select
        int_account_parents.account_id,
        int_account_parents.account_name,
        int_account_parents.named_parent_id,
        int_account_parents.is_circular,
        coalesce(int_account_parents.parent_id, own_link.parent_id) as parent_account_id,
        case
            when int_account_parents.parent_id is not null then 'parent'
            when own_link.parent_id is not null then 'domain'
        end as parent_known_by,
        coalesce(link_of_top.target_id, int_account_parents.top_id) as root_account_id,
        int_account_parents.depth + coalesce(link_of_top.depth, 0) as depth
    from int_account_parents
    left join hung_up as own_link on int_account_parents.account_id = own_link.top_id
    left join hung_up as link_of_top on int_account_parents.top_id = link_of_top.top_id
),

final as (
    select
        trees.account_id,
        trees.named_parent_id,
        trees.parent_account_id,
        trees.parent_known_by,
        trees.is_circular,
        trees.root_account_id,
        roots.account_name as root_account_name,
        cast(trees.depth as integer) as depth,
        count(*) over (partition by trees.root_account_id) as accounts_in_hierarchy
    from trees
    inner join int_account_parents as roots on trees.root_account_id = roots.account_id
)

select * from final
