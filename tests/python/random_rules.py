"""Random segments over random worlds, and the relations that dbt builds such segments on."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import ROOT, project_with
from rule_language import Occurrence, Rule, Value, World

RULES = 90
COMPOSED = 24

ODD_TEXTS = [
    "",
    "plain",
    "it's",
    "'; drop table accounts; --",
    "/* comment */",
    '"quoted"',
    "back\\slash",
    "🎉 élan",
    "100 %",
    "line\nbreak",
    "{{ jinja }}",
    "NULL",
    "x" * 10_000,
]
EVENTS = ["report_created", "invite_sent", "it's; --odd"]
KINDS = ["funnel", "cohort's"]
CUSTOM = ["favourite colour", "score", "since"]
CUSTOM_VALUES = ["red", "5", " 5 ", "-2.5", "1e3", "true", "False", "2025-11-30", "2025-02-31", ""]
FEATURES = {
    "account": {
        "acquisition_channel": "text",
        "country": "text",
        "mrr": "decimal",
        "adoption_depth": "double",
        "employee_count": "whole",
        "is_past_due": "boolean",
        "renewal_date": "date",
    },
    "user": {
        "role": "text",
        "adoption_depth": "double",
        "events_28d": "whole",
        "is_power_user": "boolean",
    },
}
SQL_TYPES = {
    "text": "varchar",
    "decimal": "numeric(18, 2)",
    "double": "double",
    "whole": "bigint",
    "boolean": "boolean",
    "date": "date",
}
MONTH_ENDS = [date(2025, month, 1) - timedelta(1) for month in range(8, 13)]
DAYS = [date(2025, 12, 31) - timedelta(back) for back in range(11, -1, -1)]
GRID = [(day, True) for day in MONTH_ENDS] + [(day, day.day == 31) for day in DAYS]


# --- random rules -----------------------------------------------------------------------------

whole = st.integers(-3, 6)
days = st.integers(1, 60)
values = {
    "text": st.sampled_from(ODD_TEXTS),
    "decimal": st.one_of(whole, st.sampled_from([0.1, 2.5, 99.99, -0.01])),
    "double": st.one_of(whole, st.sampled_from([0.1, 0.3, -0.5, 1e-7])),
    "whole": st.one_of(whole, st.just(2.5)),
    "boolean": st.booleans(),
    "date": st.sampled_from([*DAYS[::4], date(2025, 7, 1)]).map(date.isoformat),
}
custom_text = st.sampled_from(CUSTOM_VALUES)
custom_number = st.sampled_from([5, -2.5, 0])
by_size = st.sampled_from(["at_least", "at_most", "above", "below"])
percent = st.sampled_from([5, 10, 33.3, 50, 90])


@st.composite
def attribute_leaves(draw: st.DrawFn, entity: str) -> Rule:
    """A leaf on a feature."""
    name = draw(st.sampled_from(sorted(FEATURES[entity])))
    kind = FEATURES[entity][name]
    value = values[kind]
    tests = [
        st.fixed_dictionaries({"is": value}),
        st.fixed_dictionaries({"is_not": value}),
        st.fixed_dictionaries({"is_null": st.booleans()}),
        st.fixed_dictionaries({"changed_within_days": days}),
    ]
    if kind == "boolean":
        tests.append(st.fixed_dictionaries({"is_true": st.booleans()}))
    else:
        several = st.lists(value, min_size=1, max_size=3)
        tests += [
            st.fixed_dictionaries({"in": several}),
            st.fixed_dictionaries({"not_in": several}),
        ]
    if kind not in ("boolean", "text"):
        tests += [
            st.dictionaries(by_size, value, min_size=1, max_size=2),
            st.tuples(value, value).map(lambda pair: {"between": sorted(pair)}),
        ]
    if kind == "date":
        tests += [
            st.fixed_dictionaries({"older_than_days": days}),
            st.fixed_dictionaries({"newer_than_days": days}),
        ]
    if kind in ("decimal", "double", "whole"):
        tests += [
            st.fixed_dictionaries({"bottom_percent": percent}),
            st.fixed_dictionaries({"top_percent": percent}),
        ]
    return {"attribute": name, **draw(st.one_of(tests))}


def custom_leaves() -> st.SearchStrategy[Rule]:
    """A leaf on an attribute that the data brings."""
    tests = st.one_of(
        st.fixed_dictionaries({"is": st.one_of(custom_text, custom_number, st.booleans())}),
        st.fixed_dictionaries({"is_not": st.one_of(custom_text, custom_number)}),
        st.fixed_dictionaries({"in": st.lists(custom_text, min_size=1, max_size=3)}),
        st.fixed_dictionaries({"not_in": st.lists(custom_number, min_size=1, max_size=3)}),
        st.dictionaries(by_size, custom_number, min_size=1, max_size=2),
        st.fixed_dictionaries({"is_null": st.booleans()}),
        st.fixed_dictionaries({"is_true": st.booleans()}),
        st.fixed_dictionaries({"older_than_days": days}),
        st.fixed_dictionaries({"changed_within_days": days}),
        st.fixed_dictionaries({"top_percent": percent}),
    )
    return st.tuples(st.sampled_from(CUSTOM), tests).map(
        lambda pair: {"attribute": pair[0], **pair[1]}
    )


def behaviour_leaves() -> st.SearchStrategy[Rule]:
    """A leaf on what was done."""
    event = st.sampled_from(EVENTS)
    where = st.one_of(
        st.sampled_from(KINDS), st.lists(st.sampled_from(KINDS), min_size=1, max_size=2)
    ).map(lambda kind: {"report_type": kind})
    few = st.integers(1, 4)
    optional = {
        "at_least": few,
        "at_most": st.integers(4, 9),
        "distinct_days": few,
        "within_days": st.integers(30, 60),
        "where": where,
    }
    return st.one_of(
        st.fixed_dictionaries(
            {"did": event}, optional=optional | {"not_since_days": st.integers(1, 20)}
        ),
        st.fixed_dictionaries({"did_not": event}, optional=optional),
        st.fixed_dictionaries(
            {"sequence": st.lists(event, min_size=2, max_size=3)},
            optional={"within_days": st.integers(1, 40)},
        ),
        st.fixed_dictionaries(
            {"stopped": event},
            optional={
                "distinct_days": few,
                "within_days": st.integers(4, 60),
                "not_since_days": days,
            },
        ),
    )


def leaves(entity: str) -> st.SearchStrategy[Rule]:
    """Any leaf but in_segment and sql."""
    return st.one_of(attribute_leaves(entity), custom_leaves(), behaviour_leaves())


def nested(leaf: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
    """Rules of any shape over the leaves."""

    def around(inner: st.SearchStrategy[Rule]) -> st.SearchStrategy[Rule]:
        parts = st.lists(inner, min_size=1, max_size=4)
        return st.one_of(
            parts.map(lambda found: {"all": found}),
            parts.map(lambda found: {"any": found}),
            inner.map(lambda found: {"not": found}),
            parts.flatmap(
                lambda found: st.integers(1, len(found)).map(
                    lambda n: {"at_least_of": {"n": n, "of": found}}
                )
            ),
        )

    return st.recursive(leaf, around, max_leaves=8)


def ranked_among(
    leaf: st.SearchStrategy[Rule], among: st.SearchStrategy[Rule]
) -> st.SearchStrategy[Rule]:
    """Rankings among those that a rule selects; other leaves as they are."""
    return st.tuples(leaf, among, st.booleans()).map(
        lambda drawn: (
            {**drawn[0], "among": drawn[1]}
            if drawn[2] and _ranks(drawn[0]) and "percent" not in json.dumps(drawn[1])
            else drawn[0]
        )
    )


def _ranks(leaf: Rule) -> bool:
    return "bottom_percent" in leaf or "top_percent" in leaf


@st.composite
def segments(draw: st.DrawFn, name: str, entity: str, leaf: st.SearchStrategy[Rule]) -> Rule:
    """A segment with or without a rule to leave and overrides, at any debounce."""
    found = {"segment": name, "entity": entity, "enter": draw(nested(leaf))}
    if draw(st.booleans()):
        found["exit"] = draw(nested(leaf))
    for override in ("force", "forbid"):
        if draw(st.integers(1, 4)) == 1:
            found[override] = draw(nested(leaf))
    return found | {
        "enter_after_days": draw(st.integers(1, 3)),
        "exit_after_days": draw(st.integers(1, 3)),
    }


def examples(strategy: st.SearchStrategy[Rule], count: int) -> list[Rule]:
    """Examples drawn by hypothesis; the same ones each time."""
    drawn: list[Rule] = []

    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def draw(example: Rule) -> None:
        drawn.append(example)

    draw()
    return drawn


def random_segments() -> list[Rule]:
    """Segments of both entities: each rule, its negation, and compositions on three levels."""
    found: list[Rule] = []
    for entity in ("account", "user"):
        simple = ranked_among(leaves(entity), nested(leaves(entity)))
        rules = examples(nested(simple), RULES if entity == "account" else RULES // 3)
        for number, rule in enumerate(rules):
            name = f"{entity}_{number}"
            found.append({"segment": name, "entity": entity, "enter": rule})
            found.append({"segment": f"{name}_not", "entity": entity, "enter": {"not": rule}})
        for level in range(3):
            known = [one["segment"] for one in found if one["entity"] == entity][-60:]
            member = st.sampled_from(known).map(lambda name: {"in_segment": name})
            composed = ranked_among(st.one_of(simple, member), nested(member))
            found += [
                drawn | {"segment": f"{entity}_level_{level}_{number}"}
                for number, drawn in enumerate(
                    examples(segments("drawn", entity, composed), COMPOSED // 3)
                )
            ]
    return found


# --- random data ------------------------------------------------------------------------------


def random_value(kind: str, chance: random.Random) -> Value:
    """A value that rules are likely to meet; one in five is missing."""
    if chance.random() < 0.2:
        return None
    return {
        "text": lambda: chance.choice(ODD_TEXTS),
        "decimal": lambda: chance.choice([Decimal(n) / 100 for n in (-1, 10, 250, 9999, 0, 300)]),
        "double": lambda: chance.choice([0.1, 0.3, 0.1 + 0.2, -0.5, 0.0, 1e-7, 3.0]),
        "whole": lambda: chance.randint(-3, 6),
        "boolean": lambda: chance.random() < 0.5,
        "date": lambda: chance.choice(DAYS) - timedelta(chance.randint(0, 40)),
    }[kind]()


def random_world(entity: str, chance: random.Random) -> World:
    """Entities that appear over time, their features, activity and custom attributes."""
    world = World(FEATURES[entity], {}, {}, {}, GRID)
    for number in range(30):
        name = f"{entity}{number}'s"
        first = chance.randint(0, 8)
        row: dict[str, Any] = {}
        for day, _ in GRID[first:]:
            row = {
                feature: random_value(kind, chance)
                if feature not in row or chance.random() < 0.3
                else row[feature]
                for feature, kind in FEATURES[entity].items()
            }
            world.features[name, day] = row
        world.activity[name] = list(random_activity(chance)) if number % 5 else []
        world.custom[name] = [
            (
                chance.choice(CUSTOM),
                chance.choice([*CUSTOM_VALUES, None]),
                datetime(2025, 7, 1) + timedelta(hours=25 * chance.randint(0, 180)),
            )
            for _ in range(8)
        ]
        seen: set[tuple[str, datetime]] = set()
        world.custom[name] = [
            one
            for one in world.custom[name]
            if (one[0], one[2]) not in seen and not seen.add((one[0], one[2]))
        ]
    return world


def random_activity(chance: random.Random) -> Iterator[Occurrence]:
    """At most one row per event and day, some of them at the same instant."""
    for event in EVENTS:
        for back in sorted(chance.sample(range(120), chance.randint(0, 30))):
            day = DAYS[-1] - timedelta(back)
            count = chance.randint(1, 3)
            funnels = chance.randint(0, count) if event == "report_created" else 0
            yield Occurrence(
                event,
                day,
                count,
                datetime.combine(day, datetime.min.time()) + timedelta(hours=chance.randint(0, 3)),
                {("report_type", "funnel"): funnels, ("report_type", "cohort's"): count - funnels}
                if event == "report_created"
                else {},
            )


def insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[tuple]) -> None:
    """Add rows to a table; none is fine."""
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} values ({marks})", rows)


def write_world(connection: duckdb.DuckDBPyConnection, worlds: dict[str, World]) -> None:
    """The relations that segments are built on, filled with the worlds' facts."""
    for schema in ("intermediate", "marts", "staging"):
        connection.execute(f"create schema if not exists {schema}")
    connection.execute(
        "create table intermediate.int_as_of_dates (as_of_date date, is_month_end boolean)"
    )
    insert(connection, "intermediate.int_as_of_dates", GRID)
    connection.execute(
        "create table intermediate.int_open_as_of_dates as from intermediate.int_as_of_dates"
    )
    connection.execute(
        "create table intermediate.int_run as "
        "select max(as_of_date) as as_of_date from intermediate.int_as_of_dates"
    )
    connection.execute(
        "create table intermediate.int_profiling_refusals "
        "(user_id varchar, valid_from date, valid_to date)"
    )
    connection.execute(
        "create table intermediate.int_daily_activity (account_id varchar, user_id varchar, "
        "event_day date, event_name varchar, event_count bigint, first_at timestamp)"
    )
    connection.execute(
        "create table intermediate.int_earlier_activity as "
        "select *, event_day as counts_for_account_on, event_day as counts_for_user_on "
        "from intermediate.int_daily_activity"
    )
    connection.execute(
        "create table intermediate.int_daily_activity_by_property (account_id varchar, "
        "user_id varchar, event_day date, event_name varchar, property varchar, "
        "property_value varchar, event_count bigint, first_at timestamp)"
    )
    connection.execute(
        "create table intermediate.int_earlier_activity_by_property as "
        "select *, event_day as counts_for_account_on, event_day as counts_for_user_on "
        "from intermediate.int_daily_activity_by_property"
    )
    connection.execute(
        "create table intermediate.int_entity_attributes_checked (entity varchar, "
        "entity_id varchar, attribute varchar, value varchar, valid_from timestamp, "
        "rejected_because varchar)"
    )
    for entity, world in worlds.items():
        columns = ", ".join(f"{name} {SQL_TYPES[kind]}" for name, kind in world.kinds.items())
        connection.execute(
            f"create table marts.fct_{entity}_features "
            f"({entity}_id varchar, as_of_date date, {columns})"
        )
        insert(
            connection,
            f"marts.fct_{entity}_features",
            [(*key, *row.values()) for key, row in world.features.items()],
        )
        ids = {"account": (0, 1), "user": (1, 0)}[entity]
        activity = [
            ((name, None)[ids[0]], (name, None)[ids[1]], done)
            for name, found in world.activity.items()
            for done in found
        ]
        insert(
            connection,
            "intermediate.int_daily_activity",
            [
                (account, user, done.day, done.event, done.count, done.first_at)
                for account, user, done in activity
            ],
        )
        insert(
            connection,
            "intermediate.int_daily_activity_by_property",
            [
                (account, user, done.day, done.event, *key, count, done.first_at)
                for account, user, done in activity
                for key, count in done.by_property.items()
                if count
            ],
        )
        insert(
            connection,
            "intermediate.int_entity_attributes_checked",
            [(entity, name, *one, None) for name, found in world.custom.items() for one in found],
        )


