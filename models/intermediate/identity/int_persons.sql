{#- A path is doubled in each round, to 16 steps: more than 16 ids of one person are a chain of
    mistakes. -#}
{%- set rounds = 4 -%}
{%- set most_ids = 2 ** rounds -%}
-- A group of users is held together by the strongest paths; a path is as strong as its weakest
-- step. Where a decision says that two of a group are different persons, the group parts at the
-- weakest steps between them, in whole levels of strength: so the outcome depends on no order.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

int_identity_pairs as (
    select * from {{ ref('int_identity_pairs') }}
),

-- a decision is stronger than any probability
steps as (
    select
        left_user_id,
        right_user_id,
        case when decision is null then probability else 2 end as strength
    from int_identity_pairs
    where is_same_person
),

paths_0 as (
    select
        left_user_id as user_id,
        right_user_id as other_user_id,
        strength
    from steps
    union all
    select
        right_user_id as user_id,
        left_user_id as other_user_id,
        strength
    from steps
    union all
    select
        left_user_id as user_id,
        left_user_id as other_user_id,
        3 as strength
    from steps
    union all
    select
        right_user_id as user_id,
        right_user_id as other_user_id,
        3 as strength
    from steps
),
{% for round in range(rounds) %}
paths_{{ round + 1 }} as (
    select
        near.user_id,
        far.other_user_id,
        max(least(near.strength, far.strength)) as strength
    from paths_{{ round }} as near
    inner join paths_{{ round }} as far on near.other_user_id = far.user_id
    group by near.user_id, far.other_user_id
),
{% endfor %}
contradictions as (
    select
        to_left.user_id,
        max(least(to_left.strength, to_right.strength)) as strength
    from int_identity_pairs
    inner join paths_{{ rounds }} as to_left
        on int_identity_pairs.left_user_id = to_left.other_user_id
    inner join paths_{{ rounds }} as to_right
        on
            int_identity_pairs.right_user_id = to_right.other_user_id
            and to_left.user_id = to_right.user_id
    where not int_identity_pairs.is_same_person
    group by to_left.user_id
),

chains as (
    select
        user_id,
        1 as strength
    from paths_{{ rounds }}
    group by user_id
    having count(*) > {{ most_ids }}
),

persons as (
    select
        paths.user_id,
        min({{ in_byte_order('paths.other_user_id') }}) as person_id
    from paths_{{ rounds }} as paths
    left join contradictions on paths.user_id = contradictions.user_id
    left join chains on paths.user_id = chains.user_id
    where
        paths.strength > coalesce(contradictions.strength, 0)
        and paths.strength > coalesce(chains.strength, 0)
    group by paths.user_id
),

all_users as (
    select
        int_users_checked.user_id,
        coalesce(persons.person_id, int_users_checked.user_id) as person_id
    from int_users_checked
    inner join int_run on cast(int_users_checked.signed_up_at as date) <= int_run.as_of_date
    left join persons on int_users_checked.user_id = persons.user_id
),

final as (
    select
        user_id,
        person_id,
        count(*) over (partition by person_id) as users_of_person
    from all_users
)

select * from final
