"""Look for a customer in everything that the project keeps, and say where it still is.

Searches every table of the warehouse and of the published file, the delivery ledger, exports and
deliveries, boards, compiled files, logs and seeds, each file's raw bytes too: what was deleted may
still lie in a file. Exit status: 0 when it is nowhere, 1 when it was found or can't be looked for.
The raw input is not searched: it is yours to clean.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

import faults
from activation.destinations import read_destinations
from activation.ledger import default_place
from activation.refusals import ActivationError
from copies import remembered
from renew_copies import folders_of
from terminal import escape
from warehouse.engines import Warehouse, open_warehouse
from warehouse.project import add_target, project_folder, work_file
from warehouse.refusals import WarehouseError

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)

KEPT = ("target", "logs", "seeds")
"""Folders of the project in which commands leave files, and people their decisions."""

TABLES = {
    "duckdb": "select schema_name as s, table_name as t from duckdb_tables() order by 1, 2",
    "postgres": "select table_schema as s, table_name as t from information_schema.tables "
    "where table_type = 'BASE TABLE' and table_schema not in "
    "('pg_catalog', 'information_schema') order by 1, 2",
}


class ReportError(Exception):
    """What keeps the search from being made, in a sentence."""


@dataclass(frozen=True)
class Place:
    """Where something was found, and how often."""

    place: str
    found: str
    times: int


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("find", help="ids and e-mail addresses, joined by commas")
    add_target(parser)
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    parser.add_argument("--ledger", default=os.environ.get("LEDGER") or "")
    parser.add_argument(
        "--also", default="", help="further files and folders, such as exports, joined by commas"
    )
    return parser.parse_args()


def split(text: str) -> list[str]:
    """The parts of a list on the command line."""
    return [part.strip() for part in text.split(",") if part.strip()]


def pattern_of(sought: str) -> str:
    """A regular expression that finds an id or address as a whole: usr_1 is not in usr_12."""
    return rf"(?i)(^|[^A-Za-z0-9_]){re.escape(sought)}([^A-Za-z0-9_]|$)"


def search_tables(connection: duckdb.DuckDBPyConnection, sought: list[str], name: str) -> list:
    """Look through every row of every table of a DuckDB file."""
    places = []
    counts = ", ".join(
        "count(*) filter (where contains(words, lower(?)) and regexp_matches(words, ?))"
        for _ in sought
    )
    values = [value for one in sought for value in (one, pattern_of(one))]
    for schema, table in connection.execute(TABLES["duckdb"]).fetchall():
        relation = ".".join('"' + part.replace('"', '""') + '"' for part in (schema, table))
        found = connection.execute(
            f"select {counts} from (select lower(cast(r as varchar)) as words "
            f"from {relation} as r) as rows where regexp_matches(words, ?)",
            [*values, "|".join(pattern_of(one) for one in sought)],
        ).fetchone()
        for one, times in zip(sought, found, strict=True):
            if times:
                places.append(Place(f"{name}: {schema}.{table}", one, times))
    return places


def search_warehouse(target: str, warehouse: Warehouse, sought: list[str]) -> list[Place]:
    """Look through every row of every table of another engine's warehouse."""
    places = []
    for schema, table in tables_of(target, warehouse):
        for one in sought:
            quoted = one.replace("'", "''").lower()
            row = "cast(r as text)" if target == "postgres" else "to_json(struct(r.*))"
            relation = f'"{schema}"."{table}"' if target == "postgres" else f"`{schema}`.`{table}`"
            found = warehouse.query(
                f"select {row} as found from {relation} as r where lower({row}) like '%{quoted}%'"
            )
            times = sum(
                bool(re.search(pattern_of(one), text)) for text in found["found"].to_pylist()
            )
            if times:
                places.append(Place(f"{target}: {schema}.{table}", one, times))
    return places


def tables_of(target: str, warehouse: Warehouse) -> list[tuple[str, str]]:
    """Schema and name of every table; views hold nothing of their own."""
    if target == "postgres":
        raw = os.environ.get("RAW_SCHEMA") or "raw_input"
        rows = warehouse.query(TABLES["postgres"]).to_pylist()
        return [(row["s"], row["t"]) for row in rows if row["s"] != raw]
    found = []
    for schema in (
        *("state", "staging", "intermediate", "marts", "marts_work", "marts_published"),
        *("registry", "seeds"),
    ):
        views = warehouse.query(f"show views in {schema}").to_pylist()
        hidden = {row["viewName"] for row in views}
        tables = warehouse.query(f"show tables in {schema}").to_pylist()
        found += [(schema, row["tableName"]) for row in tables if row["tableName"] not in hidden]
    return found


