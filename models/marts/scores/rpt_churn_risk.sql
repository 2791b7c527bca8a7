with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_playbook_scores as (
    select * from {{ ref('int_playbook_scores') }}
    where
        motion = 'retention'
        and entity = 'account'
),

dim_accounts as (
    select * from {{ ref('dim_accounts') }}
    where mrr > 0
),

final as (
    select
        dim_accounts.account_id,
        dim_accounts.account_name,
        dim_accounts.owner,
        cast(int_playbook_scores.model as varchar) as model,
        dim_accounts.mrr,
        int_playbook_scores.probability as churn_probability,
        cast(int_playbook_scores.bucket as varchar) as churn_risk,
        {{ round_half_up(
            'cast(dim_accounts.mrr as double precision) * int_playbook_scores.probability', 2
        ) }} as mrr_at_risk,
        cast(int_playbook_scores.driver as varchar) as driver,
        cast(int_playbook_scores.action as varchar) as what_to_do,
        int_run.as_of_date
    from int_playbook_scores
    cross join int_run
    inner join dim_accounts on int_playbook_scores.entity_id = dim_accounts.account_id
)

select * from final
