"""The benchmark measures what it says it does; its sizes here are tiny."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from benchmarking import report, rules
from benchmarking.bench import keep
from benchmarking.figures import Figure, Step, figures
from benchmarking.measure import Measurement, StepFailedError, measure
from conftest import ROOT, Build

SCRIPTS = ROOT / "scripts"


def step(seconds: float, gigabytes: float = 1, **facts: Any) -> Step:
    """A step that cost so much, and half of it in CPU time."""
    return Step("a step", Measurement(seconds, seconds / 2, int(gigabytes * 1e9)), **facts)


def segment_step(rules: int, seconds: float) -> Step:
    """A segment step on a million account-dates."""
    return step(
        99,
        details={
            "rules": rules,
            "account_dates": 1_000_000,
            "states": 1_000_000 + 50_000 * rules,
            "states_seconds": seconds,
            "compile_seconds": 1.0,
            "inputs_seconds": 2.0,
        },
    )


STEPS = {
    "floor_roll_up": step(18, gigabytes=20),
    "floor_sessions": step(17),
    "full_half": step(50),
    "full": step(105, gigabytes=7, is_of_full_size=True),
    "incremental_day_200_accounts": step(20),
    "incremental_day": step(22, gigabytes=9, is_of_full_size=True),
    "dbt_start": step(4),
    "near_real_time": step(8.5),
    "segments_10": segment_step(10, 0.1),
    "segments_100": segment_step(100, 2),
    "segments_500": segment_step(500, 12.5),
    "scoring": step(
        20,
        gigabytes=5,
        details={"accounts": 1_000_000, "scores_seconds": 2.0, "marts_seconds": 0.5},
    ),
    "parse_warm": step(3),
}


def by_name(steps: dict[str, Step]) -> dict[str, Figure]:
    """The figures of some steps."""
    return {figure.name: figure for figure in figures(steps)}


def test_figures_are_the_ratios_that_they_are_called() -> None:
    """From wall time, by hand."""
    assert {name: figure.reached for name, figure in by_name(STEPS).items()} == pytest.approx(
        {
            "full_by_floor": 105 / 35,
            "growth": 105 / 50,
            "day_by_share": 2 / (105 / 365),
            "near_real_time": 4.5,
            "segments_10": 100,
            "segments_100": 50,
            "segments_500": 40,
            "segments_linear": 6.25,
            "scoring": 400,
            "scoring_peak": 5,
            "peak": 9,
            "parse": 3,
        }
    )


def test_figures_in_cpu_time_are_beside_them() -> None:
    """Of what is measured in time: a ratio stays, seconds are half."""
    found = by_name(STEPS)
    assert found["full_by_floor"].reached_in_cpu_time == pytest.approx(3)
    assert found["near_real_time"].reached_in_cpu_time == pytest.approx(2.25)
    assert found["peak"].reached_in_cpu_time is None


def test_verdicts_follow_the_targets() -> None:
    """A figure on its bound is reached."""
    assert {name: figure.is_reached for name, figure in by_name(STEPS).items()} == {
        "full_by_floor": True,
        "growth": True,
        "day_by_share": False,
        "near_real_time": True,
        "segments_10": True,
        "segments_100": True,
        "segments_500": False,
        "segments_linear": False,
        "scoring": True,
        "scoring_peak": True,
        "peak": False,
        "parse": True,
    }


def test_what_was_not_measured_has_no_verdict() -> None:
    """Neither one of the largest builds missing nor all."""
    without_full = {key: step for key, step in STEPS.items() if key != "full"}
    assert {
        name for name, figure in by_name(without_full).items() if figure.is_reached is None
    } == {
        "full_by_floor",
        "growth",
        "day_by_share",
        "peak",
    }
    assert all(figure.is_reached is None for figure in figures({}))


def test_tables_show_every_step_and_figure() -> None:
    """With the verdict in words."""
    console = Console(file=io.StringIO(), width=120)
    for table in (
        report.steps_table(STEPS.values()),
        report.segments_table(STEPS.values()),
        report.figures_table(figures(STEPS | {"parse_warm": step(6)})),
    ):
        console.print(table)
    text = console.file.getvalue()
    lines = {line.split("│")[1].strip(): line for line in text.splitlines() if "│" in line}
    assert "at most 3 ×" in lines["full build / floor"]
    assert "yes" in lines["full build / floor"]
    assert "6.00 s" in lines["warm parse of the project"]
    assert "no" in lines["warm parse of the project"]
    assert "5.0%" in lines["500"]
    assert report.segments_table([STEPS["full"]]) is None


def test_a_child_is_measured(tmp_path: Path) -> None:
    """Its time, its CPU time and its memory, not ours."""
    code = "import time; held = b'x' * 300_000_000; time.sleep(0.5); print(len(held))"
    lines: list[str] = []
    cost = measure(
        [sys.executable, "-c", code],
        environment={},
        folder=tmp_path,
        log=tmp_path / "log",
        follow=lines.append,
    )
    assert cost.seconds >= 0.5
    assert cost.cpu_seconds < cost.seconds
    assert 300e6 < cost.peak_bytes < 1e9
    assert lines == ["300000000\n"]
    assert (tmp_path / "log").read_text(encoding="utf-8") == "300000000\n"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print('all well'); raise ValueError('out of disk')", "all well\nValueError: out of disk"),
        ("print('no such model'); raise SystemExit(2)", "no such model\nIt ended with exit status"),
        ("import os; os.kill(os.getpid(), 9)", "killed (signal 9)"),
    ],
)
def test_a_child_that_fails_says_why(tmp_path: Path, code: str, said: str) -> None:
    """In its last lines, without a trace."""
    with pytest.raises(StepFailedError) as failure:
        measure([sys.executable, "-c", code], environment={}, folder=tmp_path, log=tmp_path / "log")
    assert said in str(failure.value)
    assert "Traceback" not in str(failure.value)


def test_what_was_made_is_kept_until_its_source_changes(tmp_path: Path) -> None:
    """And made anew from an empty folder then."""
    folder = tmp_path / "data"
    made: list[bool] = []

    def make() -> None:
        made.append(folder.exists())
        folder.mkdir()

    for source in ("a", "a", "b"):
        keep(folder, {"source": source}, make)
    assert made == [False, False]


def test_made_up_rules_ask_for_what_there_is(tiny_build: Build) -> None:
    """Features that are columns, events of the tracking plan; dbt's own check says the rest."""
    columns = {
        name
        for (name,) in tiny_build.query(
            "select column_name from (describe marts.fct_account_features)"
        )
    }
    assert {*rules.SIZES, *rules.CHANGES, *rules.FLAGS} <= columns
    with (ROOT / "seeds" / "tracking_plan.csv").open(encoding="utf-8") as plan:
        events = {row["event_name"] for row in csv.DictReader(plan)}
    asked = {
        event
        for behaviour in rules.BEHAVIOURS
        for kind in ("did", "did_not", "stopped", "sequence")
        for event in as_list(behaviour.get(kind, []))
    }
    assert len(asked) > 2
    assert asked <= events


