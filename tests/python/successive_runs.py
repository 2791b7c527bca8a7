"""Run dbt several times in one process, which parses each project once.

    python successive_runs.py '[{"warehouse": "w.duckdb", "raw": "folder", …}, …]'

Ends with exit status 1 at the first run that fails, after dbt has said why.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from dbt.cli.main import dbtRunner

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Run:
    """One invocation of dbt. Warehouses of one sequence lie in folders of their own, by one name:
    dbt's relations bear the name of the file.
    """

    warehouse: str
    raw: str
    as_of_date: str
    project: str = str(ROOT)
    full_refresh: bool = False


def successive_runs(runs: Sequence[Run]) -> None:
    """Run dbt for each of the runs, one after the other."""
    outcome = subprocess.run(
        [sys.executable, __file__, json.dumps([asdict(run) for run in runs])],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout[-4000:] + outcome.stderr[-4000:]


def main(runs: str) -> int:
    """Run them all; returns the exit status."""
    os.environ["DO_NOT_TRACK"] = "1"
    quietly = ["--quiet", "--no-use-colors"]
    manifests = {}
    seeded: set[str] = set()
    for run in (Run(**given) for given in json.loads(runs)):
        os.environ |= {
            "WAREHOUSE": run.warehouse,
            "RAW_DIR": run.raw,
            "AS_OF_DATE": run.as_of_date,
        }
        folders = [
            *("--project-dir", run.project),
            *("--profiles-dir", str(ROOT)),
            *("--target-path", f"{run.warehouse}.target"),
        ]
        if run.project not in manifests:
            manifests[run.project] = dbtRunner().invoke([*quietly, "parse", *folders]).result
        commands = [["run", "--full-refresh"] if run.full_refresh else ["run"]]
        if run.warehouse not in seeded:
            commands.insert(0, ["seed"])
            seeded.add(run.warehouse)
        for command in commands:
            dbt = dbtRunner(manifest=manifests[run.project])
            if not dbt.invoke([*quietly, *command, *folders]).success:
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
