"""`make preview` says what a segment would be, before it is built."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT, Build, Company, here, parsed_project, project_with


def preview(
    segment: str, warehouse: Path, raw: Path, variables: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the script as `make preview` does."""
    target = warehouse.with_suffix(".target")
    folder = variables or parsed_project(target)
    environment = os.environ | {
        "RAW_DIR": str(raw),
        "WAREHOUSE": here(warehouse, folder),
        "DBT_TARGET_PATH": str(target),
        "COLUMNS": "200",
    }
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "preview.py"), segment],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def with_segment(definition: str) -> str:
    """The settings with one more segment, at the head of the others."""
    head = "  segments:\n"
    settings = (ROOT / "vars.yml").read_text(encoding="utf-8")
    assert settings.count(head) == 1
    return settings.replace(head, f"{head}    - {definition}\n")


@pytest.fixture(scope="module")
def built(tiny_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The tiny company's build, for dbt to open."""
    return tiny_build.copy(tmp_path_factory.mktemp("built"))


def test_an_unchanged_segment_has_the_members_that_are_built(
    built: Build, tiny_company: Company
) -> None:
    """What is previewed is what would be built: nobody comes or goes."""
    members = built.query(
        "select count(*) from marts.fct_segment_memberships "
        "where segment = 'at_risk_of_churn' and is_current"
    )[0][0]
    outcome = preview("at_risk_of_churn", built.warehouse, tiny_company.raw)
    assert outcome.returncode == 0, outcome.stderr
    assert f"{members} of " in outcome.stdout
    assert "0 would enter, 0 would leave" in outcome.stdout


def test_a_new_segment_is_previewed_with_reasons_and_overlaps(
    built: Build, tiny_company: Company, tmp_path: Path
) -> None:
    """A rule that was never built is evaluated on what is."""
    project = project_with(
        tmp_path / "project",
        with_segment("{segment: tried_out, enter: {attribute: account_status, is: paying}}"),
        with_tests=False,
    )
    outcome = preview("tried_out", built.warehouse, tiny_company.raw, project)
    assert outcome.returncode == 0, outcome.stderr
    paying = built.query(
        "select count(*) from marts.fct_account_features where account_status = 'paying' "
        "and as_of_date = (select max(as_of_date) from marts.fct_account_features)"
    )[0][0]
    assert f"{paying} of " in outcome.stdout
    assert "It was never built" in outcome.stdout
    assert "all_customers" in outcome.stdout
    assert "paying" in outcome.stdout


def test_a_wrong_rule_is_told(built: Build, tiny_company: Company, tmp_path: Path) -> None:
    """The same message as a build gives."""
    project = project_with(
        tmp_path / "project",
        with_segment("{segment: tried_out, enter: {attribute: acount_status, is: paying}}"),
        with_tests=False,
    )
    outcome = preview("tried_out", built.warehouse, tiny_company.raw, project)
    assert outcome.returncode == 1
    assert "did you mean account_status" in outcome.stderr


def test_a_rule_that_the_engine_refuses_is_told(
    built: Build, tiny_company: Company, tmp_path: Path
) -> None:
    """What only the columns' values show: a sentence, no stack trace."""
    project = project_with(
        tmp_path / "project",
        with_segment('{segment: tried_out, enter: {sql: "country = 5"}}'),
        with_tests=False,
    )
    outcome = preview("tried_out", built.warehouse, tiny_company.raw, project)
    assert outcome.returncode == 1
    assert "DuckDB can't evaluate the rule of tried_out: Conversion Error" in outcome.stderr
    assert "Traceback" not in outcome.stderr


@pytest.mark.parametrize("segment", ["at_risk", ""])
def test_an_unknown_segment_is_told_the_nearest(segment: str, tmp_path: Path) -> None:
    """No stack trace, the names that exist."""
    outcome = preview(segment, tmp_path / "warehouse.duckdb", tmp_path)
    assert outcome.returncode == 1
    assert ("There is no segment" if segment else "Which segment?") in outcome.stderr
    assert "at_risk_of_churn" in outcome.stderr


def test_without_a_warehouse_it_says_what_to_run(tmp_path: Path) -> None:
    """First build, then preview."""
    outcome = preview("advocates", tmp_path / "warehouse.duckdb", tmp_path)
    assert outcome.returncode == 1
    assert "make demo" in outcome.stderr
