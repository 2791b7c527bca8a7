"""Explainable Boosting Machine: shapes of single features, and a few pairs."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from interpret.glassbox import ExplainableBoostingClassifier, ExplainableBoostingRegressor
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from training.additive import AdditiveModel, Axis, Term
from training.encoding import OTHERS, Encoding
from training.frame import Columns, Floats, Frame, is_number
from training.hazard import INTERVAL

MOST_PAIRS = 5
POSITIVES_PER_PAIR = 200
"""With fewer, the strongest of thousands of pairs is chance."""
BAGS = 4
BINS = 64
PAIR_BINS = 16
MOST_ROUNDS = 2000
LEARNING_RATE = 0.02
SEED = 1


@dataclass(frozen=True)
class FittedBoosting:
    """The machine as interpret holds it."""

    machine: ExplainableBoostingClassifier | ExplainableBoostingRegressor
    features: tuple[str, ...]
    encoding: Encoding

    def logits(self, columns: Columns) -> Floats:
        """The logits that the library computes."""
        return self.machine.decision_function(_matrix(self.encoding.encode(columns), self.features))

    def additive(self) -> AdditiveModel:
        """The same function, term by term."""
        terms = [
            self._term(features, scores)
            for features, scores in zip(
                self.machine.term_features_, self.machine.term_scores_, strict=True
            )
        ]
        return AdditiveModel(float(np.ravel(self.machine.intercept_)[0]), tuple(terms))

    def _term(self, places: tuple[int, ...], scores: Floats) -> Term:
        axes = []
        for dimension, place in enumerate(places):
            levels = self.machine.bins_[place]
            level = levels[min(len(places), len(levels)) - 1]
            if isinstance(level, dict):
                axis, order = self._categories(self.features[place], level)
                scores = np.take(scores, order, axis=dimension)
            else:
                axis = Axis(self.features[place], bounds=np.asarray(level, dtype=np.float64))
                scores = np.take(scores, range(axis.size), axis=dimension)
            axes.append(axis)
        return Term(tuple(axes), scores)

    def _categories(self, feature: str, bins: dict[str, int]) -> tuple[Axis, list[int]]:
        """The axis of a category, and the library's bins in the axis's order.

        What the encoding calls the others falls, with all that was never seen, into the last bin.
        """
        named = tuple(sorted(category for category in bins if category != OTHERS))
        unseen = max(bins.values(), default=0) + 1
        order = [0, *(bins[category] for category in named), bins.get(OTHERS, unseen)]
        return Axis(feature, categories=named), order


@dataclass(frozen=True)
class FittedEffect(FittedBoosting):
    """A machine that gives a number, not a logit."""

    def logits(self, columns: Columns) -> Floats:
        """The numbers that the library computes."""
        return self.machine.predict(_matrix(self.encoding.encode(columns), self.features))


def _matrix(columns: Columns, features: tuple[str, ...]) -> NDArray[np.object_]:
    """The features side by side."""
    if all(is_number(columns[name]) for name in features):
        return np.column_stack([columns[name] for name in features])
    matrix = np.empty((len(columns[features[0]]), len(features)), dtype=object)
    for place, name in enumerate(features):
        matrix[:, place] = columns[name]
    return matrix


def _bags(frame: Frame) -> NDArray[np.int8]:
    """Who is fitted on (1) and who ends the rounds (-1), in each bag: an entity is on one side."""
    folds = StratifiedGroupKFold(BAGS + 2, shuffle=True, random_state=SEED)
    bags = np.ones((BAGS, len(frame)), dtype=np.int8)
    parts = folds.split(np.empty((len(frame), 1)), frame.is_positive, frame.entities)
    for bag, (_, left_out) in zip(bags, parts, strict=False):
        bag[left_out] = -1
    return bags


def _excluded_pairs(features: tuple[str, ...]) -> list[tuple[str, str]]:
    """An interval after the date adds the same for all, or it would be no hazard of its own."""
    if INTERVAL not in features:
        return []
    return [(name, INTERVAL) for name in features if name != INTERVAL]


def fit_boosting(frame: Frame, encoding: Encoding) -> FittedBoosting:
    """Fit it, each bag until those left out of it gain nothing more."""
    machine = ExplainableBoostingClassifier(**_settings(frame, MOST_PAIRS))
    _fit(machine, frame, encoding, frame.is_positive.astype(np.int64))
    return FittedBoosting(machine, tuple(frame.columns), encoding)


def fit_effect(frame: Frame, encoding: Encoding, effects: Floats) -> FittedEffect:
    """Fit a number instead of an outcome, by squared error.

    Pseudo-outcomes are a hundred times as noisy as what they tell of, so pairs are not looked for.
    """
    machine = ExplainableBoostingRegressor(**_settings(frame, 0))
    _fit(machine, frame, encoding, effects)
    return FittedEffect(machine, tuple(frame.columns), encoding)


def _settings(frame: Frame, most_pairs: int) -> dict[str, Any]:
    """How any machine is fitted to a frame."""
    features = tuple(frame.columns)
    rarer = min(int(frame.is_positive.sum()), int((~frame.is_positive).sum()))
    return {
        "feature_names": list(features),
        "feature_types": [
            "continuous" if is_number(values) else "nominal" for values in frame.columns.values()
        ],
        "max_bins": BINS,
        "max_interaction_bins": PAIR_BINS,
        "exclude": _excluded_pairs(features),
        "interactions": min(most_pairs, rarer // POSITIVES_PER_PAIR),
        "outer_bags": BAGS,
        "learning_rate": LEARNING_RATE,
        "max_rounds": MOST_ROUNDS,
        "early_stopping_rounds": 50,
        "smoothing_rounds": 50,
        "interaction_smoothing_rounds": 50,
        "n_jobs": 1,
        "random_state": SEED,
    }


def _fit(
    machine: ExplainableBoostingClassifier | ExplainableBoostingRegressor,
    frame: Frame,
    encoding: Encoding,
    target: NDArray,
) -> None:
    """Fit a machine in place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        machine.fit(
            _matrix(encoding.encode(frame.columns), tuple(frame.columns)),
            target,
            bags=_bags(frame).T,
        )
