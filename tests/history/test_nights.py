"""A company built day by day ends where the same company built in one go ends.

Seven nights in a row the project is run on the folder as it stood that night; halfway a segment
gets a new version. The outcome is held against
- in_one_go: a new warehouse, given the same as-of dates, that sees only the last night's folder,
- refreshed: the same warehouse after a full refresh,
- run_again: the same warehouse after the last night's run was repeated.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pytest
import yaml

from conftest import ROOT, project_with, simulate
from earlier_state import write_earlier_state
from successive_runs import Run, successive_runs

FIRST_DAY = date(2026, 2, 20)
DAYS = [FIRST_DAY + timedelta(days=number) for number in range(7)]
# The night's run for a day begins at this hour of the next.
RUN_AT = time(6)
# What comes later than that is rejected by a daily run, and only there.
IN_TIME = "try_cast(received_at as date) - try_cast(occurred_at as date) <= 2"
# Some events of these nights come once more, the night after.
DELIVERED_AGAIN = """
    copy (
        select * replace (received_at + interval 26 hour as received_at)
        from '{raw}/events/*.parquet'
        where occurred_at >= date '{first_day}' and hash(event_id) % 30 = 0
    ) to '{raw}/events/delivered_again.parquet'
"""

CHANGED_SEGMENT = "near_plan_limit"
CHANGED_ON = DAYS[3]

WAYS = ["in_one_go", "refreshed", "run_again"]
ACTIVITY = [
    "int_daily_activity",
    "int_daily_activity_by_property",
    "int_sessions",
    "int_account_feature_days",
    "int_user_days",
    "int_account_days",
]


@dataclass(frozen=True)
class History:
    """The folder with the work file of each way to build one history."""

    folder: Path

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query, in which each way is the name of a database."""
        with duckdb.connect() as connection:
            for way in ("daily", *WAYS):
                connection.execute(f"attach '{work_file(self.folder, way)}' as {way} (read_only)")
            return connection.execute(sql).fetchall()

    def difference(
        self, way: str, relation: str, where: str = "true", without: tuple[str, ...] = ()
    ) -> list[tuple]:
        """Rows that only the daily history or only the other way has, at most ten.

        Doubles are compared to nine decimals: they are sums of which the order is not fixed.
        """
        columns = self.query(f"select column_name, column_type from (describe daily.{relation})")
        values = ", ".join(
            f"round({name}, 9) as {name}" if kind == "DOUBLE" else name
            for name, kind in columns
            if name not in without
        )
        daily, other = (
            f"select {values} from {database}.{relation} where {where}"
            for database in ("daily", way)
        )
        return self.query(
            f"(select 'daily only', * from ({daily} except all {other}) "
            f"union all select 'missing', * from ({other} except all {daily})) "
            "order by all limit 10"
        )


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """A small company, built in all ways."""
    folder = tmp_path_factory.mktemp("history")
    company = simulate(
        folder, "--accounts", "60", "--start", "2025-06-01", "--end", f"{DAYS[-1]:%Y-%m-%d}"
    )
    duckdb.sql(DELIVERED_AGAIN.format(raw=company.raw, first_day=FIRST_DAY))
    later_project = project_with(folder / "later_project", with_new_version())
    for way in ("daily", *WAYS):
        (folder / way).mkdir()
    runs = [
        Run(
            warehouse=str(folder / "daily" / "warehouse.duckdb"),
            raw=str(
                write_earlier_state(
                    company.raw,
                    folder / f"raw_{day}",
                    datetime.combine(day + timedelta(days=1), RUN_AT),
                    only_if=IN_TIME,
                )
            ),
            as_of_date=str(day),
            project=str(ROOT if day < CHANGED_ON else later_project),
        )
        for day in DAYS
    ]
    successive_runs(runs)
    daily = work_file(folder, "daily")
    for way in ("refreshed", "run_again"):
        shutil.copy(daily, work_file(folder, way))
    with duckdb.connect(str(work_file(folder, "in_one_go"))) as connection:
        connection.execute("create schema intermediate")
        connection.execute(f"attach '{daily}' as daily (read_only)")
        connection.execute(
            "create table intermediate.int_as_of_dates as from daily.intermediate.int_as_of_dates"
        )
    successive_runs(
        [
            replace(
                runs[-1],
                warehouse=str(folder / way / "warehouse.duckdb"),
                full_refresh=way == "refreshed",
            )
            for way in WAYS
        ]
    )
    return History(folder)


