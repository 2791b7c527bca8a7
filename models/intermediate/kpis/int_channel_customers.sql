with

int_run as (
    select * from {{ ref('int_run') }}
),

dim_accounts as (
    select
        account_id,
        coalesce(acquisition_channel, 'unknown') as channel
    from {{ ref('dim_accounts') }}
),

int_trials as (
    select * from {{ ref('int_trials') }}
),

fct_mrr_movements as (
    select * from {{ ref('fct_mrr_movements') }}
    where movement_type = 'new'
),

int_account_months as (
    select * from {{ ref('int_account_months') }}
),

int_channel_spend as (
    select * from {{ ref('int_channel_spend') }}
),

channels as (
    select channel from dim_accounts
    union
    select channel from int_channel_spend
),

accounts_by_channel as (
    select
        channel,
        count(*) as accounts
    from dim_accounts
    group by channel
),

-- A trial is decided once it has converted or ended.
trials_by_channel as (
    select
        dim_accounts.channel,
        count(*) as trials,
        count(int_trials.converted_at) as trials_converted,
        count(*) filter (
            where
            int_trials.converted_at is not null
            or cast(int_trials.trial_ended_at as date) <= int_run.as_of_date
        ) as trials_decided
    from int_trials
    cross join int_run
    inner join dim_accounts
        on int_trials.account_id = dim_accounts.account_id
    group by dim_accounts.channel
),

records_of_spend_begin as (
    select min(first_spend_date) as first_spend_date
    from int_channel_spend
),

customers_won_by_channel as (
    select
        dim_accounts.channel,
        count(*) as customers_won,
        count(*) filter (
            where fct_mrr_movements.movement_date >= records_of_spend_begin.first_spend_date
        ) as customers_won_since_spend
    from fct_mrr_movements
    cross join records_of_spend_begin
    inner join dim_accounts
        on fct_mrr_movements.account_id = dim_accounts.account_id
    group by dim_accounts.channel
),

customers_by_channel as (
    select
        dim_accounts.channel,
        count(*) as customers,
        sum(int_account_months.mrr_end) as mrr
    from int_account_months
    inner join int_run
        on int_account_months.month_end_date = int_run.as_of_date
    inner join dim_accounts
        on int_account_months.account_id = dim_accounts.account_id
    where int_account_months.is_paying_end
    group by dim_accounts.channel
),

final as (
    select
        channels.channel,
        coalesce(accounts_by_channel.accounts, 0) as accounts,
        coalesce(trials_by_channel.trials, 0) as trials,
        coalesce(trials_by_channel.trials_decided, 0) as trials_decided,
        coalesce(trials_by_channel.trials_converted, 0) as trials_converted,
        coalesce(customers_won_by_channel.customers_won, 0) as customers_won,
        coalesce(customers_won_by_channel.customers_won_since_spend, 0)
            as customers_won_since_spend,
        coalesce(customers_by_channel.customers, 0) as customers,
        cast(coalesce(customers_by_channel.mrr, 0) as numeric(18, 2)) as mrr
    from channels
    left join accounts_by_channel
        on channels.channel = accounts_by_channel.channel
    left join trials_by_channel
        on channels.channel = trials_by_channel.channel
    left join customers_won_by_channel
        on channels.channel = customers_won_by_channel.channel
    left join customers_by_channel
        on channels.channel = customers_by_channel.channel
)

select * from final
