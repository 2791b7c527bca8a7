with

int_collaboration_links as (
    select * from {{ ref('int_collaboration_links') }}
),

shares as (
    select
        as_of_date,
        account_id,
        from_user_id,
        to_user_id,
        {{ ratio('contacts', 'sum(contacts) over (
            partition by as_of_date, account_id, from_user_id
        )') }} as share
    from int_collaboration_links
),

users as (
    select
        as_of_date,
        account_id,
        from_user_id as user_id
    from int_collaboration_links
    union
    select
        as_of_date,
        account_id,
        to_user_id as user_id
    from int_collaboration_links
),

-- each user has a step to itself without weight, so that a round keeps those nobody turns to
final as (
    select
        as_of_date,
        account_id,
        from_user_id,
        to_user_id as user_id,
        share
    from shares
    union all
    select
        as_of_date,
        account_id,
        user_id as from_user_id,
        user_id,
        cast(0 as double precision) as share
    from users
)

select * from final
