"""Tables as loaders write them become the contract's, and MRR is what it is by hand.

Two companies that were made up for this, each with every case once, beside the test data of
Fivetran's own packages where it is at hand.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, SHARED_DATA, Build, dbt, project_with, shared_data
from landed_input import LandedInput, RefusedInputError
from loader_tables import write, write_crm, write_support_and_product, write_typed
from stripe_cases import CASES, HISTORY, TOLD, UNPRICED, airbyte_tables, stripe_tables

AS_OF_DATE = "2024-12-31"
Row = dict[str, Any]


def add_real(folder: Path, connector: str, *tables: str) -> None:
    """Fivetran's test data beside what was made up, where it is at hand."""
    for table in tables:
        source = SHARED_DATA / "fivetran" / connector / f"{table}_data.csv"
        if source.exists():
            target = folder / connector / table / "real.csv"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())


def real_rows(connector: str, table: str) -> list[Row]:
    """Rows of a table of Fivetran's test data."""
    path = shared_data(f"fivetran/{connector}") / f"{table}_data.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build_with(folder: Path, connectors: dict[str, str], *selected: str) -> Build:
    """Models built from folder/raw, with these connectors."""
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))["vars"]
    assert set(variables["connectors"].values()) == {"contract"}
    # without rules and models there is nothing to check before the run
    variables |= {"segments": [], "models": [], "connectors": variables["connectors"] | connectors}
    build = dbt(
        *("run", "--select", *selected),
        raw=folder / "raw",
        warehouse=folder / "warehouse.duckdb",
        as_of_date=AS_OF_DATE,
        variables=project_with(
            folder / "project", yaml.safe_dump({"vars": variables}), with_tests=False
        ),
    )
    assert build.returncode == 0, build.output[-4000:]
    return build


@pytest.fixture(scope="module")
def stripe_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Accounts and billing from Stripe, support from Zendesk, the rest from Segment."""
    folder = tmp_path_factory.mktemp("stripe")
    raw = folder / "raw"
    for table, rows in stripe_tables().items():
        write(raw / "stripe", table, *rows)
    write_support_and_product(raw)
    write(raw, "exchange_rates", *RATES)
    add_real(raw, "stripe", *STRIPE_TABLES)
    add_real(
        raw, "zendesk", "ticket", "ticket_comment", "ticket_field_history", "user", "organization"
    )
    return build_with(
        folder,
        {"crm": "stripe", "users": "segment", "billing": "stripe"}
        | {"support": "zendesk", "product": "segment"},
        *("+int_subscription_mrr", "+int_invoices_checked", "+int_payments_checked"),
        *("+int_tickets_checked", "stg_product__events"),
    )


@pytest.fixture(scope="module")
def airbyte_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Accounts and billing from Stripe, as Airbyte writes it."""
    folder = tmp_path_factory.mktemp("airbyte")
    for table, rows in airbyte_tables().items():
        write_typed(folder / "raw" / "stripe_airbyte", table, *rows)
    write(folder / "raw", "exchange_rates", *RATES)
    return build_with(
        folder,
        {"crm": "stripe_airbyte", "billing": "stripe_airbyte"},
        *("+int_subscription_mrr", "+int_invoices_checked", "+int_payments_checked"),
    )


RATES = [
    {"rate_date": "2024-01-01", "from_currency": code, "to_currency": "USD", "rate": rate}
    for code, rate in (("JPY", "0.01"), ("KWD", "3.25"))
]
STRIPE_TABLES = (
    *("customer", "subscription", "subscription_history", "subscription_item", "price", "plan"),
    *("coupon", "discount", "subscription_discount", "invoice", "charge"),
)


