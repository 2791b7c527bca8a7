"""An additive model as plain numbers: what the registry holds and SQL computes.

The logit is an intercept plus, for each term, the score of the bin that a value falls in, plus a
slope within it where the term is piecewise linear. Bin 0 is a missing value, bins 1 and up hold
numbers from their lower bound on, and the last bin of a category is that of unseen values.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from training.frame import Columns, Floats, Ints


@dataclass(frozen=True)
class Axis:
    """A feature cut into bins: a number by lower bounds, a category by its values."""

    feature: str
    bounds: Floats | None = None
    categories: tuple[str, ...] | None = None

    @property
    def size(self) -> int:
        """Number of bins, those of missing and of unseen values among them."""
        return len(self.bounds) + 2 if self.bounds is not None else len(self.categories or ()) + 2

    def bins(self, values: NDArray) -> Ints:
        """The bin of each value."""
        if self.bounds is not None:
            found = np.searchsorted(self.bounds, values, side="right") + 1
            return np.where(np.isnan(values), 0, found)
        places = {category: place for place, category in enumerate(self.categories or (), start=1)}
        unseen = self.size - 1
        return np.array(
            [0 if value is None else places.get(value, unseen) for value in values], dtype=np.int64
        )


@dataclass(frozen=True)
class Term:
    """A function of one feature or of two.

    Scores are a vector by bin, or a matrix by the two features' bins; only terms of one number
    have slopes.
    """

    axes: tuple[Axis, ...]
    scores: Floats
    slopes: Floats | None = None
    origins: Floats | None = None
    importance: float = 0.0

    @property
    def name(self) -> str:
        """Its features, joined."""
        return " × ".join(axis.feature for axis in self.axes)

    def contributions(self, columns: Columns) -> Floats:
        """What the term adds to each row's logit."""
        bins = tuple(axis.bins(columns[axis.feature]) for axis in self.axes)
        scores = self.scores[bins]
        if self.slopes is None or self.origins is None:
            return scores
        slopes = self.slopes[bins[0]]
        values = np.where(slopes == 0, 0.0, columns[self.axes[0].feature])
        return scores + slopes * (values - np.where(slopes == 0, 0.0, self.origins[bins[0]]))

    def scaled(self, factor: float) -> Term:
        """The term with all that it adds multiplied."""
        return replace(
            self,
            scores=self.scores * factor,
            slopes=None if self.slopes is None else self.slopes * factor,
            importance=self.importance * abs(factor),
        )


def sigmoid(logits: Floats) -> Floats:
    """Probabilities of logits."""
    return 1 / (1 + np.exp(-logits))


@dataclass(frozen=True)
class AdditiveModel:
    """Intercept and terms, the strongest term first."""

    intercept: float
    terms: tuple[Term, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """The features that it reads, those of the strongest terms first."""
        return tuple(dict.fromkeys(axis.feature for term in self.terms for axis in term.axes))

    def logits(self, columns: Columns) -> Floats:
        """The logit of each row."""
        rows = len(next(iter(columns.values())))
        return self.intercept + sum(
            (term.contributions(columns) for term in self.terms), np.zeros(rows)
        )

    def probabilities(self, columns: Columns) -> Floats:
        """The probability of each row."""
        return sigmoid(self.logits(columns))

    def centered(self, columns: Columns) -> AdditiveModel:
        """The same function, its terms adding nothing on average over the rows given.

        So the intercept is the average case's logit, and a contribution says how a row differs.
        Terms that are the same for all rows go; the others are ordered by what they add.
        """
        intercept, terms = self.intercept, []
        for term in self.terms:
            added = term.contributions(columns)
            intercept += added.mean()
            size = float(np.abs(added - added.mean()).mean())
            if size > 0:
                terms.append(replace(term, scores=term.scores - added.mean(), importance=size))
        terms.sort(key=lambda term: -term.importance)
        return AdditiveModel(float(intercept), tuple(terms))

    def calibrated(self, slope: float, shift: float) -> AdditiveModel:
        """The model whose logit is slope × logit + shift, additive as before."""
        return AdditiveModel(
            slope * self.intercept + shift, tuple(term.scaled(slope) for term in self.terms)
        )
