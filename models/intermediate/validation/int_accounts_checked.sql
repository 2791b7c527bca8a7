with

stg_crm__accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

judged_alone as (
    select
        *,
        {{ row_as_json('stg_crm__accounts') }} as row_as_json,
        coalesce(
            'unreadable_value: ' || unreadable_cells,
            {{ missing_value(['account_id', 'created_at']) }}
        ) as unusable,
        coalesce(
            {{ impossible_time(['created_at']) }},
            {{ too_small('employee_count') }}
        ) as fault
    from stg_crm__accounts
),

compared_by_key as (
    select
        *,
        row_number() over same_key as place_in_key,
        first_value(row_as_json) over same_key as kept_row
    from judged_alone
    window same_key as (
        partition by account_id
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
        account_id,
        created_at,
        account_name,
        domain,
        acquisition_channel,
        acquisition_campaign,
        industry,
        employee_count,
        country,
        tech_stack,
        partner,
        contract_tier,
        renewal_date,
        owner,
        referred_by_account_id,
        parent_account_id,
        unreadable_cells,
        {{ verdict_columns('verdict') }}
    from verdicts
)

select * from final
