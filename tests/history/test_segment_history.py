"""Built day by day or in one go, over two versions of a segment: the same memberships."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

import rule_language
from conftest import Build, dbt
from random_rules import (
    DAYS,
    FEATURES,
    GRID,
    MODELS,
    project_of,
    random_world,
    write_raw,
    write_world,
)
from rule_language import Rule, World

RISKY: Rule = {
    "segment": "risky",
    "entity": "account",
    "version": 1,
    "enter": {"any": [{"attribute": "is_past_due", "is_true": True}, {"did_not": "invite_sent"}]},
    "exit": {"attribute": "employee_count", "at_least": 3},
    "enter_after_days": 2,
    "exit_after_days": 2,
}
RISKY_2 = RISKY | {"version": 2, "enter": {"attribute": "mrr", "below": 1}}
SEGMENTS: list[Rule] = [
    {
        "segment": "small",
        "entity": "account",
        "enter": {"attribute": "employee_count", "at_most": 2},
        "exit_after_days": 2,
    },
    {
        "segment": "small_and_safe",
        "entity": "account",
        "enter": {"all": [{"in_segment": "small"}, {"not": {"in_segment": "risky"}}]},
        "enter_after_days": 2,
    },
    {
        "segment": "top_of_the_small",
        "entity": "account",
        "enter": {"attribute": "mrr", "top_percent": 50, "among": {"in_segment": "small"}},
    },
]
REMOVED: Rule = {
    "segment": "short_lived",
    "entity": "account",
    "enter": {"attribute": "employee_count", "is_null": False},
}
PERIODS = (
    "select segment, segment_version, entity_id, valid_from, valid_to, is_cut_by_version "
    "from intermediate.int_segment_intervals"
)
REASONS = (
    "select reasons.* from intermediate.int_segment_reasons as reasons "
    "inner join intermediate.int_segment_intervals as intervals "
    "on reasons.segment = intervals.segment "
    "and reasons.segment_version = intervals.segment_version "
    "and reasons.entity_id = intervals.entity_id "
    "and reasons.as_of_date in (intervals.valid_from, intervals.valid_to)"
)


class History:
    """A warehouse that is built again and again, with the days and data of each run."""

    def __init__(self, folder: Path, world: World) -> None:
        """Lay out the facts; nothing is built yet."""
        self.folder = folder
        self.world = world
        self.raw = write_raw(folder / "raw")
        self.work_file = folder / "warehouse_work.duckdb"
        with duckdb.connect(str(self.work_file)) as connection:
            write_world(
                connection, {"account": world, "user": World(FEATURES["user"], {}, {}, {}, GRID)}
            )
            connection.execute("create table all_features as from marts.fct_account_features")
            connection.execute("create table all_dates as from intermediate.int_as_of_dates")

    def run(
        self,
        until: date,
        open_from: date,
        segments: list[Rule],
        *arguments: str,
        succeeds: bool = True,
        is_final: bool = False,
    ) -> Build:
        """Build for a day. What is not open has only month ends left; the last day is not final."""
        values: dict[str, Any] = {"until": until, "open_from": open_from}
        with duckdb.connect(str(self.work_file)) as connection:
            connection.execute(
                "create or replace table intermediate.int_as_of_dates as from all_dates "
                "where as_of_date <= $until",
                {"until": until},
            )
            connection.execute(
                "create or replace table intermediate.int_open_as_of_dates as "
                "from intermediate.int_as_of_dates where as_of_date >= $open_from",
                {"open_from": open_from},
            )
            connection.execute(
                "create or replace table intermediate.int_run as select $until::date as as_of_date",
                {"until": until},
            )
            connection.execute(
                "create or replace table marts.fct_account_features as "
                "select features.* replace (case when as_of_date = $until and not $is_final "
                "then -employee_count else employee_count end as employee_count) "
                "from all_features as features inner join all_dates using (as_of_date) "
                "where as_of_date <= $until and (is_month_end or as_of_date >= $open_from)",
                values | {"is_final": is_final},
            )
        build = dbt(
            "run",
            *arguments,
            "--select",
            *MODELS,
            raw=self.raw,
            warehouse=self.folder / "warehouse.duckdb",
            variables=project_of(self.folder / "project", segments),
        )
        assert build.returncode == 0, build.output[-4000:]
        if succeeds:
            self.record_success(until)
        return build

    def record_success(self, until: date) -> None:
        """Do what the end of a full run in which everything passed does."""
        with duckdb.connect(str(self.work_file)) as connection:
            connection.execute(
                "insert into state.successful_runs (run_id, as_of_date) "
                "select run_id, $until from ("
                "select added_by_run as run_id from intermediate.int_segment_versions union "
                "select ended_by_run as run_id from intermediate.int_segment_versions"
                ") where run_id is not null except "
                "select run_id, as_of_date from state.successful_runs",
                {"until": until},
            )


@pytest.fixture(scope="module")
def world() -> World:
    """Random accounts."""
    return random_world("account", random.Random(7))


@pytest.fixture(scope="module")
def history(world: World, tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, dict]:
    """Five runs day by day, then one over all days; what was found before the last one."""
    made = History(tmp_path_factory.mktemp("history"), world)
    first = [RISKY, *SEGMENTS, REMOVED]
    second = [RISKY_2, *SEGMENTS]
    made.run(DAYS[5], GRID[0][0], first)
    made.run(DAYS[6], DAYS[5], first)
    made.run(DAYS[8], DAYS[5], second, succeeds=False)
    made.run(DAYS[9], DAYS[6], second)
    made.run(DAYS[11], DAYS[9], second, is_final=True)
    daily = made.run(DAYS[11], DAYS[10], second, is_final=True)
    found = {"periods": set(daily.query(PERIODS)), "reasons": set(daily.query(REASONS))}
    whole = made.run(DAYS[11], GRID[0][0], second, "--full-refresh", is_final=True)
    return whole, found


def test_one_go_finds_what_daily_runs_found(history: tuple[Build, dict]) -> None:
    """A full refresh on the same grid changes no membership and no reason."""
    whole, daily = history
    assert daily["periods"] ^ set(whole.query(PERIODS)) == set()
    assert daily["reasons"] ^ set(whole.query(REASONS)) == set()
    assert len(daily["periods"]) > 50


def test_a_new_version_takes_over_on_its_day(history: tuple[Build, dict]) -> None:
    """Old memberships end where the new version starts; a removed segment's end likewise."""
    whole, _ = history
    ends = whole.query(
        "select segment, segment_version, max(valid_to), count(*) filter (valid_to is null) "
        "from intermediate.int_segment_intervals where segment in ('risky', 'short_lived') "
        "group by all order by all"
    )
    assert [(name, version, last) for name, version, last, _ in ends if version == 1] == [
        ("risky", 1, DAYS[9]),
        ("short_lived", 1, DAYS[9]),
    ]
    assert [still_in for _, version, _, still_in in ends if version == 1] == [0, 0]
    starts = whole.query(
        "select min(valid_from) from intermediate.int_segment_intervals "
        "where segment = 'risky' and segment_version = 2"
    )
    assert starts[0][0] >= DAYS[9]


def test_daily_runs_agree_with_python(history: tuple[Build, dict], world: World) -> None:
    """A segment of one version that sees no other: as evaluated day after day in Python."""
    _, daily = history
    _, expected = rule_language.intervals(SEGMENTS[0], world)
    found = {
        (entity_id, valid_from, valid_to)
        for segment, _, entity_id, valid_from, valid_to, _ in daily["periods"]
        if segment == "small"
    }
    assert found == expected
