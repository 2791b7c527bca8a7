"""The registry's tables, read from the YAML that describes them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

SOURCES = Path(__file__).resolve().parents[2] / "models/staging/registry/_registry__sources.yml"
TYPES = {
    "varchar": pa.string(),
    "integer": pa.int32(),
    "bigint": pa.int64(),
    "double precision": pa.float64(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
}

Rows = Mapping[str, Sequence[Any]]
"""Rows of a table as columns."""


@cache
def registry_tables() -> dict[str, pa.Schema]:
    """The columns of each table of the registry."""
    described = yaml.safe_load(SOURCES.read_text(encoding="utf-8"))
    return {
        table["name"]: pa.schema(
            [(column["name"], TYPES[column["data_type"]]) for column in table["columns"]]
        )
        for source in described["sources"]
        for table in source["tables"]
    }


def registry_rows(table: str, rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as the table holds them; a column that a row leaves out is null."""
    schema = registry_tables()[table]
    unknown = {name for row in rows for name in row} - set(schema.names)
    if unknown:
        raise ValueError(f"registry.{table} has no column {', '.join(sorted(unknown))}")
    return pa.Table.from_pylist([dict(row) for row in rows], schema=schema)
