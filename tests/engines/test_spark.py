"""The project on Spark, in a session of this process: the same marts as on DuckDB, after a first
build and after a daily run, by plans that scale.

Of dbt's tests, those of the engines' differences (tests/singular/cross_db) are run on Spark too.
The others are left to DuckDB and PostgreSQL: each statement costs Spark half a second, even where
there is nothing to do, and what they protect is compared here, row for row.

What needs the whole demo company is marked `demo_size`: `make test-spark-demo`.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

import compare_warehouses
import harmless_sql
import loader_views
from conftest import ROOT, Build, Company, dbt, simulate
from earlier_state import write_earlier_state
from erasure_report import ReportError, search_warehouse
from identity.runs import run_matching
from identity.settings import read_settings
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
from spelling import pattern_of
from test_erasure import ODD_SIGNS
from warehouse.engines import DuckDBWarehouse, SparkWarehouse

MODELS = ("--exclude-resource-type", "test", "unit_test")
MATCHES = "select left_hash, right_hash, probability from registry.identity_matches order by 1, 2"
MANY_TABLES = 50
SMALL_SEED, NO_PROCESS = "motions", 2**31 - 1
TEST_THAT_FAILS = "assert_quarantined_share_is_small"
UNTIL_IT_FAILS = ("--select", f"+{TEST_THAT_FAILS}", "--indirect-selection", "empty")
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
    failed_run: str
    """What a run said between the others that failed."""
    matches: list[list[dict]]
    """Users that may be one person, as matching on each engine left them."""
    known_of_erased: list[list[str]]
    """In which of Spark's tables those stood after each run who were erased in the last one."""


def differing_marts(outcome: Outcome) -> list[str]:
    """Compares all marts, prints a line on each, returns those that differ."""
    results = compare_warehouses.compare_all(
        str(outcome.on_duckdb.work_file), str(outcome.on_spark)
    )
    compare_warehouses.show(results)
    assert len(results) == len(list((compare_warehouses.ROOT / "models/marts").glob("*/*.sql")))
    return [result.mart for result in results if not result.is_equal]


