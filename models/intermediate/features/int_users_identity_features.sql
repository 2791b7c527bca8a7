with

int_user_as_of_dates as (
    select * from {{ ref('int_user_as_of_dates') }}
),

int_users_checked as (
    select * from {{ ref('int_users_checked') }}
    where rejected_because is null
),

int_earlier_activity as (
    select * from {{ ref('int_earlier_activity') }}
),

int_identity_links as (
    select * from {{ ref('int_identity_links') }}
),

first_link as (
    select min(linked_on) as linked_on
    from int_identity_links
),

becoming_known as (
    select
        user_id,
        known_on,
        sum(event_count) as event_count,
        min(first_at) as first_at
    from int_earlier_activity
    group by user_id, known_on
),

known_so_far as (
    select
        user_id,
        known_on as valid_from,
        lead(known_on) over (partition by user_id order by known_on) as valid_to,
        sum(event_count) over user_so_far as event_count,
        min(first_at) over user_so_far as first_at
    from becoming_known
    window user_so_far as (
        partition by user_id order by known_on
        rows between unbounded preceding and current row
    )
),

final as (
    select
        int_user_as_of_dates.user_id,
        int_user_as_of_dates.as_of_date,
        case
            when int_user_as_of_dates.as_of_date >= first_link.linked_on
                then cast(coalesce(known_so_far.event_count, 0) as bigint)
        end as events_before_known,
        case
            when known_so_far.first_at < int_users_checked.signed_up_at
                then cast(
                    {{ dbt.datediff(
                        'cast(known_so_far.first_at as date)',
                        'cast(int_users_checked.signed_up_at as date)',
                        'day'
                    ) }} as bigint
                )
        end as days_from_first_visit_to_sign_up
    from int_user_as_of_dates
    cross join first_link
    inner join int_users_checked
        on int_user_as_of_dates.user_id = int_users_checked.user_id
    left join known_so_far
        on
            int_user_as_of_dates.user_id = known_so_far.user_id
            and int_user_as_of_dates.as_of_date >= known_so_far.valid_from
            and (
                known_so_far.valid_to is null
                or int_user_as_of_dates.as_of_date < known_so_far.valid_to
            )
)

select * from final
