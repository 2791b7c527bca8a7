{{ config(materialized='view') }}

with

int_identity_links as (
    select * from {{ ref('int_identity_links') }}
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

final as (
    select
        int_identity_links.anonymous_id,
        max(int_identity_links.users_so_far) as user_count,
        min(case when int_identity_links.is_used then 1 else 0 end) = 1 as is_used,
        count(distinct int_user_account_periods.account_id) as account_count,
        min({{ in_byte_order('int_identity_links.user_id') }}) as first_user_id,
        max({{ in_byte_order('int_identity_links.user_id') }}) as last_user_id
    from int_identity_links
    left join int_user_account_periods
        on
            int_identity_links.user_id = int_user_account_periods.user_id
            and int_identity_links.linked_on >= int_user_account_periods.valid_from
            and (
                int_user_account_periods.valid_to is null
                or int_identity_links.linked_on < int_user_account_periods.valid_to
            )
    group by int_identity_links.anonymous_id
    having max(int_identity_links.users_so_far) > 1
)

select * from final
