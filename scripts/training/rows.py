"""A learned model as rows of the registry, and back."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from importlib.metadata import version
from typing import Any

import numpy as np
import pyarrow as pa

from training import hazard, metrics
from training.additive import AdditiveModel, Axis, Term
from training.baselines import baseline_rows, reported_rows
from training.buckets import Bucket
from training.frame import Columns, Frame, is_number
from training.learning import Learned, Scorer
from training.plan import Plan
from training.schema import registry_rows

MOST_BINDINGS = 200
PARITY_ROWS = 40
UNSEEN = "never seen in training"
LIBRARIES = ("scikit-learn", "interpret-core", "numpy", "scipy")

Table = list[dict[str, Any]]


def library_versions() -> dict[str, str]:
    """The versions of what fits models."""
    return {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}


def model_rows(
    plan: Plan,
    number: int,
    as_of_date: date,
    learned: Learned,
    buckets: Sequence[Bucket],
    censored: int,
) -> dict[str, pa.Table]:
    """All rows of a model, in the order in which they are to be written, its own row last."""
    model_id = f"{plan.model}_v{number}"
    tables = {
        "model_features": feature_rows(plan, learned.scorer.additive.features),
        "model_bindings": binding_rows(learned.fitted),
        **term_rows(learned.scorer.additive),
        "hazard_intervals": interval_rows(learned.scorer),
        "model_buckets": [asdict(bucket) for bucket in buckets],
        "calibration_bins": calibration_rows(learned),
        "feature_baselines": baseline_rows(learned),
        "reported_scores": reported_rows(learned),
        **parity_rows(learned),
        "trained_models": [header(plan, number, as_of_date, learned, censored)],
    }
    return {
        name: registry_rows(name, [{"model_id": model_id, **row} for row in rows])
        for name, rows in tables.items()
    }


def header(
    plan: Plan, number: int, as_of_date: date, learned: Learned, censored: int
) -> dict[str, Any]:
    """The row of the model itself."""
    dates = learned.fitted.as_of_dates
    return {
        "model": plan.model,
        "version": number,
        "entity": plan.entity,
        "task": plan.task,
        "kind": learned.kind,
        "label": plan.outcome,
        "horizon_days": plan.horizon_days,
        "population": plan.population,
        "definition_hash": plan.definition_hash,
        "intercept": learned.scorer.additive.intercept,
        "trained_from": dates.min().item(),
        "trained_through": learned.report.as_of_dates.max().item(),
        "trained_as_of": as_of_date,
        "trained_at": datetime.now(UTC).replace(tzinfo=None),
        "data_hash": learned.fitted.fingerprint(),
        "library_versions": json.dumps(library_versions(), sort_keys=True),
        "metrics": json.dumps(summary(learned, censored), sort_keys=True),
    }


def summary(learned: Learned, censored: int) -> dict[str, Any]:
    """The figures of a model's quality, as they stand in the registry."""
    report, fitted = learned.report, learned.fitted
    return {
        **{name: asdict(figure) for name, figure in learned.figures.items()},
        "rows_fitted": len(fitted),
        "positives_fitted": int(fitted.is_positive.sum()),
        "rows_reported": len(report),
        "positives_reported": int(report.is_positive.sum()),
        "rows_censored": censored,
        "fitted_through": str(fitted.as_of_dates.max()),
        "reported_from": str(report.as_of_dates.min()),
        "log_loss_when_chosen": learned.losses_when_chosen,
    }


def feature_rows(plan: Plan, features: Sequence[str]) -> Table:
    """The features that a model reads, with their versions in training."""
    known = {feature.name: feature for feature in plan.features}
    return [
        {
            "feature": name,
            "feature_version": known[name].version,
            "data_type": known[name].data_type,
            "position": position,
        }
        for position, name in enumerate(features, start=1)
    ]


def binding_rows(fitted: Frame) -> Table:
    """A sample of the entities by which the model knows its own data again."""
    hashes = sorted(set(fitted.entity_hashes))[:MOST_BINDINGS]
    return [{"entity_hash": value} for value in hashes]


def term_rows(model: AdditiveModel) -> dict[str, Table]:
    """Terms, the bins of their features, and the scores."""
    terms: Table = []
    bins: Table = []
    scores: Table = []
    for term_id, term in enumerate(model.terms, start=1):
        features = [axis.feature for axis in term.axes]
        terms.append(
            {
                "term_id": term_id,
                "feature_1": features[0],
                "feature_2": features[1] if len(features) > 1 else None,
                "importance": term.importance,
            }
        )
        for number, axis in enumerate(term.axes, start=1):
            bins += [{"term_id": term_id, "axis": number, **row} for row in axis_rows(axis)]
        scores += [{"term_id": term_id, **row} for row in score_rows(term)]
    return {"model_terms": terms, "term_bins": bins, "term_scores": scores}


def axis_rows(axis: Axis) -> Table:
    """The bins of a feature."""
    if axis.bounds is not None:
        bounds = [None, None, *map(float, axis.bounds)]
        return [
            {"bin_index": place, "lower_bound": bound, "category": None}
            for place, bound in enumerate(bounds)
        ]
    names = [None, *(axis.categories or ()), None]
    return [
        {"bin_index": place, "lower_bound": None, "category": name}
        for place, name in enumerate(names)
    ]


