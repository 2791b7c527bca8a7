"""Which users are one person: match them by probability, and write what was found to the registry.

Without labels: how often names, addresses, companies and devices agree among matches and among
others is learned from the users themselves. Exit status: 0 when it was done, 1 when the evaluation
finds the project's settings below splink's example, 2 when nothing could be done.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import faults
from identity.evaluation import MATCHERS, judged, read_labelled
from identity.results import show_evaluation, show_run
from identity.runs import run_matching
from identity.settings import read_settings
from terminal import escape
from warehouse.engines import open_warehouse
from warehouse.project import add_target, project_folder
from warehouse.refusals import WarehouseError

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)
COLUMNS = (TextColumn("[bold]{task.description}"), BarColumn(), TimeElapsedColumn())


def parse_arguments(given: list[str]) -> argparse.Namespace:
    """Read the command line; without a command, users are matched."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    users = commands.add_parser("users", help="match the users of a warehouse (the default)")
    add_target(users)
    users.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    users.add_argument("--raw-dir", default=os.environ.get("RAW_DIR") or "data/raw")
    evaluate = commands.add_parser(
        "evaluate", help="how well it does on labelled records, beside splink's example"
    )
    evaluate.add_argument(
        "--folder", type=Path, required=True, help="with fake_1000.csv and fake_1000_labels.csv"
    )
    if not given or given[0] not in {*commands.choices, "-h", "--help"}:
        given = ["users", *given]
    return parser.parse_args(given)


def match_users(arguments: argparse.Namespace) -> int:
    """Match the users, then show what was found."""
    settings = read_settings(project_folder())
    os.environ["RAW_DIR"] = str(Path(arguments.raw_dir).expanduser().resolve())
    os.environ["WAREHOUSE"] = str(Path(arguments.warehouse).expanduser().resolve())
    warehouse = open_warehouse(arguments.target, Path(os.environ["WAREHOUSE"]))
    with Progress(*COLUMNS, console=console) as progress:
        bar = progress.add_task("Starting", total=None)
        run = run_matching(
            warehouse, settings, lambda what: progress.update(bar, description=escape(what))
        )
        progress.update(bar, description="Matched", total=1, completed=1)
    show_run(run, console)
    return 0


def evaluate(arguments: argparse.Namespace) -> int:
    """Match labelled records by the project's settings and by splink's example."""
    labelled = read_labelled(arguments.folder.expanduser())
    found = []
    with Progress(*COLUMNS, console=console) as progress:
        bar = progress.add_task("Starting", total=len(MATCHERS))
        for name, matcher in MATCHERS.items():
            progress.update(bar, description=f"Matching by {name}")
            found.append(judged(name, matcher(labelled.records), labelled))
            progress.advance(bar)
        progress.update(bar, description="Matched")
    show_evaluation(labelled, found, console)
    return 0 if found[0].f1 >= found[1].f1 else 1


COMMANDS = {"evaluate": evaluate, "users": match_users}


def main() -> int:
    """Do what is asked, or say in a sentence why not."""
    arguments = parse_arguments(sys.argv[1:])
    try:
        return COMMANDS[arguments.command](arguments)
    except WarehouseError as error:
        errors.print(f"[bold red]Stopped.[/] {escape(str(error))}", highlight=False)
        return 2


if __name__ == "__main__":
    sys.exit(faults.run(main))
