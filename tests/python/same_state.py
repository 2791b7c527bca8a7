"""Whether two warehouses hold the same: every table of every schema, row for row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

# Which run it was is no part of what it found. A run that passed may be counted once more when it
# is repeated, so numbers of runs are left out as well.
OF_THE_RUN = ("run_id", "run_number", "added_by_run", "ended_by_run", "is_full_refresh")
TOLERANCE = 1e-9


def differences(one: Path, other: Path, but: tuple[str, ...] = ()) -> dict[str, str]:
    """What differs, by table; empty where both files hold the same, but for some columns."""
    with duckdb.connect() as connection:
        for name, path in (("one", one), ("other", other)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        columns = {name: _columns(connection, name) for name in ("one", "other")}
        found = {
            table: "stands in one file only, or has other columns"
            for table in columns["one"].keys() | columns["other"].keys()
            if columns["one"].get(table) != columns["other"].get(table)
        }
        for table, of_table in columns["one"].items():
            if table not in found:
                rows = _rows_apart(connection, table, of_table, OF_THE_RUN + but)
                if rows:
                    found[table] = "\n".join(str(row) for row in rows)
    return found


def _columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """The columns and types of each table; views follow from the project alone."""
    columns: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select columns.schema_name || '.' || columns.table_name, column_name, data_type "
        "from duckdb_columns() as columns inner join duckdb_tables() as tables "
        "using (database_name, schema_name, table_name) where database_name = $1 order by all",
        [database],
    ).fetchall():
        columns.setdefault(table, {})[column] = kind
    return columns


def _rows_apart(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: dict[str, str],
    without: tuple[str, ...],
) -> list[tuple]:
    """Rows that only one file has, at most five, and of how many.

    Doubles are sums of which the order is not fixed. Rows that agree in all other columns are
    paired in the order of their doubles, and those compared relative to their size.
    """
    compared = {name: kind for name, kind in columns.items() if name not in without}
    doubles = [f'"{name}"' for name, kind in compared.items() if kind == "DOUBLE"]
    others = [f'"{name}"' for name, kind in compared.items() if kind != "DOUBLE"]
    values = ", ".join(others + doubles)
    once = "distinct " if table == "state.successful_runs" else ""
    one, other = (f"select {once}{values} from {name}.{table}" for name in ("one", "other"))
    apart = list(_apart(connection, one, other))
    if not apart or not doubles:
        return apart
    paired = (
        f"row_number() over (partition by {', '.join(others)} order by {', '.join(doubles)}) "
        f"as place, {values}"
    )
    keys = [*others, "place"]
    same_key = " and ".join(f"one.{key} is not distinct from other.{key}" for key in keys)
    same_doubles = " and ".join(
        f"(one.{name} is not distinct from other.{name} or abs(one.{name} - other.{name}) "
        f"<= {TOLERANCE} * greatest(abs(one.{name}), abs(other.{name})))"
        for name in doubles
    )
    return connection.execute(
        f"with one as (select {paired} from ({one} except all {other})), "
        f"other as (select {paired} from ({other} except all {one})) "
        f"select one, other from one full join other on {same_key} "
        f"where coalesce(not ({same_doubles}), true) limit 5"
    ).fetchall()


def _apart(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> Iterator[tuple]:
    """Rows of either query that the other lacks."""
    for side, query in (
        ("one", f"{one} except all {other}"),
        ("other", f"{other} except all {one}"),
    ):
        for row in connection.execute(f"{query} limit 5").fetchall():
            yield (side, *row)
