"""`make build` says what is wrong with its arguments before it starts dbt."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from jinja2 import Template

import build
from conftest import ROOT
from warehouse.project import work_file


@pytest.mark.parametrize(
    ("warehouse", "told"),
    [("file/company.duckdb", "its folder cannot be made"), ("folder", "it is a folder")],
)
def test_a_warehouse_that_cannot_be_written_is_told(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    warehouse: str,
    told: str,
) -> None:
    """A sentence that names the setting, no stack trace."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    monkeypatch.setattr("sys.argv", ["build", "--warehouse", str(tmp_path / warehouse)])
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.chdir(tmp_path)
    assert build.main() == 1
    output = " ".join(capsys.readouterr().err.split())
    assert "WAREHOUSE is" in output
    assert told in output


def test_a_cause_is_told_once_and_names_of_others_are_only_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After what dbt says of each model, in which a terminal finds nothing to obey."""
    node = SimpleNamespace(
        resource_type="model", name="int_x", original_file_path="models/int_x.sql"
    )
    failed = SimpleNamespace(
        status="error", node=node, message="status is '\x1b[31m[bold]x' :boom:"
    )
    result = SimpleNamespace(exception=None, result=SimpleNamespace(results=[failed]))
    build.report_failure(result, ["The disk is full."])
    said = capsys.readouterr().err
    assert "status is '\N{REPLACEMENT CHARACTER}[31m[bold]x' :boom:" in said
    assert "Why: The disk is full." in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    "warehouse", ["company.duckdb", "/srv/x.duckdb/company.duckdb", "/srv/company", "a.duckdb.db"]
)
def test_scripts_open_the_work_file_that_builds_write_to(warehouse: str) -> None:
    """The rule of profiles.yml.example and that of the scripts are one."""
    profiles = yaml.safe_load((ROOT / "profiles.yml.example").read_text(encoding="utf-8"))
    path = profiles["saas_segments"]["outputs"]["duckdb"]["path"]
    written = Template(path).render(env_var=lambda *_: warehouse)
    assert Path(written) == work_file(Path(warehouse))
