"""A build may be killed at any moment: the next one ends where an undisturbed one ends.

A first build, a near-real-time run, a daily run with late events, and a full refresh are killed
(SIGKILL, the whole process group) at random moments, and at two chosen ones: while the marts are
being published, and between their publication and the record of the run. Then the build is run
again, and every table of every schema is compared, row for row, with a warehouse that nobody
disturbed. What readers open is a whole state at each moment.

A moment is a line of dbt's log, after which some milliseconds pass. KILL_SEED draws others.
"""

from __future__ import annotations

import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from history import DAILY, STEPS, History, made_history  # noqa: F401 (a fixture)
from same_state import differences

SEED = int(os.environ.get("KILL_SEED", "20260222"))
SPREAD = {"first": 4, "near_real_time": 1, "daily": 4, "full": 1}
PUBLISHING = "OK hook: saas_segments.on-run-end.0"
PUBLISHED = "Published"


@dataclass(frozen=True)
class Moment:
    """When a build is killed: how much of its log it has written, and how long after that."""

    step: str
    after: float | str
    milliseconds: int

    def __str__(self) -> str:
        """Words for pytest's list."""
        after = f"{self.after:.0%} of its log" if isinstance(self.after, float) else self.after
        return f"{self.step}: {after} + {self.milliseconds} ms"

    def has_come(self, line: str, share: float) -> bool:
        """Whether the line is the last that the build may write."""
        return share >= self.after if isinstance(self.after, float) else self.after in line


def moments() -> list[Moment]:
    """Ten random moments, spread over the kinds of build, and the chosen ones."""
    draw = random.Random(SEED)
    drawn = [
        Moment(step, draw.uniform(part / parts, (part + 1) / parts), draw.randrange(60))
        for step, parts in SPREAD.items()
        for part in range(parts)
    ]
    return [
        *drawn,
        Moment("daily", PUBLISHING, draw.randrange(50, 250)),
        Moment("daily", PUBLISHED, 0),
    ]


def run_and_kill(history: History, moment: Moment, folder: Path) -> None:
    """Run the build of a step until the moment comes."""
    lines = len(history.log(moment.step))
    process = history.start(STEPS[moment.step][0], folder)
    for number, line in enumerate(process.stdout, start=1):
        if moment.has_come(line, number / lines):
            break
    time.sleep(moment.milliseconds / 1000)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, f"the build had ended before {moment}"


def successful_runs(folder: Path, read_only: bool = False) -> int:
    """How many runs have been recorded; the files of an undisturbed run are read by all workers."""
    work_file = str(folder / "warehouse_work.duckdb")
    with duckdb.connect(work_file, read_only=read_only) as connection:
        if not connection.execute(
            "from duckdb_tables() where table_name = 'successful_runs'"
        ).fetchall():
            return 0
        return connection.execute("select count(*) from state.successful_runs").fetchall()[0][0]


@pytest.mark.parametrize("moment", moments(), ids=str)
def test_the_next_build_ends_in_the_same_state(
    history: History, moment: Moment, tmp_path: Path
) -> None:
    """And readers never meet anything but a whole state: the one before, or the one after."""
    step, previous = STEPS[moment.step]
    after = history.after(moment.step)
    folder = history.copy(previous, tmp_path / "killed")
    run_and_kill(history, moment, folder)

    seen = folder / "warehouse.duckdb"
    states = [state / seen.name for state in (history.before(moment.step), after)]
    if seen.exists() or states[0].exists():
        assert any(state.exists() and not differences(state, seen) for state in states)

    # killed after it was recorded, it has ended: to run it again would be to repeat it
    if successful_runs(folder) < successful_runs(after, read_only=True):
        # a full refresh that was killed is begun anew by whatever comes next
        history.run(DAILY if moment.step == "full" else step, folder)
    for file in ("warehouse_work.duckdb", "warehouse.duckdb"):
        assert not differences(after / file, folder / file)
    left = {path.name for path in folder.iterdir()}
    assert left == {"warehouse_work.duckdb", "warehouse.duckdb", "target"}


def test_the_comparison_finds_a_changed_cell(history: History, tmp_path: Path) -> None:
    """A double that is off by more than rounding, a lost row, a table that nobody expects."""
    original = history.after("daily") / "warehouse_work.duckdb"
    for number, (change, table) in enumerate(
        {
            "update marts.fct_account_features set seats_to_limit = seats_to_limit * (1 + 1e-8) "
            "where as_of_date = '2026-02-21'": "fct_account_features",
            "delete from marts.fct_segment_memberships where rowid = 3": "fct_segment_memberships",
            "create table marts.stray as select 1 as x": "stray",
        }.items()
    ):
        copy = tmp_path / f"copy_{number}.duckdb"
        copy.write_bytes(original.read_bytes())
        with duckdb.connect(str(copy)) as connection:
            connection.execute(change)
        assert list(differences(original, copy)) == [f"marts.{table}"]
