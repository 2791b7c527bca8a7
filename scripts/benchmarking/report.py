"""The figures as tables."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.table import Table

from benchmarking.figures import Figure, Step

VERDICTS = {True: "[green]yes[/]", False: "[red]no[/]", None: "[dim]not measured[/]"}


def steps_table(steps: Iterable[Step]) -> RenderableType:
    """What each step cost; preparations are dim."""
    table = Table(title="What each step costs", title_justify="left")
    table.add_column("step")
    for name in ("events", "seconds", "CPU seconds", "peak GB"):
        table.add_column(name, justify="right", no_wrap=True)
    for step in steps:
        table.add_row(
            step.title,
            "" if step.events is None else f"{step.events:,}",
            f"{step.cost.seconds:,.1f}",
            f"{step.cost.cpu_seconds:,.1f}",
            f"{step.cost.peak_bytes / 1e9:,.1f}",
            style="dim" if step.is_preparation else "",
        )
    return table


def segments_table(steps: Iterable[Step]) -> RenderableType | None:
    """What the segment step is made of; none where it was not measured."""
    found = [step.details for step in steps if "states_seconds" in step.details]
    if not found:
        return None
    table = Table(title="The segment step, seconds", title_justify="left")
    for name in (
        "rules",
        "account-dates",
        "states kept",
        "share kept",
        "gathering inputs",
        "compiling rules",
        "deciding and writing",
    ):
        table.add_column(name, justify="right")
    for details in found:
        decided = details["rules"] * details["account_dates"]
        table.add_row(
            f"{details['rules']:,}",
            f"{details['account_dates']:,}",
            f"{details['states']:,}",
            f"{(details['states'] - details['account_dates']) / decided:.1%}",
            f"{details['inputs_seconds']:,.1f}",
            f"{details['compile_seconds']:,.1f}",
            f"{details['states_seconds']:,.1f}",
        )
    return table


def figures_table(figures: Iterable[Figure]) -> RenderableType:
    """What is to be reached and what is; M/s are millions of account-dates × rules per second."""
    table = Table(title="What is to be reached", title_justify="left")
    table.add_column("figure")
    for name in ("to reach", "reached", "by CPU time", ""):
        table.add_column(name, justify="right", no_wrap=True)
    for figure in figures:
        bound = "at most" if figure.is_upper_bound else "at least"
        table.add_row(
            figure.title,
            f"{bound} {figure.bound:g} {figure.unit}",
            with_unit(figure.reached, figure.unit),
            with_unit(figure.reached_in_cpu_time, figure.unit),
            VERDICTS[figure.is_reached],
        )
    return table


def with_unit(value: float | None, unit: str) -> str:
    """A figure to two digits that matter; a dash where there is none."""
    return "–" if value is None else f"{value:,.2f} {unit}"
