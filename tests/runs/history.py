"""A small company's warehouse before and after each kind of run, undisturbed; and how to run more.

The first build is of one night, the daily run of the next; in between lies a day with a look at
noon and one at midnight. That day brings events of closed days, some of them for the second time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from conftest import dbt_command, here, parsed_project, simulate
from earlier_state import write_earlier_state

# Of the events of two days some come again on the third, and some come only then.
LATE_AND_AGAIN = """
    create table events as
    select * replace (
        case when draw = 1 then timestamp '2026-02-21 12:00:00' else received_at end as received_at
    )
    from (
        select *, case when occurred_at between '2026-02-18' and '2026-02-20 12:00:00'
        then hash(event_id) % 20 end as draw
        from '{raw}/events/*.parquet'
    );
    insert into events
    select * replace (timestamp '2026-02-21 12:00:00' as received_at) from events where draw = 0;
    copy (select * exclude (draw) from events) to '{raw}/events.parquet';
"""
MOMENTS = {
    "night_1": datetime(2026, 2, 21, 6),
    "noon": datetime(2026, 2, 21, 13),
    "midnight": datetime(2026, 2, 22),
    "night_2": datetime(2026, 2, 22, 6),
}


@dataclass(frozen=True)
class Step:
    """One run: the moment whose raw folder it reads, its day, and how to ask for it."""

    moment: str
    as_of_date: str = ""
    arguments: tuple[str, ...] = ()


FIRST = Step("night_1", "2026-02-20")
NEAR_REAL_TIME = Step("midnight", arguments=("--selector", "near_real_time"))
DAILY = Step("night_2", "2026-02-21", ("--selector", "daily"))
FULL = Step("night_2", "2026-02-21", ("--selector", "full", "--full-refresh"))
# Each step with the one that it follows.
STEPS = {
    "first": (FIRST, None),
    "near_real_time": (NEAR_REAL_TIME, "first"),
    "daily": (DAILY, "first"),
    "full": (FULL, "daily"),
}


@dataclass(frozen=True)
class History:
    """The raw folders of all moments, and for each step the files before and after it."""

    folder: Path

    def after(self, name: str | None) -> Path:
        """The files after a step; an empty folder before the first."""
        return self.folder / (f"after_{name}" if name else "before")

    def before(self, name: str) -> Path:
        """The files from which a step starts."""
        return self.after(STEPS[name][1])

    def log(self, name: str) -> list[str]:
        """What dbt said during the undisturbed step."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8").splitlines()

    def copy(self, name: str | None, folder: Path) -> Path:
        """A copy of the files after a step, free to be changed."""
        shutil.copytree(self.after(name), folder, symlinks=True)
        return folder

    def start(self, step: Step, folder: Path) -> subprocess.Popen:
        """Start a run on the files in a folder, in a process group of its own."""
        target = folder / "target"
        project = parsed_project(target)
        return subprocess.Popen(
            dbt_command(
                *("--no-use-colors", "build", "--exclude-resource-type", "test", "unit_test"),
                *step.arguments,
                target=target,
            ),
            cwd=project,
            env=os.environ
            | {
                "RAW_DIR": str(self.folder / step.moment),
                "WAREHOUSE": here(folder / "warehouse.duckdb", project),
                "AS_OF_DATE": step.as_of_date,
                "DO_NOT_TRACK": "1",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, step: Step, folder: Path, succeeds: bool = True) -> str:
        """Run to the end; returns what dbt said."""
        process = self.start(step, folder)
        output, _ = process.communicate()
        assert (process.returncode == 0) == succeeds, output[-4000:]
        return output


@pytest.fixture(scope="session", name="history")
def made_history(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> History:
    """Made once for all workers."""
    folder = tmp_path_factory.getbasetemp()
    made = History((folder if worker_id == "master" else folder.parent) / "history")
    with FileLock(f"{made.folder}.lock"):
        if not made.folder.exists():
            company = simulate(
                made.folder, "--accounts", "60", "--start", "2025-08-25", "--end", "2026-02-22"
            )
            with duckdb.connect() as connection:
                connection.execute(LATE_AND_AGAIN.format(raw=company.raw))
            shutil.rmtree(company.raw / "events")
            for name, moment in MOMENTS.items():
                write_earlier_state(company.raw, made.folder / name, moment)
            made.after(None).mkdir()
            for name, (step, previous) in STEPS.items():
                folder = made.after(name)
                shutil.copytree(made.after(previous), folder, symlinks=True)
                said = made.run(step, folder)
                (made.folder / f"{name}.log").write_text(said, encoding="utf-8")
    return made
