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
from rich.markup import escape

from training.refusals import TrainingError
from training.results import show
from training.runs import train_models
from training.warehouses import open_warehouse

console = Console()
errors = Console(stderr=True)


def add_warehouse(parser: argparse.ArgumentParser) -> None:
    """Where the warehouse is."""
    parser.add_argument(
        "--target", default=os.environ.get("TARGET") or "duckdb", help="duckdb, postgres or spark"
    )
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")


def parse_arguments(given: list[str]) -> argparse.Namespace:
    """Read the command line; without a command, models are trained."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    models = commands.add_parser("models", help="train the models of vars.yml (the default)")
    add_warehouse(models)
    models.add_argument("--only", default="", help="names of models, joined by commas")
    models.add_argument("--due", action="store_true", help="only those that are to be retrained")
    rollback = commands.add_parser("rollback", help="make the champion before the present one it")
    add_warehouse(rollback)
    rollback.add_argument("model")
    if not given or given[0] not in {*commands.choices, "-h", "--help"}:
        given = ["models", *given]
    return parser.parse_args(given)


def run_models(arguments: argparse.Namespace) -> int:
    """Train, then show what became of each model."""
    os.environ["WAREHOUSE"] = str(Path(arguments.warehouse).expanduser().resolve())
    warehouse = open_warehouse(arguments.target, Path(os.environ["WAREHOUSE"]))
    only = [name.strip() for name in arguments.only.split(",") if name.strip()]
    outcome = train_models(warehouse, only, arguments.due, console)
    show(outcome, console)
    if outcome.refused:
        return 1 if outcome.trained or outcome.not_due else 2
    return 0


COMMANDS = {"models": run_models}


def main() -> int:
    """Do what is asked, or say in a sentence why not."""
    arguments = parse_arguments(sys.argv[1:])
    try:
        return COMMANDS[arguments.command](arguments)
    except TrainingError as error:
        errors.print(f"[bold red]Nothing was trained.[/] {escape(str(error))}", highlight=False)
        return 2


if __name__ == "__main__":
    sys.exit(main())
