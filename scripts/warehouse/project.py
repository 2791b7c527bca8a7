"""The project in use, its work file, and dbt in it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import faults
from no_telemetry import SWITCHES
from warehouse.refusals import WarehouseError
from warehouse.yaml_files import read_yaml

ROOT = Path(__file__).resolve().parents[2]
TARGETS = ("duckdb", "postgres", "spark")
"""The engines that warehouses are built on, as profiles.yml.example names them."""


def project_folder() -> Path:
    """The project in use: the working directory where it is one, else the script's own."""
    return Path.cwd() if (Path.cwd() / "vars.yml").exists() else ROOT


def add_target(parser: argparse.ArgumentParser) -> None:
    """The option that names the engine; a misspelt one, or TARGET, never means another."""
    parser.add_argument(
        "--target",
        default=os.environ.get("TARGET") or TARGETS[0],
        type=_target,  # holds the environment's value against them too, as choices would not
        help=f"{', '.join(TARGETS[:-1])} or {TARGETS[-1]}; TARGET in the environment else",
    )


def _target(text: str) -> str:
    if text not in TARGETS:
        raise argparse.ArgumentTypeError(f"expected one of {', '.join(TARGETS)}, found '{text}'")
    return text


def read_variables(project: Path) -> dict[str, Any]:
    """The variables of a project, as dbt hands them to every model, macro and test of it.

    dbt has more ways than the plain one: it prefers variables scoped to a project over those of
    all, and runs templates in texts. Both are refused: what is checked here is what is built.
    """
    in_file = _variables_of(project / "vars.yml")
    in_project = _variables_of(project / "dbt_project.yml")
    if in_file and in_project:
        raise WarehouseError(
            "vars.yml and dbt_project.yml both hold vars: move those of dbt_project.yml into "
            "vars.yml."
        )
    where = "vars.yml" if in_file else "dbt_project.yml"
    variables = in_file or in_project
    for name in variables.keys() & _scopes(project):
        raise WarehouseError(
            f"vars in {where} hold '{name}', the name of a project, and what stands below it would "
            "take the place of the other variables. Write its entries directly under vars:."
        )
    for name, value in variables.items():
        for opening in ("{{", "{%", "{#"):
            if opening in (f"{name}{value}" if isinstance(value, str) else f"{name}"):
                raise WarehouseError(
                    f"{name} in {where}: found {opening}, which opens a template, and dbt would "
                    "run it. Write the value itself."
                )
    return variables


def _variables_of(path: Path) -> dict[Any, Any]:
    """What stands under vars in a file; a file that there isn't holds none."""
    written = read_yaml(path) if path.exists() else None
    if written is not None and not isinstance(written, dict):
        raise WarehouseError(f"{path.name}: expected keys such as vars:, found {written!r:.60}.")
    variables = (written or {}).get("vars")
    if variables is not None and not isinstance(variables, dict):
        raise WarehouseError(
            f"{path.name}, vars: expected names and their values, found {variables!r:.60}."
        )
    return variables or {}


def _scopes(project: Path) -> set[str]:
    """The names by which dbt scopes variables: the project's, and those of installed packages."""
    own = project / "dbt_project.yml"
    described = read_yaml(own) if own.exists() else None
    described = described if isinstance(described, dict) else {}
    folder = project / str(described.get("packages-install-path") or "dbt_packages")
    names = {"dbt", "dbt_duckdb", "dbt_postgres", "dbt_spark", str(described.get("name"))}
    for package in sorted(folder.glob("*/dbt_project.yml")):
        written = read_yaml(package)
        names.add(str(written.get("name")) if isinstance(written, dict) else package.parent.name)
    return names


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
            *("--project-dir", str(project), "--profiles-dir", str(profiles)),
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
