{{ config(enabled=supplies('stripe_airbyte', 'subscriptions')) }}

-- A subscription holds its first items itself. Where there are more, all of them are read from the
-- table of items.
with

subscriptions as (
    {{ last_versions('subscriptions') }}
),

subscription_items as (
    {{ last_versions('subscription_items') }}
),

lists as (
    select
        id as subscription_id,
        {{ json_text('items', "'data'") }} as list,
        coalesce({{ json_text('items', "'has_more'") }}, 'false') = 'true' as has_more
    from subscriptions
),

whole_lists as (
    select * from lists
    where not has_more
),

listed as (
    {{ split_json_list('whole_lists', ['subscription_id'], 'list') }}
),

final as (
    select
        {{ json_text('item', "'id'") }} as id,
        subscription_id,
        {{ json_text('item', "'price'") }} as price,
        {{ json_text('item', "'plan'") }} as plan,
        {{ json_text('item', "'quantity'") }} as quantity,
        {{ time_of_seconds(try_cast(json_text('item', "'created'"), 'bigint')) }} as created,
        cast(null as boolean) as is_deleted,
        cast(null as varchar) as unreadable_cells
    from listed
    union all
    select
        subscription_items.id,
        subscription_items.subscription as subscription_id,
        subscription_items.price,
        subscription_items.plan,
        cast(subscription_items.quantity as varchar) as quantity,
        subscription_items.created,
        subscription_items.is_deleted,
        subscription_items.unreadable_cells
    from subscription_items
    inner join lists on subscription_items.subscription = lists.subscription_id
    where lists.has_more
)

select * from final
