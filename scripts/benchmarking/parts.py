"""What is measured: one function per part, each adds its steps to the bench."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta

import yaml

from benchmarking.bench import LAST_DAY, ROOT, Bench, Company, project_with
from benchmarking.figures import RULES, Step
from benchmarking.measure import StepFailedError
from benchmarking.rules import made_up_segments

WARM_PARSES = 3
NEW_EVENTS = 10_000
SCORED_ACCOUNTS = 1_000_000
SCORING = ("int_model_terms", "int_model_axes", "int_hazard_effects")
SCORING += ("int_account_scores", "fct_scores", "fct_score_drivers")


def parse(bench: Bench) -> None:
    """How long dbt takes to read the project, from nothing and again."""
    raw = bench.few_accounts().raw
    shutil.rmtree(bench.target(), ignore_errors=True)
    title = "Cold parse of the project"
    bench.note("parse_cold", Step(title, bench.dbt(title, "parse", raw=raw, is_parsed_first=False)))
    title = f"Warm parse of the project, the middle one of {WARM_PARSES}"
    costs = [bench.dbt(title, "parse", raw=raw, is_parsed_first=False) for _ in range(WARM_PARSES)]
    middle = sorted(costs, key=lambda cost: cost.seconds)[WARM_PARSES // 2]
    bench.note("parse_warm", Step(title, middle))


def floor(bench: Bench) -> None:
    """The least that a warehouse of events must do, in SQL by hand, into a DuckDB file."""
    company = bench.company(bench.events)
    database = bench.folder / "floor.duckdb"
    for key, what in (
        ("floor_roll_up", "Floor: each event once, by account, user, day and event"),
        ("floor_sessions", "Floor: sessions of each user"),
    ):
        database.unlink(missing_ok=True)
        cost, _ = bench.sql(what, f"{key}.sql", database, events=company.files)
        bench.note(key, Step(what, cost, company.events))
        database.unlink()


def full(bench: Bench) -> None:
    """A whole build of models without tests: on 200 accounts, a quarter, half and all events."""
    sizes = {
        "full_200_accounts": bench.few_accounts(),
        "full_quarter": bench.company(bench.events // 4),
        "full_half": bench.company(bench.events // 2),
        "full": bench.company(bench.events),
    }
    for key, company in sizes.items():
        title = f"Full build, {company.accounts:,} accounts"
        cost, details = bench.build_anew(title, company.raw)
        bench.built = company
        step = Step(title, cost, company.events, is_of_full_size=key == "full", details=details)
        bench.note(key, step)


def segments(bench: Bench) -> None:
    """Rules on the features of all accounts at all as-of dates: 10, 100 and 500 of them."""
    company = bench.company(bench.events)
    if bench.built != company:
        title = f"Preparation: full build, {company.accounts:,} accounts"
        cost, _ = bench.build_anew(title, company.raw)
        bench.note("full_for_segments", Step(title, cost, company.events, is_preparation=True))
    bench.built = None
    for count in RULES:
        bench.note(f"segments_{count}", segment_step(bench, company, count))


def segment_step(bench: Bench, company: Company, count: int) -> Step:
    """Decide new rules on every account-date, from their definitions to their states.

    What counts is the time in which DuckDB decides the rules and writes the states. Gathering
    what the rules read and compiling them stand beside it.
    """
    title = f"Segment step, {count} rules"
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))
    variables["vars"]["segments"] = made_up_segments(count)
    project = project_with(bench.folder / f"rules_{count}", yaml.safe_dump(variables))
    bench.sql(f"{title}: forgetting earlier ones", "forget_segments.sql", bench.work_file)
    cost = bench.dbt(
        title,
        *("run", "--select", "+int_segment_states,path:models/intermediate/segments"),
        raw=company.raw,
        project=project,
        is_parsed_first=False,
    )
    times = bench.model_times(project)
    _, counts = bench.sql(f"{title}: counting", "count_segments.sql", bench.work_file)
    details = {
        "rules": count,
        **counts,
        "states_seconds": times["int_segment_states"]["execute"],
        "compile_seconds": times["int_segment_states"]["compile"],
        "inputs_seconds": times["int_account_rule_inputs"]["execute"],
    }
    return Step(title, cost, company.events, is_of_full_size=True, details=details)


def incremental(bench: Bench) -> None:
    """The year's last day, added to a warehouse of the days before it."""
    for company, suffix in (
        (bench.few_accounts(), "_200_accounts"),
        (bench.company(bench.events), ""),
    ):
        folder, held_back = bench.held_back(company, "--from", str(LAST_DAY))
        title = f"Preparation: build of the days before, {company.accounts:,} accounts"
        cost, _ = bench.build_anew(title, folder / "before", LAST_DAY - timedelta(days=1))
        before = company.events - held_back["events"]
        bench.note(f"days_before{suffix}", Step(title, cost, before, is_preparation=True))

        title = f"One day more, {company.accounts:,} accounts"
        cost, details = bench.build(title, folder / "after")
        _, opened = bench.sql(f"{title}: counting", "count_open_days.sql", bench.work_file)
        if opened["days_opened"] != 1:
            raise StepFailedError(
                f"{title}: it opened {opened['days_opened']} days instead of one, so its time "
                "says nothing. The events held back must be of one day."
            )
        bench.note(
            f"incremental_day{suffix}",
            Step(title, cost, held_back["events"], is_of_full_size=not suffix, details=details),
        )


