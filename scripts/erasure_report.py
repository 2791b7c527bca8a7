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
from copies import copies_problem, remembered
from renew_copies import folders_of
from spelling import fixed_parts, pattern_of, spellings_of
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
SCHEMAS_ON_SPARK = (
    *("state", "staging", "intermediate", "marts", "marts_work", "marts_published"),
    *("registry", "seeds"),
)
TEXT = {"duckdb": "varchar", "postgres": "text", "spark": "string"}
WORDS = {
    "duckdb": "lower(concat_ws(chr(10), {}))",
    # a function takes a hundred arguments there, and lower follows the database's language
    "postgres": 'lower(array_to_string(array[{}], chr(10)) collate "C")',
    "spark": "lower(concat_ws(chr(10), {}))",
}
"""A row as text in small letters, column by column."""
HOLDS = {
    "duckdb": "contains(words, '{}')",
    "postgres": "strpos(words, '{}') > 0",
    "spark": "contains(words, '{}')",
}
MATCHES = {
    "duckdb": "regexp_matches(words, '{}')",
    "postgres": "words ~ '{}'",
    "spark": "words rlike '{}'",
}
"""Whether it has parts of what is sought, which need no quote: `MATCHES` looks for many at once."""


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


def search_tables(connection: duckdb.DuckDBPyConnection, sought: list[str], name: str) -> list:
    """Look through every row of every table of a DuckDB file."""
    places = []
    counts = ", ".join(
        f"count(*) filter (where case when {may_hold('duckdb', one)} "
        "then regexp_matches(words, ?) end)"
        for one in sought
    )
    for schema, table in connection.execute(TABLES["duckdb"]).fetchall():
        relation = quoted("duckdb", schema, table)
        columns = connection.execute(f"select * from {relation} limit 0").description
        rows = rows_that_may_hold("duckdb", relation, [column[0] for column in columns], sought)
        found = connection.execute(
            f"with rows as materialized ({rows}) select {counts} from rows",
            [pattern_of(one) for one in sought],
        ).fetchone()
        for one, times in zip(sought, found, strict=True):
            if times:
                places.append(Place(f"{name}: {schema}.{table}", one, times))
    return places


def search_warehouse(target: str, warehouse: Warehouse, sought: list[str]) -> list[Place]:
    """Look through every row of every table of another engine's warehouse."""
    places = []
    tables = tables_of(target, warehouse)
    if not tables:
        raise ReportError(
            f"Nothing is built on {target}, as it is reached here, so nobody was looked for. "
            "Name the database that builds write to."
        )
    for schema, table in tables:
        relation = quoted(target, schema, table)
        columns = warehouse.query(f"select * from {relation} limit 0").column_names
        if not columns:
            continue
        rows = rows_that_may_hold(target, relation, columns, sought)
        conditions = " or ".join(f"({may_hold(target, one)})" for one in sought)
        found = warehouse.query(f"select words from ({rows}) as candidates where {conditions}")
        for one in sought:
            pattern = re.compile(pattern_of(one))
            times = sum(bool(pattern.search(words)) for words in found["words"].to_pylist())
            if times:
                places.append(Place(f"{target}: {schema}.{table}", one, times))
    return places


def quoted(target: str, *names: str) -> str:
    """The name of a relation or a column as SQL has it."""
    sign = "`" if target == "spark" else '"'
    return ".".join(f"{sign}{name.replace(sign, sign * 2)}{sign}" for name in names)


def rows_that_may_hold(target: str, relation: str, columns: list[str], sought: list[str]) -> str:
    """A query of rows as words, of those that have the fixed parts of what is sought.

    Each column is text for itself: a row as a whole is text in which engines escape signs.
    """
    texts = ", ".join(f"cast({quoted(target, column)} as {TEXT[target]})" for column in columns)
    words = WORDS[target].format(texts)
    longest = [max(fixed_parts(one), key=len, default="") for one in sought]
    return (
        f"select words from (select {words} as words from {relation}) as texts "
        f"where {MATCHES[target].format('|'.join(longest))}"
    )


def may_hold(target: str, sought: str) -> str:
    """A condition on words: all that every spelling has is there."""
    return " and ".join(HOLDS[target].format(part) for part in fixed_parts(sought)) or "true"


def tables_of(target: str, warehouse: Warehouse) -> list[tuple[str, str]]:
    """Schema and name of every table; views hold nothing of their own."""
    if target == "postgres":
        raw = os.environ.get("RAW_SCHEMA") or "raw_input"
        rows = warehouse.query(TABLES["postgres"]).to_pylist()
        return [(row["s"], row["t"]) for row in rows if row["s"] != raw]
    found = []
    there = set(warehouse.query("show schemas")[0].to_pylist())
    for schema in (name for name in SCHEMAS_ON_SPARK if name in there):
        views = warehouse.query(f"show views in {schema}").to_pylist()
        hidden = {row["viewName"] for row in views}
        tables = warehouse.query(f"show tables in {schema}").to_pylist()
        found += [(schema, row["tableName"]) for row in tables if row["tableName"] not in hidden]
    return found


def search_bytes(file: Path, sought: list[str]) -> list[Place]:
    """Look through a file as it lies on the disk; an id that begins with what is sought counts."""
    content = file.read_bytes().lower()
    places = []
    for one in sought:
        if all(part.encode() in content for part in fixed_parts(one)):
            spellings = spellings_of(one).encode().lower()
            times = sum(1 for _ in re.finditer(spellings, content))
            if times:
                places.append(Place(f"{file}: bytes", one, times))
    return places


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


def place_of_warehouse(arguments: argparse.Namespace) -> Path:
    """The published file, beside which the others lie."""
    return Path(arguments.warehouse).expanduser().resolve()


def check_that_something_is_built(arguments: argparse.Namespace) -> None:
    """A warehouse that isn't there has nobody, which says nothing of the one that is meant."""
    warehouse = place_of_warehouse(arguments)
    if arguments.target == "duckdb" and not (warehouse.exists() or work_file(warehouse).exists()):
        raise ReportError(
            f"Nothing is built at {warehouse}, so nobody was looked for. "
            "Name the warehouse that builds write to: make erasure-report WAREHOUSE=file.duckdb"
        )


def files_to_search(arguments: argparse.Namespace) -> Iterator[Path]:
    """Every file that the project's commands wrote for this warehouse."""
    warehouse = place_of_warehouse(arguments)
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
        check_that_something_is_built(arguments)
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
    problem = copies_problem(place_of_warehouse(arguments))
    if problem:
        errors.print(escape(problem), highlight=False)
    return int(bool(places or problem))


if __name__ == "__main__":
    sys.exit(faults.run(main))
