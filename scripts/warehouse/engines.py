"""The warehouse in use: read from it, append to its registry, run the project's macros."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb
import pyarrow as pa

import faults
from load_raw import LoadError, connect_to_postgres
from no_telemetry import SWITCHES
from warehouse.project import ROOT, TARGETS, run_dbt, work_file
from warehouse.refusals import WarehouseError

SCHEMA = "registry"

Tables = Mapping[str, pa.Table]
"""Rows for tables of the registry, in the order in which they are to be written."""


class Warehouse(Protocol):
    """What training needs of a warehouse."""

    marts: str
    """The schema in which builds leave the marts, published or not."""

    def query(self, sql: str) -> pa.Table:
        """The rows of a query."""

    def append(self, tables: Tables) -> None:
        """Add rows to the registry, all of them or none."""

    def run_macro(self, name: str) -> str:
        """Run a macro of the project by dbt; what it prints."""

    def run_models(self, select: str) -> None:
        """Build some models of the project by dbt, without tests and without publishing."""


class DuckDBWarehouse:
    """The file that builds write to; it is open only while it is read or written."""

    marts = "marts"

    def __init__(self, work_file: Path) -> None:
        self.work_file = work_file

    def query(self, sql: str) -> pa.Table:
        """The rows of a query."""
        with self._open(read_only=True) as connection:
            return connection.sql(sql).to_arrow_table()

    def append(self, tables: Tables) -> None:
        """Add rows in one transaction."""
        with self._open(read_only=False) as connection:
            connection.execute("begin")
            for name, rows in tables.items():
                connection.register("new_rows", rows)
                connection.execute(f"insert into {SCHEMA}.{name} by name from new_rows")
                connection.unregister("new_rows")
            connection.execute("commit")

    def run_macro(self, name: str) -> str:
        """Run a macro of the project by dbt; what it prints."""
        return run_dbt("run-operation", name)

    def run_models(self, select: str) -> None:
        """Build some models of the project by dbt."""
        run_dbt("run", "--select", *select.split())

    @contextmanager
    def _open(self, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with duckdb.connect(str(self.work_file), read_only=read_only) as connection:
                yield connection
        except duckdb.IOException as error:
            raise WarehouseError(
                f"The warehouse's work file can't be opened; is a build running? {error}"
            ) from None


class PostgresWarehouse:
    """The database that the environment variables of the target `postgres` name."""

    marts = "marts_work"

    def query(self, sql: str) -> pa.Table:
        """The rows of a query."""
        with _postgres() as connection, connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetch_arrow_table()

    def append(self, tables: Tables) -> None:
        """Add rows in one transaction."""
        with _postgres() as connection, connection.cursor() as cursor:
            for name, rows in tables.items():
                if rows.num_rows:
                    cursor.adbc_ingest(name, rows, "append", db_schema_name=SCHEMA)
            connection.commit()

    def run_macro(self, name: str) -> str:
        """Run a macro of the project by dbt; what it prints."""
        return run_dbt("run-operation", name, "--target", "postgres")

    def run_models(self, select: str) -> None:
        """Build some models of the project by dbt."""
        run_dbt("run", "--select", *select.split(), "--target", "postgres")


def _postgres() -> Any:
    """A connection, or what is missing for it in words."""
    try:
        return connect_to_postgres()
    except LoadError as error:
        raise WarehouseError(str(error)) from None


class SparkWarehouse:
    """The Spark of this process, as the target `spark` with the method `session` finds it."""

    marts = "marts_work"

    def __init__(self) -> None:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise WarehouseError("Spark is missing: run `make spark`.") from None
        self.session = SparkSession.getActiveSession() or (
            SparkSession.builder.config("spark.sql.session.timeZone", "UTC")
            .enableHiveSupport()
            .getOrCreate()
        )

    def query(self, sql: str) -> pa.Table:
        """The rows of a query."""
        return self.session.sql(sql).toArrow()

    def append(self, tables: Tables) -> None:
        """Add rows table by table: Spark has no transaction over tables.

        The order makes it one: what has no row in `trained_models` doesn't exist, and decisions on
        a model come after it, in one write.
        """
        for name, rows in tables.items():
            if rows.num_rows:
                table = f"{SCHEMA}.{name}"
                # by place: a column that was added later stands at a table's end
                columns = self.session.table(table).columns
                self.session.createDataFrame(rows).select(columns).write.insertInto(table)

    def run_macro(self, name: str) -> str:
        """Run a macro of the project by dbt within this session; what it prints."""
        return self._run_dbt("run-operation", name)

    def run_models(self, select: str) -> None:
        """Build some models of the project by dbt within this session."""
        self._run_dbt("run", "--select", *select.split())

    def _run_dbt(self, command: str, *options: str) -> str:
        from dbt.cli.main import dbtRunner

        os.environ.update(SWITCHES)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            outcome = dbtRunner().invoke(
                [
                    *("--quiet", "--no-use-colors", command, *options),
                    *("--target", "spark", "--project-dir", str(ROOT), "--profiles-dir", str(ROOT)),
                ]
            )
        if not outcome.success:
            raise WarehouseError(faults.in_words(said.getvalue().strip() or str(outcome.exception)))
        return said.getvalue()


def open_warehouse(target: str, warehouse: Path) -> Warehouse:
    """The warehouse of a target of profiles.yml.example."""
    if target == "postgres":
        return PostgresWarehouse()
    if target == "spark":
        return SparkWarehouse()
    if target != "duckdb":
        raise WarehouseError(f"There is no target '{target}'; there are {', '.join(TARGETS)}.")
    place = work_file(warehouse)
    if not place.exists():
        raise WarehouseError(
            f"Nothing is built at {warehouse} yet. "
            "Run `make demo`, or `make build RAW_DIR=folder`, then this again."
        )
    return DuckDBWarehouse(place)
