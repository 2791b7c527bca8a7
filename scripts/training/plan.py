"""What to train: the models of vars.yml as dbt understands them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from training.refusals import TrainingError
from warehouse.engines import Warehouse
from warehouse.project import project_folder, read_variables

MACRO = "describe_models"


@dataclass(frozen=True)
class Feature:
    """A feature that a model may read."""

    name: str
    version: int
    data_type: str


@dataclass(frozen=True)
class Plan:
    """One model to be trained."""

    model: str
    label: str
    entity: str
    task: str
    outcome: str | None
    horizon_days: int | None
    population: str | None
    kinds: tuple[str, ...]
    buckets: dict[str, Any] | None
    retrain_every_days: int | None
    definition_hash: str
    features: tuple[Feature, ...]
    sql: str
    settings: dict[str, Any] = field(default_factory=dict)
    """The whole entry, for what only one task reads."""

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Plan:
        """A plan from what the macro says of a model."""
        return cls(
            model=entry["model"],
            label=entry["label"],
            entity=entry["entity"],
            task=entry["task"],
            outcome=entry["outcome"],
            horizon_days=entry["horizon_days"],
            population=entry["population_text"],
            kinds=tuple(entry["kinds"]),
            buckets=entry["buckets"],
            retrain_every_days=entry["retrain_every_days"],
            definition_hash=entry["hash"],
            features=tuple(
                Feature(feature["feature"], feature["version"], feature["data_type"])
                for feature in entry["features"]
            ),
            sql=entry["training_sql"],
            settings=entry,
        )


def read_plans(warehouse: Warehouse) -> list[Plan]:
    """The models of vars.yml; dbt checks them all first, and stops with what is wrong."""
    said = warehouse.run_macro(MACRO)
    for line in said.splitlines():
        if line.startswith("[{") or line.strip() == "[]":
            return [Plan.of(entry) for entry in json.loads(line)]
    raise TrainingError(f"dbt did not say what to train:\n{said.strip()}")


def fairness_groups() -> list[str]:
    """The columns of vars.yml by which cards show whether a model is as good for all."""
    groups = read_variables(project_folder()).get("fairness_groups") or []
    if not isinstance(groups, list) or not all(isinstance(name, str) for name in groups):
        raise TrainingError(
            f"fairness_groups in vars.yml: expected a list of columns, found {groups!r}."
        )
    return groups
