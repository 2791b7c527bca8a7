"""How a model's features and scores were distributed in training: what drift is held against."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from training.frame import Floats, Texts, is_number
from training.learning import Learned

BINS = 10
MOST_CATEGORIES = 20
SCORE = "probability"

Table = list[dict[str, Any]]


def baseline_rows(learned: Learned) -> Table:
    """The bins of every feature over the rows fitted on, and of the scores over those reported on.

    Of rows that it was fitted on a model is too sure, so their scores say nothing about others'.
    """
    rows: Table = []
    for feature in learned.scorer.additive.features:
        rows += feature_rows(feature, learned.fitted.columns[feature])
    scores = number_rows(learned.reported_probabilities)
    return rows + [{"feature": SCORE, "data_type": "score", **row} for row in scores]


def feature_rows(feature: str, values: NDArray) -> Table:
    """The bins of a feature."""
    data_type = "number" if is_number(values) else "category"
    rows = number_rows(values) if is_number(values) else category_rows(values)
    return [{"feature": feature, "data_type": data_type, **row} for row in rows]


def number_rows(values: Floats) -> Table:
    """Missing, and tenths of the known values; fewer where many values are the same."""
    known = values[~np.isnan(values)]
    bounds = lower_bounds(known)
    counts = np.bincount(np.searchsorted(bounds, known, side="right"), minlength=len(bounds) + 1)
    moments = {
        "mean": float(known.mean()) if len(known) else None,
        "standard_deviation": float(known.std()) if len(known) else None,
    }
    places = [len(values) - len(known), *map(int, counts)]
    lowest = [None, None, *map(float, bounds)]
    return [
        {"bin_index": index, "lower_bound": bound, "row_count": count, **moments}
        for index, (bound, count) in enumerate(zip(lowest, places, strict=True))
    ]


def lower_bounds(known: Floats) -> Floats:
    """Where each bin but the first begins; what is hardly ever above its lowest value has two."""
    if not len(known):
        return np.array([])
    cuts = np.unique(np.quantile(known, np.arange(1, BINS) / BINS))
    higher = known[known > known.min()]
    return cuts[cuts > known.min()] if cuts[-1] > known.min() else np.sort(higher)[:1]


def category_rows(values: Texts) -> Table:
    """Missing, the commonest categories by name, and all others together."""
    known = np.array([value for value in values if value is not None], dtype=object)
    names, counts = np.unique(known, return_counts=True)
    commonest = sorted(np.argsort(-counts, kind="stable")[:MOST_CATEGORIES])
    inside = [(str(names[place]), int(counts[place])) for place in commonest]
    others = len(known) - sum(count for _, count in inside)
    bins: Sequence[tuple[str | None, int]] = [
        (None, len(values) - len(known)),
        *inside,
        (None, others),
    ]
    return [
        {"bin_index": index, "category": name, "row_count": count}
        for index, (name, count) in enumerate(bins)
    ]


def reported_rows(learned: Learned) -> Table:
    """What the model said of each row reported on."""
    report = learned.report
    return [
        {"entity_hash": entity_hash, "as_of_date": day, "probability": float(probability)}
        for entity_hash, day, probability in zip(
            report.entity_hashes,
            report.as_of_dates.tolist(),
            learned.reported_probabilities,
            strict=True,
        )
    ]
