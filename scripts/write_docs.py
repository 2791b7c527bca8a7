"""Write the documentation of models and columns as one page, which opens without a network.

The page begins with the cards of the learned models in use, once any were trained.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

import faults
from terminal import escape
from training.docs import write_docs
from warehouse.project import add_target, project_folder, run_dbt
from warehouse.refusals import WarehouseError

PAGE = Path("target") / "static_index.html"

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


def parse_arguments() -> argparse.Namespace:
    """Read the command line; the warehouse is the one that builds use."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add_target(parser)
    return parser.parse_args()


def generate(target: str) -> None:
    """Run dbt for the page; types come from the warehouse, the SQL is shown as it is written."""
    # without compiling, dbt's page shows the manifest that lies there: `parse` renews it
    target = "postgres_published" if target == "postgres" else target
    run_dbt("parse", "--target", target)
    run_dbt("docs", "generate", "--static", "--no-compile", "--target", target)


def main() -> int:
    """Write the page, or say why there is none."""
    arguments = parse_arguments()
    project = project_folder()
    if not (project / "target" / "docs" / "overview.md").exists():
        write_docs(project, [])
    try:
        with console.status("Writing the documentation"):
            generate(arguments.target)
    except WarehouseError as error:
        errors.print(escape(str(error)), highlight=False)
        return 1
    size = (project / PAGE).stat().st_size / 1_000_000
    console.print(f"Documentation is in {PAGE} ({size:.0f} MB, one file).")
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
