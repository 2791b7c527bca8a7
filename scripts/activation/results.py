"""What a delivery did, would do or left undone, on the terminal."""

from __future__ import annotations

import json
from collections import Counter

from rich.console import Console
from rich.table import Table

from activation.deliveries import Outcome, samples
from activation.destinations import Destination
from activation.ledger import Ledger
from activation.messages import render
from activation.plan import Plan
from terminal import escape, visible

CHANGES = ("entered", "changed", "left")
SAMPLES = 3
MOST_DEAD_SHOWN = 20


def show_plan(destination: Destination, plan: Plan, console: Console) -> None:
    """What would be sent to a destination: how many, and the first payloads."""
    counted = Counter(
        (change.audience, render(destination, change, plan.state).sent_as)
        for change in plan.to_send
    )
    title = f"{destination.destination} ({destination.kind}): {in_words(len(plan.to_send))}"
    table = _table(title, "audience", *CHANGES)
    for audience in sorted({audience for audience, _ in counted}):
        table.add_row(escape(audience), *(f"{counted[audience, one]:,}" for one in CHANGES))
    console.print(table)
    if plan.skipped:
        reasons = Counter(reason for _, reason in plan.skipped)
        for reason, number in sorted(reasons.items()):
            console.print(f"[dim]{number:,} not sent: {escape(reason)}[/]", highlight=False)
    for payload in samples(destination, plan, SAMPLES):
        text = visible(json.dumps(payload, ensure_ascii=False))
        console.print(text, markup=False, soft_wrap=True)


def show_outcomes(outcomes: list[Outcome], console: Console, errors: Console) -> None:
    """What was delivered, then what stopped and what was refused."""
    sent = [one for one in outcomes if one.delivered or one.dead or one.stopped]
    for outcome in outcomes:
        if outcome not in sent:
            console.print(f"{escape(outcome.destination)}: nothing new.", highlight=False)
    if sent:
        table = _table("Delivered", "destination", *CHANGES, "dead letters", "waiting")
        for one in sent:
            table.add_row(
                escape(one.destination),
                *(f"{one.delivered[change]:,}" for change in CHANGES),
                f"{one.dead.total():,}",
                f"{one.waiting:,}",
            )
        console.print(table)
    for one in outcomes:
        if one.file:
            console.print(f"{escape(one.destination)}: {escape(one.file)}", highlight=False)
        if one.dead:
            exits = f", {one.dead['left']:,} of them exits" if one.dead["left"] else ""
            errors.print(
                f"[bold yellow]{escape(one.destination)}:[/] {in_words(one.dead.total())} refused"
                f"{exits}: `activate.py status` says why, `activate.py retry-dead` tries again.",
                highlight=False,
            )
        if one.stopped:
            errors.print(
                f"[bold red]{escape(one.destination)} stopped.[/] {escape(one.stopped)}",
                highlight=False,
            )


def show_status(ledger: Ledger, names: list[str], console: Console) -> None:
    """What the ledger knows of each destination, and its dead letters."""
    table = _table(
        "Delivery ledger",
        *("destination", "delivered", "dead letters", "skipped", "members there", "last delivered"),
    )
    dead = []
    for name in names:
        row = ledger.summary(name)
        table.add_row(
            escape(name),
            *(f"{number:,}" for number in row[:4]),
            (row[4] or "never")[:19].replace("T", " "),
        )
        dead += [entry for entry in ledger.entries(name) if entry.status == "dead"]
    console.print(table)
    if not dead:
        console.print("No dead letters.")
        return
    letters = _table(
        "Dead letters", "destination", "audience", "entity", "change", "attempts", "reason"
    )
    for entry in dead[:MOST_DEAD_SHOWN]:
        letters.add_row(
            *(escape(text) for text in (entry.destination, entry.audience)),
            escape(f"{entry.entity} {entry.entity_id}"),
            entry.change,
            str(entry.attempts),
            escape(entry.error or ""),
        )
    console.print(letters)
    if len(dead) > MOST_DEAD_SHOWN:
        console.print(f"… and {len(dead) - MOST_DEAD_SHOWN:,} more in the ledger.")


def in_words(number: int) -> str:
    """So many changes."""
    return f"{number:,} {'change' if number == 1 else 'changes'}"


def _table(title: str, first: str, *others: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    numbers = (*CHANGES, "delivered", "dead letters", "skipped", "members there", "waiting")
    for name in others:
        table.add_column(name, justify="right" if name in numbers else "left")
    return table
