with

int_users_traits_features as (
    select * from {{ ref('int_users_traits_features') }}
),

final as (
    select
        account_id,
        as_of_date,
        count(*) as users_total,
        count(case when tenure_days < 28 then 1 end) as users_added_28d,
        count(case when role in {{ sql_texts(var('admin_roles')) }} then 1 end) as admins,
        count(role) as users_with_role,
        count(seniority) as users_with_seniority,
        bool_or(is_contactable) as is_contactable
    from int_users_traits_features
    group by account_id, as_of_date
)

select * from final
