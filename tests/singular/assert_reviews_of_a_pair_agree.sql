-- Fails for each pair of users on which people decided more than once on one day, whichever of the
-- two stands left: `same` and `different` would contradict each other, and which of them counted
-- would be chance.
with

identity_reviews as (
    select * from {{ ref('identity_reviews') }}
),

in_order as (
    select
        entity,
        least({{ in_byte_order('left_id') }}, {{ in_byte_order('right_id') }}) as one_id,
        greatest({{ in_byte_order('left_id') }}, {{ in_byte_order('right_id') }}) as other_id,
        decision,
        reviewed_on
    from identity_reviews
)

select
    one_id,
    other_id,
    reviewed_on,
    'seeds/identity_reviews.csv decides ' || cast(count(*) as varchar) || ' times on '
    || cast(reviewed_on as varchar) || ' whether ' || one_id || ' and ' || other_id
    || ' are one person ('
    || case
        when min(decision) = max(decision) then min(decision)
        else 'same and different'
    end
    || '). Keep the line that is right.' as message
from in_order
group by entity, one_id, other_id, reviewed_on
having count(*) > 1
