"""Build the warehouse from a folder of raw data.

Runs `dbt build`, data tests and all, with a progress bar, says in plain words what failed and
where, and ends with the summary of the segments. Exit status: 0 when everything passed and the
marts are published, 1 when something failed (readers keep the last good warehouse).
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path

import duckdb
from dbt.artifacts.schemas.results import NodeStatus
from dbt.cli.main import dbtRunner, dbtRunnerResult
from dbt_common.events.base_types import EventMsg
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import faults
import summary
from no_telemetry import SWITCHES
from rules_check import expressions_are_harmless
from terminal import escape
from warehouse.project import work_file

ROOT = Path(__file__).resolve().parent.parent
FAILED = {NodeStatus.Error, NodeStatus.Fail, NodeStatus.RuntimeErr}
ROWS_SHOWN = 5
WHY = "Why: "
"""How macros/run/explain_failures.sql begins a cause."""
ERASED = "Erased: "
"""How macros say what an erasure did beside the warehouse, and what it leaves to people."""

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


def parse_arguments() -> argparse.Namespace:
    """Read the command line; the defaults are those of profiles.yml.example."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--raw-dir", default=os.environ.get("RAW_DIR") or "data/raw")
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    parser.add_argument("--as-of-date", default=os.environ.get("AS_OF_DATE", ""))
    parser.add_argument("--full-refresh", action="store_true", help="rebuild incremental models")
    parser.add_argument("--examples", type=int, default=3, help="example members per segment")
    parser.add_argument("--no-summary", action="store_true", help="don't show the segments")
    return parser.parse_args()


def prepare_environment(arguments: argparse.Namespace) -> None:
    """Hand the settings to dbt and give it a profile where none exists."""
    os.environ["RAW_DIR"] = str(Path(arguments.raw_dir).expanduser().resolve())
    os.environ["WAREHOUSE"] = str(Path(arguments.warehouse).expanduser().resolve())
    os.environ["AS_OF_DATE"] = arguments.as_of_date
    os.environ.update(SWITCHES)
    os.chdir(ROOT)
    if not Path("profiles.yml").exists():
        shutil.copy("profiles.yml.example", "profiles.yml")


def warehouse_problem(warehouse: Path) -> str | None:
    """Why no file can be written there, if so; makes the folder where it is missing."""
    try:
        warehouse.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"its folder cannot be made ({error.strerror})"
    if warehouse.is_dir():
        return "it is a folder"
    if not os.access(warehouse.parent, os.W_OK):
        return "this user may not write in its folder"
    return None


def run_dbt(full_refresh: bool) -> tuple[dbtRunnerResult, list[str], list[str]]:
    """Run `dbt build` behind a progress bar; dbt's own log goes to logs/dbt.log.

    Beside the outcome, what the project's macros say of faults of the machine, and of erasures.
    """
    causes: list[str] = []
    erasures: list[str] = []
    with Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        task = progress.add_task("Reading the project", total=None)

        def follow(event: EventMsg) -> None:
            if event.info.name == "LogStartLine":
                progress.update(task, total=event.data.total, description="Building and testing")
            elif event.info.name == "NodeFinished":
                progress.advance(task)
            elif event.info.name == "JinjaLogInfo" and event.data.msg.startswith(WHY):
                causes.append(event.data.msg.removeprefix(WHY))
            elif event.info.name == "JinjaLogInfo" and event.data.msg.startswith(ERASED):
                erasures.append(event.data.msg.removeprefix(ERASED))

        # unit tests are about the SQL, not the data: `make test` runs them
        command = ["--log-level", "none", "--log-level-file", "debug", "build"]
        command += ["--exclude-resource-type", "unit_test", "--project-dir", str(ROOT)]
        result = dbtRunner(callbacks=[follow]).invoke(
            command + (["--full-refresh"] if full_refresh else [])
        )
        progress.update(task, description="Built" if result.success else "Stopped")
    return result, causes, erasures


def version_of(file: Path) -> tuple[int, int] | None:
    """Another one once the file has been replaced; nothing where there is none."""
    return (file.stat().st_ino, file.stat().st_mtime_ns) if file.exists() else None


def failing_rows(compiled_code: str) -> list[str]:
    """What a failed test says: its column `message` where it has one, else its first rows."""
    try:
        built = work_file(Path(os.environ["WAREHOUSE"]))
        with duckdb.connect(str(built), read_only=True) as connection:
            rows = connection.sql(compiled_code).limit(ROWS_SHOWN)
            if "message" in rows.columns:
                return [str(row[0]) for row in rows.select("message").fetchall()]
            return [
                ", ".join(
                    f"{name} = {value}" for name, value in zip(rows.columns, row, strict=True)
                )
                for row in rows.fetchall()
            ]
    except duckdb.Error:
        return []


def report_failure(result: dbtRunnerResult, causes: list[str], is_published: bool = False) -> None:
    """Say what is wrong, where, and what to do; never a stack trace."""
    if result.exception is not None:
        message = getattr(result.exception, "msg", None) or str(result.exception)
        if faults.is_full_disk(result.exception):
            message = faults.FULL_DISK
        errors.print(f"\n[bold red]The build stopped.[/]\n{escape(message)}")
    for node_result in getattr(result.result, "results", None) or []:
        if node_result.status not in FAILED:
            continue
        node = node_result.node
        errors.print(f"\n[bold red]{node.resource_type}[/] [bold]{escape(node.name)}[/]")
        errors.print(escape((node_result.message or "").strip()), highlight=False)
        if node_result.status == NodeStatus.Fail and getattr(node, "compiled_code", None):
            for row in failing_rows(node.compiled_code):
                errors.print(f"  • {escape(row)}", highlight=False)
        errors.print(f"  in {node.original_file_path}", style="dim", highlight=False)
    for cause in causes:
        errors.print(f"\n[bold red]Why:[/] {escape(cause)}", highlight=False)
    errors.print(
        "\nEverything was built and published before: readers have the new marts."
        if is_published
        else "\nNothing was published: the warehouse that readers open is as it was. "
        "The full log is logs/dbt.log.",
        highlight=False,
    )


def main() -> int:
    """Build, then show the segments or say what failed."""
    arguments = parse_arguments()
    prepare_environment(arguments)
    problem = warehouse_problem(Path(os.environ["WAREHOUSE"]))
    if problem:
        errors.print(
            f"WAREHOUSE is {escape(os.environ['WAREHOUSE'])}: {problem}. Expected: a file such as "
            "company.duckdb, in a folder that this user may write.",
            highlight=False,
        )
        return 1
    if not expressions_are_harmless(ROOT):
        return 1
    before = version_of(Path(os.environ["WAREHOUSE"]))
    result, causes, erasures = run_dbt(arguments.full_refresh)
    for erasure in erasures:
        console.print(f"[bold]Erased:[/] {escape(erasure)}", highlight=False)
    if not result.success:
        report_failure(result, causes, version_of(Path(os.environ["WAREHOUSE"])) != before)
        return 1
    if not os.environ.get("EMAIL_SALT"):
        console.print(
            "[dim]EMAIL_SALT is not set, so dim_users.email_hash is null: docs/privacy.md.[/]",
            highlight=False,
        )
    if arguments.no_summary:
        return 0
    summary.show(Path(os.environ["WAREHOUSE"]), arguments.examples, console)
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