def build_on_both(
    folder: Path,
    runs: list[tuple[Path, str]],
    tests: str | None = None,
    broken: Path | None = None,
    erased: tuple[str, ...] = (),
) -> Outcome:
    """Build a company on both engines: one run after the other, each of its raw folder and date.

    With a broken raw folder, users are matched before the last run, and a run on Spark is given
    that folder. In the end, dbt's own tests of the given selection are run on Spark.
    """
    seconds: dict[str, float] = {}

    @contextmanager
    def timed(step: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        seconds[step] = seconds.get(step, 0) + time.monotonic() - started

    published: list[list[str]] = []
    failed_run, matches, known_of_erased = "", [], []
    with timed("start Spark"):
        spark = LocalSpark(folder / "spark")
    on_duckdb = Build(0, "", folder / "duckdb" / "warehouse.duckdb")
    on_duckdb.warehouse.parent.mkdir(parents=True)
    with spark:
        for number, (raw, as_of_date) in enumerate(runs, start=1):
            if broken and number == len(runs):
                with timed("match users"):
                    for place in (DuckDBWarehouse(on_duckdb.work_file), SparkWarehouse()):
                        run_matching(place, read_settings(ROOT), lambda _: None)
                        matches.append(place.query(MATCHES).to_pylist())
                with timed("run on Spark that fails"), spark.reading() as seen:
                    spark.load(broken)
                    failed_run = spark.failing_dbt("build", *UNTIL_IT_FAILS, as_of_date=as_of_date)
                published.append(seen)
            with timed("build on DuckDB"):
                on_duckdb = dbt(
                    *("build", *MODELS),
                    raw=raw,
                    warehouse=on_duckdb.warehouse,
                    as_of_date=as_of_date,
                )
            assert on_duckdb.returncode == 0, on_duckdb.output[-4000:]
            with timed(f"build on Spark, run {number}"):
                spark.load(raw)
                with spark.reading() as seen:
                    spark.dbt("build", *MODELS, as_of_date=as_of_date)
                published.append(seen)
            if erased:
                known_of_erased.append(tables_with(erased, spark))
        not_published = spark.marts_not_as_built()
        windows_in_models = spark.windows_without_partition()
        if tests:
            with timed("tests on Spark"):
                spark.dbt("test", "--select", tests)
    return Outcome(
        on_duckdb,
        spark.warehouse,
        spark.nested_loops(),
        windows_in_models,
        spark.queries(),
        seconds,
        published,
        not_published,
        failed_run,
        matches,
        known_of_erased,
    )


def tables_with(ids: tuple[str, ...], spark: LocalSpark) -> list[str]:
    """The tables in whose files an id stands, dropped ones whose files are still there too."""
    tables = {path for path in spark.warehouse.glob("*.db/*") if any(path.rglob("*.parquet"))}
    return [
        f"{table.parent.name}/{table.name}"
        for table in sorted(tables)
        if duckdb.execute(
            "select count(*) from read_parquet($1, union_by_name = true) as r "
            "where regexp_matches(cast(r as varchar), $2)",
            [f"{table}/**/*.parquet", "|".join(pattern_of(one) for one in ids)],
        ).fetchone()
        != (0,)
    ]


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
    """A tenth of the accounts, built, and a day later run again with what had arrived by then:
    first broken, then whole. A user and an account are to be erased that day.
    """
    folder = tmp_path_factory.mktemp("daily")
    company = simulate(folder, "--accounts", str(FEWER_ACCOUNTS))
    before, after = (state_of(company, folder, day) for day in (DAY_BEFORE, DAY))
    return build_on_both(
        folder,
        [(before, str(DAY_BEFORE)), (after, str(DAY))],
        tests="path:tests/singular/cross_db",
        broken=broken_state(after, folder / "broken"),
        erased=ask_for_erasure(after),
    )


def state_of(company: Company, folder: Path, day: date) -> Path:
    """The company's raw folder as it stood when the day was over."""
    moment = datetime(day.year, day.month, day.day + 1)
    return write_earlier_state(company.raw, folder / f"raw_{day}", moment)


def ask_for_erasure(raw: Path) -> tuple[str, ...]:
    """Add requests for a user and an account that did much; returns their ids."""
    users = duckdb.execute(
        "select events.user_id, max(users.account_id) "
        f"from '{raw}/events.parquet' as events, '{raw}/users.parquet' as users "
        "where events.user_id = users.user_id group by 1 order by count(*) desc, 1 limit 3"
    ).fetchall()
    erased = {"user": users[0][0], "account": users[2][1]}
    requests = raw / "erasure_requests.parquet"
    for entity, entity_id in erased.items():
        duckdb.execute(
            f"copy (from '{requests}' union all select '{entity}', '{entity_id}', "
            f"timestamp '{DAY}') to '{requests}'"
        )
    return tuple(erased.values())


def broken_state(raw: Path, broken: Path) -> Path:
    """A raw folder in which most tickets have lost their number."""
    shutil.copytree(raw, broken)
    tickets = broken / "tickets.parquet"
    duckdb.execute(
        "copy (select * replace (case when hash(ticket_id) % 4 = 0 then ticket_id end as ticket_id)"
        f" from '{raw / tickets.name}') to '{tickets}'"
    )
    return broken


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
    """Nothing during the first build, then what it published; after a run that failed still that;
    during the last one likewise, then its own. The reader has a session of its own throughout.
    """
    first, failed, last = daily.published
    assert first == ["nothing", str(DAY_BEFORE)]
    assert failed == [str(DAY_BEFORE)]
    assert last == [str(DAY_BEFORE), str(DAY)]
    assert not daily.not_published


def test_failed_run_says_what_failed(daily: Outcome) -> None:
    """And that nothing was published."""
    assert "assert_quarantined_share_is_small: tickets: 7" in daily.failed_run
    assert "more than the 5.0 % of max_quarantined_share" in daily.failed_run
    kept = "Not published, so readers keep the last good state: "
    assert f"{kept}{TEST_THAT_FAILS} failed." in daily.failed_run


def test_query_over_many_views_is_told_one_number(tmp_path: Path) -> None:
    """What publishing rests on: a query looks a view up once, however many of its views name it."""
    with LocalSpark(tmp_path / "spark") as spark:
        told, switches = spark.numbers_while_switching(queries=12)
        assert switches > 100
        assert told == {(1, 1, 1), (2, 2, 2)}


def test_expressions_in_rules_answer_as_on_duckdb(tmp_path: Path) -> None:
    """What the check of rules lets through means the same here, in Spark's names of types."""
    asked = harmless_sql.asked().replace("double precision", "double")
    with LocalSpark(tmp_path / "spark") as spark:
        found = spark.session.sql(asked.replace("as varchar)", "as string)")).collect()
        assert [row.answer for row in found] == harmless_sql.answers()


def test_users_match_as_on_duckdb(daily: Outcome) -> None:
    """From Spark's rows into Spark's registry; what the next run makes of them is in its marts."""
    on_duckdb, on_spark = daily.matches
    assert on_duckdb
    assert on_spark == on_duckdb


def test_erased_are_in_no_file(daily: Outcome) -> None:
    """Nor in the copies that readers read before, once the run is over."""
    before, after = daily.known_of_erased
    assert len(before) > MANY_TABLES
    assert not after


def test_signs_hide_nobody_from_the_erasure_report(tmp_path: Path) -> None:
    """Each column is text for itself; before anything is built, nobody is nowhere."""
    with LocalSpark(tmp_path / "spark") as spark:
        with pytest.raises(ReportError, match="Nothing is built on spark"):
            search_warehouse("spark", SparkWarehouse(), ODD_SIGNS)
        spark.session.sql("create schema seeds")
        for number, address in enumerate(ODD_SIGNS):
            for kind, value in {
                "text": "upper(:a)",
                "list": "array(:a)",
                "struct": "named_struct('b', array(named_struct('c', :a)))",
                "map": "map(:a, 1)",
                "json": "to_json(named_struct('b', to_json(named_struct('c', :a))))",
            }.items():
                spark.session.sql(f"select {value} as v", {"a": address}).write.saveAsTable(
                    f"seeds.t{number}_{kind}"
                )
        found = search_warehouse("spark", SparkWarehouse(), [*ODD_SIGNS, "else@x.example"])
    assert {(place.place, place.found, place.times) for place in found} == {
        (f"spark: seeds.t{number}_{kind}", address, 1)
        for number, address in enumerate(ODD_SIGNS)
        for kind in ("text", "list", "struct", "map", "json")
    }


def test_second_run_at_once_is_refused(tmp_path: Path) -> None:
    """It touches nothing and says what to do; after one whose Spark is gone the next goes on."""
    with LocalSpark(tmp_path / "spark") as spark:
        spark.load(write_raw(tmp_path / "raw"))
        spark.leave_run_at_work(os.getpid())
        refused = spark.failing_dbt("seed", "--select", SMALL_SEED)
        assert "Another run is at work on this Spark: it began at " in refused
        assert "dbt run-operation free_turn --target spark" in refused
        assert not spark.session.sql("show tables in seeds").collect()
        assert spark.runs_at_work() == ["another"]

        spark.dbt("run-operation", "free_turn")
        assert not spark.runs_at_work()
        spark.leave_run_at_work(NO_PROCESS)
        spark.dbt("seed", "--select", SMALL_SEED)
        assert not spark.runs_at_work()


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
    with LocalSpark(tmp_path / "spark") as spark:
        spark.load(write_raw(tmp_path / "raw"))
        for statement in earlier_statements():
            spark.session.sql(statement.replace("double precision", "double"))
        spark.dbt("run-operation", "prepare_registry")
        models = Tables().add(made_up()).add(hazard()).add_uplift()
        for statement in (*models.statements(spark_quote), *stub_statements()):
            spark.session.sql(statement.replace("double precision", "double"))
        spark.dbt("run", "--select", *READ)
        spark.dbt("test", "--select", *PARITY)


def test_views_of_loaders_hold_the_rows_of_duckdb(tmp_path: Path) -> None:
    """Stripe by Airbyte, HubSpot, Segment and Zendesk: every case of theirs, as text."""
    raw = loader_views.write_tables(tmp_path / "raw")
    on_duckdb = loader_views.build_on_duckdb(raw, tmp_path / "warehouse.duckdb", ROOT)
    with LocalSpark(tmp_path / "spark") as spark:
        for loader in loader_views.LOADERS:
            spark.load(raw / loader, loader)
        spark.dbt(*loader_views.ARGUMENTS)
        for view, query in loader_views.as_texts(on_duckdb).items():
            expected = sorted(line for (line,) in on_duckdb.query(query))
            found = sorted(row.line for row in spark.session.sql(query).collect())
            assert expected, view
            assert found == expected, view
