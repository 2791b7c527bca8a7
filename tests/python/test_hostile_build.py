"""A whole company of hostile rows, built to its marts: the MRR is what its good rows are worth."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import dbt
from hostile_rows import BOMBS, EMPTY, MOST, Cell, is_acceptable, judged_rows, write_csv

AS_OF = date(2025, 6, 30)
ACCOUNTS = 60
LARGEST = MOST - Decimal("0.01")
MONTHS = {"month": 1, "quarter": 3, "year": 12}


@st.composite
def companies(draw: st.DrawFn) -> list[dict[str, Cell]]:
    """A subscription for each account, most of them with a cell that somebody broke."""
    rows = draw(judged_rows("subscriptions", ACCOUNTS))
    for number, row in enumerate(rows):
        row["account_id"] = Cell(f"account {number}", f"account {number}")
    return rows


def one_company() -> list[dict[str, Cell]]:
    """The same one each time."""
    found = []

    @settings(
        max_examples=5,  # the first ones drawn are the plainest
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(companies())
    def draw(rows: list[dict[str, Cell]]) -> None:
        found.append(rows)

    draw()
    return found[-1]


def near_the_end(row: dict[str, Cell], number: int) -> dict[str, Cell]:
    """The row, begun within the last two years where it began at any possible time."""
    begun = row["valid_from"].meaning
    if isinstance(begun, datetime) and 1970 < begun.year < 2099:
        moved = datetime(2023, 7, 1, 12) + timedelta(days=number * 12)
        return row | {"valid_from": Cell(str(moved), moved)}
    return row


def at_the_limit(row: dict[str, Cell], number: int) -> dict[str, Cell]:
    """The row, for the most that may be asked, where it is one of every tenth."""
    if number % 10 or row["amount"].meaning is None:
        return row
    return row | {
        "amount": Cell(str(LARGEST), LARGEST),
        "discount_amount": EMPTY,
        "billing_interval": Cell("week", "week"),
        "billing_interval_count": EMPTY,
        "quantity": Cell(str(LARGEST), LARGEST),
    }


def write_extremes(raw: Path, accounts: list[str]) -> None:
    """The other tables with figures: as large as each column's type, or as what is accepted."""
    tables = {
        "invoices": "invoice_id,account_id,issued_at,amount_due,status,paid_at,amount_paid,"
        "amount_refunded\n",
        "payments": "payment_id,account_id,attempted_at,status,amount\n",
        "opportunities": "opportunity_id,account_id,stage,stage_entered_at,amount,is_won\n",
        "tickets": "ticket_id,account_id,opened_at,handle_minutes,reopened_count,"
        "satisfaction_score\n",
        "marketing_spend": "spend_date,channel,amount\n",
    }
    for number, account in enumerate(accounts[:30]):
        at = f"2025-0{number % 6 + 1}-15"
        tables["invoices"] += f"{number},{account},{at},{LARGEST},paid,{at},{LARGEST},{LARGEST}\n"
        for status in ("succeeded", "failed", "refunded"):
            tables["payments"] += f"{number} {status},{account},{at},{status},{LARGEST}\n"
        tables["opportunities"] += f"{number},{account},proposal,{at},{LARGEST},{number % 2}\n"
        tables["tickets"] += f"{number},{account},{at},999999999.99,2147483647,1\n"
        tables["tickets"] += f"{number} more,{account},{at},{LARGEST},0,\n"
        tables["marketing_spend"] += f"{at},channel {number % 3} {number},{LARGEST}\n"
    for name, text in tables.items():
        (raw / f"{name}.csv").write_text(text, encoding="utf-8")


def monthly(row: dict[str, Cell]) -> Decimal:
    """What a subscription is worth a month when the as-of date ends, by the definition of MRR."""
    status = row["status"].text.strip(" ").lower()
    begins, ends = row["valid_from"].meaning.date(), row["valid_to"].meaning
    if status not in ("active", "past_due") or begins > AS_OF or (ends and ends.date() <= AS_OF):
        return Decimal(0)
    if status == "past_due" and begins + timedelta(days=30) <= AS_OF:
        return Decimal(0)
    net = row["amount"].meaning - (row["discount_amount"].meaning or 0)
    interval = row["billing_interval"].text.strip(" ").lower()
    count = row["billing_interval_count"].meaning or 1
    net = net * Decimal("365.25") / 84 if interval == "week" else net / MONTHS[interval]
    return (net / count).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.long
def test_mrr_of_a_hostile_company(tmp_path: Path) -> None:
    """Each account's MRR and their sum are exact, and every row is accepted or quarantined."""
    raw = tmp_path / "raw"
    raw.mkdir()
    rows = [
        at_the_limit(near_the_end(row, number), number) for number, row in enumerate(one_company())
    ]
    write_csv(raw / "subscriptions.csv", rows)
    names = ["", *(row["account_id"].text for row in rows)]
    accounts = "".join(f"{name},2023-01-01\n" for name in names[1:])
    (raw / "accounts.csv").write_text("account_id,created_at\n" + accounts, encoding="utf-8")
    write_extremes(raw, names[1:])
    events = [
        {"event_id": f"e{number}", "event_name": "site_visited", "account_id": "account 1"}
        | {"occurred_at": at, "properties": text}
        for number, (text, at) in enumerate(
            product(BOMBS, ("2025-06-01", "9999-12-31", "0001-01-01"))
        )
    ]
    pq.write_table(pa.Table.from_pylist(events), raw / "events.parquet")
    build = dbt(
        *("build", "--exclude-resource-type", "test", "unit_test"),
        raw=raw,
        warehouse=tmp_path / "warehouse.duckdb",
        as_of_date=str(AS_OF),
    )
    assert build.returncode == 0, build.output[-4000:]

    def is_good(row: dict[str, Cell]) -> bool:
        return is_acceptable("subscriptions", row | {"account_id": Cell("a1", "a1")})

    good = [row for row in rows if is_good(row)]
    assert len(rows) > len(good) > len(rows) / 3
    expected = {row["account_id"].text: monthly(row) for row in good}
    found = build.query(
        "select account_id, sum(mrr_change) from marts.fct_mrr_movements group by account_id "
        "having sum(mrr_change) <> 0"
    )
    assert dict(found) == {name: mrr for name, mrr in expected.items() if mrr}
    assert build.query(
        "select mrr_end from marts.fct_segment_kpis "
        "where segment = 'all_customers' order by kpi_month desc limit 1"
    ) == [(sum(expected.values()),)]
    assert build.query(
        "select table_name, count(*) from marts.quarantined_rows "
        "where table_name in ('subscriptions') group by table_name"
    ) == [("subscriptions", len(rows) - len(good))]
    assert build.query("select count(*) from intermediate.int_events_checked") == [(len(events),)]
    assert build.query(
        "select distinct rejected_because from intermediate.int_events_checked "
        "where year(occurred_at) <> 2025"
    ) == [("impossible_time",)]