@pytest.mark.parametrize("loader", ["stripe", "airbyte"])
def test_mrr_is_what_it_is_by_hand(loader: str, request: pytest.FixtureRequest) -> None:
    """Every case at each of its days; a state that was rejected would have none."""
    build: Build = request.getfixturevalue(f"{loader}_build")
    cases = {name: case for name, case in CASES.items() if loader == "stripe" or name not in TOLD}
    held = defaultdict(list)
    for subscription, since, until, mrr in build.query(
        "select subscription_id, valid_from, valid_to, mrr_local "
        "from intermediate.int_subscription_mrr"
    ):
        held[subscription].append((since, until or date.max, mrr))
    found = {
        (name, day): sum(
            (mrr for since, until, mrr in held[name] if since <= date.fromisoformat(day) < until),
            Decimal(0),
        )
        for name, (*_, by_day) in cases.items()
        for day in by_day
    }
    expected = {
        (name, day): Decimal(mrr)
        for name, (*_, by_day) in cases.items()
        for day, mrr in by_day.items()
    }
    assert found == expected
    rejected = {
        (name, because)
        for name, because in build.query(
            "select subscription_id, rejected_because from intermediate.int_subscriptions_checked "
            "where rejected_because is not null"
        )
        if name in CASES | UNPRICED
    }
    assert rejected == {
        ("unknown_price", "missing_value"),
        ("half_known", "missing_value"),
        ("no_items", "missing_value"),
        ("unknown_coupon", "unreadable_value"),
    }


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("subscriptions", "subscription_id"),
        ("invoices", "invoice_id"),
        ("payments", "payment_id"),
        ("accounts", "account_id"),
    ],
)
def test_both_shapes_of_stripe_give_equal_rows(
    stripe_build: Build, airbyte_build: Build, table: str, key: str
) -> None:
    """What Fivetran and Airbyte write of the same cases is the same in every column."""
    source = "crm" if table == "accounts" else "billing"
    listed = "', '".join({row["id"] for rows in airbyte_tables().values() for row in rows})
    rows = [
        build.query(
            f"select * from staging.stg_{source}__{table} "
            f"where {key} in ('{listed}', 'acme') and {key} <> 'unopened' order by all"
        )
        for build in (stripe_build, airbyte_build)
    ]
    assert len(rows[0]) > 2
    assert rows[0] == rows[1]


def test_only_the_last_version_of_an_appended_row_counts(airbyte_build: Build) -> None:
    """And a discount of which nothing but the id is known leaves the amount unknown."""
    assert airbyte_build.query(
        "select subscription_id, amount, rejected_because "
        "from intermediate.int_subscriptions_checked "
        "where subscription_id in ('monthly', 'unopened') order by subscription_id"
    ) == [("monthly", Decimal(49), None), ("unopened", Decimal(49), "unreadable_value")]


def test_states_follow_the_dates(stripe_build: Build) -> None:
    """Status, and when the end was asked for, of the subscriptions that have several states."""
    states = defaultdict(list)
    for name, status, since, asked in stripe_build.query(
        "select subscription_id, status, cast(valid_from as date), "
        "cast(cancel_requested_at as date) from staging.stg_billing__subscriptions "
        "order by subscription_id, valid_from"
    ):
        states[name].append((status, str(since), asked and str(asked)))
    assert states["to_be_cancelled"] == [
        ("active", "2024-01-10", None),
        ("active", "2024-06-15", "2024-06-15"),
    ]
    assert states["cancelled"] == [
        ("active", "2024-01-10", None),
        ("active", "2024-05-15", "2024-05-15"),
        ("canceled", "2024-06-10", "2024-05-15"),
    ]
    assert states["trial_over"] == [
        ("trialing", "2024-01-10", None),
        ("active", "2024-02-01", None),
    ]
    assert states["in_trial"] == [("trialing", "2024-01-10", None)]
    assert states["left_in_trial"] == [
        ("trialing", "2024-01-10", None),
        ("canceled", "2024-01-20", "2024-01-20"),
    ]
    assert [state[0] for state in states["paused_after_trial"]] == ["trialing", "paused"]
    assert states["past_due"] == [("active", "2024-01-10", None), ("past_due", "2024-11-10", None)]
    assert [state[:2] for state in states["paused_in_spring"]] == [row[:2] for row in HISTORY]


def test_invoices_and_charges(stripe_build: Build) -> None:
    """Amounts in major units, refunds, and a charge that is still pending."""
    assert stripe_build.query(
        "select invoice_id, account_id, status, amount_due, amount_paid, amount_refunded, "
        "currency, cast(paid_at as varchar) from intermediate.int_invoices_checked "
        "where invoice_id in ('in_1', 'in_2', 'in_3') order by invoice_id"
    ) == [
        ("in_1", "acme", "paid", 49, 49, 58, "USD", "2024-01-11 12:00:00"),
        ("in_2", "cus_yen", "open", 5000, 0, None, "JPY", None),
    ]
    assert stripe_build.query(
        "select payment_id, status, amount, failure_code, rejected_because "
        "from intermediate.int_payments_checked where payment_id in "
        "('ch_0', 'ch_1', 'ch_2', 'ch_3') order by payment_id"
    ) == [
        ("ch_0", "failed", Decimal(49), "card_declined", None),
        ("ch_1", "succeeded", Decimal(49), None, None),
        ("ch_2", "pending", Decimal(49), None, "unknown_value"),
        ("ch_3", "refunded", Decimal(49), None, None),
    ]


