"""The simulated company is what it claims to be: reproducible, believable, bad where it says so.

Everything is checked on the files that were written, not on what the simulation thinks of itself.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.dataset as ds
import pytest
import yaml

from simulate import main, parse_arguments
from simulation import catalogue as cat
from simulation import contract, dirt
from simulation.company import simulate
from simulation.config import Config

ROOT = Path(__file__).resolve().parents[2]


GOOD_TABLES = {
    "accounts": "account_id",
    "users": "user_id",
    "subscriptions": "concat_ws(' | ', subscription_id, coalesce(strftime(try_cast(valid_from "
    "as timestamptz) at time zone 'UTC', '%Y-%m-%d %H:%M:%S'), '(none)'))",
    "invoices": "invoice_id",
    "tickets": "ticket_id",
    "events": "event_id",
}
"""Tables whose good rows the tests need, with what identifies a row in the list of bad ones."""

AS_TYPED = {
    "accounts": " replace (created_at::timestamptz at time zone 'UTC' as created_at)",
    "subscriptions": """ replace (
        amount::decimal(18, 2) as amount,
        valid_from::timestamptz at time zone 'UTC' as valid_from,
        valid_to::timestamptz at time zone 'UTC' as valid_to
    )""",
}
EARLIEST = {"events": "received_at, occurred_at"}


@dataclass(frozen=True)
class Company:
    """A simulated company with its tables as views, good rows apart from bad ones."""

    config: Config
    rows: dict[str, int]
    connection: duckdb.DuckDBPyConnection

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query; tables are `raw_<table>`, `truth_<table>`, or `<table>` of good rows."""
        return self.connection.execute(sql).fetchall()

    def value(self, sql: str) -> float:
        """The one number that a query gives."""
        return float(self.query(sql)[0][0])


def small_config(folder: Path, *arguments: str) -> Config:
    """Arguments as from the command line, writing into a folder."""
    paths = ["--out", str(folder / "raw"), "--truth", str(folder / "truth")]
    return parse_arguments([*arguments, *paths])


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """A company of 2,000 accounts: large enough for rates, small enough for every test run."""
    config = small_config(tmp_path_factory.mktemp("company"), "--accounts=2000", "--events=300000")
    rows = simulate(config)
    connection = duckdb.connect()
    for path in sorted(config.raw.iterdir()):
        files = path / "*.parquet" if path.is_dir() else path
        connection.execute(f"create view raw_{path.stem} as select * from '{files}'")
    for path in sorted(config.truth.iterdir()):
        connection.execute(f"create view truth_{path.stem} as select * from '{path}'")
    for table, key in GOOD_TABLES.items():
        connection.execute(f"""
            create table {table} as
            select *{AS_TYPED.get(table, "")} from raw_{table}
            where {key} not in (
                select row_key from truth_bad_rows
                where table_name = '{table}' and reason not in ('exact_duplicate', 'duplicate_id')
            )
            qualify row_number() over (partition by {key} order by {EARLIEST.get(table, "1")}) = 1
        """)
    return Company(config, rows, connection)


