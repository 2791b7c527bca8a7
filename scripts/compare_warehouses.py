"""Compare the marts of two warehouses row by row, whatever engines hold them.

Keys, texts, decimals, dates and times must be equal, doubles within 1e-9 of each other, relatively.
Prints a line per mart and examples of what differs. Exit status: 0 when both warehouses hold the
same, 1 when they don't, 2 when one of them can't be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import duckdb
import yaml
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

import faults
from load_raw import LoadError, connect_to_postgres
from terminal import escape

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = "marts"
POSTGRES = {"postgres": SCHEMA, "postgres_work": "marts_work"}
"""Schemas of the marts on PostgreSQL: as readers find them, and as builds left them."""
TOLERANCE = 1e-9
EXAMPLES = 3
WHOLE_NUMBERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT"}

Read = Callable[[str], duckdb.DuckDBPyRelation | None]
"""The rows of one mart."""

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


class UnreadableWarehouseError(Exception):
    """What the user can mend, in words."""


@dataclass(frozen=True)
class Warehouse:
    """An open warehouse: the names of its marts, and how to read one."""

    marts: set[str]
    read: Read


@dataclass
class Comparison:
    """What became of one mart: its rows on both sides and what differs."""

    mart: str
    rows_here: int | None = None
    rows_there: int | None = None
    rows_differing: int = 0
    largest_difference: float = 0.0
    columns: dict[str, str] = field(default_factory=dict)
    """Columns that differ, each with the number of rows or the reason."""
    examples: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Whether both warehouses have the mart and hold the same in it."""
        return None not in (self.rows_here, self.rows_there) and not (
            self.rows_differing or self.columns
        )


def open_duckdb(place: str, connection: duckdb.DuckDBPyConnection, _: ExitStack) -> Warehouse:
    """A DuckDB file, published or the builds' own."""
    name = f"file_{len(connection.sql('show databases').fetchall())}"
    file = place.replace("'", "''")
    connection.execute(f"attach '{file}' as {name} (read_only)")
    marts = connection.sql(
        "select table_name from duckdb_tables() "
        f"where database_name = '{name}' and schema_name = '{SCHEMA}'"
    ).fetchall()
    return Warehouse(
        {row[0] for row in marts},
        lambda mart: connection.sql(f'select * from {name}.{SCHEMA}."{mart}"'),
    )


def open_postgres(place: str, connection: duckdb.DuckDBPyConnection, stack: ExitStack) -> Warehouse:
    """The database that the environment variables of the target `postgres` name."""
    schema = POSTGRES[place]
    cursor = stack.enter_context(stack.enter_context(connect_to_postgres()).cursor())
    cursor.execute(
        "select table_name, column_name, numeric_precision, numeric_scale, data_type "
        f"from information_schema.columns where table_schema = '{schema}' order by ordinal_position"
    )
    columns: dict[str, list[str]] = {}
    for mart, name, precision, scale, data_type in cursor.fetchall():
        # the driver hands over decimals as texts
        kind = f"decimal({precision}, {scale})" if data_type == "numeric" else None
        selected = f'cast("{name}" as {kind}) as "{name}"' if kind else f'"{name}"'
        columns.setdefault(mart, []).append(selected)

    def read(mart: str) -> duckdb.DuckDBPyRelation:
        cursor.execute(f'select * from {schema}."{mart}"')
        rows = cursor.fetch_arrow_table()  # noqa: F841, read by the query below
        return connection.sql(f"select {', '.join(columns[mart])} from rows").materialize()

    return Warehouse(set(columns), read)


def open_folder(place: str, connection: duckdb.DuckDBPyConnection, _: ExitStack) -> Warehouse:
    """A folder of Parquet tables, as Spark builds them: marts_work.db/<mart>/…/*.parquet.

    A table in partitions that has no row has no file either: its columns can't be told.
    """
    folder = Path(place) / f"{SCHEMA}_work.db"
    if not folder.is_dir():
        raise UnreadableWarehouseError(f"{place}: there is no folder {folder.name} of marts in it.")

    def read(mart: str) -> duckdb.DuckDBPyRelation | None:
        if not any((folder / mart).rglob("*.parquet")):
            return None
        return connection.read_parquet(f"{folder}/{mart}/**/*.parquet", hive_partitioning=True)

    return Warehouse({path.name for path in folder.iterdir() if path.is_dir()}, read)


