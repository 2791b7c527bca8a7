with

stg_crm__users as (
    select * from {{ ref('stg_crm__users') }}
),

known_accounts as (
    select account_id as known_account_id
    from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

with_references as (
    select
        stg_crm__users.*,
        known_accounts.known_account_id
    from stg_crm__users
    left join known_accounts
        on stg_crm__users.account_id = known_accounts.known_account_id
),

judged_alone as (
    select
        *,
        {{ row_as_json('with_references') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value(['user_id', 'account_id', 'signed_up_at']) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['signed_up_at']) }},
            case
                when known_account_id is null
                    then concat('orphan_account: no accepted account ', account_id)
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
        partition by user_id
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
        user_id,
        account_id,
        signed_up_at,
        email,
        role,
        seniority,
        country,
        device,
        acquisition_source,
        consent_profiling,
        consent_marketing,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
