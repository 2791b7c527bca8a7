"""The summary at the end of a build is for people: every segment, its figures, its reasons."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

import summary
from conftest import Build


@pytest.mark.parametrize("width", [80, 140])
def test_summary_shows_every_segment(tiny_build: Build, width: int) -> None:
    """Each current segment is listed by name, at any width of the terminal."""
    screen = StringIO()
    summary.show(tiny_build.warehouse, 3, Console(file=screen, width=width))
    shown = "".join(screen.getvalue().split())
    for (segment,) in tiny_build.published("select segment from dim_segments where is_current"):
        assert segment in shown


def test_summary_without_a_warehouse_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file: a sentence that names the two commands that make one."""
    monkeypatch.setattr("sys.argv", ["summary", "--warehouse", str(tmp_path / "none.duckdb")])
    assert summary.main() == 1
    assert "make demo" in capsys.readouterr().err
