"""`make build` says what is wrong with its arguments before it starts dbt."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import build


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
