"""Single models on made-up rows: their compiled SQL, run on DuckDB in memory."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from conftest import Build

Row = dict[str, Any]


@dataclass(frozen=True)
class CompiledModels:
    """The models of a build, each a query that reads the relations above it."""

    database: str
    queries: dict[str, str]
    schemas: dict[str, str]

    @staticmethod
    def of(build: Build) -> CompiledModels:
        """What a build compiled."""
        path = build.warehouse.with_suffix(".target") / "manifest.json"
        nodes = json.loads(path.read_text(encoding="utf-8"))["nodes"].values()
        relations = [node for node in nodes if node["resource_type"] in ("model", "seed")]
        models = [node for node in relations if node["resource_type"] == "model"]
        return CompiledModels(
            models[0]["database"],
            {node["name"]: node["compiled_code"] for node in models},
            {node["name"]: node["schema"] for node in relations},
        )

    def run(self, names: list[str], given: dict[str, pa.Table | list[Row]]) -> list[Row]:
        """The rows of the last of some models, each built on those before it and on given rows."""
        with duckdb.connect() as connection:
            connection.execute(f"attach ':memory:' as {self.database}")
            for schema in ("seeds", "staging", "intermediate", "marts"):
                connection.execute(f"create schema {self.database}.{schema}")
            for name, rows in given.items():
                table = rows if isinstance(rows, pa.Table) else pa.Table.from_pylist(rows)
                connection.register("given_rows", table)
                relation = f"{self.database}.{self.schemas[name]}.{name}"
                connection.execute(f"create table {relation} as select * from given_rows")
                connection.unregister("given_rows")
            for name in names:
                relation = f"{self.database}.{self.schemas[name]}.{name}"
                connection.execute(f"create table {relation} as {self.queries[name]}")
            return connection.sql(f"from {relation}").to_arrow_table().to_pylist()
