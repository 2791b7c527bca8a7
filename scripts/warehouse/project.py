"""The project in use, its work file, and dbt in it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import faults
from no_telemetry import SWITCHES
from warehouse.refusals import WarehouseError

ROOT = Path(__file__).resolve().parents[2]


def project_folder() -> Path:
    """The project in use: the working directory where it is one, else the script's own."""
    return Path.cwd() if (Path.cwd() / "vars.yml").exists() else ROOT


def work_file(warehouse: Path) -> Path:
    """The file that builds write to, as profiles.yml names it; readers open the published one."""
    return warehouse.with_name(f"{warehouse.name.removesuffix('.duckdb')}_work.duckdb")


def run_dbt(command: str, *options: str) -> str:
    """Run dbt in a process of its own."""
    project = project_folder()
    profiles = project if (project / "profiles.yml").exists() else ROOT
    outcome = subprocess.run(
        [
            *(str(Path(sys.executable).parent / "dbt"), "--quiet", command, *options),
            *("--profiles-dir", str(profiles)),
        ],
        cwd=project,
        env=os.environ | SWITCHES | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        raise WarehouseError(faults.in_words((outcome.stdout + outcome.stderr).strip()))
    return outcome.stdout
