"""Loaders' views on another engine, held against DuckDB: the same tables, the same rows."""

from __future__ import annotations

import json
from pathlib import Path

from conftest import Build, dbt
from loader_tables import write_crm, write_support_and_product, write_typed
from stripe_cases import airbyte_tables

LOADERS = ("stripe_airbyte", "hubspot", "segment", "zendesk")
VARIABLES = {
    "connectors": {
        **{"crm": "hubspot", "users": "segment", "billing": "stripe_airbyte"},
        **{"support": "zendesk", "product": "segment"},
    },
    "segments": [],
    "models": [],
}
READ = (
    *("stg_billing__subscriptions", "stg_billing__invoices", "stg_billing__payments"),
    *("stg_crm__accounts", "stg_crm__opportunities", "stg_crm__users"),
    *("stg_support__tickets", "stg_product__events"),
)
ARGUMENTS = ("run", "--select", *(f"+{name}" for name in READ), "--vars", json.dumps(VARIABLES))
"""The views with all that they read, of each tool one shape."""


def write_tables(raw: Path) -> Path:
    """Every loader's tables in a folder of its own, typed."""
    write_support_and_product(raw, write_typed)
    write_crm(raw, write_typed)
    for table, rows in airbyte_tables().items():
        write_typed(raw / "stripe_airbyte", table, *rows)
    return raw


def build_on_duckdb(raw: Path, warehouse: Path, profiles: Path) -> Build:
    """The views on DuckDB."""
    build = dbt(*ARGUMENTS, raw=raw, warehouse=warehouse, profiles=profiles)
    assert build.returncode == 0, build.output[-4000:]
    return build


def as_texts(build: Build) -> dict[str, str]:
    """For each view a query for its rows as texts, whatever the engine."""
    queries = {}
    for view in READ:
        names = build.query(
            "select column_name from information_schema.columns "
            f"where table_name = '{view}' order by ordinal_position"
        )
        cells = [f"coalesce(cast({name} as varchar(9999)), '(none)')" for (name,) in names]
        queries[view] = f"select concat_ws('|', {', '.join(cells)}) as line from staging.{view}"
    return queries
