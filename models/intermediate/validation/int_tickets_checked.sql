with

stg_support__tickets as (
    select * from {{ ref('stg_support__tickets') }}
),

known_accounts as (
    select account_id as known_account_id
    from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

known_users as (
    select user_id as known_user_id
    from {{ ref('int_users_checked') }}
    where rejected_because is null
),

-- without a table of users nobody is an unknown user
users_counted as (
    select count(*) as number_of_users from {{ ref('int_users_checked') }}
),

with_references as (
    select
        stg_support__tickets.*,
        known_accounts.known_account_id,
        known_users.known_user_id,
        users_counted.number_of_users
    from stg_support__tickets
    left join known_accounts
        on stg_support__tickets.account_id = known_accounts.known_account_id
    left join known_users
        on stg_support__tickets.user_id = known_users.known_user_id
    cross join users_counted
),

judged_alone as (
    select
        *,
        {{ row_as_json('with_references') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value(['ticket_id', 'account_id', 'opened_at']) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['opened_at', 'first_responded_at', 'solved_at']) }},
            {{ too_large('handle_minutes', 1000000000) }},
            {{ too_small('handle_minutes') }},
            {{ too_small('reopened_count') }},
            {{ ends_before_start('opened_at', 'first_responded_at') }},
            {{ ends_before_start('opened_at', 'solved_at') }},
            case
                when known_account_id is null
                    then concat('orphan_account: no accepted account ', account_id)
            end,
            case
                when user_id is not null and known_user_id is null and number_of_users > 0
                    then concat('orphan_user: no accepted user ', user_id)
            end
        ) as fault
    from with_references
),

compared_by_key as (
    select
        *,
        row_number() over same_key as place_in_key,
        first_value(row_as_json) over same_key as kept_row
    from judged_alone
    window same_key as (
        partition by ticket_id
        order by
            case when unusable is null then 0 else 1 end,
            case when fault is null then 0 else 1 end,
            row_as_json
    )
),

verdicts as (
    select
        *,
        coalesce(unusable, {{ duplicate() }}, fault) as verdict
    from compared_by_key
),

final as (
    select
        ticket_id,
        account_id,
        opened_at,
        user_id,
        first_responded_at,
        solved_at,
        priority,
        category,
        channel,
        subject,
        body,
        handle_minutes,
        reopened_count,
        is_escalated,
        satisfaction_score,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