def as_list(value: str | list[str]) -> list[str]:
    """One event as a list of one."""
    return [value] if isinstance(value, str) else value


def test_more_made_up_rules_begin_with_the_fewer() -> None:
    """So that 500 rules are harder than 100 by their number alone."""
    many = rules.made_up_segments(500)
    assert many[:100] == rules.made_up_segments(100)
    assert len({json.dumps(rule["enter"]) for rule in many}) == 500


def test_the_floor_counts_each_event_once_and_cuts_sessions(tmp_path: Path) -> None:
    """By hand: one repeated event, a pause of just 30 minutes and one of more."""
    duckdb.sql(f"""
        copy (from (values
            ('e1', 'login', timestamp '2026-09-30 10:00', 'a', 'u'),
            ('e1', 'login', timestamp '2026-09-30 10:05', 'a', 'u'),
            ('e2', 'login', timestamp '2026-09-30 10:35', 'a', 'u'),
            ('e3', 'login', timestamp '2026-09-30 11:06', 'a', 'u'),
            ('e4', 'login', timestamp '2026-09-30 11:06', 'a', 'v')
        ) as t(event_id, event_name, occurred_at, account_id, user_id))
        to '{tmp_path}/events.parquet'
    """)
    for file in ("floor_roll_up.sql", "floor_sessions.sql"):
        run_script(
            *("-m", "benchmarking.run_sql", tmp_path / "floor.duckdb"),
            *(SCRIPTS / "benchmarking" / file, f"events={tmp_path}/*.parquet"),
        )
    with duckdb.connect(str(tmp_path / "floor.duckdb")) as connection:
        counted = connection.sql("select user_id, event_count from daily_activity order by 1")
        assert counted.fetchall() == [("u", 3), ("v", 1)]
        sessions = connection.sql("select user_id, event_count from sessions order by 1, 2")
        assert sessions.fetchall() == [("u", 1), ("u", 3), ("v", 1)]


