"""The mart of audience changes by hand, and a project whose destinations a test sets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

MONEY = pa.decimal128(18, 2)
SCHEMA = pa.schema(
    {
        "change_id": pa.string(),
        "destination": pa.string(),
        "audience": pa.string(),
        "entity": pa.string(),
        "entity_id": pa.string(),
        "account_id": pa.string(),
        "change": pa.string(),
        "change_number": pa.int32(),
        "changed_at": pa.timestamp("us"),
        "as_of_date": pa.date32(),
        "segment": pa.string(),
        "motion": pa.string(),
        "label": pa.string(),
        "action": pa.string(),
        "model": pa.string(),
        "probability": pa.float64(),
        "bucket": pa.string(),
        "persona": pa.string(),
        "reason": pa.string(),
        "left_because": pa.string(),
        "mrr": MONEY,
        "usage_metric": pa.string(),
        "used": pa.float64(),
        "usage_limit": pa.float64(),
        "limit_reached_on": pa.date32(),
        "upgrade_mrr_gain": MONEY,
        "contact_user_id": pa.string(),
        "contact_email_sha256": pa.string(),
    }
)
CONTACTS = pa.schema({"account_id": pa.string(), "contact_email": pa.string()})
FIRST_DAY = date(2026, 3, 1)


def change(entity_id: str, number: int, kind: str = "entered", **others: Any) -> dict[str, Any]:
    """A row of the mart; a day passes from one of a member's changes to the next."""
    found = {
        "destination": "crm",
        "audience": "save_at_risk",
        "entity": "account",
        "entity_id": entity_id,
        "account_id": entity_id,
        "change": kind,
        "change_number": number,
        "as_of_date": FIRST_DAY + timedelta(days=number),
        "segment": "at_risk_of_churn",
        "motion": "retention",
        "label": "Talk to them before they leave",
        "action": "Call the owner",
        "probability": 0.25,
        "bucket": "high",
        "reason": "paying; no core action for 24 days",
        "mrr": Decimal("120.50"),
        "left_because": "membership ended" if kind == "left" else None,
        "contact_email_sha256": hashed(entity_id),
        **others,
    }
    key = [str(found[name]) for name in ("destination", "audience", "entity_id", "change_number")]
    found.setdefault("change_id", "|".join(key))
    found.setdefault(
        "changed_at",
        datetime.combine(found["as_of_date"] + timedelta(days=1), datetime.min.time()),
    )
    return found


def hashed(address: str) -> str:
    """What stands for an e-mail."""
    return hashlib.sha256(address.encode()).hexdigest()


def as_table(rows: Iterable[dict[str, Any]]) -> pa.Table:
    """Rows as the mart's columns."""
    return pa.Table.from_pylist(list(rows), SCHEMA)


def write_mart(warehouse: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """A published warehouse with nothing but these changes, and the contacts in its work file.

    A row's `contact_email` is that of its account; where it has none, the account's id is.
    """
    rows = list(rows)
    emails = {row["account_id"]: row.get("contact_email", row["account_id"]) for row in rows}
    work_file = warehouse.with_name(f"{warehouse.stem}_work.duckdb")
    for file in (warehouse, work_file):
        file.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.register("given", as_table(rows).drop_columns(["contact_email_sha256"]))
        connection.execute("create schema marts")
        connection.execute("create table marts.fct_audience_changes as from given")
    with duckdb.connect(str(work_file)) as connection:
        contacts = [{"account_id": key, "contact_email": value} for key, value in emails.items()]
        connection.register("given", pa.Table.from_pylist(contacts, CONTACTS))
        connection.execute("create schema intermediate")
        connection.execute("create table intermediate.int_account_contacts as from given")
    return warehouse


def write_project(folder: Path, *destinations: dict[str, Any]) -> Path:
    """A project whose vars.yml has just these destinations; the script is run in it."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"vars": {"destinations": list(destinations)}}
    (folder / "vars.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder
