"""Readers meet complete states only: a new one after a passing build, else the one before."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT, Build, Company, dbt

WITHOUT_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@pytest.fixture
def warehouse(tiny_build: Build, tmp_path: Path) -> Path:
    """A copy of a built warehouse, its work file and parsed project: free to be broken."""
    return tiny_build.copy(tmp_path).warehouse


def fingerprint(path: Path) -> str:
    """Changes when a byte of the file does."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def state_of(reader: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Rows of each mart, and the sum of their hashes."""
    marts = reader.execute(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by 1"
    ).fetchall()
    queries = [
        f"select '{mart}', count(*), sum(hash(m)) from marts.{mart} as m" for (mart,) in marts
    ]
    return sorted(reader.execute(" union all ".join(queries)).fetchall())


@contextmanager
def reading(warehouse: Path) -> Iterator[list[list[tuple]]]:
    """Somebody opens the published file in a loop; yields the states that were seen."""
    seen, done = [], threading.Event()

    def read() -> None:
        while not done.is_set():
            with duckdb.connect(str(warehouse), read_only=True) as reader:
                state = state_of(reader)
            if state not in seen:
                seen.append(state)
            time.sleep(0.1)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield seen
    finally:
        done.set()
        thread.join()


def test_all_marts_are_published_with_their_words(tiny_build: Build) -> None:
    """The file for readers has every mart, once as a table and once as a view without prefix."""
    built = tiny_build.query(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    )
    tables = tiny_build.published(
        "select table_name from duckdb_tables() where schema_name = 'marts' and comment is not null"
    )
    views = tiny_build.published(
        "select view_name from duckdb_views() where schema_name = 'main' and not internal"
    )
    assert sorted(tables) == sorted(built) == sorted(views)
    assert tiny_build.published("select count(*) from fct_segment_kpis") == tiny_build.query(
        "select count(*) from marts.fct_segment_kpis"
    )


def test_a_daily_run_brings_the_published_file_forward(
    tiny_company: Company, tiny_build: Build, tmp_path: Path
) -> None:
    """Of the large marts only open dates are copied; the file ends as a whole copy would be."""
    build = tiny_build.copy(tmp_path)
    marked = "marts.fct_account_features set industry = 'marked by the test'"
    with duckdb.connect(str(build.warehouse)) as published:
        last, first = published.execute(
            "select max(as_of_date), min(as_of_date) from marts.fct_account_features"
        ).fetchall()[0]
        published.execute(f"update {marked} where as_of_date = '{first}'")
        published.execute("create table marts.no_mart_any_more as select 1 as x")
    next_day = (last + timedelta(days=1)).isoformat()
    arguments = {"raw": tiny_company.raw, "warehouse": build.warehouse, "as_of_date": next_day}
    # opened by another path: connections by the same one share what they see
    link = tmp_path / "opened_before.duckdb"
    link.symlink_to(build.warehouse)
    with duckdb.connect(str(link), read_only=True) as opened_before:
        before = state_of(opened_before)
        with reading(build.warehouse) as seen:
            failed = dbt("build", **arguments | {"raw": tmp_path / "no_such_folder"})
            outcome = dbt("build", *WITHOUT_TESTS, **arguments)
        assert state_of(opened_before) == before
    assert failed.returncode != 0
    assert outcome.returncode == 0, outcome.output
    with duckdb.connect(str(build.warehouse), read_only=True) as reader:
        after = state_of(reader)
    assert after != before
    assert [before] == seen[:1]
    assert all(state in (before, after) for state in seen)
    assert marts_that_differ(build) == ["fct_account_features"], "the marked date is as it was"
    dates = "select distinct as_of_date from marts.fct_account_features order by 1"
    assert build.published(dates) == build.query(dates)

    with duckdb.connect(str(build.warehouse)) as published:
        published.execute("update state.published_run set run_id = 'of another warehouse'")
    outcome = dbt("build", *WITHOUT_TESTS, **arguments)
    assert outcome.returncode == 0, outcome.output
    assert marts_that_differ(build) == [], "a file of another run is not built upon"


def marts_that_differ(build: Build) -> list[str]:
    """Marts whose published rows are not those of the work file."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{build.warehouse}' as published (read_only)")
        connection.execute(f"attach '{build.work_file}' as work (read_only)")
        marts = connection.execute(
            "select table_name from duckdb_tables() "
            "where database_name = 'published' and schema_name = 'marts' order by 1"
        ).fetchall()
        return [
            mart
            for (mart,) in marts
            if connection.execute(
                f"select count(*) from (from published.marts.{mart} except all "
                f"from work.marts.{mart})"
            ).fetchall()
            != [(0,)]
        ]


def test_a_part_of_the_graph_publishes_nothing(tiny_company: Company, warehouse: Path) -> None:
    """New marts beside stale ones would be a state that never passed as a whole."""
    before = fingerprint(warehouse)
    build = dbt("build", "-s", "fct_mrr_movements", raw=tiny_company.raw, warehouse=warehouse)
    assert build.returncode == 0, build.output
    assert "Not published" in build.output
    assert fingerprint(warehouse) == before


def test_a_failed_run_leaves_the_published_file(tiny_company: Company, warehouse: Path) -> None:
    """A run that stops on bad input neither touches nor locks what readers open."""
    before = fingerprint(warehouse)
    missing = tiny_company.raw / "no_such_folder"
    build = dbt("build", raw=missing, warehouse=warehouse)
    assert build.returncode != 0
    assert str(missing) in build.output
    assert fingerprint(warehouse) == before
    assert build.published("select count(*) > 0 from fct_segment_kpis") == [(True,)]


def test_a_second_build_waits_its_turn(tiny_company: Company, warehouse: Path) -> None:
    """Two builds of one warehouse at once: the second says so, and has touched nothing."""
    work_file = Build(0, "", warehouse).work_file
    with duckdb.connect(str(work_file)):
        build = dbt("build", raw=tiny_company.raw, warehouse=warehouse)
    assert build.returncode != 0
    assert f"{work_file.name} is in use by the process" in build.output
    assert "another build is running" in build.output
    assert "Traceback" not in build.output


def test_the_build_command_says_what_is_wrong(tmp_path: Path) -> None:
    """`make build` on a missing folder: a sentence, no stack trace, exit status 1."""
    outcome = subprocess.run(
        [
            *(sys.executable, str(ROOT / "scripts" / "build.py")),
            *("--raw-dir", str(tmp_path / "nothing"), "--warehouse", str(tmp_path / "w.duckdb")),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    said = " ".join((outcome.stdout + outcome.stderr).split())
    assert outcome.returncode == 1
    assert "nothing" in said
    assert "Nothing was published" in said
    assert "Traceback" not in said
