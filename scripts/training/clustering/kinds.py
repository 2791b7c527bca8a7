"""The ways to find clusters: each fits with its library and hands over plain numbers."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.cluster import HDBSCAN, KMeans, SpectralClustering
from sklearn.metrics import pairwise_distances
from sklearn.mixture import GaussianMixture

from training.clustering.clusters import Centers, Clusters, Exemplars, Mixture
from training.frame import Floats, Ints

SEED = 1
STARTS = 20
"""Random starts, of which the best counts; a mixture takes a quarter of them."""
MOST_POINTS = 2_000
"""Kinds that compare every pair of points learn from no more of them."""
MOST_EXEMPLARS = 20
WITHIN_RADIUS = 0.99
"""Share of a dense cluster's members that its radius takes in."""
SMOOTHEST = 1e-3
"""Least variance of a Gaussian in a dimension."""


@dataclass(frozen=True)
class Fit:
    """Clusters, and their probabilities as the library itself computes them."""

    clusters: Clusters
    library_log_weights: Callable[[Floats], Floats]


Fitter = Callable[[Floats, int, int], Fit | None]
"""Of points, the number of clusters and of starts; None where so many clusters are not there."""


def fit_kmeans(points: Floats, number: int, starts: int = STARTS) -> Fit | None:
    """Centres by Lloyd's algorithm, the best of several starts."""
    if number > len(np.unique(points, axis=0)):
        return None
    fitted = KMeans(number, n_init=starts, random_state=SEED).fit(points)
    variance = max(float(fitted.inertia_) / points.size, SMOOTHEST)
    return Fit(
        Centers(fitted.cluster_centers_, variance),
        lambda given: -(fitted.transform(given) ** 2) / (2 * variance),
    )


def fit_mixture(points: Floats, number: int, starts: int = STARTS) -> Fit | None:
    """Gaussians with free or diagonal covariances, whichever the Bayesian criterion prefers."""
    if number > len(np.unique(points, axis=0)):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        candidates = [
            GaussianMixture(
                number,
                covariance_type=shape,
                n_init=max(starts // 4, 1),
                reg_covar=SMOOTHEST,
                random_state=SEED,
            ).fit(points)
            for shape in ("diag", "full")
        ]
    fitted = min(candidates, key=lambda candidate: candidate.bic(points))
    factors = fitted.precisions_cholesky_
    if fitted.covariance_type == "diag":
        factors = np.array([np.diag(row) for row in factors])
    clusters = Mixture(np.log(fitted.weights_), fitted.means_, factors)
    return Fit(clusters, lambda given: np.log(np.maximum(fitted.predict_proba(given), 1e-300)))


def fit_density(points: Floats, number: int, starts: int = STARTS) -> Fit | None:
    """HDBSCAN, with the smallest least size that leaves so many clusters; noise belongs to none."""
    sample = points[some_of(len(points))]
    labels = None
    for share in np.geomspace(0.005, 0.2, 24):
        size = max(int(share * len(sample)), 5)
        found = HDBSCAN(min_cluster_size=size, min_samples=5, copy=True).fit(sample)
        if len(np.unique(found.labels_[found.labels_ >= 0])) == number:
            labels = found.labels_
            break
    return None if labels is None else _by_exemplars(sample, labels, has_radius=True)


def fit_spectral(points: Floats, number: int, starts: int = STARTS) -> Fit | None:
    """Spectral clustering of nearest neighbours; new points go to the nearest exemplar."""
    sample = points[some_of(len(points))]
    if number >= len(sample):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        labels = SpectralClustering(
            number,
            affinity="nearest_neighbors",
            n_neighbors=min(15, len(sample) - 1),
            assign_labels="kmeans",
            random_state=SEED,
        ).fit_predict(sample)
    if len(np.unique(labels)) < number:
        return None
    return _by_exemplars(sample, labels, has_radius=False)


def _by_exemplars(points: Floats, labels: Ints, has_radius: bool) -> Fit:
    """Clusters by members that stand for the others."""
    numbers = np.unique(labels[labels >= 0])
    members = [points[labels == number] for number in numbers]
    exemplars = tuple(_exemplars(own) for own in members)
    gaps = [
        pairwise_distances(own, chosen).min(axis=1)
        for own, chosen in zip(members, exemplars, strict=True)
    ]
    radii = np.array([np.quantile(own, WITHIN_RADIUS) if has_radius else np.nan for own in gaps])
    variance = max(float(np.mean(np.concatenate(gaps) ** 2)) / points.shape[1], SMOOTHEST)
    centers = np.array([own.mean(axis=0) for own in members])
    clusters = Exemplars(centers, exemplars, radii, variance)

    def library_log_weights(given: Floats) -> Floats:
        nearest = [pairwise_distances(given, own).min(axis=1) for own in exemplars]
        return -(np.column_stack(nearest) ** 2) / (2 * variance)

    return Fit(clusters, library_log_weights)


def _exemplars(members: Floats) -> Floats:
    """The members nearest to the centres of a finer clustering."""
    number = min(MOST_EXEMPLARS, len(np.unique(members, axis=0)))
    fine = KMeans(number, n_init=3, random_state=SEED).fit(members)
    nearest = pairwise_distances(fine.cluster_centers_, members).argmin(axis=1)
    return members[np.unique(nearest)]


def some_of(rows: int, most: int = MOST_POINTS) -> Ints:
    """Row numbers of a sample, always the same."""
    if rows <= most:
        return np.arange(rows)
    return np.sort(np.random.default_rng(SEED).choice(rows, most, replace=False))


FITTERS: dict[str, Fitter] = {
    "kmeans": fit_kmeans,
    "mixture": fit_mixture,
    "density": fit_density,
    "spectral": fit_spectral,
}
APPROXIMATE = ("density", "spectral")
"""Kinds whose assignments only come near to what the algorithm itself would say."""
