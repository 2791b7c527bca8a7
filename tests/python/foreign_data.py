"""Real and third-party data as folders of the input contract.

Each function reads one data set that stands beside the checkout (see conftest.shared_data) and
writes the contract's tables into a folder, as someone would who brings such data. Nothing is
cleaned: what is wrong with a data set is for the build to find.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

# The references count a month from the state on its first day, the project from the state at the
# end of the day before: shifted by a day, both speak of the same state.
SHIFTED_SUBSCRIPTIONS = """
    select
        concat(account_id, '-', product) as subscription_id,
        account_id,
        product as plan_id,
        'active' as status,
        mrr * bill_period_months as amount,
        'month' as billing_interval,
        bill_period_months as billing_interval_count,
        quantity,
        start_date - 1 as valid_from,
        end_date - 1 as valid_to
    from read_csv('{source}/subscription.csv')
"""

SHIFTED_ACCOUNTS = """
    select
        account.id as account_id,
        coalesce(min(subscription.start_date) - 1, date '2020-01-01') as created_at,
        account.channel as acquisition_channel,
        account.country
    from read_csv('{source}/account.csv') as account
    left join read_csv('{source}/subscription.csv') as subscription
        on account.id = subscription.account_id
    group by all
"""

CRM5 = {
    "accounts": SHIFTED_ACCOUNTS,
    "subscriptions": SHIFTED_SUBSCRIPTIONS,
    # The set holds counts by day; one event stands for the count, which is among its properties.
    "events": """
        select
            concat_ws('-', account_id, d, event_type_id) as event_id,
            event_type_name as event_name,
            cast(d as timestamp) + interval 12 hour as occurred_at,
            account_id,
            json_object('count', n, 'users', users) as properties
        from read_csv('{source}/event_daily.csv.gz') as event
        inner join read_csv('{source}/event_type.csv') as event_type using (event_type_id)
    """,
}

SIMPLE_APP = {
    "accounts": SHIFTED_ACCOUNTS,
    "subscriptions": SHIFTED_SUBSCRIPTIONS,
    "events": """
        select
            row_number() over (order by event_time, account_id, event_type_id) as event_id,
            event_type_name as event_name,
            event_time as occurred_at,
            account_id
        from read_csv('{source}/event.csv.gz') as event
        inner join read_csv('{source}/event_type.csv') as event_type using (event_type_id)
    """,
}

RAVENSTACK = {
    "accounts": """
        select
            account_id, signup_date as created_at, account_name, industry, country,
            referral_source as acquisition_channel, plan_tier as contract_tier
        from read_csv('{source}/ravenstack_accounts.csv')
    """,
    "subscriptions": """
        select
            subscription_id, account_id, plan_tier as plan_id,
            case when is_trial then 'trialing' else 'active' end as status,
            case when billing_frequency = 'annual' then arr_amount else mrr_amount end as amount,
            case when billing_frequency = 'annual' then 'year' else 'month' end as billing_interval,
            seats as quantity, start_date as valid_from, end_date as valid_to
        from read_csv('{source}/ravenstack_subscriptions.csv')
    """,
    "events": """
        select
            usage_id as event_id, feature_name as event_name, usage_date as occurred_at, account_id,
            json_object(
                'count', usage_count, 'duration_seconds', usage_duration_secs,
                'is_error', error_count > 0
            ) as properties
        from read_csv('{source}/ravenstack_feature_usage.csv') as usage
        left join read_csv('{source}/ravenstack_subscriptions.csv') as subscription
            using (subscription_id)
    """,
    "tickets": """
        select
            ticket_id, account_id, submitted_at as opened_at,
            submitted_at + to_minutes(first_response_time_minutes) as first_responded_at,
            closed_at as solved_at, priority, escalation_flag as is_escalated, satisfaction_score
        from read_csv('{source}/ravenstack_support_tickets.csv')
    """,
    "survey_responses": """
        select
            ticket_id as response_id, account_id, 'csat' as survey_type,
            satisfaction_score as score, closed_at as responded_at
        from read_csv('{source}/ravenstack_support_tickets.csv')
        where satisfaction_score is not null
    """,
    "account_notes": """
        select
            churn_event_id as note_id, account_id, churn_date as written_at, feedback_text as body
        from read_csv('{source}/ravenstack_churn_events.csv')
        where feedback_text is not null
    """,
}


def write_tables(queries: dict[str, str], source: Path, folder: Path) -> Path:
    """Write each query's rows as a Parquet file of the folder; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        for table, query in queries.items():
            rows = query.format(source=str(source).replace("'", "''"))
            connection.sql(rows).write_parquet(str(folder / f"{table}.parquet"))
    return folder


def crm5(source: Path, folder: Path) -> Path:
    """Accounts with several products each, annual plans and discounts; events counted by day."""
    return write_tables(CRM5, source, folder)


def simple_app(source: Path, folder: Path) -> Path:
    """Accounts with one product at one price; 725,412 events, none with a time received."""
    return write_tables(SIMPLE_APP, source, folder)


def ravenstack(source: Path, folder: Path) -> Path:
    """Subscriptions, tickets and feature use, with duplicate ids."""
    return write_tables(RAVENSTACK, source, folder)