def test_tickets(stripe_build: Build) -> None:
    """Account and user by their ids outside Zendesk; answers, solutions and ratings."""
    assert stripe_build.query(
        "select ticket_id, account_id, user_id, cast(first_responded_at as varchar), "
        "cast(solved_at as varchar), reopened_count, satisfaction_score, rejected_because "
        "from intermediate.int_tickets_checked where ticket_id like '10_' order by ticket_id"
    ) == [
        ("100", "acme", "ann", "2024-03-01 10:00:00", "2024-03-05 00:00:00", 1, 5, None),
        ("101", "acme", "ann", None, None, None, None, None),
    ]
    assert stripe_build.query(
        "select priority, category, channel, subject, body from staging.stg_support__tickets "
        "where ticket_id in ('100', '101') order by ticket_id"
    ) == [
        ("high", "incident", "email", "It broke", "Help"),
        (None, None, None, None, "No description"),
    ]


def test_events_and_users(stripe_build: Build) -> None:
    """Tracks and pages are events; a user is what they said last."""
    done = ("2024-03-01 10:00:00", "acme")
    assert stripe_build.query(
        "select event_id, event_name, cast(occurred_at as varchar), account_id, properties "
        "from staging.stg_product__events order by event_id"
    ) == [
        ("p1", "page_viewed", *done, '{"name":"The \\"one\\"","path":"/one"}'),
        ("p2", "page_viewed", *done, '{"name":"","path":"/two"}'),
        ("t1", "report_created", *done, '{"rows": 3}'),
    ]
    assert stripe_build.query(
        "select user_id, account_id, cast(signed_up_at as varchar), email, role, rejected_because "
        "from intermediate.int_users_checked order by user_id"
    ) == [
        ("ann", "acme", "2024-01-03 00:00:00", "new@acme.test", "owner", None),
        ("bob", "nobody", None, None, None, "missing_value"),
    ]


def test_real_subscriptions_of_stripe(stripe_build: Build) -> None:
    """Each has the monthly amount that a calculation in Python finds, and no row is lost."""
    plans = {row["id"]: row for row in real_rows("stripe", "plan")}
    amounts: dict[str, Decimal] = defaultdict(Decimal)
    for item in real_rows("stripe", "subscription_item"):
        plan = plans.get(item["plan_id"])
        if plan and plan["usage_type"] == "licensed":
            months = {"month": 1, "year": 12}[plan["interval"]] * int(plan["interval_count"])
            cents = Decimal(plan["amount"]) * int(item["quantity"]) / months
            amounts[item["subscription_id"]] += cents / 100
    subscriptions = [row["id"] for row in real_rows("stripe", "subscription")]
    found = defaultdict(set)
    for name, amount, discount, interval, count in stripe_build.query(
        "select subscription_id, amount, discount_amount, billing_interval, billing_interval_count "
        "from intermediate.int_subscriptions_checked"
    ):
        if name in subscriptions:
            months = {"month": 1, "year": 12}[interval] * count
            found[name].add(((amount - discount) / months).quantize(Decimal("0.01"), ROUND_HALF_UP))
    assert len(subscriptions) == 2
    assert found == {name: {amounts[name]} for name in subscriptions}


@pytest.mark.parametrize(
    ("table", "key", "connector", "source"),
    [
        ("accounts", "account_id", "stripe", "customer"),
        ("invoices", "invoice_id", "stripe", "invoice"),
        ("payments", "payment_id", "stripe", "charge"),
        ("tickets", "ticket_id", "zendesk", "ticket"),
    ],
)
def test_no_real_row_is_lost(
    stripe_build: Build, table: str, key: str, connector: str, source: str
) -> None:
    """Each row of the loader is accepted or quarantined, once; deleted tickets aside."""
    expected = sorted(
        row["id"] for row in real_rows(connector, source) if row.get("status") != "deleted"
    )
    assert expected
    found = stripe_build.query(f"select {key} from intermediate.int_{table}_checked")
    real = set(expected)
    assert sorted(name for (name,) in found if name in real) == expected


