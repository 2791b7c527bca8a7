"""Train the models of vars.yml on what the last build left, and write them to the registry.

A model is data: what is fitted here are rows, and SQL scores by them from the next build on. Exit
status: 0 when every model was trained, 1 when some were refused, 2 when none could be.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import faults
from rules_check import expressions_are_harmless
from terminal import escape
from training.evaluation import FOLDS, cross_validated, measured, read_table
from training.learning import KINDS
from training.registry import open_registry
from training.results import show, show_evaluation
from training.rollback import roll_back
from training.runs import train_models
from warehouse.engines import Warehouse, open_warehouse
from warehouse.project import add_target, project_folder
from warehouse.refusals import WarehouseError

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


def add_warehouse(parser: argparse.ArgumentParser) -> None:
    """Where the warehouse is."""
    add_target(parser)
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    parser.add_argument("--raw-dir", default=os.environ.get("RAW_DIR") or "data/raw")


def parse_arguments(given: list[str]) -> argparse.Namespace:
    """Read the command line; without a command, models are trained."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    models = commands.add_parser("models", help="train the models of vars.yml (the default)")
    add_warehouse(models)
    models.add_argument("--only", default="", help="names of models, joined by commas")
    models.add_argument("--due", action="store_true", help="only those that are to be retrained")
    evaluate = commands.add_parser(
        "evaluate", help="how well each kind does on a labelled table, by cross-validation"
    )
    evaluate.add_argument("--table", type=Path, required=True, help="a CSV or Parquet file")
    evaluate.add_argument("--label", required=True, help="its column of two values")
    rollback = commands.add_parser("rollback", help="make the champion before the present one it")
    add_warehouse(rollback)
    rollback.add_argument("model")
    if not given or given[0] not in {*commands.choices, "-h", "--help"}:
        given = ["models", *given]
    return parser.parse_args(given)


def open_named_warehouse(arguments: argparse.Namespace) -> Warehouse:
    """The warehouse that the command line names, for dbt too."""
    os.environ["RAW_DIR"] = str(Path(arguments.raw_dir).expanduser().resolve())
    os.environ["WAREHOUSE"] = str(Path(arguments.warehouse).expanduser().resolve())
    return open_warehouse(arguments.target, Path(os.environ["WAREHOUSE"]))


def run_models(arguments: argparse.Namespace) -> int:
    """Train, then show what became of each model."""
    if not expressions_are_harmless(project_folder()):
        return 2
    warehouse = open_named_warehouse(arguments)
    only = [name.strip() for name in arguments.only.split(",") if name.strip()]
    outcome = train_models(warehouse, only, arguments.due, console)
    show(outcome, console)
    if outcome.refused:
        return 1 if outcome.trained or outcome.not_due else 2
    return 0


def run_rollback(arguments: argparse.Namespace) -> int:
    """Make the champion before the present one champion again."""
    registry = open_registry(open_named_warehouse(arguments))
    for decision in roll_back(arguments.model, registry):
        console.print(
            f"[bold]{escape(decision.model_id)}[/] is {decision.status} now. "
            f"[dim]{escape(decision.because)}[/]",
            highlight=False,
        )
    console.print("The next build scores by it.")
    return 0


def run_evaluation(arguments: argparse.Namespace) -> int:
    """Cross-validate every kind on a labelled table."""
    table = read_table(arguments.table.expanduser(), arguments.label)
    probabilities = {}
    columns = (TextColumn("[bold]{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as progress:
        for kind in KINDS:
            task = progress.add_task(f"Fitting {kind}", total=FOLDS)
            probabilities[kind] = cross_validated(
                table.frame, kind, lambda fold, task=task: progress.update(task, completed=fold)
            )
    figures = {kind: measured(table.frame, found) for kind, found in probabilities.items()}
    show_evaluation(table, probabilities, figures, console)
    return 0


COMMANDS = {"evaluate": run_evaluation, "models": run_models, "rollback": run_rollback}


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
