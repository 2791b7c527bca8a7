-- The floor, first half: each event once (the earliest time of its id), counted by account, user,
-- day and event. A lower bound, not a model: it judges no row, and of rows that share an id it
-- takes any one's account, user and name.
create table daily_activity as
with one_per_id as (
    select
        event_id,
        min(occurred_at) as occurred_at,
        any_value(account_id) as account_id,
        any_value(user_id) as user_id,
        any_value(event_name) as event_name
    from read_parquet(getvariable('events'))
    group by event_id
)

select
    account_id,
    user_id,
    cast(occurred_at as date) as event_day,
    event_name,
    count(*) as event_count
from one_per_id
group by
    account_id,
    user_id,
    cast(occurred_at as date),
    event_name;
