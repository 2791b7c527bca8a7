"""Write the documentation of models and columns as one page, which opens without a network.

The page begins with the cards of the learned models in use, once any were trained.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from rich.console import Console

import faults
from no_telemetry import SWITCHES
from terminal import escape
from training.docs import write_docs
from training.warehouses import project_folder

PAGE = Path("target") / "static_index.html"

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


def parse_arguments() -> argparse.Namespace:
    """Read the command line; the warehouse is the one that builds use."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", default="duckdb", help="duckdb, postgres, spark")
    return parser.parse_args()


def generate(project: Path, target: str) -> subprocess.CompletedProcess[str]:
    """Run dbt for the page; types come from the warehouse, the SQL is shown as it is written."""
    # without compiling, dbt's page shows the manifest that lies there: `parse` renews it
    target = "postgres_published" if target == "postgres" else target
    parsed = run_dbt(project, target, "parse")
    if parsed.returncode:
        return parsed
    return run_dbt(project, target, "docs", "generate", "--static", "--no-compile")


def run_dbt(project: Path, target: str, *command: str) -> subprocess.CompletedProcess[str]:
    """Run dbt in a process of its own."""
    dbt = str(Path(sys.executable).parent / "dbt")
    return subprocess.run(
        [*(dbt, "--quiet"), *command, *("--target", target, "--profiles-dir", str(project))],
        cwd=project,
        env=os.environ | SWITCHES | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """Write the page, or say why there is none."""
    arguments = parse_arguments()
    project = project_folder()
    if not (project / "target" / "docs" / "overview.md").exists():
        write_docs(project, [])
    with console.status("Writing the documentation"):
        outcome = generate(project, arguments.target)
    if outcome.returncode:
        errors.print(escape(faults.in_words(outcome.stdout + outcome.stderr)), highlight=False)
        return 1
    size = (project / PAGE).stat().st_size / 1_000_000
    console.print(f"Documentation is in {PAGE} ({size:.0f} MB, one file).")
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