@pytest.fixture(scope="module")
def hubspot_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Accounts, users and opportunities from HubSpot."""
    folder = tmp_path_factory.mktemp("hubspot")
    write_crm(folder / "raw")
    tables = ("company", "contact", "deal", "deal_company", "deal_stage", "deal_pipeline_stage")
    add_real(folder / "raw", "hubspot", *tables, "owner")
    write(
        folder / "raw",
        "subscriptions",
        {"subscription_id": "s", "account_id": "acme", "status": "active", "amount": 5}
        | {"billing_interval": "month", "valid_from": "2024-02-01"},
    )
    return build_with(
        folder,
        {"crm": "hubspot", "users": "hubspot"},
        *("+int_users_checked", "+int_opportunities_checked", "+int_accounts_checked"),
    )


def test_companies_contacts_and_deals(hubspot_build: Build) -> None:
    """Ids, parents and owners; stages with their dates; who has no company is quarantined."""
    assert hubspot_build.query(
        "select account_id, account_name, acquisition_channel, employee_count, owner, "
        "parent_account_id from intermediate.int_accounts_checked "
        "where account_id in ('acme', '1', '2', '3') order by account_id"
    ) == [
        ("2", None, None, None, None, "acme"),
        ("acme", "Acme", "organic_search", 12, "olga@us.test", None),
    ]
    assert hubspot_build.query(
        "select user_id, account_id, consent_marketing, rejected_because "
        "from intermediate.int_users_checked "
        "where user_id in ('ann', '11', '12', '13', '14') order by user_id"
    ) == [
        ("12", "2", None, None),
        ("13", None, None, "missing_value"),
        ("ann", "acme", False, None),
    ]
    assert hubspot_build.query(
        "select opportunity_id, account_id, stage, cast(stage_entered_at as date), amount, is_won, "
        "cast(closed_at as date) from intermediate.int_opportunities_checked "
        "where opportunity_id in ('21', '22', '23') order by opportunity_id, stage_entered_at"
    ) == [
        ("21", "acme", "demo", date(2024, 2, 1), Decimal("1200.50"), None, None),
        ("21", "acme", "won", date(2024, 3, 20), Decimal("1200.50"), True, date(2024, 4, 1)),
        ("22", "2", "demo", date(2024, 2, 2), None, None, None),
    ]


@pytest.mark.parametrize(
    ("table", "key", "source", "id_"),
    [
        ("accounts", "account_id", "company", "id"),
        ("users", "user_id", "contact", "id"),
        ("opportunities", "opportunity_id", "deal", "deal_id"),
    ],
)
def test_no_real_row_of_hubspot_is_lost(
    hubspot_build: Build, table: str, key: str, source: str, id_: str
) -> None:
    """Each row of the loader is accepted or quarantined; what HubSpot deleted is gone."""
    deleted = ("is_deleted", "_fivetran_deleted")
    expected = {
        row[id_]
        for row in real_rows("hubspot", source)
        if not any(row.get(name, "").lower() == "true" for name in deleted)
    }
    assert expected
    found = hubspot_build.query(f"select {key} from intermediate.int_{table}_checked")
    assert expected <= {name for (name,) in found}


@pytest.mark.parametrize("place", ["stripe", "stripe_airbyte"])
@pytest.mark.parametrize(
    ("chosen", "brought", "tables"),
    [
        ("stripe", "stripe_airbyte", airbyte_tables),
        ("stripe_airbyte", "stripe", stripe_tables),
    ],
)
def test_tables_of_another_loader_are_recognised(
    chosen: str,
    brought: str,
    tables: Callable[[], dict[str, list[Row]]],
    place: str,
    tmp_path: Path,
) -> None:
    """Whichever folder they lie in: the error names the connector that reads them."""
    for table, rows in tables().items():
        write_typed(tmp_path / place, table, *rows)
    landed = LandedInput(connectors={"crm": chosen, "billing": chosen})
    with pytest.raises(RefusedInputError) as told:
        landed.land(tmp_path)
    said = str(told.value)
    assert f"what the connector {chosen} reads" in said
    assert f"are those of the connector {brought}. Found: " in said
    assert f"In vars.yml, write {brought} instead of {chosen} under connectors" in said
    assert (f", and set {brought.upper()}_DIR to that place." in said) == (place == chosen)


def test_each_column_is_described(
    stripe_build: Build, airbyte_build: Build, hubspot_build: Build
) -> None:
    """What the house rules ask of every model; they see those alone that are built by default."""
    for build in (stripe_build, airbyte_build, hubspot_build):
        manifest = json.loads(
            (build.warehouse.with_suffix(".target") / "manifest.json").read_text(encoding="utf-8")
        )
        described = {
            node["name"]: {
                name for name, column in node["columns"].items() if column["description"]
            }
            for node in manifest["nodes"].values()
            if node["resource_type"] == "model" and len(node["description"]) > 20
        }
        built = build.query(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = 'staging' and table_name similar to "
            "'(base|stg)_(stripe|zendesk|hubspot|segment)__.*'"
        )
        assert built
        assert not [
            (table, column) for table, column in built if column not in described.get(table, ())
        ]
