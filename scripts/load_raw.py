"""Load a folder of raw data into the schema that a warehouse target reads its input from.

Meant for trying a warehouse with the demo company: in earnest, the tables of the input contract
are brought there by the team's own pipelines. Connects with the environment variables that
profiles.yml.example names.
"""

from __future__ import annotations

import argparse
import csv
import functools
import gzip
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import faults
from terminal import escape

Load = Callable[[str, str, duckdb.DuckDBPyRelation], None]
"""Puts one table into a schema: (schema, table, rows)."""

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


class LoadError(Exception):
    """What the user can mend, in words."""


def first_line(file: Path) -> str:
    """A text file's first line; refuses a file whose last line may have been cut off."""
    try:
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as lines:
            line = last = lines.readline()
            while part := lines.read(1 << 20):
                last = part
            text = re.split("[\r\n]", line.decode("utf-8-sig"), maxsplit=1)[0]
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise LoadError(
            f"{file} can't be read: {error}. Expected: UTF-8. Write it again."
        ) from None
    if not text:
        raise LoadError(f"{file} is empty. Expected: a line with the names of the columns.")
    if not last.endswith((b"\n", b"\r")):
        raise LoadError(
            f"{file} may have been cut off within a cell. Found: a last line without a line break. "
            "Expected: one at the end of each line. Replace the file, or end its last line where "
            "it is whole."
        )
    return text


def csv_rows(file: Path) -> duckdb.DuckDBPyRelation:
    """Rows of a CSV file, cells as text: read strictly by its header, as a build on DuckDB does.

    A reader that guesses takes a broken line for another dialect.
    """
    header = first_line(file)
    delimiter = max(",;\t|", key=header.count)
    names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter))]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise LoadError(f"{file} has the column {repeated[0]} more than once. Expected: once.")
    path = str(file)
    for sign in "[*?":
        path = path.replace(sign, f"[{sign}]")
    return duckdb.read_csv(
        path,
        columns=dict.fromkeys(names, "varchar"),
        auto_detect=False,
        header=True,
        delimiter=delimiter,
        quotechar='"',
        escapechar='"',
    )


def stacked(upper: duckdb.DuckDBPyRelation, lower: Path) -> duckdb.DuckDBPyRelation:
    """The rows of a table so far and those of one more of its files; their columns may differ."""
    return csv_rows(lower).query("lower", "from upper union all by name from lower")


def raw_tables(folder: Path) -> dict[str, duckdb.DuckDBPyRelation]:
    """The tables of a raw folder: a file or a folder of files each, cells of CSV as text."""
    tables = {}
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        inside = list(path.iterdir()) if path.is_dir() else [path]
        files = sorted(str(file) for file in inside if ".parquet" in file.suffixes)
        texts = sorted(file for file in inside if ".csv" in file.suffixes)
        if files:
            tables[path.name.split(".")[0]] = duckdb.read_parquet(files, union_by_name=True)
        elif texts:
            tables[path.name.split(".")[0]] = functools.reduce(
                stacked, texts[1:], csv_rows(texts[0])
            )
    if not tables:
        raise LoadError(f"{folder}: no such folder, or no Parquet or CSV file in it.")
    return tables


def postgres_type(duckdb_type: str) -> str:
    """PostgreSQL's name of a DuckDB type."""
    return {"DOUBLE": "double precision", "FLOAT": "real"}.get(duckdb_type, duckdb_type)


def quoted(name: str) -> str:
    """A name of a schema, table or column as SQL."""
    return '"' + name.replace('"', '""') + '"'


def setting(value: str) -> str:
    """A value in the words that say where PostgreSQL is."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def connect_to_postgres() -> Any:
    """A connection to the database that the target `postgres` of profiles.yml.example names."""
    try:
        from adbc_driver_postgresql import dbapi
    except ImportError:
        raise LoadError("PostgreSQL's driver is missing: run `make postgres`.") from None
    settings = {
        "host": os.environ.get("POSTGRES_HOST", "localhost"),
        "port": os.environ.get("POSTGRES_PORT", "5432"),
        "user": os.environ.get("POSTGRES_USER", "postgres"),
        "password": os.environ.get("POSTGRES_PASSWORD", ""),
        "dbname": os.environ.get("POSTGRES_DATABASE", "saas_segments"),
    }
    try:
        return dbapi.connect(
            " ".join(f"{name}={setting(value)}" for name, value in settings.items())
        )
    except dbapi.Error as error:
        raise LoadError(
            f"{error}\nPOSTGRES_HOST, _PORT, _USER, _PASSWORD and _DATABASE say where it is."
        ) from None


@contextmanager
def postgres() -> Iterator[Load]:
    """Load into PostgreSQL, all tables or none."""
    with connect_to_postgres() as connection, connection.cursor() as cursor:
        from adbc_driver_postgresql.dbapi import Error

        def load(schema: str, table: str, rows: duckdb.DuckDBPyRelation) -> None:
            columns = ", ".join(
                f"{quoted(name)} {postgres_type(str(kind))}"
                for name, kind in zip(rows.columns, rows.types, strict=True)
            )
            relation = f"{quoted(schema)}.{quoted(table)}"
            cursor.execute(f"create schema if not exists {quoted(schema)}")
            cursor.execute(f"create table if not exists {relation} ({columns})")
            cursor.execute(f"truncate {relation}")
            try:
                cursor.adbc_ingest(table, rows.to_arrow_reader(), "append", db_schema_name=schema)
            except Error as error:
                raise LoadError(
                    f"{table}: PostgreSQL takes none of it. Found: {str(error).splitlines()[0]} "
                    "Correct the file: texts, for instance, may hold no NUL byte."
                ) from None
            cursor.execute(f"analyze {relation}")

        yield load
        connection.commit()


TARGETS = {"postgres": postgres}


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", required=True, choices=sorted(TARGETS))
    parser.add_argument("--raw-dir", default=os.environ.get("RAW_DIR") or "data/raw")
    parser.add_argument("--schema", default=os.environ.get("RAW_SCHEMA") or "raw_input")
    return parser.parse_args()


def main() -> int:
    """Load every table; a table that is there already gets the folder's rows instead of its own."""
    arguments = parse_arguments()
    columns = (TextColumn("[bold]{task.description}"), BarColumn(), MofNCompleteColumn())
    try:
        tables = raw_tables(Path(arguments.raw_dir))
        with (
            TARGETS[arguments.target]() as load,
            Progress(*columns, TimeElapsedColumn(), console=console) as progress,
        ):
            for table in progress.track(tables, description="Loading raw tables"):
                load(arguments.schema, table, tables[table])
    except (LoadError, duckdb.Error) as error:
        errors.print(f"[bold red]Nothing was loaded.[/] {escape(str(error))}", highlight=False)
        return 1
    console.print(
        f"Loaded {len(tables)} tables into the schema {escape(arguments.schema)}.", highlight=False
    )
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
