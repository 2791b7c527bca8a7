with

stg_crm__account_notes as (
    select * from {{ ref('stg_crm__account_notes') }}
),

known_accounts as (
    select account_id as known_account_id
    from {{ ref('int_accounts_checked') }}
    where rejected_because is null
),

with_references as (
    select
        stg_crm__account_notes.*,
        known_accounts.known_account_id
    from stg_crm__account_notes
    left join known_accounts
        on stg_crm__account_notes.account_id = known_accounts.known_account_id
),

judged_alone as (
    select
        *,
        {{ row_as_json('with_references') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value(['note_id', 'account_id', 'written_at', 'body']) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['written_at']) }},
            {{ unknown_value('kind', ['qbr', 'call', 'onboarding']) }},
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
        partition by note_id
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
        note_id,
        account_id,
        written_at,
        body,
        kind,
        author,
        score,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
