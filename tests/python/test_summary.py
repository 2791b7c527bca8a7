"""The summary at the end of a build is for people: every segment, its figures, its reasons."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import duckdb
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


def test_no_figure_is_cut_off(tiny_build: Build, tmp_path: Path) -> None:
    """Money of eleven digits stands there whole, on a narrow terminal too."""
    build = tiny_build.copy(tmp_path)
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute("update marts.fct_segment_kpis set mrr_end = 12345678901")
    screen = StringIO()
    summary.show(build.warehouse, 0, Console(file=screen, width=80))
    assert "12,345,678,901" in screen.getvalue()
    assert "…" not in screen.getvalue()


def test_an_empty_segment_says_what_it_needs(tiny_build: Build, tmp_path: Path) -> None:
    """One that can't be measured tells why; a company of strange events is told of the plan."""
    build = tiny_build.copy(tmp_path)
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute(
            "update marts.fct_segment_kpis set members_end = 0 where segment = 'advocates'"
        )
        connection.execute(
            "update marts.rpt_segment_quality set measurable = 'no', "
            "measurable_reason = 'nobody answered; little else' where segment = 'advocates'"
        )
        connection.execute(
            "insert into marts.rpt_data_quality (check_name, rows_seen, rows_failing) "
            "values ('events_outside_plan', 100, 90)"
        )
    screen = StringIO()
    summary.show(build.warehouse, 0, Console(file=screen, width=80))
    shown = screen.getvalue()
    assert "nobody answered" in shown[shown.index("Without members") :]
    assert "little else" not in shown
    assert "make tracking-plan" in shown


def test_summary_without_a_warehouse_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No file: a sentence that names the two commands that make one."""
    monkeypatch.setattr("sys.argv", ["summary", "--warehouse", str(tmp_path / "none.duckdb")])
    assert summary.main() == 1
    assert "make demo" in " ".join(capsys.readouterr().err.split())


def test_a_file_that_is_no_warehouse_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another database, or no database: a sentence, no stack trace."""
    for name, content in (("junk", b"x" * 9000), ("other", b"")):
        file = tmp_path / f"{name}.duckdb"
        if content:
            file.write_bytes(content)
        else:
            duckdb.connect(str(file)).close()
        monkeypatch.setattr("sys.argv", ["summary", "--warehouse", str(file)])
        assert summary.main() == 1
        assert "no warehouse that a build" in " ".join(capsys.readouterr().err.split())
