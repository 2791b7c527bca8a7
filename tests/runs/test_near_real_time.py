"""What near-real-time runs find is what the daily run finds later, and it finds it undisturbed."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from history import DAILY, FIRST, FULL, NEAR_REAL_TIME, History, Step, made_history  # noqa: F401 (a fixture)
from same_state import differences

WORK_FILE = "warehouse_work.duckdb"
PUBLISHED = "warehouse.duckdb"
CURRENT_MARTS = {"marts.fct_account_current", "marts.fct_first_feature_use_current"}
NOON = Step("noon", arguments=NEAR_REAL_TIME.arguments)


@pytest.fixture(scope="module")
def two_looks(history: History, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files after the first build, a look at noon and one at midnight."""
    folder = history.copy("first", tmp_path_factory.mktemp("two_looks") / "files")
    history.run(NOON, folder)
    history.run(NEAR_REAL_TIME, folder)
    return folder


@pytest.fixture(scope="module")
def daily_at_midnight(history: History, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files after a daily run on what the look at midnight has seen."""
    folder = history.copy("first", tmp_path_factory.mktemp("at_midnight") / "files")
    history.run(Step("midnight", DAILY.as_of_date, DAILY.arguments), folder)
    return folder


def only_in(one: Path, first: str, other: Path, second: str) -> list[tuple]:
    """Rows that just one of two queries yields, each on its own file."""
    with duckdb.connect() as connection:
        for number, (path, query) in enumerate(((one, first), (other, second))):
            connection.execute(f"attach '{path}' as file_{number} (read_only)")
            connection.execute(f"use file_{number}")
            connection.execute(f"create temp table rows_{number} as {query}")
        assert connection.execute("select count(*) from temp.rows_0").fetchall() != [(0,)]
        return connection.execute(
            "(from temp.rows_0 except all from temp.rows_1) union all "
            "(from temp.rows_1 except all from temp.rows_0) limit 5"
        ).fetchall()


def test_it_leaves_the_daily_tables_alone(history: History) -> None:
    """Only its own models change, and the account of successful runs."""
    changed = differences(
        history.after("first") / WORK_FILE, history.after("near_real_time") / WORK_FILE
    )
    assert changed.keys() >= CURRENT_MARTS
    assert {table for table in changed if not table.endswith("_current")} == {
        "state.successful_runs"
    }


def test_readers_get_its_marts_beside_the_others(history: History) -> None:
    """The published file has them fresh, with their words, and all else as it was."""
    published = history.after("near_real_time") / PUBLISHED
    assert differences(history.after("first") / PUBLISHED, published).keys() == CURRENT_MARTS
    for mart in CURRENT_MARTS:
        rows = f"select * from {mart}"
        assert not only_in(history.after("near_real_time") / WORK_FILE, rows, published, rows)
    with duckdb.connect(str(published), read_only=True) as connection:
        assert connection.execute(
            "select count(*) from duckdb_tables() where schema_name = 'marts' and comment is null"
        ).fetchall() == [(0,)]
        assert connection.execute("select count(*) > 0 from fct_account_current").fetchall() == [
            (True,)
        ]


def test_two_looks_find_what_one_finds(history: History, two_looks: Path) -> None:
    """Each reads what arrived since the one before, and adds it to what that has left."""
    one_look = history.after("near_real_time")
    apart = differences(one_look / WORK_FILE, two_looks / WORK_FILE)
    assert apart.keys() == {
        "intermediate.int_events_current",
        "intermediate.int_run_current",
        "state.successful_runs",
    }
    events = "select * exclude (read_after) from intermediate.int_events_current"
    assert not only_in(one_look / WORK_FILE, events, two_looks / WORK_FILE, events)
    with duckdb.connect(str(two_looks / WORK_FILE), read_only=True) as connection:
        reads = connection.execute(
            "select min(received_at) > read_after, max(received_at) <= max(max(received_at)) "
            "over (order by read_after) from intermediate.int_events_current group by read_after"
        ).fetchall()
    assert reads == [(True, True)] * 2


def test_the_daily_run_knows_nothing_of_it(
    history: History, two_looks: Path, tmp_path: Path
) -> None:
    """After it, every table is as if no near-real-time run had been."""
    files = tmp_path / "files"
    files.mkdir()
    for file in (WORK_FILE, PUBLISHED):
        (files / file).write_bytes((two_looks / file).read_bytes())
    history.run(DAILY, files)
    undisturbed = history.after("daily")
    assert differences(undisturbed / WORK_FILE, files / WORK_FILE).keys() == {
        "state.successful_runs"
    }
    assert not differences(undisturbed / PUBLISHED, files / PUBLISHED)


def test_at_the_end_of_a_day_it_says_what_the_daily_run_says(
    history: History, daily_at_midnight: Path
) -> None:
    """The daily run's own current marts, built on the new day, are the same row for row."""
    current = history.after("near_real_time") / WORK_FILE
    daily = daily_at_midnight / WORK_FILE
    for query in (
        "select * from marts.fct_account_current",
        "select * exclude (is_new) from marts.fct_first_feature_use_current",
        "select * from intermediate.int_onboarding_steps_current",
    ):
        assert not only_in(current, query, daily, query)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        (
            "select account_id, step_order, reached_at "
            "from intermediate.int_onboarding_steps_current",
            "select account_id, step_order, reached_at "
            "from marts.fct_onboarding_progress where reached_at is not null",
        ),
        (
            "select account_id, onboarding_steps_reached, is_onboarding_stalled, plan_id, "
            "usage_in_period, usage_limit, seats_used, seat_limit from marts.fct_account_current",
            "select account_id, onboarding_steps_reached, is_onboarding_stalled, plan_id, "
            "usage_in_period, usage_limit, seats_used, seat_limit from marts.fct_account_features "
            "where as_of_date = '2026-02-21'",
        ),
        (
            "select account_id, trial_started_at, trial_converted_at, trial_state = 'running' "
            "from marts.fct_account_current where trial_state <> 'none'",
            "select account_id, max(trial_started_at), "
            "arg_max(converted_at, trial_started_at), arg_max("
            "trial_ended_at is null and converted_at is null, trial_started_at) "
            "from intermediate.int_trials group by account_id",
        ),
        (
            "select account_id, feature, first_used_at from marts.fct_first_feature_use_current",
            "select account_id, feature, min(first_at) from intermediate.int_account_feature_days "
            "group by all",
        ),
    ],
    ids=["onboarding steps", "limits", "trials", "features"],
)
def test_daily_marts_agree(history: History, daily_at_midnight: Path, now: str, then: str) -> None:
    """At the end of a day, with that day's daily run on the same input."""
    current = history.after("near_real_time") / WORK_FILE
    assert not only_in(current, now, daily_at_midnight / WORK_FILE, then)


@pytest.mark.parametrize(
    ("step", "complaint"),
    [
        (NEAR_REAL_TIME, "none has ended well so far. Run `dbt build` first."),
        (
            Step(FIRST.moment, FIRST.as_of_date, FULL.arguments[:2]),
            "--selector full --full-refresh",
        ),
    ],
    ids=["near real time before the first daily run", "full without full refresh"],
)
def test_it_says_what_is_missing(
    history: History, tmp_path: Path, step: Step, complaint: str
) -> None:
    """Before anything is built."""
    output = history.run(step, history.copy(None, tmp_path / "files"), succeeds=False)
    assert complaint in output
    assert "OK created" not in output


def test_it_does_not_stand_on_a_daily_run_that_did_not_end(
    history: History, tmp_path: Path
) -> None:
    """Between two daily runs some tables are old and some new."""
    folder = history.copy("first", tmp_path / "files")
    history.run(Step(DAILY.moment, DAILY.as_of_date, ("--select", "+int_run")), folder)
    output = history.run(NEAR_REAL_TIME, folder, succeeds=False)
    assert "the one for 2026-02-21 was begun but has not ended well" in output
    assert "OK created" not in output
