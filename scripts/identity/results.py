"""How a run of matching and an evaluation are shown: by ids and reasons, never by addresses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.table import Table

from identity.evaluation import Labelled, Quality
from identity.matching import Match
from identity.runs import MOST_IDS, Run
from terminal import escape

SHOWN = 5


def show_run(run: Run, console: Console) -> None:
    """Print what was compared and found, with the strongest and the most doubtful pairs."""
    settings, outcome = run.settings, run.outcome
    persons = run.persons
    sizes = [len(group) for group in persons]
    parts: list[Any] = [
        f"{outcome.records:,} users, {outcome.compared_pairs:,} pairs compared; before anything is "
        f"compared, one pair in {1 / outcome.parameters['prior']:,.0f} is one person.",
        f"[bold]{len(run.used):,}[/] pairs are one person with a probability of at least "
        f"{settings.threshold:g}: [bold]{sum(sizes):,}[/] users become [bold]{len(persons):,}[/] "
        f"persons. [bold]{len(run.to_review):,}[/] pairs from {settings.review_from:g} on wait for "
        "a review.",
    ]
    parts += [f"[yellow]{escape(remark)}[/]" for remark in outcome.remarks]
    chains = [size for size in sizes if size > MOST_IDS]
    if chains:
        parts.append(
            f"[yellow]{len(chains)} groups have more than {MOST_IDS} users, the largest "
            f"{chains[0]:,}: they are held to be a chain of mistakes, and stay apart. Raise the "
            "threshold.[/]"
        )
    if run.used:
        parts.append(pair_table("The surest", run.used[:SHOWN]))
    if run.to_review:
        parts.append(pair_table("The nearest below the threshold", run.to_review[:SHOWN]))
    parts.append(
        "[dim]The next build uses them. Decide on doubtful pairs in seeds/identity_reviews.csv.[/]"
    )
    console.print(Group(*parts), highlight=False)


def pair_table(title: str, matches: Sequence[Match]) -> Table:
    """Pairs with what speaks for and against them."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left")
    table.add_column("users", no_wrap=True)
    table.add_column("probability", justify="right")
    table.add_column("because, in bits")
    for one in matches:
        evidence = ", ".join(
            f"[{'green' if said.weight > 0 else 'red'}]{escape(said.words)}[/]"
            for said in one.evidence
        )
        table.add_row(
            f"{escape(one.left)}\n{escape(one.right)}", f"{one.probability:.4f}", evidence
        )
    return table


def show_evaluation(labelled: Labelled, found: Sequence[Quality], console: Console) -> None:
    """Print how well each matcher tells labelled pairs apart, the first one being the project's."""
    console.print(
        f"\n{labelled.records.num_rows:,} records, {len(labelled.is_same):,} labelled pairs, "
        f"{labelled.is_same.mean():.1%} of them one person. F1 at the best threshold, with what "
        "95 % of resamples of the labels give; the plateau is where F1 is within 0.01 of the "
        "best.\n",
        highlight=False,
    )
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("matcher", no_wrap=True)
    for heading in ("precision\nrecall", "F1", "threshold\nplateau", "F1 over\nall pairs"):
        table.add_column(heading, justify="right", no_wrap=True)
    for one in found:
        table.add_row(
            f"[bold]{escape(one.name)}[/]\n[dim]{one.compared_pairs:,} pairs compared[/]",
            f"{one.precision:.4f}\n{one.recall:.4f}",
            f"[bold]{one.f1:.4f}[/]\n[dim]{one.low:.4f}–{one.high:.4f}[/]",
            f"{one.threshold:.3g}\n[dim]{one.plateau[0]:.1g}–{one.plateau[1]:.1g}[/]",
            f"{one.all_pairs_f1:.4f}",
        )
    console.print(table, highlight=False)
    curve = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="F1 by threshold")
    curve.add_column("matcher")
    for threshold in found[0].f1_by_threshold:
        curve.add_column(f"{threshold:g}", justify="right")
    for one in found:
        curve.add_row(
            escape(one.name), *(f"{figure:.4f}" for figure in one.f1_by_threshold.values())
        )
    console.print(curve, highlight=False)
    ours, theirs = found[0], found[1]
    verdict = "at least that" if ours.f1 >= theirs.f1 else "[red]below that[/]"
    console.print(
        f"F1 of {ours.name}, {ours.f1:.4f}, is {verdict} of {theirs.name}, {theirs.f1:.4f}.",
        highlight=False,
    )
