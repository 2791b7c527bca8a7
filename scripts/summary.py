"""Show what a published warehouse holds: each segment, its figures and example members."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

WIDEST = 100

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
        latest_closed_month.customer_churn_rate
    from marts.dim_segments
    left join latest_kpis using (segment)
    left join latest_closed_month using (segment)
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


QUARANTINE = """
    select
        sum(rows_seen),
        sum(rows_failing)
    from marts.rpt_data_quality
    where check_name = 'quarantined_share'
"""


def money(amount: object) -> str:
    """Whole units of the reporting currency; a dash where the figure doesn't exist."""
    return "–" if amount is None else f"{amount:,.0f}"


def share(rate: float | None) -> str:
    """A rate in per cent; a dash where the figure doesn't exist."""
    return "–" if rate is None else f"{rate:.1%}"


def figures(name: str, members: str, mrr: str, churn: str, style: str = "") -> Table:
    """One line of the summary, its figures in columns at the right."""
    line = Table.grid(padding=(0, 0, 0, 2), expand=True)
    line.add_column(ratio=1)
    for width in (16, 11, 7):
        line.add_column(justify="right", width=width)
    line.add_row(name, members, mrr, churn, style=style)
    return line


def show(warehouse: Path, examples: int, console: Console) -> None:
    """Print every segment with members, MRR, churn and some members with the reason why."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        segments = connection.sql(SEGMENTS).fetchall()
        as_of_date = connection.sql("select max(as_of_date) from marts.rpt_segment_quality")
        title = f"Customer segments on {as_of_date.fetchall()[0][0]}"
        rows_seen, quarantined = connection.sql(QUARANTINE).fetchall()[0]
        members: dict[str, list[tuple[str, str]]] = {}
        for segment, name, reason in connection.execute(
            EXAMPLES, {"examples": examples}
        ).fetchall():
            members.setdefault(segment, []).append((name, reason))

    console.print(f"\n[bold]{title}[/]\n")
    width = min(console.width, WIDEST)
    console.print(figures("segment", "members", "MRR", "churn", style="dim"), width=width)
    for segment, label, entity, count, mrr, churn in segments:
        name = f"[bold]{escape(label)}[/] [dim]{escape(segment)}[/]"
        line = figures(name, f"{count or 0:,} {entity}s", money(mrr), share(churn))
        console.print(line, width=width)
        who = Table.grid(padding=(0, 2, 0, 0))
        for member, reason in members.get(segment, []):
            who.add_row("", escape(member), f"[dim]{escape(reason or '')}[/]")
        console.print(who if who.rows else "  [dim]no members now[/]")
        console.print()
    console.print("[dim]churn: paying customers lost in the last closed month[/]")
    if quarantined:
        console.print(
            f"{quarantined:,} of {rows_seen:,} raw rows are in quarantine, each with its reason: "
            "quarantined_rows.",
            highlight=False,
        )
    console.print(f"Query the marts: [bold]{escape(str(warehouse))}[/]", highlight=False)


def main() -> int:
    """Print the summary of a warehouse that was built before."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    parser.add_argument("--examples", type=int, default=3, help="example members per segment")
    arguments = parser.parse_args()
    warehouse = Path(arguments.warehouse)
    if not warehouse.exists():
        Console(stderr=True).print(
            f"No warehouse at {escape(str(warehouse))}. "
            "Run `make demo`, or `make build RAW_DIR=folder`."
        )
        return 1
    show(warehouse, arguments.examples, Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
