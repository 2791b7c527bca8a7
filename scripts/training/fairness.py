"""Whether a model is as good for one group as for another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from training import metrics
from training.frame import Bools, Floats, Frame, Texts
from training.plan import Plan
from training.refusals import TrainingError
from warehouse.engines import Warehouse

FEWEST_ROWS = 20
FEWEST_POSITIVES = 10
MOST_GROUPS = 8
ENTITIES = ("account", "user")


@dataclass(frozen=True)
class GroupFigures:
    """One group of those reported on."""

    column: str
    value: str
    rows: int
    observed_rate: float
    mean_probability: float
    auc: float | None
    """None where either outcome is too rare in the group."""
    selection_rate: float
    """Share of its rows in a bucket that people act on."""


def group_columns(warehouse: Warehouse, wanted: Sequence[str]) -> dict[str, list[str]]:
    """By entity, which of the wanted columns its features' mart has; refuses unknown ones."""
    found = {}
    for entity in ENTITIES:
        mart = warehouse.query(f"select * from {warehouse.marts}.fct_{entity}_features where 1 = 0")
        found[entity] = [name for name in wanted if name in mart.column_names]
    unknown = [name for name in wanted if not any(name in names for names in found.values())]
    if unknown:
        raise TrainingError(
            f"fairness_groups in vars.yml: {', '.join(unknown)} is no column of the features' "
            "marts; dim_features lists them."
        )
    return found


def read_groups(
    warehouse: Warehouse, plan: Plan, frame: Frame, columns: Sequence[str]
) -> dict[str, Texts]:
    """The group that each row of a frame was in, for each column."""
    if not columns:
        return {}
    first = frame.as_of_dates.min()
    rows = warehouse.query(
        f"select {plan.entity}_id as entity_id, as_of_date, {', '.join(columns)} "
        f"from {warehouse.marts}.fct_{plan.entity}_features where as_of_date >= date '{first}'"
    )
    known = zip(
        rows["entity_id"].to_pylist(), rows["as_of_date"].cast(pa.date32()).to_pylist(), strict=True
    )
    places = {key: place for place, key in enumerate(known)}
    wanted = zip(frame.entity_ids, frame.as_of_dates.tolist(), strict=True)
    order = [places[key] for key in wanted]
    return {name: np.array(rows[name].take(order).to_pylist(), dtype=object) for name in columns}


def by_group(
    labels: Bools, probabilities: Floats, selected_from: float, groups: dict[str, Texts]
) -> list[GroupFigures]:
    """The figures of every group with enough rows, the largest first in each column."""
    found = []
    for column, values in groups.items():
        names = np.array([str(value) if value is not None else "not known" for value in values])
        kinds, counts = np.unique(names, return_counts=True)
        for place in np.argsort(-counts, kind="stable")[:MOST_GROUPS]:
            rows = names == kinds[place]
            if rows.sum() < FEWEST_ROWS:
                continue
            fewer = min(labels[rows].sum(), (~labels[rows]).sum())
            area = metrics.auc(labels[rows], probabilities[rows], np.ones(int(rows.sum())))
            found.append(
                GroupFigures(
                    column,
                    str(kinds[place]),
                    int(rows.sum()),
                    float(labels[rows].mean()),
                    float(probabilities[rows].mean()),
                    area if fewer >= FEWEST_POSITIVES else None,
                    float((probabilities[rows] >= selected_from).mean()),
                )
            )
    return found
