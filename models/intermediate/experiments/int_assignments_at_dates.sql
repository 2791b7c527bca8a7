with

fct_playbook_assignments as (
    select * from {{ ref('fct_playbook_assignments') }}
),

fct_account_features as (
    select * from {{ ref('fct_account_features') }}
),

fct_user_features as (
    select * from {{ ref('fct_user_features') }}
),

int_as_of_dates as (
    select * from {{ ref('int_as_of_dates') }}
),

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

dates as (
    select int_as_of_dates.as_of_date
    from int_as_of_dates
    cross join int_run
    where int_as_of_dates.is_month_end or int_as_of_dates.as_of_date = int_run.as_of_date
),

features as (
    select
        'account' as entity,
        account_id as entity_id,
        as_of_date,
        cast(mrr as double precision) as mrr,
        cast(tenure_days as double precision) as tenure_days,
        cast(active_days_28d as double precision) as active_days_28d
    from fct_account_features
    union all
    select
        'user' as entity,
        user_id as entity_id,
        as_of_date,
        cast(null as double precision) as mrr,
        cast(tenure_days as double precision) as tenure_days,
        cast(active_days_28d as double precision) as active_days_28d
    from fct_user_features
),

-- of days long past only the month's end before them is kept
last_known as (
    select
        fct_playbook_assignments.assignment_id,
        max(features.as_of_date) as as_of_date
    from fct_playbook_assignments
    inner join features
        on
            fct_playbook_assignments.entity = features.entity
            and fct_playbook_assignments.entity_id = features.entity_id
            and fct_playbook_assignments.as_of_date >= features.as_of_date
    group by fct_playbook_assignments.assignment_id
),

final as (
    select
        dates.as_of_date as on_date,
        fct_playbook_assignments.assignment_id,
        fct_playbook_assignments.playbook,
        fct_playbook_assignments.arm,
        features.mrr,
        features.tenure_days,
        features.active_days_28d
    from dates
    inner join fct_playbook_assignments
        on
            dates.as_of_date >= fct_playbook_assignments.as_of_date
            and (
                fct_playbook_assignments.ended_at is null
                or dates.as_of_date < cast(fct_playbook_assignments.ended_at as date)
            )
    left join last_known
        on fct_playbook_assignments.assignment_id = last_known.assignment_id
    left join features
        on
            fct_playbook_assignments.entity = features.entity
            and fct_playbook_assignments.entity_id = features.entity_id
            and last_known.as_of_date = features.as_of_date
)

select * from final