def write_raw(folder: Path) -> Path:
    """Two files of events around midnight, one late, and a table that grows."""
    (folder / "events").mkdir(parents=True)
    duckdb.sql(f"""
        copy (from (values
            ('early', timestamp '2026-09-28 10:00', timestamp '2026-09-28 10:01')
        ) as t(event_id, occurred_at, received_at)) to '{folder}/events/part_0.parquet'
    """)
    duckdb.sql(f"""
        copy (from (values
            ('before', timestamp '2026-09-29 23:00', timestamp '2026-09-29 23:59:59.999'),
            ('late', timestamp '2026-09-29 23:30', timestamp '2026-09-30 00:00:01'),
            ('new', timestamp '2026-09-30 00:00', timestamp '2026-09-30 00:00:02'),
            ('not_timed', timestamp '2026-09-30 09:00', null)
        ) as t(event_id, occurred_at, received_at)) to '{folder}/events/part_1.parquet'
    """)
    duckdb.sql(f"""
        copy (from (values
            ('a', timestamp '2026-09-01'), ('b', timestamp '2026-09-30 08:00')
        ) as t(account_id, created_at)) to '{folder}/accounts.parquet'
    """)
    return folder


@pytest.mark.parametrize(
    ("options", "moment", "new"),
    [
        (("--from", "2026-09-30"), datetime(2026, 9, 30), ["new", "not_timed"]),
        (("--newest", "3"), datetime(2026, 9, 30, 0, 0, 1), ["late", "new", "not_timed"]),
    ],
)
def test_newest_events_are_held_back(
    tmp_path: Path, options: tuple[str, str], moment: datetime, new: list[str]
) -> None:
    """Every event stands in one folder's files or is new, but for the late ones of a day."""
    raw = write_raw(tmp_path / "raw")
    folder = tmp_path / "held_back"
    said = run_script("-m", "benchmarking.hold_back", raw, folder, *options)
    assert json.loads(said) == {"moment": moment.isoformat(), "events": len(new)}

    def ids(part: str, table: str = "events/*", column: str = "event_id") -> list[str]:
        rows = duckdb.sql(f"select {column} from '{folder / part}/{table}.parquet' order by 1")
        return [row[0] for row in rows.fetchall()]

    assert ids("before") == ["before", "early"]
    assert ids("after", "events/new") == new
    assert ids("after") == sorted(["before", "early", *new])
    assert ids("before", "accounts", "account_id") == ["a"]
    assert ids("after", "accounts", "account_id") == ["a", "b"]


def test_a_small_benchmark_runs(tmp_path: Path) -> None:
    """From the command line to the file of figures: the simulator and the floor."""
    file = tmp_path / "benchmark.json"
    said = run_script(
        *(SCRIPTS / "benchmark.py", "--events", "100000", "--only", "floor"),
        *("--folder", tmp_path / "work", "--json", file),
    )
    assert "full build / floor" in said
    found = json.loads(file.read_text(encoding="utf-8"))
    assert set(found["steps"]) == {"floor_roll_up", "floor_sessions"}
    assert found["steps"]["floor_sessions"]["events"] > 90_000
    assert found["steps"]["floor_sessions"]["peak_bytes"] > 0
    assert found["figures"]["full_by_floor"]["is_reached"] is None
    assert found["machine"]["versions"]["duckdb"] == duckdb.__version__
    assert found["failed"] == {}


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("--only", "floor,rof"), "--only names rof, expected: any of parse, floor, full"),
        (("--events", "5"), "--events is 5, expected: at least 100000"),
        (("--cores", "0"), "--cores is 0, expected: at least 1"),
    ],
)
def test_wrong_arguments_are_explained(arguments: tuple[str, ...], complaint: str) -> None:
    """Before anything is simulated."""
    outcome = subprocess.run(
        [sys.executable, str(SCRIPTS / "benchmark.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 2
    assert complaint in " ".join(outcome.stderr.split())


def run_script(*arguments: str | Path) -> str:
    """What a script says."""
    outcome = subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=SCRIPTS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout
