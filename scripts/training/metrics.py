"""How good probabilities are, with intervals that respect that an entity has many rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from training.frame import Bools, Floats, Ints

DRAWS = 200
DECILES = 10
SEED = 1
TINY = 1e-12


@dataclass(frozen=True)
class Figure:
    """A figure, and where it lies in 95 of 100 companies like this one."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Decile:
    """A tenth of the rows by probability: what was foretold, and what came to be."""

    decile: int
    rows: int
    mean_probability: float
    observed_rate: float


Metric = Callable[[Bools, Floats, Floats], float]
"""Of labels, probabilities and weights."""


def auc(labels: Bools, probabilities: Floats, weights: Floats) -> float:
    """Chance that a positive ranks above a negative; ties count half. NaN without both."""
    order = np.argsort(probabilities, kind="stable")
    ranked = probabilities[order]
    starts = np.flatnonzero(np.append(True, ranked[1:] != ranked[:-1]))
    positive = np.add.reduceat((weights * labels)[order], starts)
    negative = np.add.reduceat((weights * ~labels)[order], starts)
    below = np.cumsum(negative) - negative / 2
    pairs = positive.sum() * negative.sum()
    return float((positive * below).sum() / pairs) if pairs > 0 else float("nan")


def log_loss(labels: Bools, probabilities: Floats, weights: Floats) -> float:
    """Mean surprise, in nats."""
    given = np.clip(np.where(labels, probabilities, 1 - probabilities), TINY, 1)
    return float(-(weights * np.log(given)).sum() / weights.sum())


def brier(labels: Bools, probabilities: Floats, weights: Floats) -> float:
    """Mean squared error of the probabilities."""
    return float((weights * (probabilities - labels) ** 2).sum() / weights.sum())


def calibration_error(labels: Bools, probabilities: Floats, weights: Floats) -> float:
    """Mean gap between what was foretold and what came to be, over tenths by probability."""
    order = np.argsort(probabilities, kind="stable")
    place = np.cumsum(weights[order]) - weights[order] / 2
    tenth = np.minimum((place / weights.sum() * DECILES).astype(int), DECILES - 1)
    gaps = np.bincount(tenth, (weights * (probabilities - labels))[order], DECILES)
    return float(np.abs(gaps).sum() / weights.sum())


METRICS: dict[str, Metric] = {
    "auc": auc,
    "log_loss": log_loss,
    "brier": brier,
    "calibration_error": calibration_error,
}

TITLES = {
    "auc": "AUC",
    "log_loss": "log-loss",
    "brier": "Brier",
    "calibration_error": "calibration error",
}


def calibration_table(labels: Bools, probabilities: Floats) -> list[Decile]:
    """Foretold and observed by tenths of the rows."""
    order = np.argsort(probabilities, kind="stable")
    return [
        Decile(number, len(rows), float(probabilities[rows].mean()), float(labels[rows].mean()))
        for number, rows in enumerate(np.array_split(order, DECILES), start=1)
        if len(rows)
    ]


def figures(labels: Bools, probabilities: Floats, entities: Ints) -> dict[str, Figure]:
    """Every metric with its interval: entities are drawn again and again, with all their rows."""
    rng = np.random.default_rng(SEED)
    everyone = np.ones(len(labels))
    count = int(entities.max()) + 1
    draws = [
        np.bincount(rng.integers(0, count, count), minlength=count)[entities].astype(float)
        for _ in range(DRAWS)
    ]
    found = {}
    for name, metric in METRICS.items():
        drawn = [metric(labels, probabilities, weights) for weights in draws]
        low, high = np.nanquantile(drawn, [0.025, 0.975])
        value = metric(labels, probabilities, everyone)
        found[name] = Figure(value, float(low), float(high))
    return found
