"""The project on Spark, in a session of this process: the same marts as on DuckDB, after a first
build and after a daily run, by plans that scale.

Of dbt's tests, those of the engines' differences (tests/singular/cross_db) are run on Spark too.
The others are left to DuckDB and PostgreSQL: each statement costs Spark half a second, even where
there is nothing to do, and what they protect is compared here, row for row.

What needs the whole demo company is marked `demo_size`: `make test-spark-demo`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

import compare_warehouses
import loader_views
from conftest import ROOT, Build, Company, dbt, simulate
from earlier_state import write_earlier_state
from local_spark import LocalSpark, NestedLoop, Query
from random_rules import write_raw
from registry_by_hand import (
    PARITY,
    READ,
    Tables,
    earlier_statements,
    hazard,
    made_up,
    spark_quote,
    stub_statements,
)

MODELS = ("--exclude-resource-type", "test", "unit_test")
ACCOUNTS, FEWER_ACCOUNTS = 2000, 200
DAY_BEFORE, DAY = date(2026, 9, 28), date(2026, 9, 29)


@dataclass(frozen=True)
class Outcome:
    """What the builds of a company have left on both engines."""

    on_duckdb: Build
    on_spark: Path
    nested_loops: set[NestedLoop]
    windows_without_partition: list[str]
    queries: list[Query]
    seconds: dict[str, float]
    published: list[list[str]]
    """What a reader saw during each build, one thing after the other."""
    not_published: list[str]
    """Marts that readers don't find as they were built."""


def differing_marts(outcome: Outcome) -> list[str]:
    """Compares all marts, prints a line on each, returns those that differ."""
    results = compare_warehouses.compare_all(
        str(outcome.on_duckdb.work_file), str(outcome.on_spark)
    )
    compare_warehouses.show(results)
    assert len(results) == len(list((compare_warehouses.ROOT / "models/marts").glob("*/*.sql")))
    return [result.mart for result in results if not result.is_equal]


def build_on_both(folder: Path, runs: list[tuple[Path, str]], tests: str | None = None) -> Outcome:
    """Build a company on both engines: one run after the other, each of its raw folder and date.

    In the end, dbt's own tests of the given selection are run on Spark.
    """
    seconds: dict[str, float] = {}

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        seconds[step] = seconds.get(step, 0) + time.monotonic() - started

    published: list[list[str]] = []
    with timed("start Spark"):
        spark = LocalSpark(folder / "spark")
    warehouse = folder / "duckdb" / "warehouse.duckdb"
    warehouse.parent.mkdir(parents=True)
    for number, (raw, as_of_date) in enumerate(runs, start=1):
        with timed("build on DuckDB"):
            on_duckdb = dbt("build", *MODELS, raw=raw, warehouse=warehouse, as_of_date=as_of_date)
        assert on_duckdb.returncode == 0, on_duckdb.output[-4000:]
        with timed(f"build on Spark, run {number}"):
            spark.load(raw)
            with spark.reading() as seen:
                spark.dbt("build", *MODELS, as_of_date=as_of_date)
            published.append(seen)
    not_published = spark.marts_not_as_built()
    windows_in_models = spark.windows_without_partition()
    if tests:
        with timed("tests on Spark"):
            spark.dbt("test", "--select", tests)
    spark.stop()
    return Outcome(
        on_duckdb,
        spark.warehouse,
        spark.nested_loops(),
        windows_in_models,
        spark.queries(),
        seconds,
        published,
        not_published,
    )


def most_looped_rows(outcome: Outcome) -> dict[tuple[str, str], int]:
    """The rows that each join without an equation loops over, in the run where they were most.

    A daily run evaluates two dates, a first one all of them: only runs of one kind can be compared.
    """
    most: dict[tuple[str, str], int] = {}
    for loop in outcome.nested_loops:
        join = (loop.table, loop.condition)
        most[join] = max(loop.rows, most.get(join, 0))
    return most


def report(outcome: Outcome, folder: Path) -> None:
    """Leave in the folder how long each step and each table took, and the slowest one's plan."""
    folder.mkdir(parents=True, exist_ok=True)
    times = [f"{seconds:8.1f} s  {step}" for step, seconds in outcome.seconds.items()]
    times += [f"{query.seconds:8.1f} s  {query.table}" for query in outcome.queries]
    (folder / "seconds.txt").write_text("\n".join(times) + "\n", encoding="utf-8")
    slowest = outcome.queries[0]
    plan = slowest.plan_in_words.partition("== Final Plan ==")[2].partition("+- == Initial Plan")[0]
    (folder / "slowest_plan.txt").write_text(f"{slowest.table}\n{plan}", encoding="utf-8")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """The demo company, built once."""
    folder = tmp_path_factory.mktemp("demo")
    company = simulate(folder, "--accounts", str(ACCOUNTS))
    outcome = build_on_both(folder, [(company.raw, str(DAY_BEFORE))])
    report(outcome, compare_warehouses.ROOT / "target" / "spark")
    return outcome


