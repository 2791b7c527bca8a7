"""Random rules over random data: the compiled SQL agrees with an evaluation in plain Python."""

from __future__ import annotations

import json
import random

import duckdb
import pytest

import rule_language
from conftest import Build, dbt
from random_rules import MODELS, project_of, random_segments, random_world, write_raw, write_world
from rule_language import Rule, World


@pytest.fixture(scope="module")
def worlds() -> dict[str, World]:
    """Random accounts and users."""
    chance = random.Random(20251231)
    return {entity: random_world(entity, chance) for entity in ("account", "user")}


@pytest.fixture(scope="module")
def rules() -> list[Rule]:
    """Random segments."""
    return random_segments()


@pytest.fixture(scope="module")
def built(
    worlds: dict[str, World], rules: list[Rule], tmp_path_factory: pytest.TempPathFactory
) -> Build:
    """All random segments, built by one run of dbt."""
    folder = tmp_path_factory.mktemp("rules")
    project = project_of(folder / "project", rules)
    raw = write_raw(folder / "raw")
    with duckdb.connect(str(folder / "warehouse_work.duckdb")) as connection:
        write_world(connection, worlds)
    build = dbt(
        "run",
        "--select",
        *MODELS,
        raw=raw,
        warehouse=folder / "warehouse.duckdb",
        variables=project,
    )
    assert build.returncode == 0, build.output[-4000:]
    return build


def test_rules_hold_where_python_says_so(
    built: Build, worlds: dict[str, World], rules: list[Rule]
) -> None:
    """Every rule, on every row: where it is true, and, by its negation, where it is false."""
    states: dict[str, set] = {}
    for segment, entity_id, day in built.query(
        "select segment, entity_id, as_of_date from intermediate.int_segment_states "
        "where enter_holds"
    ):
        states.setdefault(segment, set()).add((entity_id, day))
    periods: dict[str, set] = {}
    for segment, entity_id, valid_from, valid_to in built.query(
        "select segment, entity_id, valid_from, valid_to from intermediate.int_segment_intervals"
    ):
        periods.setdefault(segment, set()).add((entity_id, valid_from, valid_to))
    wrong = []
    for rule in rules:
        expected, expected_periods = rule_language.intervals(rule, worlds[rule["entity"]])
        found = states.get(rule["segment"], set())
        if found != expected:
            wrong.append((rule, "holds", sorted(found ^ expected)[:3]))
        elif periods.get(rule["segment"], set()) != expected_periods:
            difference = periods.get(rule["segment"], set()) ^ expected_periods
            wrong.append((rule, "member", sorted(difference, key=repr)[:5]))
    assert not wrong, "\n".join(
        f"{json.dumps(rule)[:1500]}\n  {what} differs: {rows}"
        for rule, what, rows in sorted(wrong, key=lambda one: len(json.dumps(one[0])))[:3]
    )
    assert sum(map(len, states.values())) > 1000


def test_each_transition_has_a_reason(built: Build) -> None:
    """Who enters or leaves is told why, whatever the rule."""
    assert not built.query(
        "select segment, entity_id, as_of_date, transition from intermediate.int_segment_reasons "
        "where reason is null or reason = '' limit 5"
    )
