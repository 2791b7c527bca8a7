"""A daily run touches what it has to and nothing else; again, or all at once, it is the same."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from conftest import here, parsed_project, run_dbt
from history import DAILY, History, Step, made_history  # noqa: F401 (a fixture)
from same_state import differences

WORK_FILE = "warehouse_work.duckdb"
# A mark that a run would wipe out wherever it writes: the table, its day, and a count to be raised.
MARKED = {
    "int_events_checked": ("event_day", "rejection_detail = 'marked'"),
    "int_daily_activity": ("event_day", "slow_count = 1000000"),
    "int_sessions": ("event_day", "duration_seconds = 1000000"),
    "int_user_days": ("event_day", "slow_count = 1000000"),
    "int_account_days": ("event_day", "slow_count = 1000000"),
    "int_account_feature_days": ("event_day", "event_count = 1000000"),
    "fct_account_features": ("as_of_date", "tenure_days = 1000000"),
    "fct_user_features": ("as_of_date", "tenure_days = 1000000"),
}

REPORTS = (
    "int_events_rejected",
    "int_event_verdicts_by_day",
    "int_verdicts_counted",
    "quarantined_rows",
    "rpt_data_quality",
)


def kept_tables(folder: Path) -> set[str]:
    """Marts, and tables that hold more than what one run has opened."""
    manifest = json.loads((folder / "target" / "manifest.json").read_text(encoding="utf-8"))
    return {
        f"{node['schema']}.{node['name']}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        and (node["schema"] == "marts" or node["config"]["materialized"] == "incremental")
    }


def test_a_run_is_idempotent(history: History, tmp_path: Path) -> None:
    """Run twice, every mart and every table that grows holds the same rows."""
    folder = history.copy("daily", tmp_path / "files")
    history.run(DAILY, folder)
    apart = differences(history.after("daily") / WORK_FILE, folder / WORK_FILE)
    assert not {table: rows for table, rows in apart.items() if table in kept_tables(folder)}


def test_a_full_refresh_is_the_sum_of_daily_runs(history: History) -> None:
    """But for words that tell which run it was: when a month was published, why an event that came
    twice was rejected.
    """
    daily, full = (history.after(name) / WORK_FILE for name in ("daily", "full"))
    apart = differences(
        daily, full, but=("published_as_of_date", "rejected_because", "rejection_detail")
    )
    told = {table: rows for table, rows in apart.items() if table in kept_tables(daily.parent)}
    assert told.keys() == {"marts.quarantined_rows", "intermediate.int_event_verdicts_by_day"}


@pytest.mark.parametrize("arguments", [(), ("--full-refresh",)], ids=["build", "full refresh"])
def test_reports_of_events_may_be_built_anew_on_their_own(
    history: History, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    """They count all events, not only those that arrived since the last run."""
    folder = history.copy("daily", tmp_path / "files")
    history.run(Step(DAILY.moment, DAILY.as_of_date, ("--select", *REPORTS, *arguments)), folder)
    assert not differences(history.after("daily") / WORK_FILE, folder / WORK_FILE)


@pytest.fixture(scope="module")
def marked(history: History, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    """A daily run over tables of which every row bore a mark; the days that were there before."""
    folder = history.copy("first", tmp_path_factory.mktemp("marked") / "files")
    days = {}
    with duckdb.connect(str(folder / WORK_FILE)) as connection:
        for table, (day, mark) in MARKED.items():
            schema = "marts" if table.startswith("fct_") else "intermediate"
            days[table] = {
                row[0]
                for row in connection.execute(f"select {day} from {schema}.{table}").fetchall()
            }
            connection.execute(f"update {schema}.{table} set {mark}")
    history.run(DAILY, folder)
    return folder / WORK_FILE, days


@pytest.mark.parametrize("table", [name for name in MARKED if name != "int_events_checked"])
def test_closed_days_are_left_alone(marked: tuple[Path, dict], table: str) -> None:
    """Rows of days that are not open are not written again; those of open days are, all of them."""
    work_file, before = marked
    day, mark = MARKED[table]
    schema = "marts" if table.startswith("fct_") else "intermediate"
    opened = "int_open_days" if day == "event_day" else "int_open_as_of_dates"
    with duckdb.connect(str(work_file), read_only=True) as connection:
        still_marked, open_days = (
            {row[0] for row in connection.execute(query).fetchall()}
            for query in (
                f"select {day} from {schema}.{table} where {mark}",
                f"select {day} from intermediate.{opened}",
            )
        )
    assert open_days & before[table]
    assert still_marked == before[table] - open_days
    assert still_marked


def test_events_are_read_once(marked: tuple[Path, dict]) -> None:
    """What an earlier run has read keeps its row; what arrived since has a new one."""
    work_file, _ = marked
    with duckdb.connect(str(work_file), read_only=True) as connection:
        rows = connection.execute(
            "select rejection_detail is not distinct from 'marked', "
            "count(*), count(*) filter (received_at > received_after) "
            "from intermediate.int_events_checked cross join intermediate.int_run "
            "where received_at is not null group by 1 order by 1"
        ).fetchall()
    (_, new, arrived_since), (_, known, among_known) = rows
    assert new == arrived_since > 0
    assert known > 0
    assert among_known == 0


def test_exactly_the_days_of_late_events_are_opened(history: History) -> None:
    """The new day, and those for which an accepted event came after their own run."""
    with duckdb.connect(str(history.after("daily") / WORK_FILE), read_only=True) as connection:
        opened = connection.execute(
            "select event_day from intermediate.int_open_days where reopens_dates order by all"
        ).fetchall()
        touched = connection.execute(
            f"""
            select distinct checked.event_day
            from intermediate.int_events_checked as checked
            inner join '{history.folder}/night_2/events.parquet' as delivered
                on checked.event_id = delivered.event_id
                and checked.received_at = coalesce(delivered.received_at, delivered.occurred_at)
            where
                checked.rejected_because is null
                and checked.account_id is not null
                and checked.event_day <= '2026-02-21'
                and (
                    checked.event_day = '2026-02-21'
                    or checked.received_at >= '2026-02-21 06:00:00'
                )
            order by all
            """
        ).fetchall()
        assert opened == touched
        assert len(opened) > 1
        assert connection.execute(
            "select count(*) from intermediate.int_as_of_dates where added_as_of = '2026-02-21'"
        ).fetchall() == [(1,)]


@pytest.mark.parametrize("selector", ["daily", "full"])
def test_selectors_leave_nothing_out(history: History, selector: str) -> None:
    """`dbt build` and `dbt build --selector daily` build and test the same."""

    def listed(*arguments: str) -> set[str]:
        target = history.after("daily") / "target"
        project = parsed_project(target)
        said = run_dbt(
            *("--quiet", "ls", "--resource-types", "model", "seed", "test", "unit_test"),
            *arguments,
            target=target,
            project=project,
            environment={"WAREHOUSE": here(target.parent / "warehouse.duckdb", project)},
        )
        assert said.returncode == 0, said.stdout
        return set(said.stdout.split())

    everything = listed()
    assert len(everything) > 1000
    assert listed("--selector", selector) == everything
