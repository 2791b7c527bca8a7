with

stg_operations__experiment_assignments as (
    select * from {{ ref('stg_operations__experiment_assignments') }}
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
        stg_operations__experiment_assignments.*,
        known_accounts.known_account_id,
        known_users.known_user_id,
        users_counted.number_of_users
    from stg_operations__experiment_assignments
    left join known_accounts
        on
            stg_operations__experiment_assignments.entity_id = known_accounts.known_account_id
            and stg_operations__experiment_assignments.entity = 'account'
    left join known_users
        on
            stg_operations__experiment_assignments.entity_id = known_users.known_user_id
            and stg_operations__experiment_assignments.entity = 'user'
    cross join users_counted
),

judged_alone as (
    select
        *,
        {{ row_as_json('with_references') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value([
                    'experiment_id', 'entity', 'entity_id', 'variant', 'assigned_at'
                ]) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['assigned_at']) }},
            {{ unknown_value('entity', ['account', 'user']) }},
            case
                when entity = 'account' and known_account_id is null
                    then concat('orphan_account: no accepted account ', entity_id)
                when entity = 'user' and known_user_id is null and number_of_users > 0
                    then concat('orphan_user: no accepted user ', entity_id)
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
        partition by experiment_id, entity, entity_id
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
        experiment_id,
        entity,
        entity_id,
        variant,
        assigned_at,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
