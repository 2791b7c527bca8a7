"""Logistic regression over piecewise linear splines: the baseline."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.preprocessing import SplineTransformer

from training.additive import AdditiveModel, Axis, Term
from training.encoding import Encoding
from training.frame import Columns, Floats, Frame, is_number

KNOTS = (0.02, 0.2, 0.4, 0.6, 0.8, 0.98)
"""Quantiles at which the lines bend."""
PENALTIES = (0.003, 0.01, 0.03, 0.1, 0.3)
"""Inverse strengths of the ridge penalty that are tried, the strongest first."""
FOLDS = 3
SEED = 1


@dataclass(frozen=True)
class _Block:
    """The columns of one feature: a spline, or one for each category, and whether it is missing."""

    axis: Axis
    spline: SplineTransformer | None = None

    def encode(self, values: NDArray) -> sparse.csr_matrix:
        if self.spline is None:
            bins = self.axis.bins(values)
            ones = (np.ones(len(bins)), (np.arange(len(bins)), bins))
            return sparse.csr_matrix(ones, shape=(len(bins), self.axis.size))
        is_missing = np.isnan(values)
        known = self.spline.transform(np.where(is_missing, self.axis.bounds[0], values)[:, None])
        known[is_missing] = 0.0
        return sparse.csr_matrix(np.column_stack([known, is_missing]))

    def term(self, weights: Floats) -> Term:
        if self.spline is None:
            return Term((self.axis,), weights)
        knots, at_knots, missing = self.axis.bounds, weights[:-1], weights[-1]
        return Term(
            (self.axis,),
            scores=np.concatenate([[missing, at_knots[0]], at_knots]),
            slopes=np.concatenate([[0.0, 0.0], np.diff(at_knots) / np.diff(knots), [0.0]]),
            origins=np.concatenate([[0.0, 0.0], knots]),
        )


def _block(feature: str, values: NDArray, encoding: Encoding) -> _Block | None:
    """How a feature is encoded; None where a number is never known."""
    if not is_number(values):
        return _Block(Axis(feature, categories=encoding.categories[feature]))
    known = values[~np.isnan(values)]
    if not len(known):
        return None
    knots = np.unique(np.quantile(known, KNOTS, method="nearest"))
    if len(knots) == 1:
        knots = np.unique([known.min(), knots[0], known.max()])
    if len(knots) == 1:
        knots = np.array([knots[0], knots[0] + 1.0])
    spline = SplineTransformer(degree=1, knots=knots[:, None], extrapolation="constant")
    return _Block(Axis(feature, bounds=knots), spline.fit(knots[:, None]))


@dataclass(frozen=True)
class FittedLogistic:
    """The regression as scikit-learn holds it, and how its columns are made."""

    blocks: tuple[_Block, ...]
    regression: LogisticRegression

    def _design(self, columns: Columns) -> sparse.csr_matrix:
        return sparse.hstack(
            [block.encode(columns[block.axis.feature]) for block in self.blocks], format="csr"
        )

    def logits(self, columns: Columns) -> Floats:
        """The logits that the library computes."""
        return self.regression.decision_function(self._design(columns))

    def additive(self) -> AdditiveModel:
        """The same function, term by term."""
        widths = [
            block.axis.size if block.spline is None else len(block.axis.bounds) + 1
            for block in self.blocks
        ]
        weights = np.split(self.regression.coef_[0], np.cumsum(widths)[:-1])
        return AdditiveModel(
            float(self.regression.intercept_[0]),
            tuple(block.term(part) for block, part in zip(self.blocks, weights, strict=True)),
        )


def fit_logistic(frame: Frame, encoding: Encoding) -> FittedLogistic:
    """Fit it, with the penalty that does best on entities left out."""
    found = (_block(name, values, encoding) for name, values in frame.columns.items())
    blocks = tuple(block for block in found if block is not None)
    design = sparse.hstack(
        [block.encode(frame.columns[block.axis.feature]) for block in blocks], format="csr"
    )
    penalty = _best_penalty(design, frame)
    return FittedLogistic(blocks, _regression(penalty).fit(design, frame.is_positive))


def _regression(penalty: float) -> LogisticRegression:
    return LogisticRegression(C=penalty, max_iter=300, warm_start=True)


def _best_penalty(design: sparse.csr_matrix, frame: Frame) -> float:
    """The penalty with the lowest log-loss on entities that were left out."""
    labels = frame.is_positive
    losses = np.zeros(len(PENALTIES))
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=SEED)
    for fitted, left_out in folds.split(design, labels, frame.entities):
        regression = _regression(PENALTIES[0])
        for place, penalty in enumerate(PENALTIES):
            regression.set_params(C=penalty).fit(design[fitted], labels[fitted])
            foretold = regression.predict_proba(design[left_out])[:, 1]
            losses[place] += log_loss(labels[left_out], foretold, labels=[False, True])
    return PENALTIES[int(losses.argmin())]
