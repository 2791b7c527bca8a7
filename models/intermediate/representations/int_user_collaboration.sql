{{
    config(
        materialized='incremental',
        incremental_strategy=by_partition('append'),
        partition_by='as_of_date',
        pre_hook="{{ delete_open('as_of_date', ref('int_representation_dates')) }}",
    )
}}
{#- PageRank by as many rounds: what is left of the start is at most 0.85 to this power, 0.8 %. -#}
{%- set rounds = 30 -%}

with

int_collaboration_links as (
    select * from {{ ref('int_collaboration_links') }}
),

both_ways as (
    select
        as_of_date,
        account_id,
        from_user_id as user_id,
        to_user_id as other_user_id,
        contacts
    from int_collaboration_links
    union all
    select
        as_of_date,
        account_id,
        to_user_id as user_id,
        from_user_id as other_user_id,
        0 as contacts
    from int_collaboration_links
),

users as (
    select
        as_of_date,
        account_id,
        user_id,
        count(distinct other_user_id) as linked_users,
        cast(sum(contacts) as bigint) as contacts_given
    from both_ways
    group by
        as_of_date,
        account_id,
        user_id
),

-- each user has a step to itself without weight, so that a round keeps those nobody turns to
steps as (
    select
        int_collaboration_links.as_of_date,
        int_collaboration_links.account_id,
        int_collaboration_links.from_user_id,
        int_collaboration_links.to_user_id as user_id,
        int_collaboration_links.contacts
        / cast(users.contacts_given as double precision) as share
    from int_collaboration_links
    inner join users
        on
            int_collaboration_links.as_of_date = users.as_of_date
            and int_collaboration_links.account_id = users.account_id
            and int_collaboration_links.from_user_id = users.user_id
    union all
    select
        as_of_date,
        account_id,
        user_id as from_user_id,
        user_id,
        cast(0 as double precision) as share
    from users
),

round_0 as (
    select
        as_of_date,
        account_id,
        user_id,
        cast(1 as double precision) as rank_mass
    from users
),
{%- for round in range(1, rounds + 1) %}

round_{{ round }} as (
    select
        steps.as_of_date,
        steps.account_id,
        steps.user_id,
        1 + cast(0.85 as double precision)
        * sum(steps.share * round_{{ round - 1 }}.rank_mass) as rank_mass
    from steps
    inner join round_{{ round - 1 }}
        on
            steps.as_of_date = round_{{ round - 1 }}.as_of_date
            and steps.account_id = round_{{ round - 1 }}.account_id
            and steps.from_user_id = round_{{ round - 1 }}.user_id
    group by
        steps.as_of_date,
        steps.account_id,
        steps.user_id
),
{%- endfor %}

-- what users who turn to nobody would hand on is left out, which scaling to 1 makes good
totals as (
    select
        as_of_date,
        account_id,
        sum(rank_mass) as rank_mass
    from round_{{ rounds }}
    group by
        as_of_date,
        account_id
),

final as (
    select
        users.account_id,
        users.user_id,
        users.linked_users,
        users.contacts_given,
        round_{{ rounds }}.rank_mass / totals.rank_mass as page_rank,
        users.as_of_date
    from users
    inner join round_{{ rounds }}
        on
            users.as_of_date = round_{{ rounds }}.as_of_date
            and users.account_id = round_{{ rounds }}.account_id
            and users.user_id = round_{{ rounds }}.user_id
    inner join totals
        on
            users.as_of_date = totals.as_of_date
            and users.account_id = totals.account_id
)

select * from final