def open_warehouse(
    place: str, connection: duckdb.DuckDBPyConnection, stack: ExitStack
) -> Warehouse:
    """The warehouse at a place: PostgreSQL by a word, a DuckDB file, a folder of Parquet tables."""
    if place in POSTGRES:
        opener = open_postgres
    elif Path(place).is_dir():
        opener = open_folder
    elif Path(place).is_file():
        opener = open_duckdb
    else:
        raise UnreadableWarehouseError(
            f"{place}: no such file or folder. Expected: a DuckDB file, a folder of Parquet "
            "tables, or the word postgres or postgres_work."
        )
    warehouse = opener(place, connection, stack)
    if not warehouse.marts:
        raise UnreadableWarehouseError(f"{place}: there is no mart in it (schema {SCHEMA}).")
    return warehouse


@cache
def keys_of_marts() -> dict[str, list[str]]:
    """The columns that tell a mart's rows apart, as the models' own tests say."""
    keys = {}
    for path in sorted((ROOT / "models" / SCHEMA).glob("*/*.yml")):
        described = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        for model in described.get("models", []):
            for test in model.get("data_tests", []):
                if "unique_combination" in test:
                    keys[model["name"]] = test["unique_combination"]["arguments"]["columns"]
            for column in model["columns"]:
                if "unique" in column.get("data_tests", []):
                    keys.setdefault(model["name"], [column["name"]])
    return keys


def kind(column_type: object) -> str:
    """A type as far as it matters here: the width of whole numbers doesn't."""
    return "BIGINT" if str(column_type) in WHOLE_NUMBERS else str(column_type)


def compare(
    mart: str,
    here: duckdb.DuckDBPyRelation,
    there: duckdb.DuckDBPyRelation,
    key: list[str],
    connection: duckdb.DuckDBPyConnection,
) -> Comparison:
    """Pair the rows of a mart by its key and compare each column of each pair."""
    types_here = dict(zip(here.columns, map(kind, here.types), strict=True))
    types_there = dict(zip(there.columns, map(kind, there.types), strict=True))
    result = Comparison(mart, len(here), len(there))
    for name in types_here | types_there:
        if types_here.get(name) != types_there.get(name):
            result.columns[name] = (
                f"{types_here.get(name, 'missing')} ≠ {types_there.get(name, 'missing')}"
            )
    shared = [name for name in types_here if name not in result.columns]
    key = [name for name in key if name in shared]
    doubles = [name for name in shared if types_here[name] in ("DOUBLE", "FLOAT")]
    key = key or [name for name in shared if name not in doubles]

    # rows of one key, should there be several, are paired in the order of their other columns
    numbered = "select *, row_number() over (partition by {key} order by {all}) as copy from {rows}"
    quoted = [f'"{name}"' for name in shared]
    for side, rows in (("here", here), ("there", there)):
        connection.register(f"{side}_rows", rows)
        connection.execute(
            f"create or replace temp table {side} as "
            + numbered.format(
                key=", ".join(f'"{name}"' for name in key),
                all=", ".join(quoted),
                rows=f"{side}_rows",
            )
        )
    differs = {name: f'here."{name}" is distinct from there."{name}"' for name in shared}
    gap = {
        name: f'abs(here."{name}" - there."{name}") '
        f'/ greatest(abs(here."{name}"), abs(there."{name}"))'
        for name in doubles
    }
    for name in doubles:
        differs[name] += f" and coalesce({gap[name]} > {TOLERANCE}, true)"
    paired = " and ".join(
        f'here."{name}" is not distinct from there."{name}"' for name in [*key, "copy"]
    )
    connection.execute(
        "create or replace temp table pairs as select "
        + ", ".join(f'{differs[name]} as "differs {name}"' for name in shared)
        + "".join(f', {gap[name]} as "gap {name}"' for name in doubles)
        + ", here.copy is null as only_there, there.copy is null as only_here, "
        + "concat_ws(', ', "
        + ", ".join(f'\'{name} = \' || coalesce(here."{name}", there."{name}")' for name in key)
        + ") as key_in_words, "
        + "concat_ws(', ', "
        + ", ".join(
            f"case when {differs[name]} then '{name}: ' || coalesce(here.\"{name}\"::varchar, "
            f"'null') || ' ≠ ' || coalesce(there.\"{name}\"::varchar, 'null') end"
            for name in shared
        )
        + f") as difference_in_words from here full join there on {paired}"
    )
    counted = connection.sql(
        "select count(*) filter (where only_here or only_there or "
        + " or ".join(f'"differs {name}"' for name in shared)
        + ")"
        + "".join(
            f', count(*) filter (where "differs {name}" and not only_here and not only_there)'
            for name in shared
        )
        + "".join(f', max("gap {name}") filter (where isfinite("gap {name}"))' for name in doubles)
        + " from pairs"
    ).fetchall()[0]
    result.rows_differing = counted[0]
    result.columns |= {
        name: f"{count} rows"
        for name, count in zip(shared, counted[1 : len(shared) + 1], strict=True)
        if count
    }
    result.largest_difference = max(
        (gap for gap in counted[len(shared) + 1 :] if gap is not None), default=0.0
    )
    result.examples = [
        row[0]
        for row in connection.sql(
            "select key_in_words || case when only_here then ': only in the first' "
            "when only_there then ': only in the second' else ': ' || difference_in_words end "
            "from pairs where only_here or only_there or "
            + " or ".join(f'"differs {name}"' for name in shared)
            + f" order by all limit {EXAMPLES}"
        ).fetchall()
    ]
    return result


