"""Measure how fast the project is, and hold it against what is to be reached.

Simulates companies of one year, runs SQL by hand and dbt on them, each in a process of its own,
and shows time, CPU time and peak memory of every step. Exit status: 0 when every step ran,
whether or not its target is reached; 1 when a step failed or was stopped.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console

import faults
from benchmarking import machine, report
from benchmarking.bench import EVENTS_PER_ACCOUNT, FEWEST_ACCOUNTS, ROOT, Bench
from benchmarking.figures import figures
from benchmarking.measure import StepFailedError
from benchmarking.parts import PARTS
from terminal import escape

EVENTS = 50_000_000
CORES = 2
FEWEST_EVENTS = 4 * FEWEST_ACCOUNTS * EVENTS_PER_ACCOUNT
BYTES_PER_EVENT = 300
"""Of disk: files of three sizes, a warehouse, and what DuckDB puts aside while it sorts."""

WIDTH_OF_A_LOG = 120

console = (
    Console(emoji=False) if sys.stdout.isatty() else Console(width=WIDTH_OF_A_LOG, emoji=False)
)
errors = Console(stderr=True, emoji=False)


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--events",
        type=int,
        default=EVENTS,
        help=f"the largest size (default: {EVENTS:,}); half and a quarter are measured too",
    )
    parser.add_argument(
        "--cores", type=int, default=CORES, help=f"use so many cores (default: {CORES})"
    )
    parser.add_argument(
        "--only",
        type=lambda text: [part.strip() for part in text.split(",")],
        default=list(PARTS),
        help=f"some parts, with commas between them: {', '.join(PARTS)}",
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "target" / "benchmark")
    parser.add_argument("--json", type=Path, default=ROOT / "target" / "benchmark.json")
    arguments = parser.parse_args()
    if arguments.events < FEWEST_EVENTS:
        parser.error(f"--events is {arguments.events}, expected: at least {FEWEST_EVENTS}")
    if arguments.cores < 1:
        parser.error(f"--cores is {arguments.cores}, expected: at least 1")
    if unknown := [part for part in arguments.only if part not in PARTS]:
        parser.error(f"--only names {', '.join(unknown)}, expected: any of {', '.join(PARTS)}")
    return arguments


def warn_of_little_disk(folder: Path, events: int) -> None:
    """A benchmark that stops after ten minutes for want of disk has wasted them."""
    free, needed = shutil.disk_usage(folder).free, events * BYTES_PER_EVENT
    if free < needed:
        console.print(
            f"[yellow]{events:,} events need about {needed / 1e9:.0f} GB of disk, {free / 1e9:.0f} "
            f"GB are free in {escape(str(folder))}.[/] Choose another folder with --folder, or "
            "fewer events with --events."
        )


def measure_parts(bench: Bench, names: list[str]) -> dict[str, str]:
    """Measure the parts; one that fails doesn't keep the others. Returns what failed, and why."""
    failed = {}
    for name in [part for part in PARTS if part in names]:
        try:
            PARTS[name](bench)
        except (StepFailedError, OSError) as error:
            failed[name] = str(error)
            errors.print(f"[bold red]✗ {name}[/] {escape(str(error))}", highlight=False)
        except KeyboardInterrupt:
            failed[name] = "stopped by hand"
            errors.print("Stopped. What was simulated is kept for the next time.")
            break
    return failed


def show(bench: Bench, cores: int) -> None:
    """All figures on the screen."""
    console.print()
    console.print(report.steps_table(bench.steps.values()))
    if (table := report.segments_table(bench.steps.values())) is not None:
        console.print(table)
    console.print(report.figures_table(figures(bench.steps)))
    if bench.events != EVENTS or cores != CORES:
        console.print(
            f"[dim]The targets are meant for {EVENTS:,} events on {CORES} cores; "
            f"this was {bench.events:,} on {cores}.[/]"
        )


def as_json(bench: Bench, facts: dict[str, Any], failed: dict[str, str]) -> str:
    """All figures for a file."""
    found = {
        "measured_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "machine": facts,
        "events": bench.events,
        "steps": {key: step.as_json() for key, step in bench.steps.items()},
        "figures": {figure.name: figure.as_json() for figure in figures(bench.steps)},
        "failed": failed,
    }
    return json.dumps(found, indent=2) + "\n"


def main() -> int:
    """Measure, show, write down."""
    arguments = parse_arguments()
    folder = arguments.folder.expanduser().resolve()
    folder.mkdir(parents=True, exist_ok=True)
    warn_of_little_disk(folder, arguments.events)
    cores = machine.use_cores(arguments.cores)
    bench = Bench(folder, arguments.events, console)
    try:
        failed = measure_parts(bench, arguments.only)
    finally:
        bench.forget_warehouse()
    show(bench, cores)
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    facts = machine.facts(ROOT, cores)
    arguments.json.write_text(as_json(bench, facts, failed), encoding="utf-8")
    console.print(f"All figures: [bold]{escape(str(arguments.json))}[/]", highlight=False)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
