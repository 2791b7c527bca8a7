"""Try a segment before it is built.

Evaluates its rule, as it stands in vars.yml now, on what the last build left: how many would be
in, which other segments they are in, who would come and go against what is built, and some
members with the reason why. Nothing is written.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
from rich import box
from rich.console import Console
from rich.table import Table

import faults
from rules_check import expressions_are_harmless
from terminal import escape
from warehouse.project import project_folder, read_variables, run_dbt, work_file
from warehouse.refusals import WarehouseError

BUILT_IN = "all_customers"

OVERLAPS = """
    with others as (
        select segment, entity_id
        from marts.fct_segment_memberships
        where is_current and entity = $entity and segment != $segment
    )

    select
        dim_segments.label,
        others.segment,
        count(previewed.member_id) as shared,
        count(*) as members
    from others
    inner join marts.dim_segments
        on others.segment = dim_segments.segment and dim_segments.is_current
    left join previewed on others.entity_id = previewed.member_id
    group by 1, 2
    having count(previewed.member_id) > 0
    order by shared desc, members, 2
"""

BUILT = """
    select entity_id from marts.fct_segment_memberships
    where is_current and segment = $segment
"""

EXAMPLES = """
    select
        coalesce(accounts.account_name, previewed.member_id) as name,
        previewed.valid_from,
        previewed.reason
    from previewed
    left join marts.dim_accounts as accounts on previewed.member_id = accounts.account_id
    order by previewed.valid_from desc, previewed.member_id
    limit $examples
"""

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


def parse_arguments() -> argparse.Namespace:
    """Read the command line; the warehouse is the one that builds use."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("segment", nargs="?", default="", help="a segment of vars.yml")
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    parser.add_argument("--examples", type=int, default=10, help="example members to show")
    return parser.parse_args()


def segments_in_vars(project: Path) -> dict[str, dict]:
    """The segments of vars.yml by name; what is no segment is left to the rules' own check."""
    entries = read_variables(project).get("segments")
    return {
        entry["segment"]: entry
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, dict) and isinstance(entry.get("segment"), str)
    } | {BUILT_IN: {"entity": "account", "label": "All customers"}}


def compile_segment(segment: str, warehouse: Path) -> str | None:
    """The segment's SQL from dbt's macros; None, and the error told, where its rule is wrong."""
    os.environ["WAREHOUSE"] = str(warehouse)
    try:
        said = run_dbt(
            "run-operation", "preview_segment", "--args", json.dumps({"segment": segment})
        )
    except WarehouseError as error:
        errors.print(escape(str(error)), highlight=False)
        return None
    return said[said.index("with\n") :]


def share(part: int, whole: int) -> str:
    """A share in per cent; a dash where there is no whole."""
    return f"{part / whole:.0%}" if whole else "–"


def show_size(connection: duckdb.DuckDBPyConnection, segment: str, entry: dict) -> None:
    """How many would be in, of how many."""
    entity = entry.get("entity", "account")
    members = connection.execute("select count(*) from previewed").fetchall()[0][0]
    features = f"marts.fct_{entity}_features"
    total, day = connection.execute(
        f"select count(*), max(as_of_date) from {features} "
        f"where as_of_date = (select max(as_of_date) from {features})"
    ).fetchall()[0]
    console.print(
        f"\n[bold]{escape(entry.get('label') or segment)}[/] [dim]{segment}[/]\n"
        f"[bold]{members:,}[/] of {total:,} {entity}s would be in on {day} "
        f"({share(members, total)})."
    )


def show_changes(connection: duckdb.DuckDBPyConnection, segment: str) -> None:
    """Who would come and go against the members as built."""
    version = connection.execute(
        "select segment_version from marts.dim_segments where segment = $segment and is_current",
        {"segment": segment},
    ).fetchall()
    if not version:
        console.print("It was never built, so there is nothing to compare it with.")
        return
    built = {row[0] for row in connection.execute(BUILT, {"segment": segment}).fetchall()}
    now = {row[0] for row in connection.execute("select member_id from previewed").fetchall()}
    console.print(
        f"Against version {version[0][0]} as built, with {len(built):,} members: "
        f"[bold]{len(now - built):,}[/] would enter, [bold]{len(built - now):,}[/] would leave."
    )
    for what, who in (("enter", now - built), ("leave", built - now)):
        if who:
            some = ", ".join(sorted(who)[:10]) + (" …" if len(who) > 10 else "")
            console.print(f"  would {what}: {escape(some)}", highlight=False)


def show_table(
    title: str, headings: list[str], rows: list[tuple], write: Callable[[tuple], list[str]]
) -> None:
    """One table; nothing where it has no rows."""
    if not rows:
        return
    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in ("both", "share") else "left")
    for row in rows:
        table.add_row(*write(row))
    console.print(table)


def show(connection: duckdb.DuckDBPyConnection, segment: str, entry: dict, examples: int) -> None:
    """Everything about the segment as it would be."""
    show_size(connection, segment, entry)
    show_changes(connection, segment)
    members = connection.execute("select count(*) from previewed").fetchall()[0][0]
    show_table(
        "Who of them is in other segments",
        ["segment", "both", "share"],
        connection.execute(
            OVERLAPS, {"segment": segment, "entity": entry.get("entity", "account")}
        ).fetchall(),
        lambda row: [
            f"{escape(row[0])} [dim]{row[1]}[/]",
            f"{row[2]:,}",
            f"{share(row[2], members)} of these, {share(row[2], row[3])} of those",
        ],
    )
    show_table(
        "Members, latest first",
        ["who", "since", "why"],
        connection.execute(EXAMPLES, {"examples": examples}).fetchall(),
        lambda row: [escape(row[0]), str(row[1]), escape(row[2] or "")],
    )


def main() -> int:
    """Preview one segment, or say what is missing for it."""
    arguments = parse_arguments()
    project = project_folder()
    try:
        segments = segments_in_vars(project)
    except WarehouseError as error:
        errors.print(escape(str(error)), highlight=False)
        return 1
    if arguments.segment not in segments:
        near = difflib.get_close_matches(arguments.segment, segments, 3, 0.4) or sorted(segments)
        asked = f"There is no segment '{arguments.segment}' in vars.yml."
        errors.print(
            f"{escape(asked) if arguments.segment else 'Which segment?'} "
            f"Try: {escape(', '.join(near))}.\n"
            "Usage: make preview SEGMENT=name",
            highlight=False,
        )
        return 1
    warehouse = Path(arguments.warehouse).expanduser().resolve()
    built = work_file(warehouse)
    if not built.exists():
        errors.print(
            f"Nothing is built at {escape(str(warehouse))} yet. "
            "Run `make demo`, or `make build RAW_DIR=folder`, then preview."
        )
        return 1
    if not expressions_are_harmless(project):
        return 1
    with console.status("Compiling the rule"):
        sql = compile_segment(arguments.segment, warehouse)
    if sql is None:
        return 1
    try:
        with duckdb.connect(str(built), read_only=True) as connection:
            with console.status("Evaluating it"):
                connection.execute(f"create temp table previewed as {sql}")
            show(connection, arguments.segment, segments[arguments.segment], arguments.examples)
    except duckdb.Error as error:
        if faults.is_full_disk(error):
            raise
        said = escape(str(error).splitlines()[0])
        if isinstance(error, duckdb.CatalogException | duckdb.IOException):
            said = f"The last build didn't get as far as segments, or one is running now: {said}"
        else:
            said = (
                f"DuckDB can't evaluate the rule of {escape(arguments.segment)}: {said}\n"
                "Correct it in vars.yml; if it reads what is new there, build first."
            )
        errors.print(said, highlight=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
