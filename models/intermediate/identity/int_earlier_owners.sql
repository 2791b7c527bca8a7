with

int_unplaced_activity as (
    select * from {{ ref('int_unplaced_activity') }}
),

first_links as (
    select * from {{ ref('int_identity_links') }}
    where link_number = 1 and is_used
),

int_user_account_periods as (
    select * from {{ ref('int_user_account_periods') }}
),

accounts as (
    select
        account_id,
        cast(created_at as date) as created_on
    from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

users as (
    select
        user_id,
        cast(signed_up_at as date) as signed_up_on
    from {{ ref('int_users_checked') }}
    where rejected_because is null
),

unplaced_days as (
    select distinct
        anonymous_id,
        user_id,
        event_day
    from int_unplaced_activity
),

-- a device's first user is taken for whoever used it before, as far back as links reach
with_users as (
    select
        unplaced_days.anonymous_id as seen_as,
        true as is_device,
        unplaced_days.event_day,
        first_links.user_id,
        first_links.linked_on as user_known_on
    from unplaced_days
    inner join first_links
        on
            unplaced_days.anonymous_id = first_links.anonymous_id
            and unplaced_days.event_day >= cast(first_links.reaches_back_to as date)
            and unplaced_days.event_day <= first_links.linked_on
    where unplaced_days.user_id is null

    union all

    select
        user_id as seen_as,
        false as is_device,
        event_day,
        user_id,
        event_day as user_known_on
    from unplaced_days
    where user_id is not null
),

-- in the account where the user was when becoming known, else the first that became known later
with_accounts as (
    select
        with_users.seen_as,
        with_users.is_device,
        with_users.event_day,
        int_user_account_periods.account_id,
        with_users.user_id,
        greatest(with_users.user_known_on, int_user_account_periods.valid_from) as known_on
    from with_users
    inner join int_user_account_periods
        on
            with_users.user_id = int_user_account_periods.user_id
            and (
                int_user_account_periods.is_first
                or with_users.user_known_on >= int_user_account_periods.valid_from
            )
            and (
                int_user_account_periods.valid_to is null
                or with_users.user_known_on < int_user_account_periods.valid_to
            )
),

-- Nobody asks what a user did before the sign-up, so the event's own day tells nothing too early;
-- of who had signed up by then, it counts from the day on which it was known whose event it was.
final as (
    select
        with_accounts.seen_as,
        with_accounts.is_device,
        with_accounts.event_day,
        with_accounts.account_id,
        with_accounts.user_id,
        with_accounts.known_on,
        case
            when with_accounts.known_on <= users.signed_up_on then with_accounts.event_day
            else with_accounts.known_on
        end as counts_for_user_on,
        case
            when with_accounts.known_on <= accounts.created_on then with_accounts.event_day
            else with_accounts.known_on
        end as counts_for_account_on
    from with_accounts
    inner join accounts on with_accounts.account_id = accounts.account_id
    left join users on with_accounts.user_id = users.user_id
)

select * from final
