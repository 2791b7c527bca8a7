"""The registry in use: which models there are, which one is champion, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import pyarrow as pa

from training.fairness import group_columns
from training.learning import Scorer
from training.plan import Plan, fairness_groups
from training.rows import scorer_from_rows
from training.schema import registry_rows, registry_tables
from warehouse.engines import SCHEMA, Warehouse
from warehouse.refusals import WarehouseError

CHALLENGER, CHAMPION, RETIRED = "challenger", "champion", "retired"
SCORER_TABLES = ("trained_models", "model_terms", "term_bins", "term_scores", "hazard_intervals")


@dataclass(frozen=True)
class Decision:
    """What is decided on a model, and why."""

    model_id: str
    status: str
    because: str


class Registry:
    """The models of a warehouse, as they stood when it was read."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.warehouse = warehouse
        self.models = self._read("trained_models")
        known = {row["model_id"] for row in self.models}
        self.decisions = [
            row
            for row in sorted(self._read("model_statuses"), key=lambda row: row["status_number"])
            if row["model_id"] in known
        ]
        self._last_number = max(
            (row["status_number"] for row in self._read("model_statuses")), default=0
        )

    def _read(self, table: str, where: str = "") -> list[dict[str, Any]]:
        columns = ", ".join(registry_tables()[table].names)
        return self.warehouse.query(f"select {columns} from {SCHEMA}.{table} {where}").to_pylist()

    @cached_property
    def as_of_date(self) -> date:
        """The as-of date of what the last build left."""
        days = self.warehouse.query(
            "select max(as_of_date) as as_of_date from intermediate.int_run"
        )
        return days["as_of_date"][0].as_py()

    @cached_property
    def group_columns(self) -> dict[str, list[str]]:
        """By entity, the columns of vars.yml by which models are compared for fairness."""
        return group_columns(self.warehouse, fairness_groups())

    def is_due(self, plan: Plan) -> bool:
        """Whether a model is to be trained: never was, has another definition now, or is old."""
        versions = self.versions(plan.model)
        if not versions or versions[-1]["definition_hash"] != plan.definition_hash:
            return True
        age = (self.as_of_date - versions[-1]["trained_as_of"]).days
        return plan.retrain_every_days is not None and age >= plan.retrain_every_days

    def rows(self, table: str, where: str) -> list[dict[str, Any]]:
        """Rows of a table of the registry, those for which a condition holds."""
        return self._read(table, f"where {where}")

    def versions(self, model: str) -> list[dict[str, Any]]:
        """The trained versions of a model, the oldest first."""
        found = [row for row in self.models if row["model"] == model]
        return sorted(found, key=lambda row: row["version"])

    def next_version(self, model: str) -> int:
        """The number of the next version; one that was broken off while written is passed over."""
        written = self.warehouse.query(f"select distinct model_id from {SCHEMA}.model_features")
        numbers = [row["version"] for row in self.versions(model)]
        for model_id in written["model_id"].to_pylist():
            name, _, number = model_id.rpartition("_v")
            numbers += [int(number)] if name == model and number.isdigit() else []
        return max(numbers, default=0) + 1

    def status(self, model_id: str) -> str | None:
        """What was last decided on a trained model."""
        said = [row["status"] for row in self.decisions if row["model_id"] == model_id]
        return said[-1] if said else None

    def champion(self, model: str) -> dict[str, Any] | None:
        """The trained model that scores."""
        found = [row for row in self.versions(model) if self.status(row["model_id"]) == CHAMPION]
        return found[-1] if found else None

    def champions(self) -> list[str]:
        """The ids of all trained models that score."""
        found = (self.champion(name) for name in {row["model"] for row in self.models})
        return [row["model_id"] for row in found if row]

    def champion_before(self, model: str) -> dict[str, Any] | None:
        """Who was champion before the present one first became it."""
        present = self.champion(model)
        if present is None:
            return None
        versions = {row["model_id"]: row for row in self.versions(model)}
        before = None
        for decision in self.decisions:
            if decision["status"] != CHAMPION or decision["model_id"] not in versions:
                continue
            if decision["model_id"] == present["model_id"]:
                break
            before = versions[decision["model_id"]]
        return before

    def features(self, model_id: str) -> dict[str, int | None]:
        """The features that a trained model reads, with their versions in training."""
        rows = self._read("model_features", f"where model_id = '{model_id}'")
        return {row["feature"]: row["feature_version"] for row in rows}

    def scorer(self, model_id: str) -> Scorer:
        """A trained model, ready to score."""
        tables = {
            table: pa.Table.from_pylist(
                self._read(table, f"where model_id = '{model_id}'"), registry_tables()[table]
            )
            for table in SCORER_TABLES
        }
        return scorer_from_rows(model_id, tables)

    def append(self, tables: dict[str, pa.Table], decisions: list[Decision]) -> None:
        """Write a model and what was decided on it, all or nothing."""
        now = self._time()
        if "trained_models" in tables:
            trained = tables["trained_models"]
            place = trained.schema.get_field_index("trained_at")
            times = pa.array([now] * len(trained), trained.schema.field(place).type)
            tables = tables | {"trained_models": trained.set_column(place, "trained_at", times)}
        rows = [
            {
                "status_number": self._last_number + number,
                "model_id": decision.model_id,
                "status": decision.status,
                "decided_at": now,
                "because": decision.because,
            }
            for number, decision in enumerate(decisions, start=1)
        ]
        self.warehouse.append(tables | {"model_statuses": registry_rows("model_statuses", rows)})
        self._last_number += len(rows)
        self.decisions += rows
        if "trained_models" in tables:
            self.models += tables["trained_models"].to_pylist()

    def _time(self) -> datetime:
        """The time, later than all that the registry has noted, though the clock be put back:
        of a model trained and a model refused, the later one counts.
        """
        noted = self.warehouse.query(
            f"select max(noted_at) as noted_at from (select trained_at as noted_at "
            f"from {SCHEMA}.trained_models union all select refused_at as noted_at "
            f"from {SCHEMA}.model_refusals) as times"
        )["noted_at"][0].as_py()
        now = datetime.now(UTC).replace(tzinfo=None)
        return max(now, noted.replace(tzinfo=None) + timedelta(microseconds=1)) if noted else now

    def refuse(self, reasons: dict[str, str]) -> None:
        """Write which models were not trained, and why."""
        now = self._time()
        rows = [
            {
                "model": model,
                "refused_as_of": self.as_of_date,
                "refused_at": now,
                "because": because,
            }
            for model, because in reasons.items()
        ]
        if rows:
            self.warehouse.append({"model_refusals": registry_rows("model_refusals", rows)})


def open_registry(warehouse: Warehouse) -> Registry:
    """The registry of a warehouse, or what to do where there is none yet."""
    tables = " union all ".join(
        f"select 1 as one from {SCHEMA}.{table} where 1 = 0" for table in registry_tables()
    )
    try:
        warehouse.query(tables)
        return Registry(warehouse)
    except WarehouseError:
        raise
    except Exception as error:
        raise WarehouseError(
            "The warehouse has no registry of models, or one of an earlier version. "
            f"Build it first: `make build`. ({str(error).splitlines()[0]})"
        ) from None
