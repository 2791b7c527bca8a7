-- What tables say of users' accounts: the history that was brought, else the project's own.
with

known_users as (
    select user_id
    from {{ ref('int_users_checked') }}
    where rejected_because is null
),

known_accounts as (
    select account_id
    from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

brought as (
    select
        entity_id as user_id,
        value as account_id,
        valid_from as stated_at,
        cast(valid_from as date) as stated_on
    from {{ ref('int_entity_attributes_checked') }}
    where rejected_because is null and entity = 'user' and attribute = 'account_id'
),

recorded as (
    select
        user_id,
        account_id,
        recorded_on,
        change_number,
        min(recorded_on) over (partition by user_id) as first_recorded_on
    from {{ ref('int_user_account_changes') }}
),

first_brought as (
    select
        user_id,
        min(stated_on) as stated_on
    from brought
    group by user_id
),

-- What the table of users said first is known of no day before; a brought history says more.
statements as (
    select
        brought.user_id,
        brought.account_id,
        brought.stated_on,
        'entity_attributes' as evidence,
        brought.stated_at,
        1 as priority,
        0 as change_number
    from brought
    inner join known_accounts on brought.account_id = known_accounts.account_id

    union all

    select
        recorded.user_id,
        recorded.account_id,
        recorded.recorded_on as stated_on,
        'users' as evidence,
        cast(recorded.recorded_on as timestamp) as stated_at,
        2 as priority,
        recorded.change_number
    from recorded
    left join first_brought on recorded.user_id = first_brought.user_id
    where
        first_brought.user_id is null
        or recorded.recorded_on > recorded.first_recorded_on
),

ranked as (
    select
        statements.*,
        row_number() over (
            partition by statements.user_id, statements.stated_on
            order by
                statements.priority,
                statements.stated_at desc,
                statements.change_number desc,
                {{ in_byte_order('statements.account_id') }}
        ) as place_in_day
    from statements
    inner join known_users on statements.user_id = known_users.user_id
),

by_day as (
    select
        user_id,
        account_id,
        stated_on,
        evidence,
        lag(account_id) over (partition by user_id order by stated_on) as account_before,
        row_number() over (partition by user_id order by stated_on) as statement_number
    from ranked
    where place_in_day = 1
),

changes as (
    select *
    from by_day
    where account_before is null or account_before <> account_id
),

final as (
    select
        user_id,
        account_id,
        evidence,
        stated_on,
        case
            when statement_number = 1 then cast('0001-01-01' as date)
            else stated_on
        end as valid_from,
        lead(stated_on) over (partition by user_id order by stated_on) as valid_to
    from changes
)

select * from final
