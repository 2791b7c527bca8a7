"""A made-up company as training rows, and a warehouse that holds nothing but a registry."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from training.plan import Feature, Plan
from training.schema import registry_tables
from warehouse.engines import DuckDBWarehouse

SQL_TYPES = {"string": "varchar", "timestamp[us]": "timestamp", "date32[day]": "date"}
MONTH_ENDS = np.arange("2024-01", "2026-01", dtype="datetime64[M]").astype("datetime64[D]") - 1
FEATURES = (
    Feature("usage", 2, "number"),
    Feature("seats", 1, "number"),
    Feature("is_annual", 1, "number"),
    Feature("plan", 1, "category"),
    Feature("noise", 1, "number"),
)


def training_rows(entities: int = 250, seed: int = 1, horizon_days: int = 30) -> pa.Table:
    """Entities at month ends; usage, contract and plan drive the outcome, noise doesn't."""
    rng = np.random.default_rng(seed)
    entity = np.tile(np.arange(entities), len(MONTH_ENDS))
    date = np.repeat(MONTH_ENDS, entities)
    rows = len(entity)
    usage = rng.gamma(2.0, 5.0, rows)
    is_annual = (entity % 3 == 0).astype(float)
    plan = np.array(["starter", "team", "business", None], dtype=object)[entity % 4]
    seats = np.where(rng.random(rows) < 0.2, np.nan, np.round(rng.lognormal(1.5, 1.0, rows)))
    logit = -2.0 - 0.15 * (usage - 10) - 1.2 * is_annual + 0.8 * (plan == "starter")
    days = np.ceil(rng.exponential(30 / np.log1p(np.exp(logit))))
    observed = (np.datetime64("2026-01-15") - date).astype(int)
    came = days <= observed
    return pa.table(
        {
            "entity_id": pa.array([f"acc_{number:04}" for number in entity]),
            "as_of_date": pa.array(date),
            "entity_hash": pa.array([f"hash_{number:04}" for number in entity]),
            "is_positive": pa.array(days <= horizon_days, mask=observed < horizon_days),
            "is_censored": pa.array(observed < horizon_days),
            "days_to_outcome": pa.array(days.astype(int), mask=~came),
            "days_observed": pa.array(observed),
            "usage": pa.array(usage),
            "seats": pa.array(seats, mask=np.isnan(seats)),
            "is_annual": pa.array(is_annual),
            "plan": pa.array(plan),
            "noise": pa.array(rng.normal(size=rows)),
        }
    )


def make_plan(**changes: Any) -> Plan:
    """The plan of a made-up model."""
    plan = Plan(
        model="leaving",
        label="Leaving",
        entity="account",
        task="propensity",
        outcome="churned",
        horizon_days=30,
        population=None,
        kinds=("logistic", "ebm"),
        buckets=None,
        retrain_every_days=30,
        definition_hash="abc",
        features=FEATURES,
        sql="select * from training_rows",
        settings={"question": "Who leaves?"},
    )
    return replace(plan, **changes)


@dataclass
class MadeUpWarehouse(DuckDBWarehouse):
    """A DuckDB file with an empty registry, a features' mart of nobody and one as-of date."""

    work_file: Path
    plans: list[Plan] = field(default_factory=list)

    def __post_init__(self) -> None:
        with duckdb.connect(str(self.work_file)) as connection:
            for schema in ("registry", "intermediate", "marts"):
                connection.execute(f"create schema {schema}")
            for name, columns in registry_tables().items():
                written = ", ".join(
                    f"{column.name} {SQL_TYPES.get(str(column.type), str(column.type))}"
                    for column in columns
                )
                connection.execute(f"create table registry.{name} ({written})")
            connection.execute(
                "create table intermediate.int_run as select date '2026-01-15' as as_of_date"
            )
            for entity in ("account", "user"):
                connection.execute(
                    f"create table marts.fct_{entity}_features "
                    f"({entity}_id varchar, as_of_date date)"
                )

    def hold(self, rows: pa.Table) -> None:
        """Put training rows where the plans' query finds them."""
        with duckdb.connect(str(self.work_file)) as connection:
            connection.register("new_rows", rows)
            connection.execute("create or replace table training_rows as select * from new_rows")

    def move_to(self, date: str) -> None:
        """The warehouse at another as-of date."""
        with duckdb.connect(str(self.work_file)) as connection:
            connection.execute(f"update intermediate.int_run set as_of_date = date '{date}'")

    def rows(self, sql: str) -> list[tuple]:
        """The rows of a query, as tuples."""
        with duckdb.connect(str(self.work_file), read_only=True) as connection:
            return connection.execute(sql).fetchall()