def read_all(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_same_arguments_same_company(tmp_path: Path) -> None:
    """Same seed: the same files to the byte; another seed: another company."""
    arguments = ("--accounts=60", "--events=4000")
    configs = [
        small_config(tmp_path / name, *arguments, f"--seed={seed}")
        for name, seed in (("one", 7), ("two", 7), ("three", 8))
    ]
    for config in configs:
        simulate(config)
    one, two, three = (read_all(config.raw.parent) for config in configs)
    assert len(one) > len(contract.TABLES)
    assert one == two
    for name in ("accounts.parquet", "subscriptions.parquet", "tickets.parquet"):
        assert one[f"raw/{name}"] != three[f"raw/{name}"], name


def test_every_column_of_the_contract(company: Company) -> None:
    """Tables and columns are those that the project's sources declare, each filled somewhere."""
    declared: dict[str, list[str]] = {}
    for path in ROOT.glob("models/staging/*/_*__sources.yml"):
        sources = yaml.safe_load(path.read_text())["sources"]
        for source in (source for source in sources if source["schema"] == "raw"):
            for table in source["tables"]:
                declared[table["name"]] = [
                    column["name"]
                    for column in table["columns"]
                    if column["name"] != "unreadable_cells"
                ]
    assert set(declared) == set(contract.TABLES) == set(company.rows)
    for table, columns in declared.items():
        found = [row[0] for row in company.query(f"describe raw_{table}")]
        assert found == columns, table
        counts = company.query(
            f"select {', '.join(f'count({c})' for c in columns)} from raw_{table}"
        )
        assert min(counts[0]) > 0, (table, columns[counts[0].index(min(counts[0]))])


def test_size_and_order_of_events(company: Company) -> None:
    """About as many events as asked for, received in order, the late ones within three days."""
    assert company.rows["events"] == pytest.approx(company.config.events, rel=0.06)
    received = company.connection.execute("select received_at from raw_events").fetchnumpy()
    assert (received["received_at"][1:] >= received["received_at"][:-1]).all()
    late, longest = company.query(
        "select avg((received_at > occurred_at + interval 1 hour)::int), "
        "max(received_at - occurred_at) <= interval 3 day from events"
    )[0]
    assert 0.01 < late < 0.03
    assert longest
    newest = company.query("select max(received_at)::date, max(occurred_at)::date from events")[0]
    assert newest == (date(2026, 10, 1), date(2026, 9, 30))


def test_bad_rows_of_every_kind(company: Company) -> None:
    """Every fault that a table can have is in it; no table is bad beyond what a build accepts."""
    found = {
        (table, reason): count
        for table, reason, count in company.query(
            "select table_name, reason, count(*) from truth_bad_rows group by all"
        )
    }
    for table, faults in dirt.FAULTS.items():
        small = {"plans", "plan_features"}
        wanted = {reason for reason, _ in faults[: 1 if table in small else None]}
        wanted.add("exact_duplicate")
        assert wanted <= {reason for name, reason in found if name == table}, table
    events = set(dirt.EVENT_REASONS) - {"", "unreadable_value"}
    assert events == {reason for table, reason in found if table == "events"}
    for table, total in company.rows.items():
        bad = sum(
            n for (name, why), n in found.items() if name == table and why != "exact_duplicate"
        )
        assert 0 < bad < 0.045 * total, table


def test_listed_bad_rows_are_all_there_is(company: Company) -> None:
    """Independent counts of what is wrong with the raw rows agree with the list."""

    def listed(table: str, *reasons: str) -> float:
        names = ", ".join(f"'{reason}'" for reason in reasons)
        return company.value(
            "select count(*) from truth_bad_rows "
            f"where table_name = '{table}' and reason in ({names})"
        )

    duplicates = ("exact_duplicate", "duplicate_id")
    for table in ("accounts", "users", "invoices", "payments", "tickets", "events"):
        key = f"{table[:-1]}_id"
        assert listed(table, *duplicates) == company.value(
            f"select count({key}) - count(distinct {key}) from raw_{table}"
        ), table
    assert listed("events", "exact_duplicate") == company.value(
        "select count(*) - (select count(*) from (select distinct * from raw_events)) "
        "from raw_events"
    )
    assert listed("events", "from_the_future") == company.value(
        "select count(*) from raw_events where occurred_at > received_at + interval 1 day"
    )
    for table in ("users", "invoices", "payments", "tickets", "survey_responses"):
        assert listed(table, "orphan_account") == company.value(
            f"select count(*) from raw_{table} where account_id is not null "
            "and account_id not in (select account_id from accounts)"
        ), table
    assert listed("subscriptions", "unknown_currency") == company.value(
        "select count(*) from raw_subscriptions where currency not in ('USD', 'EUR', 'GBP')"
    )
    assert listed("accounts", "unreadable_value") == company.value(
        "select count(*) from raw_accounts where created_at is not null and try_cast(created_at "
        "as timestamptz) is null or employee_count is not null and try_cast(employee_count as int) "
        "is null"
    )


def test_unreadable_cells_in_csv(tmp_path: Path) -> None:
    """As CSV the same company is written, with unreadable cells in the other tables as well."""
    config = small_config(tmp_path, "--accounts=300", "--events=12000", "--csv")
    rows = simulate(config)
    assert {path.stem for path in config.raw.iterdir()} == set(contract.TABLES)
    bad = ds.dataset(config.truth / "bad_rows.parquet").to_table().to_pylist()
    unreadable = {row["table_name"] for row in bad if row["reason"] == "unreadable_value"}
    assert {"events", "invoices", "tickets", "users", "accounts", "subscriptions"} <= unreadable
    lines = sum(
        sum(1 for _ in csv.reader(path.open())) - 1 for path in (config.raw / "events").iterdir()
    )
    assert lines == rows["events"]


def test_tracking_plan_knows_the_events(company: Company) -> None:
    """Every good event is in the seed, and carries what the seed requires of it."""
    plan = list(csv.DictReader((ROOT / "seeds" / "tracking_plan.csv").open()))
    known = {row["event_name"] for row in plan}
    names = {row[0] for row in company.query("select distinct event_name from events")}
    assert names == known == set(cat.EVENT_NAMES)
    versions = {(row["event_name"], row["plan_version"]) for row in plan}
    used = set(
        company.query(
            "select distinct event_name, schema_version from events "
            "where schema_version is not null"
        )
    )
    assert used == versions
    latest = {row["event_name"]: row["plan_version"] for row in plan}
    for row in plan:
        name, version = row["event_name"], row["plan_version"]
        or_none = " or schema_version is null" if latest[name] == version else ""
        for entry in filter(None, row["required_properties"].split(";")):
            column, kind = entry.split(":")
            json_types = {
                "text": "'VARCHAR'",
                "number": "'UBIGINT', 'BIGINT', 'DOUBLE'",
                "boolean": "'BOOLEAN'",
            }[kind]
            wrong = company.value(
                f"select count(*) from events where event_name = '{name}' "
                f"and (schema_version = '{version}'{or_none}) and coalesce(json_type(properties, "
                f"'$.{column}'), 'none') not in ({json_types})"
            )
            assert wrong == 0, (name, version, column)


def test_onboarding_experiment(company: Company) -> None:
    """Trial to paid 6 % against 9.2 %, 38 % sooner at the first dashboard, support as before."""
    company.connection.execute(
        "create or replace temp view arms as select entity_id as account_id, variant "
        "from raw_experiment_assignments where experiment_id = 'onboarding_by_persona' "
        "qualify row_number() over (partition by entity_id order by assigned_at) = 1"
    )
    by_arm = {
        variant: figures
        for variant, *figures in company.query("""
            with converted as (
                select distinct account_id from subscriptions where status = 'active' and amount > 0
            ),
            dashboards as (
                select events.account_id, min(occurred_at) as first_at
                from events where event_name = 'dashboard_created' group by 1
            ),
            early_tickets as (
                select accounts.account_id, count(*) as tickets
                from accounts inner join tickets using (account_id)
                where opened_at < created_at + interval 30 day group by 1
            )
            select
                variant,
                count(*),
                avg((converted.account_id is not null)::int),
                exp(avg(ln(epoch(first_at - created_at)))) / 3600,
                avg(coalesce(tickets, 0)),
                stddev(coalesce(tickets, 0)) / sqrt(count(*))
            from arms
            inner join accounts using (account_id)
            left join converted using (account_id)
            left join dashboards using (account_id)
            left join early_tickets using (account_id)
            group by all
        """)
    }
    control, treated = by_arm["control"], by_arm["treatment"]
    assert min(control[0], treated[0]) > 400
    assert control[1] == pytest.approx(0.06, abs=2 * (0.06 * 0.94 / control[0]) ** 0.5)
    assert treated[1] == pytest.approx(0.092, abs=2 * (0.092 * 0.908 / treated[0]) ** 0.5)
    assert treated[1] > control[1]
    assert treated[2] / control[2] == pytest.approx(0.62, abs=0.05)
    assert treated[3] == pytest.approx(control[3], abs=2.5 * (control[4] + treated[4]) / 2**0.5)
    expected = company.query(
        "select avg(chance_if_control), avg(chance_if_treated) from truth_effects "
        "where experiment_id = 'onboarding_by_persona'"
    )[0]
    assert expected == pytest.approx((0.06, 0.092), abs=1e-6)


def test_nudges_help_some_and_harm_others(company: Company) -> None:
    """The second experiment's individual effects differ in sign by kind, in truth and in usage."""
    effect = dict(
        company.query(
            "select kind, avg(effect) from truth_effects "
            "where experiment_id = 'usage_nudges' group by 1"
        )
    )
    assert effect["api_first_builder"] < -0.03
    assert effect["blocked_beginner"] < 0
    assert effect["collaborative_explorer"] > 0
    assert effect["template_dependent_analyst"] > 0
    change = dict(
        company.query("""
            with usage as (
                select
                    kind,
                    is_treated,
                    count(*) filter (occurred_at >= assigned_at) as after_start,
                    count(*) filter (occurred_at < assigned_at) as before_start
                from truth_effects
                inner join raw_experiment_assignments as assignments
                    on assignments.entity_id = account_id
                    and assignments.experiment_id = truth_effects.experiment_id
                inner join events using (account_id)
                where truth_effects.experiment_id = 'usage_nudges'
                    and occurred_at between assigned_at - interval 90 day
                    and assigned_at + interval 90 day
                group by all
            )
            select treated.kind, (treated.after_start / treated.before_start)
                / (control.after_start / control.before_start)
            from usage as treated inner join usage as control using (kind)
            where treated.is_treated and not control.is_treated
        """)
    )
    assert change["collaborative_explorer"] > change["api_first_builder"] + 0.15


def test_kinds_behave_differently(company: Company) -> None:
    """Each latent kind shows in what its accounts do."""
    figures = {
        kind: dict(zip(("api", "templates", "together", "invites", "errors"), values, strict=True))
        for kind, *values in company.query("""
            select
                kind,
                avg((event_name = 'api_call')::int),
                avg((event_name = 'template_used')::int),
                avg((event_name in ('comment_added', 'mention_sent', 'object_shared'))::int),
                avg((event_name = 'invite_sent')::int),
                avg((event_name = 'error_shown')::int)
            from events inner join truth_accounts using (account_id) group by 1
        """)
    }

    def most(figure: str) -> str:
        return max(figures, key=lambda kind: figures[kind][figure])

    assert set(figures) == set(cat.KINDS)
    assert most("api") == "api_first_builder"
    assert most("templates") == "template_dependent_analyst"
    assert most("together") == "collaborative_explorer"
    assert most("errors") == "blocked_beginner"
    assert min(figures, key=lambda kind: figures[kind]["invites"]) == "solo_executor"
    hazard = dict(company.query("select kind, avg(churn_hazard) from truth_accounts group by 1"))
    assert max(hazard, key=hazard.__getitem__) == "blocked_beginner"
    assert min(hazard, key=hazard.__getitem__) == "collaborative_explorer"


def test_stalled_accounts_never_take_their_step(company: Company) -> None:
    """A stalled account took every step before its stall step, never that one, and long ago."""
    steps = "values " + ", ".join(f"({n}, '{name}')" for n, name in enumerate(cat.ONBOARDING, 1))
    wrong = company.query(f"""
        with steps (step, event_name) as ({steps}),
        reached as (
            select account_id, step, min(occurred_at) as step_at
            from events inner join users using (account_id, user_id)
            inner join steps using (event_name) group by all
        )
        select account_id
        from truth_accounts inner join accounts using (account_id)
        left join reached using (account_id)
        where stall_step is not null
        group by account_id, stall_step, created_at
        having count(step) filter (step < stall_step) <> stall_step - 1
            or count(step) filter (step = stall_step) > 0
            or coalesce(max(step_at) filter (step < stall_step), created_at) > '2026-09-24'
    """)
    assert wrong == []
    shares = dict(
        company.query("select kind, avg((stall_step = 3)::int) from truth_accounts group by 1")
    )
    assert max(shares, key=lambda kind: shares[kind] or 0) == "blocked_beginner"


def test_invoices_follow_the_contract(company: Company) -> None:
    """Each invoice is the net amount of its subscription's state, but for the listed mistakes."""
    differing = company.query("""
        select invoice_id, amount_due - (amount - coalesce(discount_amount, 0)) as difference
        from invoices
        left join subscriptions
            on subscriptions.subscription_id = invoices.subscription_id
            and valid_from <= issued_at
            and (valid_to is null or issued_at < valid_to)
        where amount_due is distinct from amount - coalesce(discount_amount, 0)
        order by 1
    """)
    listed = company.query(
        "select invoice_id, difference from truth_invoice_differences order by 1"
    )
    assert differing == [row for row in listed if row[0] in {d[0] for d in differing}]
    assert len(listed) - len(differing) <= 1, "only an invoice that is bad itself may be missing"
    assert len(listed) >= 3


def test_a_subscription_has_one_state_at_a_time(company: Company) -> None:
    """States of a subscription follow each other without gap or overlap, of all known kinds."""
    broken = company.value("""
        select count(*) from (
            select valid_to, lead(valid_from) over (
                partition by subscription_id order by valid_from
            ) as next_from
            from subscriptions
        )
        where next_from is not null and valid_to is distinct from next_from
    """)
    assert broken == 0
    statuses = dict(company.query("select status, count(*) from subscriptions group by 1"))
    assert set(statuses) == {"trialing", "active", "past_due", "paused", "canceled"}
    intervals = {
        row[0] for row in company.query("select distinct billing_interval from subscriptions")
    }
    assert intervals == {"month", "quarter", "year"}
    both = company.query("""
        with changes as (
            select account_id, amount / quantity as price, lag(amount / quantity) over
                (partition by subscription_id order by valid_from) as price_before, status,
                lag(status) over (partition by subscription_id order by valid_from) as status_before
            from subscriptions
        )
        select
            count(*) filter (price > price_before and price_before > 0),
            count(*) filter (price < price_before),
            count(*) filter (status = 'active' and status_before = 'canceled'),
            count(*) filter (status = 'active' and status_before = 'paused'),
            count(*) filter (status = 'active' and status_before = 'past_due')
        from changes
    """)[0]
    assert min(both) > 0, "upgrades, downgrades, reactivations, resumed and recovered ones"
    planned = "select count(*) from subscriptions where valid_from > '2026-10-01'"
    assert company.value(planned) > 0


def test_renewals_lie_ahead(company: Company) -> None:
    """Who pays by the year knows the next renewal: within twelve months, on the contract's day."""
    checked, wrong = company.query("""
        with yearly as (
            select distinct account_id, subscription_id from subscriptions
            where billing_interval = 'year' and amount > 0 and status in ('active', 'past_due')
                and valid_from < '2026-10-01' and coalesce(valid_to, '2099-01-01') >= '2026-10-01'
        ),
        billed as (
            select account_id, max(issued_at) as last_issued_at
            from yearly inner join invoices using (account_id, subscription_id) group by 1
        )
        select
            count(*),
            count(*) filter (
                renewal_date is distinct from (last_issued_at + interval 12 month)::date
            )
        from billed inner join accounts using (account_id)
    """)[0]
    assert checked > 20
    assert wrong == 0


def test_features_by_plan(company: Company) -> None:
    """Nobody uses a feature that no plan of theirs had around that day; gates are hit instead."""
    plan = csv.DictReader((ROOT / "seeds" / "tracking_plan.csv").open())
    needs = {(row["event_name"], row["feature"]) for row in plan if row["feature"]}
    assert needs == set(cat.EVENT_FEATURE.items())
    pairs = "values " + ", ".join(f"('{event}', '{feature}')" for event, feature in sorted(needs))
    used = company.value(f"""
        with needs (event_name, feature) as ({pairs}),
        granted as (
            select account_id, feature, valid_from, valid_to
            from subscriptions inner join raw_plan_features using (plan_id)
            where status in ('trialing', 'active', 'past_due')
        ),
        allowed as (
            select event_id
            from events inner join needs using (event_name) inner join granted
                using (account_id, feature)
            where occurred_at >= valid_from and occurred_at < coalesce(valid_to, '2099-01-01')
            union
            select event_id from events inner join needs using (event_name)
            inner join raw_plan_features using (feature) where plan_id = 'free'
        )
        select count(*) from events inner join needs using (event_name)
        where account_id is not null and event_id not in (select event_id from allowed)
    """)
    assert used == 0
    assert company.value("select count(*) from events where event_name = 'feature_gate_hit'") > 500


def test_usage_limits(company: Company) -> None:
    """Free accounts stay within the free plan's limit, and some are told that they reached it."""
    limit = company.value(
        "select max(usage_limit) from raw_plans where plan_id = 'free' and seat_limit > 0"
    )
    most = company.value("""
        with always_free as (
            select account_id from subscriptions group by 1 having bool_and(plan_id = 'free')
        )
        select max(queries) from (
            select account_id, count(*) as queries
            from events inner join always_free using (account_id)
            where event_name = 'query_run' group by account_id, date_trunc('month', occurred_at)
        )
    """)
    assert most <= limit
    assert most > 0.8 * limit
    assert company.value("select count(*) from events where event_name = 'limit_reached'") > 50


def test_few_accounts_cause_most_tickets(company: Company) -> None:
    """About a fifth of the accounts cause four fifths of the tickets."""
    share = company.value("""
        with counted as (
            select accounts.account_id, count(ticket_id) as n
            from accounts left join tickets using (account_id) group by 1
        ),
        ordered as (
            select sum(n) over (order by n desc, account_id) / sum(n) over () as covered
            from counted
        )
        select avg((covered < 0.8)::int) from ordered
    """)
    assert 0.15 < share < 0.28
    heavy = "select sum(is_heavy_support::int * n) / sum(n) from truth_accounts inner join "
    counted = "(select account_id, count(*) as n from tickets group by 1) using (account_id)"
    assert company.value(heavy + counted) > 0.5


def test_usage_fades_before_people_leave(company: Company) -> None:
    """Who cancels uses the product less in the last four weeks than three months before."""
    now, before = company.query("""
        with leavers as (
            select account_id, max(valid_from) as left_at from subscriptions
            where status = 'canceled' and cancel_requested_at is not null
                and valid_from < '2026-09-30' group by 1
        ),
        long_paying as (
            select account_id, left_at from leavers inner join subscriptions using (account_id)
            where amount > 0 and status = 'active'
            group by all having min(valid_from) < left_at - interval 140 day
        )
        select
            count(*) filter (occurred_at between left_at - interval 28 day and left_at),
            count(*) filter (occurred_at between left_at - interval 112 day
                    and left_at - interval 84 day)
        from long_paying inner join events using (account_id)
    """)[0]
    assert before > 200
    assert now < 0.7 * before


def test_weekdays_seasons_and_growth(company: Company) -> None:
    """Weekends are quiet, August is quieter than September, the second year is the larger one."""
    figures = company.query("""
        select
            count(*) filter (isodow(occurred_at) = 7) / count(*) filter (isodow(occurred_at) = 2),
            count(*) filter (occurred_at >= '2025-10-01')
                / count(*) filter (occurred_at < '2025-10-01')
        from events where event_name <> 'site_visited'
    """)[0]
    assert figures[0] < 0.4
    assert figures[1] > 2
    signups = dict(
        company.query("select month(created_at), count(*) from accounts group by 1 order by 1")
    )
    assert signups[9] > signups[8]
    first, second = company.query(
        "select count(*) filter (created_at < '2025-10-01'), count(*) filter (created_at >= "
        "'2025-10-01') from accounts"
    )[0]
    assert second > 1.5 * first


def test_visits_before_sign_up(company: Company) -> None:
    """Signing up ties a visitor's earlier visits to a user; most visitors never sign up."""
    visited = company.value("""
        select avg((first_visit < occurred_at)::int)
        from events as signed
        inner join (
            select anonymous_id, min(occurred_at) as first_visit from events
            where event_name = 'site_visited' and user_id is null group by 1
        ) as visits using (anonymous_id)
        where signed.event_name = 'signed_up' and signed.user_id is not null
    """)
    assert visited == 1
    strangers = company.value("""
        select count(distinct anonymous_id) from events
        where anonymous_id not in (
            select anonymous_id from events
            where event_name = 'signed_up' and anonymous_id is not null
        )
    """)
    assert strangers > company.config.accounts


def test_users_act_after_they_joined(company: Company) -> None:
    """No good event comes before its user's sign-up, and users belong to the event's account."""
    wrong = company.value("""
        select count(*)
        from events inner join users using (user_id) left join truth_moves using (user_id)
        where occurred_at::date < signed_up_at::date
            or events.account_id <> case
                when occurred_at < moved_at then truth_moves.account_id else users.account_id
            end
    """)
    assert wrong == 0
    assert company.value("select count(*) from truth_moves") >= 4


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--accounts=3"], "at least 50"),
        (["--accounts=100", "--events=5"], "--events is 5, expected: at least 20 per account"),
        (["--start=2026-01-01", "--end=2026-02-01"], "at least 180 days"),
        (["--out=here", "--truth=here"], "the same folder"),
    ],
)
def test_bad_arguments_are_refused(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A company that can't be has its reason, no stack trace."""
    with pytest.raises(SystemExit):
        parse_arguments(arguments)
    assert told in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sentence instead of a stack trace."""
    (tmp_path / "file").touch()
    folders = ["--out", str(tmp_path / "file" / "raw"), "--truth", str(tmp_path / "truth")]
    monkeypatch.setattr("sys.argv", ["simulate", "--accounts", "50", *folders])
    assert main() == 1
    assert "cannot be written" in " ".join(capsys.readouterr().err.split())


def test_a_larger_company_grows_with_its_arguments(tmp_path: Path) -> None:
    """Accounts and events can be asked for apart from each other."""
    config = small_config(tmp_path, "--accounts=200", "--events=60000")
    many = simulate(config)["events"]
    few = simulate(replace(config, events=6_000))["events"]
    assert many == pytest.approx(60_000, rel=0.08)
    assert few == pytest.approx(6_000, rel=0.15)
