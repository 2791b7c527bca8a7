"""The mart of audience changes by hand, and a project whose destinations a test sets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import yaml

COLUMNS = {
    "change_id": "varchar",
    "destination": "varchar",
    "audience": "varchar",
    "entity": "varchar",
    "entity_id": "varchar",
    "account_id": "varchar",
    "change": "varchar",
    "change_number": "integer",
    "changed_at": "timestamp",
    "as_of_date": "date",
    "segment": "varchar",
    "motion": "varchar",
    "label": "varchar",
    "action": "varchar",
    "model": "varchar",
    "probability": "double",
    "bucket": "varchar",
    "persona": "varchar",
    "reason": "varchar",
    "left_because": "varchar",
    "mrr": "decimal(18, 2)",
    "usage_metric": "varchar",
    "used": "double",
    "usage_limit": "double",
    "limit_reached_on": "date",
    "upgrade_mrr_gain": "decimal(18, 2)",
    "contact_user_id": "varchar",
    "contact_email_sha256": "varchar",
}
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
        "mrr": 120.50,
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
    with duckdb.connect() as connection:
        return _fill(connection, "changes", rows).sql("from changes").to_arrow_table()


def write_mart(warehouse: Path, rows: Iterable[dict[str, Any]]) -> Path:
    """A published warehouse with nothing but these changes."""
    warehouse.unlink(missing_ok=True)
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts")
        _fill(connection, "marts.fct_audience_changes", rows)
    return warehouse


def _fill(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[dict[str, Any]]
) -> duckdb.DuckDBPyConnection:
    """Make the table and insert the rows."""
    declared = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
    connection.execute(f"create table {table} ({declared})")
    given = {name: [] for name in COLUMNS}
    for row in rows:
        for name, values in given.items():
            values.append(row.get(name))
    arrow = pa.table({name: values for name, values in given.items() if any(values)})
    if arrow.num_rows:
        connection.register("given", arrow)
        connection.execute(f"insert into {table} by name from given")
        connection.unregister("given")
    return connection


def write_project(folder: Path, *destinations: dict[str, Any]) -> Path:
    """A project whose vars.yml has just these destinations; the script is run in it."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {"vars": {"destinations": list(destinations)}}
    (folder / "vars.yml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    return folder
