-- The floor, second half: each user's events cut into sessions by gaps of more than 30 minutes.
-- It reads the files again, as they are: repeated events fall into the session that they repeat.
create table sessions as
with spaced as (
    select
        account_id,
        user_id,
        occurred_at,
        lag(occurred_at) over (partition by user_id order by occurred_at) as previous_at
    from read_parquet(getvariable('events'))
),

numbered as (
    select
        account_id,
        user_id,
        occurred_at,
        sum(case when occurred_at - previous_at <= interval 30 minutes then 0 else 1 end)
            over (partition by user_id order by occurred_at) as session_number
    from spaced
)

select
    account_id,
    user_id,
    min(occurred_at) as started_at,
    max(occurred_at) as ended_at,
    count(*) as event_count
from numbered
group by
    account_id,
    user_id,
    session_number;
