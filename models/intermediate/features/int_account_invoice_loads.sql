-- An amount counts as due from its due date on for 180 days, and in that time as paid from the day
-- on which it was paid. Running sums over these changes hold for every day in between.
with

int_run as (
    select as_of_date from {{ ref('int_run') }}
),

int_invoices_checked as (
    select * from {{ ref('int_invoices_checked') }}
    where rejected_because is null and status not in ('draft', 'void') and amount_due > 0
),

invoices as (
    select
        account_id,
        cast(coalesce(due_at, issued_at) as date) as due_date,
        case
            when paid_at is not null then cast(paid_at as date)
            when status = 'paid' then cast(coalesce(due_at, issued_at) as date)
        end as paid_date,
        amount_due,
        coalesce(amount_paid, case when status = 'paid' then amount_due else 0 end) as amount_paid
    from int_invoices_checked
),

windows as (
    select
        account_id,
        due_date,
        cast({{ dbt.dateadd('day', 180, 'due_date') }} as date) as left_date,
        case when paid_date > due_date then paid_date else due_date end as counted_as_paid_date,
        amount_due,
        case
            when paid_date is null then 0
            when amount_paid > amount_due then amount_due
            else amount_paid
        end as amount_paid
    from invoices
),

changes as (
    select
        account_id,
        due_date as change_date,
        amount_due as amount_due_180d,
        0 as amount_paid_180d
    from windows
    union all
    select
        account_id,
        left_date as change_date,
        -amount_due as amount_due_180d,
        0 as amount_paid_180d
    from windows
    union all
    select
        account_id,
        counted_as_paid_date as change_date,
        0 as amount_due_180d,
        amount_paid as amount_paid_180d
    from windows
    where counted_as_paid_date < left_date
    union all
    select
        account_id,
        left_date as change_date,
        0 as amount_due_180d,
        -amount_paid as amount_paid_180d
    from windows
    where counted_as_paid_date < left_date
),

daily_changes as (
    select
        changes.account_id,
        changes.change_date,
        sum(changes.amount_due_180d) as amount_due_180d,
        sum(changes.amount_paid_180d) as amount_paid_180d
    from changes
    inner join int_run on changes.change_date <= int_run.as_of_date
    group by changes.account_id, changes.change_date
),

final as (
    select
        account_id,
        change_date as valid_from,
        lead(change_date) over (partition by account_id order by change_date) as valid_to,
        cast(sum(amount_due_180d) over account_so_far as numeric(18, 2)) as amount_due_180d,
        cast(sum(amount_paid_180d) over account_so_far as numeric(18, 2)) as amount_paid_180d
    from daily_changes
    window account_so_far as (
        partition by account_id order by change_date
        rows between unbounded preceding and current row
    )
)

select * from final
