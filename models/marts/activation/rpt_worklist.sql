with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_worklist_reasons as (
    select * from {{ ref('int_worklist_reasons') }}
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
),

int_account_contacts as (
    select * from {{ ref('int_account_contacts') }}
),

int_playbook_scores as (
    select * from {{ ref('int_playbook_scores') }}
    where
        motion = 'retention'
        and entity = 'account'
),

ordered_reasons as (
    select
        *,
        row_number() over (
            partition by account_id order by urgency, {{ in_byte_order('reason') }}
        ) as place
    from int_worklist_reasons
),

-- a reason that says the first one once more is left out
told_once as (
    select
        *,
        case
            when
                place = 1
                or position(
                    first_value(reason) over (
                        partition by account_id order by place
                        rows between unbounded preceding and unbounded following
                    ) in reason
                ) = 0
                then reason
        end as told_reason
    from ordered_reasons
),

accounts_to_do as (
    select
        account_id,
        max(case when place = 1 then told_reason end)
        || coalesce('; ' || max(case when place = 2 then told_reason end), '')
        || coalesce('; ' || max(case when place = 3 then told_reason end), '') as why,
        max(case when place = 1 then action end) as what_to_do,
        max(case when place = 1 then playbook end) as playbook,
        max(case when place = 1 then segment end) as segment,
        max(since) as newest_reason_since,
        max(case when urgency = 0 then 1 else 0 end) = 1 as is_cancel_requested
    from told_once
    group by account_id
),

described as (
    select
        accounts_to_do.*,
        dim_accounts.account_name,
        coalesce(dim_accounts.owner, 'nobody') as owner,
        int_account_contacts.contact_user_id,
        int_account_contacts.contact_role,
        dim_accounts.renewal_date,
        {{ dbt.datediff('int_run.as_of_date', 'dim_accounts.renewal_date', 'day') }}
            as days_to_renewal,
        dim_accounts.mrr,
        int_playbook_scores.probability as churn_probability,
        int_playbook_scores.bucket as churn_risk,
        {{ round_half_up(
            'cast(dim_accounts.mrr as double precision) * int_playbook_scores.probability', 2
        ) }} as mrr_at_risk,
        accounts_to_do.newest_reason_since = int_run.as_of_date as is_new_since_yesterday,
        int_run.as_of_date
    from accounts_to_do
    cross join int_run
    inner join dim_accounts on accounts_to_do.account_id = dim_accounts.account_id
    left join int_account_contacts
        on accounts_to_do.account_id = int_account_contacts.account_id
    left join int_playbook_scores
        on accounts_to_do.account_id = int_playbook_scores.entity_id
),

placed as (
    select
        *,
        row_number() over (
            partition by owner
            order by
                case when is_cancel_requested then 0 else 1 end,
                coalesce(mrr_at_risk, 0) desc,
                mrr desc,
                {{ in_byte_order('account_id') }}
        ) as work_order
    from described
),

final as (
    select
        cast(owner as varchar) as owner,
        cast(work_order as integer) as work_order,
        account_id,
        account_name,
        contact_user_id,
        contact_role,
        renewal_date,
        case
            when days_to_renewal between 1 and 30 then 30
            when days_to_renewal between 31 and 60 then 60
            when days_to_renewal between 61 and 90 then 90
        end as renews_within_days,
        is_cancel_requested,
        mrr,
        churn_probability,
        churn_risk,
        mrr_at_risk,
        cast(why as varchar) as why,
        cast(what_to_do as varchar) as what_to_do,
        playbook,
        segment,
        newest_reason_since,
        is_new_since_yesterday,
        work_order <= {{ var('worklist_capacity_per_owner') }} as is_within_capacity,
        as_of_date
    from placed
)

select * from final
