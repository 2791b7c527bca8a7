"""Ask the semantic layer: MetricFlow's own command `mf`, on the published warehouse.

Takes what `mf` takes: `query --metrics mrr --group-by metric_time__month`, `list metrics`,
`validate-configs`. Three things differ from calling `mf`: the project is parsed first where it
changed, the marts that readers open are asked rather than the work file (so a build may go on
meanwhile), and nobody is asked over the network whether there is a newer `mf`.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from dbt.cli.main import dbtRunner
from dbt_metricflow.cli import main as metricflow
from rich.console import Console

import faults
from no_telemetry import SWITCHES
from terminal import escape

ROOT = Path(__file__).resolve().parent.parent
PUBLISHED = {"duckdb": "published", "postgres": "postgres_published"}
"""Targets of profiles.yml.example that read what was published, by those that build."""

errors = Console(stderr=True, emoji=False)


class NoUpdates:
    """Stands for mf's look at the package registry: the lock decides which version runs."""

    def check(self, _package: str, _version: str) -> None:
        """There is never a newer version."""


def prepare_environment() -> str | None:
    """Parse the project and have `mf` ask the published marts; returns what is missing, if so."""
    warehouse = Path(os.environ.get("WAREHOUSE") or "warehouse.duckdb").expanduser().resolve()
    target = os.environ.setdefault("DBT_TARGET", "duckdb")
    if target == "duckdb" and not warehouse.is_file():
        return f"WAREHOUSE is {warehouse}, which does not exist. Build it first: make build"
    os.environ["WAREHOUSE"] = str(warehouse)
    os.environ.update(SWITCHES)
    os.chdir(os.environ.get("DBT_PROJECT_DIR") or ROOT)
    profiles = Path(os.environ.get("DBT_PROFILES_DIR") or ".") / "profiles.yml"
    if not profiles.exists():
        shutil.copy("profiles.yml.example", profiles)
    published = PUBLISHED.get(target, target)
    if published != target and f"    {published}:" not in profiles.read_text(encoding="utf-8"):
        return f"{profiles} lacks the target {published}. Copy profiles.yml.example again."
    # the work file's relations bear the same names as the published file's; PostgreSQL's do not
    parsed = dbtRunner().invoke(
        ["parse", "--quiet", "--target", target if target == "duckdb" else published]
    )
    if not parsed.success:
        if faults.is_full_disk(parsed.exception):
            return faults.FULL_DISK
        return f"The project can't be read: {parsed.exception or 'dbt parse says why'}"
    os.environ["DBT_TARGET"] = published
    return None


def main() -> None:
    """Run `mf` with the arguments given."""
    problem = prepare_environment()
    if problem:
        errors.print(escape(problem), highlight=False)
        sys.exit(1)
    metricflow.UpdateChecker = NoUpdates
    metricflow.cli(prog_name="mf")


if __name__ == "__main__":
    sys.exit(faults.run(main))