def score_rows(term: Term) -> Table:
    """The score of each bin, or of each pair of bins."""
    if term.scores.ndim == 2:
        return [
            {"bin_1": one, "bin_2": two, "score": float(score), "slope": 0.0, "origin": 0.0}
            for (one, two), score in np.ndenumerate(term.scores)
        ]
    zeros = np.zeros(len(term.scores))
    slopes = zeros if term.slopes is None else term.slopes
    origins = zeros if term.origins is None else term.origins
    return [
        {
            "bin_1": place,
            "bin_2": 0,
            "score": float(score),
            "slope": float(slopes[place]),
            "origin": float(origins[place]) if slopes[place] else 0.0,
        }
        for place, score in enumerate(term.scores)
    ]


def interval_rows(scorer: Scorer) -> Table:
    """The intervals of a hazard; none for other models."""
    if scorer.effects is None:
        return []
    pairs = zip(scorer.effects.days_through, scorer.effects.effects, strict=True)
    return [
        {"interval_number": number, "days_through": days, "effect": effect}
        for number, (days, effect) in enumerate(pairs, start=1)
    ]


def calibration_rows(learned: Learned) -> Table:
    """Foretold and observed on the last dates."""
    table = metrics.calibration_table(learned.report.is_positive, learned.reported_probabilities)
    return [
        {
            "decile": tenth.decile,
            "entities": tenth.rows,
            "mean_probability": tenth.mean_probability,
            "observed_rate": tenth.observed_rate,
        }
        for tenth in table
    ]


def parity_rows(learned: Learned) -> dict[str, Table]:
    """Some rows, from the lowest to the highest probability, and what the library says of them.

    Two are made up: one of which nothing is known, and one whose categories were never seen.
    """
    features = learned.scorer.additive.features
    ranked = np.argsort(learned.reported_probabilities, kind="stable")
    places = np.unique(np.linspace(0, len(ranked) - 1, PARITY_ROWS).astype(int))
    sample = with_strange_rows(learned.report.where(ranked[places]).columns)
    expected = learned.library.probabilities(sample)
    outputs = [
        {"row_number": number, "output": "probability", "expected": float(value)}
        for number, value in enumerate(expected, start=1)
    ]
    return {"parity_inputs": input_rows(sample, features), "parity_outputs": outputs}


def input_rows(sample: Columns, features: Sequence[str]) -> Table:
    """The features of sample rows, a row for each value."""
    inputs: Table = []
    for name in features:
        values = sample[name]
        for number, value in enumerate(values, start=1):
            row: dict[str, Any] = {"row_number": number, "feature": name}
            if is_number(values):
                row["number_value"] = None if np.isnan(value) else float(value)
            else:
                row["text_value"] = value
            inputs.append(row)
    return inputs


def with_strange_rows(columns: Columns) -> dict[str, np.ndarray]:
    """The columns with two rows more: nothing known, and no category known from training."""
    strange = {}
    for name, values in columns.items():
        if is_number(values):
            more = np.array([np.nan, values[0]])
        else:
            more = np.array([None, UNSEEN], dtype=object)
        strange[name] = np.concatenate([values, more])
    return strange


def scorer_from_rows(model_id: str, tables: Mapping[str, pa.Table]) -> Scorer:
    """The model as the registry holds it."""
    header_row = tables["trained_models"].to_pylist()[0]
    terms = []
    axes: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for row in tables["term_bins"].to_pylist():
        axes.setdefault((row["term_id"], row["axis"]), []).append(row)
    scores: dict[int, list[dict[str, Any]]] = {}
    for row in tables["term_scores"].to_pylist():
        scores.setdefault(row["term_id"], []).append(row)
    for row in sorted(tables["model_terms"].to_pylist(), key=lambda row: row["term_id"]):
        term_id = row["term_id"]
        names = [name for name in (row["feature_1"], row["feature_2"]) if name]
        found = tuple(
            axis_from_rows(name, axes[term_id, number]) for number, name in enumerate(names, 1)
        )
        terms.append(term_from_rows(found, scores[term_id], row["importance"]))
    additive = AdditiveModel(header_row["intercept"], tuple(terms))
    intervals = sorted(
        tables["hazard_intervals"].to_pylist(), key=lambda row: row["interval_number"]
    )
    if not intervals:
        return Scorer(additive)
    return Scorer(
        additive,
        hazard.Effects(
            tuple(row["days_through"] for row in intervals),
            tuple(row["effect"] for row in intervals),
        ),
    )


def axis_from_rows(feature: str, rows: Table) -> Axis:
    """A feature's bins."""
    rows = sorted(rows, key=lambda row: row["bin_index"])
    if any(row["category"] is not None for row in rows):
        return Axis(feature, categories=tuple(row["category"] for row in rows[1:-1]))
    return Axis(feature, bounds=np.array([row["lower_bound"] for row in rows[2:]], dtype=float))


def term_from_rows(axes: tuple[Axis, ...], rows: Table, importance: float) -> Term:
    """A term's scores."""
    if len(axes) == 2:
        matrix = np.zeros((axes[0].size, axes[1].size))
        for row in rows:
            matrix[row["bin_1"], row["bin_2"]] = row["score"]
        return Term(axes, matrix, importance=importance)
    rows = sorted(rows, key=lambda row: row["bin_1"])
    scores, slopes, origins = (
        np.array([row[name] for row in rows], dtype=float) for name in ("score", "slope", "origin")
    )
    if not slopes.any():
        return Term(axes, scores, importance=importance)
    return Term(axes, scores, slopes, origins, importance)
