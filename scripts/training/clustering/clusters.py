"""Clusters as plain numbers: what the registry holds and SQL computes.

Every kind gives each cluster a distance and a log weight; probabilities are the weights' shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.spatial.distance import cdist
from scipy.special import logsumexp

from training.frame import Bools, Floats, Ints


class Clusters(Protocol):
    """Clusters in a space."""

    @property
    def centers(self) -> Floats:
        """Cluster × dimension."""

    def distances(self, points: Floats) -> Floats:
        """Point × cluster."""

    def log_weights(self, points: Floats) -> Floats:
        """Point × cluster."""

    def is_outside(self, points: Floats) -> Bools:
        """Which points belong to no cluster."""

    def reordered(self, order: Ints) -> Clusters:
        """The same clusters, numbered anew."""


@dataclass(frozen=True)
class Centers:
    """The nearest centre wins.

    Weights are those of a mixture of equally large, round clusters with the variance that was
    seen; k-means is what becomes of it when only the most probable cluster counts. So its
    probabilities are 1 / (1 + …) of the squared distances, not made up beside them.
    """

    centers: Floats
    variance: float

    def distances(self, points: Floats) -> Floats:
        """Euclidean."""
        return cdist(points, self.centers)

    def log_weights(self, points: Floats) -> Floats:
        """Minus half of the squared distances, in units of the variance."""
        return -(self.distances(points) ** 2) / (2 * self.variance)

    def is_outside(self, points: Floats) -> Bools:
        """None is."""
        return np.zeros(len(points), dtype=bool)

    def reordered(self, order: Ints) -> Centers:
        """The same clusters, numbered anew."""
        return Centers(self.centers[order], self.variance)


@dataclass(frozen=True)
class Mixture:
    """Gaussian components, each with a shape of its own."""

    log_shares: Floats
    centers: Floats
    factors: Floats
    """Cluster × dimension × dimension: Cholesky factors of the inverse covariances."""

    @property
    def log_determinants(self) -> Floats:
        """Logs of the factors' determinants."""
        return np.log(np.diagonal(self.factors, axis1=1, axis2=2)).sum(axis=1)

    def distances(self, points: Floats) -> Floats:
        """Mahalanobis."""
        gaps = points[:, None, :] - self.centers[None, :, :]
        return np.sqrt((np.einsum("ncd,cde->nce", gaps, self.factors) ** 2).sum(axis=2))

    def log_weights(self, points: Floats) -> Floats:
        """Log densities, the clusters' shares included."""
        constant = points.shape[1] * np.log(2 * np.pi) / 2
        quadratic = self.distances(points) ** 2 / 2
        return self.log_shares + self.log_determinants - quadratic - constant

    def is_outside(self, points: Floats) -> Bools:
        """None is."""
        return np.zeros(len(points), dtype=bool)

    def reordered(self, order: Ints) -> Mixture:
        """The same clusters, numbered anew."""
        return Mixture(self.log_shares[order], self.centers[order], self.factors[order])


@dataclass(frozen=True)
class Exemplars:
    """The nearest exemplar wins, if it is near enough: clusters of any shape, approximately."""

    centers: Floats
    exemplars: tuple[Floats, ...]
    radii: Floats
    """Of each cluster; NaN where nobody is too far."""
    variance: float

    def distances(self, points: Floats) -> Floats:
        """To the nearest exemplar of each cluster."""
        return np.column_stack([cdist(points, own).min(axis=1) for own in self.exemplars])

    def log_weights(self, points: Floats) -> Floats:
        """As for centres, from the nearest exemplars."""
        return -(self.distances(points) ** 2) / (2 * self.variance)

    def is_outside(self, points: Floats) -> Bools:
        """Those beyond the radius of every cluster."""
        return ~((self.distances(points) <= self.radii) | np.isnan(self.radii)).any(axis=1)

    def reordered(self, order: Ints) -> Exemplars:
        """The same clusters, numbered anew."""
        own = tuple(self.exemplars[place] for place in order)
        return Exemplars(self.centers[order], own, self.radii[order], self.variance)


def probabilities(clusters: Clusters, points: Floats) -> Floats:
    """Point × cluster; all 0 for points outside."""
    weights = clusters.log_weights(points)
    shares = np.exp(weights - logsumexp(weights, axis=1, keepdims=True))
    shares[clusters.is_outside(points)] = 0.0
    return shares


def assignments(clusters: Clusters, points: Floats) -> Ints:
    """The most probable cluster of each point; -1 for points outside."""
    found = clusters.log_weights(points).argmax(axis=1)
    return np.where(clusters.is_outside(points), -1, found)
