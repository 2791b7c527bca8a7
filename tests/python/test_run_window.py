"""What a run builds for: the as-of date that it is given, and what it says to a wrong one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from conftest import Build, Company, dbt


@pytest.fixture(scope="module")
def warehouse(tiny_company: Company, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse whose last successful run was for the first of June 2026."""
    path = tmp_path_factory.mktemp("run_window") / "warehouse.duckdb"
    build = run_the_run(tiny_company, path)
    assert build.returncode == 0, build.output[-4000:]
    with duckdb.connect(str(build.work_file)) as connection:
        connection.execute(
            "insert into state.successful_runs values "
            "(1, 'run', 'daily', date '2026-06-01', timestamp '2026-06-02 06:00:00')"
        )
    return path


def run_the_run(company: Company, warehouse: Path, as_of_date: str = "") -> Build:
    """Build int_run, what it stands on, and the view of the events that it has read."""
    return dbt(
        *("run", "--select", "+int_events_to_read"),
        raw=company.raw,
        warehouse=warehouse,
        as_of_date=as_of_date,
    )


@pytest.mark.parametrize(
    ("as_of_date", "complaint"),
    [
        ("yesterday", "AS_OF_DATE is 'yesterday', which is not a date. Give it as YYYY-MM-DD"),
        ("2026-02-29", "AS_OF_DATE is '2026-02-29', which is not a date. Give it as YYYY-MM-DD"),
        ("2026-6-1", "AS_OF_DATE is '2026-6-1', which is not a date. Give it as YYYY-MM-DD"),
        ("1999-12-31", "but the first account, subscription or event is of"),
        ("2026-05-31", "this warehouse was already built for 2026-06-01"),
        ("2027-06-03", "more than a year after 2026-06-01"),
    ],
)
def test_a_wrong_as_of_date_stops_the_run(
    tiny_company: Company, warehouse: Path, as_of_date: str, complaint: str
) -> None:
    """Before any model is built, with what to do about it."""
    build = run_the_run(tiny_company, warehouse, as_of_date)
    assert build.returncode != 0
    assert complaint in build.output
    assert "OK created" not in build.output


def test_a_run_goes_on_after_the_last(tiny_company: Company, warehouse: Path) -> None:
    """From the watermark, and a part of the project doesn't move it."""
    build = run_the_run(tiny_company, warehouse, "2026-06-03")
    assert build.returncode == 0, build.output[-4000:]
    assert build.query(
        "select cast(as_of_date as varchar), cast(previous_as_of_date as varchar), "
        "cast(received_after as varchar) from intermediate.int_run"
    ) == [("2026-06-03", "2026-06-01", "2026-06-02 06:00:00")]
    assert build.query("select count(*) from state.successful_runs") == [(1,)]


def test_a_time_in_the_future_does_not_carry_a_warehouse_off(
    tiny_company: Company, warehouse: Path
) -> None:
    """What would be built for a day years ahead stood in the way of every day before it."""
    build = run_the_run(tiny_company, warehouse, "2026-06-03")
    assert build.returncode == 0, build.output[-4000:]
    for day, is_believed in (("2027-06-02", True), ("2027-06-03", False), ("2098-01-01", False)):
        with duckdb.connect(str(build.work_file)) as connection:
            connection.execute(f"update intermediate.int_run set as_of_date = date '{day}'")
        tested = dbt(
            *("test", "--select", "assert_as_of_date_moves_within_a_year"),
            raw=tiny_company.raw,
            warehouse=warehouse,
        )
        assert (tested.returncode == 0) == is_believed, tested.output[-4000:]
        told = f"The as-of date would move from 2026-06-01 to {day}, more than a year."
        assert (told in tested.output) != is_believed, tested.output[-4000:]


def test_a_run_skips_what_was_read_before(tiny_company: Company, warehouse: Path) -> None:
    """In the files already: no step sees more rows than are new, those of the erased included."""
    build = run_the_run(tiny_company, warehouse, "2026-06-03")
    assert build.returncode == 0, build.output[-4000:]
    [(known, new, brought)] = build.query(
        "select (select count(*) from staging.stg_product__events), "
        "(select count(*) from intermediate.int_events_to_read), "
        "(select count(*) from raw.events where received_at >= "
        "(select min(received_at) from intermediate.int_events_to_read))"
    )
    assert 0 < new <= brought < known
    with duckdb.connect(str(build.work_file), read_only=True) as connection:
        steps = list(steps_of(connection, "select * from intermediate.int_events_to_read"))
    assert max(step["intermediate_rows"] for step in steps) == brought


def steps_of(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[dict[str, Any]]:
    """All steps in which DuckDB ran a query."""
    [(_, found)] = connection.execute(f"explain (analyze, format json) {query}").fetchall()
    steps = json.loads(found)["operator"]
    while steps:
        step = steps.pop()
        steps.extend(step.get("children", []))
        yield step


def test_a_whole_build_moves_the_watermark(tiny_build: Build) -> None:
    """Once, to where it has read."""
    assert tiny_build.query(
        "select count(*) from state.successful_runs as runs "
        "inner join intermediate.int_run as run on runs.as_of_date = run.as_of_date "
        "and runs.received_through = run.received_through"
    ) == [(1,)]
