-- Tables say where a user belongs. Events say it of users that no table has, and of the time before
-- the project's own history, where the one account follows the other and the last is the table's.
with

int_user_account_history as (
    select * from {{ ref('int_user_account_history') }}
),

int_user_account_sightings as (
    select * from {{ ref('int_user_account_sightings') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

stints as (
    select
        int_user_account_sightings.user_id,
        int_user_account_sightings.account_id,
        min(int_user_account_sightings.event_day) as first_day,
        max(int_user_account_sightings.event_day) as last_day
    from int_user_account_sightings
    inner join int_run on int_user_account_sightings.event_day <= int_run.as_of_date
    group by int_user_account_sightings.user_id, int_user_account_sightings.account_id
),

first_said_by_tables as (
    select
        user_id,
        account_id,
        evidence,
        stated_on
    from int_user_account_history
    where valid_from = cast('0001-01-01' as date)
),

stints_that_tell as (
    select
        stints.user_id,
        stints.account_id,
        stints.first_day,
        stints.last_day,
        first_said_by_tables.account_id as account_by_table,
        lead(stints.first_day) over user_in_time as next_first_day,
        row_number() over user_in_time as stint_number,
        count(*) over (partition by stints.user_id) as stint_count
    from stints
    left join first_said_by_tables
        on stints.user_id = first_said_by_tables.user_id
    where
        first_said_by_tables.user_id is null
        or (
            first_said_by_tables.evidence = 'users'
            and stints.first_day <= first_said_by_tables.stated_on
        )
    window user_in_time as (
        partition by stints.user_id
        order by stints.first_day, {{ in_byte_order('stints.account_id') }}
    )
),

moves as (
    select user_id
    from stints_that_tell
    where account_by_table is not null and stint_count > 1
    group by user_id
    having
        count(*) filter (where next_first_day <= last_day) = 0
        and count(*) filter (
            where stint_number = stint_count and account_id = account_by_table
        ) = 1
),

periods_before_tables as (
    select
        stints_that_tell.user_id,
        stints_that_tell.account_id,
        'events' as evidence,
        case
            when stints_that_tell.stint_number = 1 then cast('0001-01-01' as date)
            else stints_that_tell.first_day
        end as valid_from
    from stints_that_tell
    inner join moves on stints_that_tell.user_id = moves.user_id
),

periods_of_tables as (
    select
        int_user_account_history.user_id,
        int_user_account_history.account_id,
        int_user_account_history.evidence,
        int_user_account_history.valid_from
    from int_user_account_history
    left join moves on int_user_account_history.user_id = moves.user_id
    where
        moves.user_id is null
        or int_user_account_history.valid_from > cast('0001-01-01' as date)
),

-- of several accounts seen first on one day, the last
periods_of_events as (
    select
        user_id,
        account_id,
        'events' as evidence,
        first_day as valid_from
    from stints_that_tell
    where
        account_by_table is null
        and (next_first_day is null or next_first_day > first_day)
),

periods as (
    select * from periods_of_tables
    union all
    select * from periods_before_tables
    union all
    select * from periods_of_events
),

final as (
    select
        user_id,
        account_id,
        evidence,
        row_number() over (partition by user_id order by valid_from) = 1 as is_first,
        valid_from,
        lead(valid_from) over (partition by user_id order by valid_from) as valid_to
    from periods
)

select * from final