def near_real_time(bench: Bench) -> None:
    """10,000 new events on a warehouse of a tenth of the events, beside dbt's start."""
    company = bench.company(max(bench.events // 10, 10 * NEW_EVENTS))
    folder, held_back = bench.held_back(company, "--newest", str(NEW_EVENTS))
    day_before: date = datetime.fromisoformat(held_back["moment"]).date() - timedelta(days=1)
    title = f"Preparation: full build, {company.accounts:,} accounts"
    cost, _ = bench.build_anew(title, folder / "before", day_before)
    before = company.events - held_back["events"]
    bench.note("full_for_near_real_time", Step(title, cost, before, is_preparation=True))

    title = "dbt's start: a build of nothing"
    cost = bench.dbt(title, "build", "--exclude", "fqn:*", raw=folder / "after", as_of_date="")
    bench.note("dbt_start", Step(title, cost))

    title = f"Near real time, {held_back['events']:,} new events"
    selected = ("build", "--selector", "near_real_time")
    cost = bench.dbt(title, *selected, raw=folder / "after", as_of_date="")
    bench.note("near_real_time", Step(title, cost, held_back["events"]))


def scoring(bench: Bench) -> None:
    """A made-up champion on a million accounts of 40 features: scores, ranks, drivers in words."""
    bench.forget_warehouse()
    bench.warehouse.parent.mkdir(parents=True)
    title = f"Scoring, {SCORED_ACCOUNTS:,} accounts"
    made = ["-m", "benchmarking.made_up_scores", str(bench.work_file), str(SCORED_ACCOUNTS)]
    bench.run(f"{title}: making them up", [sys.executable, *made])
    cost = bench.dbt(
        title,
        *("run", "--select", "path:models/staging/registry", *SCORING),
        raw=bench.few_accounts().raw,
    )
    times = bench.model_times()
    # Both marts are built side by side, from the scores.
    marts = max(times[name]["seconds"] for name in ("fct_scores", "fct_score_drivers"))
    details = {
        "accounts": SCORED_ACCOUNTS,
        "scores_seconds": times["int_account_scores"]["seconds"],
        "marts_seconds": marts,
    }
    bench.note("scoring", Step(title, cost, details=details))
    bench.forget_warehouse()


PARTS: dict[str, Callable[[Bench], None]] = {
    "parse": parse,
    "floor": floor,
    "full": full,
    "segments": segments,
    "incremental": incremental,
    "near_real_time": near_real_time,
    "scoring": scoring,
}
"""In the order in which they run: segments are decided on the warehouse that `full` leaves."""
