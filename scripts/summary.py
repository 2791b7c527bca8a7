"""Show what a published warehouse holds: each segment, its figures and example members."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

import faults
from terminal import escape

WIDEST = 100
GAP = 2
MOSTLY = 0.5

SEGMENTS = """
    with latest_kpis as (
        select *
        from marts.fct_segment_kpis
        qualify row_number() over (partition by segment order by kpi_month desc) = 1
    ),

    latest_closed_month as (
        select *
        from marts.fct_segment_kpis
        where is_complete
        qualify row_number() over (partition by segment order by kpi_month desc) = 1
    )

    select
        dim_segments.segment,
        dim_segments.label,
        dim_segments.entity,
        latest_kpis.members_end,
        latest_kpis.mrr_end,
        latest_closed_month.customer_churn_rate,
        quality.measurable = 'no' as is_not_measurable,
        quality.measurable_reason
    from marts.dim_segments
    left join latest_kpis using (segment)
    left join latest_closed_month using (segment)
    left join marts.rpt_segment_quality as quality using (segment)
    where dim_segments.is_current
    order by dim_segments.segment != 'all_customers', latest_kpis.mrr_end desc nulls last, 1
"""

EXAMPLES = """
    select
        memberships.segment,
        coalesce(accounts.account_name, memberships.entity_id) as name,
        memberships.entered_because
    from marts.fct_segment_memberships as memberships
    left join marts.dim_accounts as accounts
        on memberships.entity = 'account' and memberships.entity_id = accounts.account_id
    where memberships.is_current
    qualify row_number() over (
        partition by memberships.segment order by memberships.valid_from desc, memberships.entity_id
    ) <= $examples
    order by memberships.segment, memberships.valid_from desc, memberships.entity_id
"""


TOO_LITTLE = "too little for"

QUARANTINE = """
    select
        sum(rows_seen),
        sum(rows_failing)
    from marts.rpt_data_quality
    where check_name = 'quarantined_share'
"""

OUTSIDE_PLAN = """
    select
        coalesce(sum(rows_failing), 0),
        coalesce(max(rows_seen), 0)
    from marts.rpt_data_quality
    where check_name = 'events_outside_plan'
"""


def money(amount: object) -> str:
    """Whole units of the reporting currency; a dash where the figure doesn't exist."""
    return "–" if amount is None else f"{amount:,.0f}"


def share(rate: float | None) -> str:
    """A rate in per cent; a dash where the figure doesn't exist."""
    return "–" if rate is None else f"{rate:.1%}"


def number_of(count: int | None, entity: str) -> str:
    """A count with what it counts, in the singular for one."""
    return f"{count or 0:,} {entity}{'' if count == 1 else 's'}"


def figures(name: str, cells: list[str], widths: list[int], style: str = "") -> Table:
    """One line of the summary, its figures in columns at the right."""
    line = Table.grid(padding=(0, 0, 0, GAP), expand=True)
    line.add_column(ratio=1)
    for width in widths:
        line.add_column(justify="right", width=GAP + width)
    line.add_row(name, *cells, style=style)
    return line


def examples_by_segment(
    connection: duckdb.DuckDBPyConnection, examples: int
) -> dict[str, list[tuple[str, str]]]:
    """The latest members of each segment, with the reason why they are in."""
    members: dict[str, list[tuple[str, str]]] = {}
    rows = connection.execute(EXAMPLES, {"examples": examples}).fetchall()
    for segment, name, reason in rows:
        members.setdefault(segment, []).append((name, reason or ""))
    return members


def show_segments(
    segments: list[tuple], members: dict[str, list[tuple[str, str]]], console: Console
) -> None:
    """Each segment that has members: its figures, and some of them with the reason why."""
    headings = ["members", "MRR", "churn"]
    rows = [
        (
            f"[bold]{escape(label)}[/] [dim]{escape(segment)}[/]",
            [number_of(count, entity), money(mrr), share(churn)],
            members.get(segment, []),
        )
        for segment, label, entity, count, mrr, churn, *_ in segments
        if count
    ]
    cells = [headings, *(row[1] for row in rows)]
    widths = [max(len(text) for text in column) for column in zip(*cells, strict=True)]
    width = min(console.width, WIDEST)
    console.print(figures("segment", headings, widths, style="dim"), width=width)
    for name, row, examples in rows:
        console.print(figures(name, row, widths), width=width)
        who = Table.grid(padding=(0, 2, 0, 0))
        for member, reason in examples:
            who.add_row("", escape(member), f"[dim]{escape(reason)}[/]")
        if who.rows:
            console.print(who)
        console.print()


def show_empty_segments(segments: list[tuple], console: Console) -> None:
    """The segments that nobody is in, and what they would need where they can't be measured."""
    who = Table.grid(padding=(0, 2, 0, 0))
    for segment, label, _, count, _, _, is_not_measurable, reason in segments:
        if not count:
            why = (reason or "").split(";")[0] if is_not_measurable else ""
            # of nobody there is too little for any figure
            if not why or why.startswith(TOO_LITTLE):
                why = "nobody fits the rule"
            name = f"{escape(label)} [dim]{escape(segment)}[/]"
            who.add_row("", f"{name}\n[dim]{escape(why)}[/]")
    if who.rows:
        console.print("[bold]Without members[/]")
        console.print(who, width=min(console.width, WIDEST))
        console.print()


def show_notes(warehouse: Path, connection: duckdb.DuckDBPyConnection, console: Console) -> None:
    """What to know of the data, and where to go on."""
    console.print("[dim]churn: paying customers lost in the last closed month[/]")
    rows_seen, quarantined = connection.sql(QUARANTINE).fetchall()[0]
    if quarantined:
        console.print(
            f"{quarantined:,} of {rows_seen:,} raw rows are in quarantine, each with its reason: "
            "quarantined_rows.",
            highlight=False,
        )
    outside_plan, events = connection.sql(OUTSIDE_PLAN).fetchall()[0]
    if outside_plan > MOSTLY * events:
        console.print(
            f"{outside_plan:,} of {events:,} events are not in seeds/tracking_plan.csv, so their "
            "meaning is unknown. [bold]make tracking-plan[/] drafts a plan from yours; the steps "
            "of your onboarding belong into seeds/onboarding_steps.csv.",
            highlight=False,
        )
    console.print(f"Query the marts: [bold]{escape(str(warehouse))}[/]", highlight=False)


def show(warehouse: Path, examples: int, console: Console) -> None:
    """Print every segment with members, MRR, churn and some members with the reason why."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        segments = connection.sql(SEGMENTS).fetchall()
        as_of_date = connection.sql("select max(as_of_date) from marts.rpt_segment_quality")
        console.print(f"\n[bold]Customer segments on {as_of_date.fetchall()[0][0]}[/]\n")
        show_segments(segments, examples_by_segment(connection, examples), console)
        show_empty_segments(segments, console)
        show_notes(warehouse, connection, console)


def main() -> int:
    """Print the summary of a warehouse that was built before."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    parser.add_argument("--examples", type=int, default=3, help="example members per segment")
    arguments = parser.parse_args()
    warehouse = Path(arguments.warehouse)
    if not warehouse.exists():
        Console(stderr=True, emoji=False).print(
            f"No warehouse at {escape(str(warehouse))}. "
            "Run `make demo`, or `make build RAW_DIR=folder`."
        )
        return 1
    try:
        show(warehouse, arguments.examples, Console(emoji=False))
    except duckdb.Error as error:
        Console(stderr=True, emoji=False).print(
            f"{escape(str(warehouse))} is no warehouse that a build has published: "
            f"{escape(str(error).splitlines()[0])}",
            highlight=False,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