@pytest.fixture(scope="module")
def daily(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """A tenth of the accounts, built, and a day later run again with what had arrived by then."""
    folder = tmp_path_factory.mktemp("daily")
    company = simulate(folder, "--accounts", str(FEWER_ACCOUNTS))
    return build_on_both(
        folder,
        [(state_of(company, folder, day), str(day)) for day in (DAY_BEFORE, DAY)],
        tests="path:tests/singular/cross_db",
    )


def state_of(company: Company, folder: Path, day: date) -> Path:
    """The company's raw folder as it stood when the day was over."""
    moment = datetime(day.year, day.month, day.day + 1)
    return write_earlier_state(company.raw, folder / f"raw_{day}", moment)


@pytest.mark.demo_size
def test_demo_company_is_the_same_as_on_duckdb(demo: Outcome) -> None:
    """Every mart holds the same keys, texts and decimals, doubles within 1e-9."""
    assert not differing_marts(demo)


def test_daily_run_is_the_same_as_on_duckdb(daily: Outcome) -> None:
    """Late events, overwritten partitions, a new as-of date: still the same in every mart."""
    days = daily.on_duckdb.query("select min(event_day) from intermediate.int_open_days")
    assert days[0][0] < DAY, "no event was late, so nothing was opened again"
    assert not differing_marts(daily)


def test_readers_see_what_was_published_last(daily: Outcome) -> None:
    """Nothing during the first build; during the second one the first one's, then its own."""
    first, second = daily.published
    assert first in (["nothing"], ["nothing", str(DAY_BEFORE)])
    assert second in ([str(DAY_BEFORE)], [str(DAY_BEFORE), str(DAY)])
    assert not daily.not_published


@pytest.mark.parametrize("company", [pytest.param("demo", marks=pytest.mark.demo_size), "daily"])
def test_no_window_brings_all_rows_to_one_task(
    company: str, request: pytest.FixtureRequest
) -> None:
    """Spark warns of each window without a partition; what one task can hold bounds the company."""
    assert not request.getfixturevalue(company).windows_without_partition


@pytest.mark.demo_size
def test_no_nested_loop_grows_with_the_company(demo: Outcome, daily: Outcome) -> None:
    """A join without an equation may loop over dates, months or segments, never over customers.

    Measured, not listed: with ten times the accounts, the rows looped over stay the same.
    """
    few, many = most_looped_rows(daily), most_looped_rows(demo)
    assert max(many.values()) > 1, "nothing was measured"
    grown = {
        join: f"{few.get(join)} rows with {FEWER_ACCOUNTS} accounts, {rows} with {ACCOUNTS}"
        for join, rows in many.items()
        if rows > few.get(join, 1)
    }
    assert not grown


def test_learned_models_say_what_their_library_says(tmp_path: Path) -> None:
    """A registry filled by hand, to 1e-9: slopes, categories with hostile names, a hazard.

    Two of its tables are of an earlier version: the columns that they lack are added.
    """
    spark = LocalSpark(tmp_path / "spark")
    spark.load(write_raw(tmp_path / "raw"))
    for statement in earlier_statements():
        spark.session.sql(statement.replace("double precision", "double"))
    spark.dbt("run-operation", "prepare_registry")
    models = Tables().add(made_up()).add(hazard()).add_uplift()
    for statement in (*models.statements(spark_quote), *stub_statements()):
        spark.session.sql(statement.replace("double precision", "double"))
    spark.dbt("run", "--select", *READ)
    spark.dbt("test", "--select", *PARITY)
    spark.stop()


def test_views_of_loaders_hold_the_rows_of_duckdb(tmp_path: Path) -> None:
    """Stripe by Airbyte, HubSpot, Segment and Zendesk: every case of theirs, as text."""
    raw = loader_views.write_tables(tmp_path / "raw")
    on_duckdb = loader_views.build_on_duckdb(raw, tmp_path / "warehouse.duckdb", ROOT)
    spark = LocalSpark(tmp_path / "spark")
    for loader in loader_views.LOADERS:
        spark.load(raw / loader, loader)
    spark.dbt(*loader_views.ARGUMENTS)
    for view, query in loader_views.as_texts(on_duckdb).items():
        expected = sorted(line for (line,) in on_duckdb.query(query))
        found = sorted(row.line for row in spark.session.sql(query).collect())
        assert expected, view
        assert found == expected, view
    spark.stop()