def compare_all(here: str, there: str) -> list[Comparison]:
    """Compare every mart that either warehouse has."""
    keys = keys_of_marts()
    with duckdb.connect() as connection, ExitStack() as stack:
        first = open_warehouse(here, connection, stack)
        second = open_warehouse(there, connection, stack)
        progress = stack.enter_context(Progress(console=errors, transient=True))
        results = []
        for mart in progress.track(sorted(first.marts | second.marts), description="Comparing"):
            rows = [side.read(mart) if mart in side.marts else None for side in (first, second)]
            if None not in rows:
                results.append(compare(mart, *rows, keys.get(mart, []), connection))
            else:
                counts = [
                    (0 if found is None else len(found)) if mart in side.marts else None
                    for side, found in zip((first, second), rows, strict=True)
                ]
                results.append(Comparison(mart, *counts, max(filter(None, counts), default=0)))
    return results


def show(results: list[Comparison]) -> None:
    """Print a line per mart, then what differs in those that do."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    table.add_column("mart")
    for title in ("rows", "rows there", "differing rows", "largest difference"):
        table.add_column(title, justify="right")
    for result in results:
        table.add_row(
            result.mart,
            *("missing" if n is None else f"{n:,}" for n in (result.rows_here, result.rows_there)),
            f"{result.rows_differing:,}",
            f"{result.largest_difference:.1e}" if result.largest_difference else "–",
            style="" if result.is_equal else "red",
        )
    console.print(table)
    for result in results:
        if result.columns or result.examples:
            console.print(f"\n[bold]{escape(result.mart)}[/]")
            for name, reason in result.columns.items():
                console.print(f"  {escape(name)}: {escape(reason)}", highlight=False)
            for example in result.examples:
                console.print(f"  • {escape(example)}", highlight=False)
    differing = sum(not result.is_equal for result in results)
    console.print(
        f"\n{differing} of {len(results)} marts differ."
        if differing
        else f"\nAll {len(results)} marts hold the same."
    )


def main() -> int:
    """Compare, print, and say by the exit status whether the warehouses hold the same."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("here", help="a DuckDB file, a folder of Parquet tables, postgres(_work)")
    parser.add_argument("there", help="likewise")
    arguments = parser.parse_args()
    try:
        results = compare_all(arguments.here, arguments.there)
    except (UnreadableWarehouseError, LoadError, duckdb.Error) as error:
        errors.print(f"[bold red]Not compared.[/] {escape(str(error))}", highlight=False)
        return 2
    show(results)
    return 0 if all(result.is_equal for result in results) else 1


if __name__ == "__main__":
    sys.exit(faults.run(main))
