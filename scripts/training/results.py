"""What became of each model, and how it is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.table import Table

from terminal import escape
from training.evaluation import LabelledTable
from training.frame import Floats
from training.metrics import METRICS, TITLES, Figure, calibration_table
from training.plan import Plan
from training.registry import CHAMPION, Decision
from training.representations import Represented

STYLES = {"champion": "green", "challenger": "yellow"}


@dataclass(frozen=True)
class Trained:
    """A model that was written to the registry."""

    plan: Plan
    model_id: str
    kind: str
    decision: Decision
    figures: dict[str, str]
    """For the closing table: heading → figure."""


@dataclass(frozen=True)
class Refused:
    """A model that was not trained, and why."""

    plan: Plan
    because: str


@dataclass
class Outcome:
    """What became of all models."""

    trained: list[Trained] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    not_due: list[Plan] = field(default_factory=list)
    represented: list[Represented] = field(default_factory=list)


def show(outcome: Outcome, console: Console) -> None:
    """Print what was trained, how good it is, and what was refused and why."""
    parts: list[Any] = [_represented(one) for one in outcome.represented]
    for task in dict.fromkeys(trained.plan.task for trained in outcome.trained):
        parts.append(_table([one for one in outcome.trained if one.plan.task == task]))
    for trained in outcome.trained:
        if trained.decision.status != CHAMPION:
            parts.append(f"[yellow]{trained.model_id}[/] {escape(trained.decision.because)}")
    for refused in outcome.refused:
        parts.append(
            f"[red]not trained[/] [bold]{escape(refused.plan.model)}[/]: {escape(refused.because)}"
        )
    if outcome.not_due:
        names = ", ".join(plan.model for plan in outcome.not_due)
        parts.append(f"[dim]not due yet: {escape(names)}[/]")
    console.print(Group(*parts), highlight=False)


def _represented(one: Represented) -> str:
    """What became of a representation, in a line."""
    if one.model_id is None:
        return f"[red]not trained[/] [bold]{escape(one.name)}[/]: {escape(one.because or '')}"
    figures = ", ".join(
        f"{name.replace('_', ' ')} {figure:{',' if isinstance(figure, int) else '.3f'}}"
        for name, figure in one.figures.items()
    )
    return f"[bold]{escape(one.model_id)}[/] [dim]{figures}[/]"


def _table(trained: Sequence[Trained]) -> Table:
    """The models of one task, one per line."""
    headings = list(dict.fromkeys(name for one in trained for name in one.figures))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("model")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    for one in trained:
        style = STYLES.get(one.decision.status, "dim")
        table.add_row(
            f"[bold]{escape(one.plan.label)}[/]\n"
            f"[dim]{escape(one.model_id)}, {one.kind},[/] [{style}]{one.decision.status}[/]",
            *(one.figures.get(heading, "–") for heading in headings),
        )
    return table


def figure_text(figure: Figure) -> str:
    """A figure with the interval around it."""
    return f"{figure.value:.3f} [dim]{figure.low:.3f}–{figure.high:.3f}[/]"


def show_evaluation(
    table: LabelledTable,
    probabilities: Mapping[str, Floats],
    figures: Mapping[str, Mapping[str, Figure]],
    console: Console,
) -> None:
    """Print how each kind does on a labelled table, and how well the best one is calibrated."""
    frame = table.frame
    best = min(figures, key=lambda kind: figures[kind]["log_loss"].value)
    console.print(
        f"\n{len(frame):,} rows, {frame.is_positive.mean():.1%} positive, "
        f"{len(frame.columns)} columns; each row is foretold by a model that never saw it.\n"
    )
    for name, reason in table.left_out.items():
        console.print(f"left out: [bold]{escape(name)}[/] [dim]{reason}[/]", highlight=False)
    compared = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    compared.add_column("kind")
    for name in METRICS:
        compared.add_column(TITLES[name], justify="right")
    for kind, found in figures.items():
        compared.add_row(
            f"[bold green]{kind}[/] best" if kind == best else kind,
            *(figure_text(found[name]) for name in METRICS),
        )
    tenths = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=f"Calibration of {best}, by tenths")
    for heading in ("tenth", "rows", "foretold", "observed"):
        tenths.add_column(heading, justify="right")
    for tenth in calibration_table(frame.is_positive, probabilities[best]):
        tenths.add_row(
            str(tenth.decile),
            f"{tenth.rows:,}",
            f"{tenth.mean_probability:.1%}",
            f"{tenth.observed_rate:.1%}",
        )
    console.print(compared, tenths)
