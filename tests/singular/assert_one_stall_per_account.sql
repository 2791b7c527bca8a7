/*
Fails for each account that is said to be stalled at several onboarding steps, or at one that it has
reached. Who helps it would start at the wrong place.
*/
select
    account_id,
    count(*) as stalled_steps,
    count(reached_at) as reached_ones_among_them
from {{ ref('fct_onboarding_progress') }}
where is_stalled_here
group by account_id
having count(*) > 1 or count(reached_at) > 0