def search_bytes(file: Path, sought: list[str]) -> list[Place]:
    """Look through a file as it lies on the disk; an id that begins with what is sought counts."""
    content = file.read_bytes().lower()
    counted = Counter({one: content.count(one.lower().encode()) for one in sought})
    return [Place(f"{file}: bytes", one, times) for one, times in counted.items() if times]


def search_file(file: Path, sought: list[str]) -> list[Place]:
    """Look through a file, in its tables where it has any, and in its bytes."""
    places = search_bytes(file, sought)
    if file.suffix in (".duckdb", ".parquet"):
        try:
            with duckdb.connect() as connection:
                if file.suffix == ".parquet":
                    quoted = str(file).replace("'", "''")
                    connection.execute(f"create table rows as from read_parquet('{quoted}')")
                    return places + search_tables(connection, sought, str(file))
            with duckdb.connect(str(file), read_only=True) as connection:
                places += search_tables(connection, sought, str(file))
        except duckdb.Error as error:
            raise ReportError(
                f"{file} can't be read, is a build running? {str(error).splitlines()[0]}"
            ) from None
    return places


def files_to_search(arguments: argparse.Namespace) -> Iterator[Path]:
    """Every file that the project's commands wrote for this warehouse."""
    warehouse = Path(arguments.warehouse).expanduser().resolve()
    target = arguments.target
    ledger = Path(arguments.ledger).expanduser().resolve() if arguments.ledger else None
    ledger = ledger or default_place(target, warehouse)
    places = [Path(f"{ledger}{ending}") for ending in ("", "-wal")]
    if target == "duckdb":
        work = work_file(warehouse)
        places += [warehouse, work]
        places += [
            Path(f"{file}{ending}") for file in (warehouse, work) for ending in (".wal", ".next")
        ]
    places += [project_folder() / name for name in KEPT]
    places += [
        project_folder() / Path(destination.folder).expanduser()
        for destination in read_destinations(project_folder())
        if destination.is_file
    ]
    places += [folder for copy in remembered(warehouse) for folder in folders_of(copy)]
    for place in places:
        if place.is_dir():
            yield from sorted(file for file in place.rglob("*") if file.is_file())
        elif place.exists():
            yield place
    for name in split(arguments.also):
        place = Path(name).expanduser()
        if not place.exists():
            raise ReportError(f"{place} does not exist. Name files or folders after --also.")
        if place.is_dir():
            folder = place.resolve()
            # an export's folder is a link; the set before it is kept beside it
            beside = folder.parent.glob(f".{place.name}-*") if place.is_symlink() else []
            for one in dict.fromkeys([folder, *beside]):
                yield from sorted(file for file in one.rglob("*") if file.is_file())
        else:
            yield place


def report(places: list[Place], sought: list[str], searched: int) -> None:
    """Say where it was found, or that it is nowhere."""
    words = escape(", ".join(sought))
    if not places:
        console.print(f"{words}: nowhere, in {searched:,} files and their tables.", highlight=False)
        return
    table = Table("where", "what", "times", box=None, header_style="bold")
    for place in places:
        table.add_row(escape(place.place), escape(place.found), f"{place.times:,}")
    console.print(table)


def main() -> int:
    """Search, or say why not."""
    arguments = parse_arguments()
    sought = split(arguments.find)
    try:
        if not sought:
            raise ReportError("Nothing is asked for: make erasure-report FIND=usr_1,anna@x.example")
        places = []
        files = list(dict.fromkeys(files_to_search(arguments)))
        for file in files:
            places += search_file(file, sought)
        if arguments.target != "duckdb":
            warehouse = open_warehouse(arguments.target, Path(arguments.warehouse))
            places += search_warehouse(arguments.target, warehouse, sought)
    except (ReportError, ActivationError, WarehouseError, OSError) as error:
        errors.print(escape(str(error)), highlight=False)
        return 1
    report(places, sought, len(files))
    return int(bool(places))


if __name__ == "__main__":
    sys.exit(faults.run(main))
