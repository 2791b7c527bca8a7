-- Fails for each pair of users on which a person decided, and of which int_persons says otherwise:
-- two that are different would be told apart no more, or two that are one counted twice. Two that
-- were decided to be one stay apart where other decisions contradict it (a is b, b is c, but a
-- is not c), or in a chain of more than 16 ids: then a line of seeds/identity_reviews.csv is wrong.
with

decided_pairs as (
    select * from {{ ref('int_identity_pairs') }}
    where decision is not null
),

persons as (
    select * from {{ ref('int_persons') }}
),

final as (
    select
        decided_pairs.left_user_id,
        decided_pairs.right_user_id,
        decided_pairs.decision,
        left_persons.person_id as left_person_id,
        right_persons.person_id as right_person_id
    from decided_pairs
    inner join persons as left_persons on decided_pairs.left_user_id = left_persons.user_id
    inner join persons as right_persons on decided_pairs.right_user_id = right_persons.user_id
    where
        (left_persons.person_id = right_persons.person_id)
        <> decided_pairs.is_same_person
)

select * from final
