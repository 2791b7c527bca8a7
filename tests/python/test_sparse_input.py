"""Input with little in it, and input of strangers: the project builds on both."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

import foreign_data
from conftest import Build, Company, dbt, shared_data


def build_all(raw: Path, warehouse: Path) -> Build:
    """Build and test everything; the unit tests have run elsewhere."""
    build = dbt("build", "--exclude-resource-type", "unit_test", raw=raw, warehouse=warehouse)
    assert build.returncode == 0, build.output[-4000:]
    return build


@pytest.mark.parametrize("history", ["subscriptions", "events"])
def test_two_tables_are_enough(tmp_path: Path, tiny_company: Company, history: str) -> None:
    """Accounts, and what they paid or what they did: the rest is null and says so."""
    raw = tmp_path / "raw"
    raw.mkdir()
    for path in (*tiny_company.raw.glob("accounts*"), *tiny_company.raw.glob(f"{history}*")):
        if path.is_dir():
            shutil.copytree(path, raw / path.name)
        else:
            shutil.copy(path, raw / path.name)
    build = build_all(raw, tmp_path / "warehouse.duckdb")
    assert build.published("select count(*) from fct_segment_memberships") != [(0,)]
    seen = dict(
        build.published(
            "select table_name, rows_seen from rpt_data_quality "
            "where check_name = 'quarantined_share'"
        )
    )
    assert {table for table, rows in seen.items() if rows} == {"accounts", history}


def test_every_bad_row_of_ravenstack_is_found(tmp_path: Path) -> None:
    """Its usage rows repeat ids: each repetition, and nothing else, is in quarantine."""
    raw = foreign_data.ravenstack(shared_data("ravenstack"), tmp_path / "raw")
    build = build_all(raw, tmp_path / "warehouse.duckdb")
    ((repetitions,),) = duckdb.sql(
        f"select count(*) - count(distinct event_id) from '{raw}/events.parquet'"
    ).fetchall()
    assert repetitions > 0
    assert build.published(
        "select table_name, rejected_because, count(*) from quarantined_rows group by all"
    ) == [("events", "duplicate_id", repetitions)]
    assert build.published(
        "select table_name, rows_seen, rows_failing from rpt_data_quality "
        "where check_name = 'rejected_rows'"
    ) == [("events", 25_000, repetitions)]
    assert build.query(
        "select count(*) from intermediate.int_events_checked where rejected_because is null"
    ) == [(25_000 - repetitions,)]
    # Nobody can be stuck in an onboarding whose events this company never sent.
    assert build.published(
        "select count(*) from fct_account_features where is_onboarding_stalled is not null"
    ) == [(0,)]
    assert build.published(
        "select measurable from rpt_segment_quality where segment = 'not_onboarded'"
    ) == [("no",)]