def work_file(folder: Path, way: str) -> Path:
    """The file that builds of one way write to."""
    return folder / way / "warehouse_work.duckdb"


def with_new_version() -> str:
    """The project's vars.yml, in which one segment asks more of its members, as a new version."""
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))
    segments = variables["vars"]["segments"]
    changed = next(segment for segment in segments if segment["segment"] == CHANGED_SEGMENT)
    changed |= {"version": changed["version"] + 1, "enter_after_days": 2}
    return yaml.safe_dump(variables, sort_keys=False)


def test_the_company_tests_something(history: History) -> None:
    """The grid grew by a day each night; late events and duplicates came for closed days."""
    nights = len(DAYS)
    assert history.query("select count(*) from daily.state.successful_runs") == [(nights,)]
    assert history.query(
        f"select count(*) from daily.intermediate.int_as_of_dates where added_as_of > '{FIRST_DAY}'"
    ) == [(nights - 1,)]
    came_late = (
        "select count(*) from daily.intermediate.int_events_checked where received_at >= "
        f"greatest(event_day, date '{FIRST_DAY}') + interval 30 hour and rejected_because "
    )
    assert history.query(came_late + "is null")[0][0] > 0
    assert history.query(came_late + "= 'duplicate_id'")[0][0] > 0


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("verdict", ["is null", "is not null"])
def test_the_same_events_are_accepted(history: History, verdict: str, way: str) -> None:
    """And the same ones rejected, possibly for another reason: a bad event that is delivered again
    is a duplicate where both are read at once.
    """
    reasons = ("rejected_because", "rejection_detail")
    assert not history.difference(
        way, "intermediate.int_events_checked", f"rejected_because {verdict}", reasons
    )


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("table", ACTIVITY)
def test_activity_is_the_same(history: History, table: str, way: str) -> None:
    """Open days are built whole, closed ones are left alone, and both hold the same events."""
    assert not history.difference(way, f"intermediate.{table}")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("mart", ["fct_onboarding_progress", "fct_lifecycle_events"])
def test_events_of_an_account_are_the_same(history: History, mart: str, way: str) -> None:
    """Who is stalled where doesn't depend on how often the project ran."""
    assert not history.difference(way, f"marts.{mart}")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("mart", ["fct_account_features", "fct_user_features"])
def test_features_are_the_same(history: History, mart: str, way: str) -> None:
    """On the dates that both keep: daily runs have thinned older days to month ends."""
    kept = (
        f"as_of_date in (select as_of_date from daily.marts.{mart} "
        f"intersect select as_of_date from {way}.marts.{mart})"
    )
    assert history.query(f"select count(distinct as_of_date) from daily.marts.{mart}")[0][0] > 30
    assert not history.difference(way, f"marts.{mart}", kept)


@pytest.mark.parametrize("way", ["refreshed", "run_again"])
@pytest.mark.parametrize("mart", ["dim_segments", "fct_segment_memberships"])
def test_memberships_are_the_same(history: History, mart: str, way: str) -> None:
    """Over two versions of a segment: the older one keeps what it said while it held."""
    versions = "select count(distinct segment_version) from daily.marts.fct_segment_memberships "
    assert history.query(f"{versions} where segment = '{CHANGED_SEGMENT}'") == [(2,)]
    assert not history.difference(way, f"marts.{mart}")


def test_memberships_of_a_new_warehouse_are_the_same(history: History) -> None:
    """All but the segment that had another rule before, which a new warehouse never knew."""
    columns = "* exclude (is_backfilled)"
    unchanged = f"where segment <> '{CHANGED_SEGMENT}'"
    daily, in_one_go = (
        f"select {columns} from {way}.marts.fct_segment_memberships {unchanged}"
        for way in ("daily", "in_one_go")
    )
    assert history.query(daily + " limit 1")
    assert not history.query(f"{daily} except all {in_one_go}")
    assert not history.query(f"{in_one_go} except all {daily}")
