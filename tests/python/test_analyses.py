"""The analyses answer their questions from the marts."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from conftest import ROOT, Build, Company, dbt

ANALYSES = sorted(path.stem for path in (ROOT / "analyses").glob("*.sql"))


@pytest.fixture(scope="module")
def compiled(
    tiny_company: Company, tiny_build: Build, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A folder with the analyses as plain SQL on the tiny company's work file."""
    warehouse = tiny_build.copy(tmp_path_factory.mktemp("analyses")).warehouse
    compiled = dbt(
        *("compile", "--select", "resource_type:analysis"),
        raw=tiny_company.raw,
        warehouse=warehouse,
    )
    assert compiled.returncode == 0, compiled.output[-4000:]
    return warehouse.with_suffix(".target") / "compiled" / "saas_segments" / "analyses"


@pytest.mark.parametrize("name", ANALYSES)
def test_analysis_runs_and_answers(name: str, compiled: Path, tiny_build: Build) -> None:
    """Each compiles, runs on the marts alone, and has an answer for the tiny company."""
    sql = (compiled / f"{name}.sql").read_text(encoding="utf-8")
    assert '"intermediate"' not in sql
    with duckdb.connect(str(tiny_build.work_file), read_only=True) as connection:
        assert connection.execute(sql).fetchall()


@pytest.mark.parametrize("name", ANALYSES)
def test_analysis_says_what_it_answers(name: str) -> None:
    """The file begins with its question."""
    first_line = (ROOT / "analyses" / f"{name}.sql").read_text(encoding="utf-8").splitlines()[0]
    assert first_line.startswith("-- ")
    assert first_line.endswith("?")
