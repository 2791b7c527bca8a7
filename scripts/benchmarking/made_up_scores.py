"""A work file with what scoring reads: features of many accounts, and a model as training makes it.

Run in a process of its own: python -m benchmarking.made_up_scores FILE ACCOUNTS
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import duckdb
import yaml

from training.schema import registry_tables

FEATURES, PAIRS = 40, 5
BINS, PAIR_BINS = 64, 16
"""As many as training makes: scripts/training/boosting.py."""
KINDS = {"number": 34, "boolean": 3, "text": 3}
CATEGORIES = [f"category_{number}" for number in range(1, 9)]
MODELS = Path(__file__).resolve().parents[2] / "models"
MODEL_ID = "made_up_v1"

DRIVER = """
        , driver_{place} integer, contribution_{place} double, number_{place} double,
        text_{place} varchar, second_number_{place} double, second_text_{place} varchar
"""
SERVED = f"""
    create table intermediate.int_models_served as
    select
        '{MODEL_ID}' as model_id, 'made_up' as model, 'account' as entity,
        'propensity' as task, 'champion' as status, true as is_served;
    create table intermediate.int_score_due_dates as
    select
        '{MODEL_ID}' as model_id, 'made_up' as model, 'account' as entity,
        date '2026-09-30' as as_of_date;
    create table intermediate.int_account_populations (
        model varchar, entity_id varchar, as_of_date date
    );
    create table intermediate.int_user_scores (
        entity_id varchar, as_of_date date, model_id varchar, model varchar, logit double,
        probability double
        {"".join(DRIVER.format(place=place) for place in (1, 2, 3))}
    );
    insert into registry.trained_models (model_id, model, version, entity, task, intercept)
    values ('{MODEL_ID}', 'made_up', 1, 'account', 'propensity', -1);
    insert into registry.model_buckets values
        ('{MODEL_ID}', 'low', 1, 0), ('{MODEL_ID}', 'medium', 2, 0.1),
        ('{MODEL_ID}', 'high', 3, 0.3), ('{MODEL_ID}', 'very_high', 4, 0.6);
"""
"""What stands before scoring in a build, for one champion."""


def point_in_time_features() -> list[tuple[str, str, str]]:
    """Accounts' features that a model may read: name, type, and which kind it is."""
    wanted, found = dict(KINDS), []
    for path in sorted((MODELS / "intermediate" / "features").glob("int_accounts_*.yml")):
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
            for column in model["columns"]:
                meta: dict[str, Any] = (column.get("config") or {}).get("meta") or {}
                kind = {"varchar": "text", "boolean": "boolean", "date": "date"}.get(
                    column.get("data_type", ""), "number"
                )
                if meta.get("is_point_in_time") and wanted.get(kind, 0):
                    wanted[kind] -= 1
                    found.append((column["name"], column["data_type"], kind))
    return found


def value(data_type: str, kind: str) -> str:
    """A random value of a feature, one in twenty missing."""
    made = {
        "text": f"{CATEGORIES}[cast(floor(random() * {len(CATEGORIES)}) as integer) + 1]",
        "boolean": "random() < 0.5",
        "number": f"cast(random() * 100 as {data_type})",
    }[kind]
    return f"case when random() < 0.95 then {made} end"


def add_term(
    connection: duckdb.DuckDBPyConnection, term_id: int, axes: list[tuple[str, str]], bins: int
) -> None:
    """A term of one feature or two, in the registry."""
    names = [name for name, _ in axes] + [None]
    connection.execute(
        "insert into registry.model_terms values (?, ?, ?, ?, 1)",
        [MODEL_ID, term_id, names[0], names[1]],
    )
    sizes = []
    for axis, (_, kind) in enumerate(axes, start=1):
        bounds = {"number": [100 * cut / (bins - 1) for cut in range(1, bins - 1)]}
        cuts = bounds.get(kind, [1.0])
        rows: list[list[Any]] = [[None, None], [None, None], *([cut, None] for cut in cuts)]
        if kind == "text":
            rows = [[None, None], *([None, name] for name in CATEGORIES), [None, None]]
        connection.executemany(
            "insert into registry.term_bins values (?, ?, ?, ?, ?, ?)",
            [[MODEL_ID, term_id, axis, index, *row] for index, row in enumerate(rows)],
        )
        sizes.append(len(rows))
    connection.execute(
        "insert into registry.term_scores "
        "select ?, ?, ones.place, twos.place, random() - 0.5, 0, 0 "
        "from range(?) as ones (place) cross join range(?) as twos (place)",
        [MODEL_ID, term_id, sizes[0], sizes[1] if len(sizes) > 1 else 1],
    )


def main(file: str, accounts: int) -> None:
    """Write the file."""
    features = point_in_time_features()
    columns = ", ".join(f"{value(data_type, kind)} as {name}" for name, data_type, kind in features)
    with duckdb.connect(file) as connection:
        connection.execute("select setseed(0.5)")
        for schema in ("registry", "intermediate", "marts"):
            connection.execute(f"create schema {schema}")
        for table in registry_tables():
            connection.register("empty", registry_tables()[table].empty_table())
            connection.execute(f"create table registry.{table} as select * from empty")
        connection.execute(
            "create table marts.fct_account_features as select "
            f"'account_' || i as account_id, date '2026-09-30' as as_of_date, {columns} "
            f"from range({accounts}) as numbers (i)"
        )
        connection.execute(SERVED)
        for position, (name, _, kind) in enumerate(features, start=1):
            connection.execute(
                "insert into registry.model_features values (?, ?, 1, ?, ?)",
                [MODEL_ID, name, "category" if kind == "text" else "number", position],
            )
            add_term(connection, position, [(name, kind)], BINS)
        numbers = [(name, kind) for name, _, kind in features if kind == "number"]
        for place in range(PAIRS):
            pair = numbers[2 * place : 2 * place + 2]
            add_term(connection, FEATURES + 1 + place, pair, PAIR_BINS)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