# --- the project ------------------------------------------------------------------------------

MODELS = [
    "stg_state__successful_runs",
    "int_segment_definitions",
    "int_segment_references",
    "int_segment_versions",
    "int_segment_due_dates",
    "int_account_rule_inputs",
    "int_user_rule_inputs",
    "int_segment_states",
    "int_segment_intervals",
    "int_segment_reasons",
]


def write_raw(folder: Path) -> Path:
    """The least raw folder that dbt's hooks accept, naming the custom attributes."""
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select 'a' as account_id, timestamp '2025-07-01' as created_at) "
            f"to '{folder}/accounts.parquet'"
        )
        connection.execute(
            "copy (select 'e' as event_id, 'login' as event_name, "
            "timestamp '2025-12-31 12:00' as occurred_at, 'a' as account_id) "
            f"to '{folder}/events.parquet'"
        )
        rows = ", ".join(
            f"('{entity}', 'a', '{name}', 'x', timestamp '2025-07-01')"
            for entity in ("account", "user")
            for name in CUSTOM
        )
        connection.execute(
            f"copy (from (values {rows}) as t(entity, entity_id, attribute, value, valid_from)) "
            f"to '{folder}/entity_attributes.parquet'"
        )
    return folder


def project_of(folder: Path, rules: list[Rule]) -> Path:
    """The project with these segments in the place of its own."""
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))
    variables["vars"] |= {
        "max_lateness_days": 3,
        "daily_history_days": 28,
        "segments": rules,
        "models": [],
    }
    return project_with(folder, yaml.safe_dump(variables, allow_unicode=True), with_tests=False)
