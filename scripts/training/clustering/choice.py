"""How many clusters, and by which kind: far apart, and found again in other samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_rand_score, silhouette_score

from training.clustering.clusters import assignments
from training.clustering.kinds import FITTERS, SEED, Fit, some_of
from training.frame import Floats, Ints
from training.refusals import RefusalError

REFITS = 10
REFIT_STARTS = 4
STABLE = 0.6
"""Mean adjusted Rand index with refits on resampled rows, from which clusters count as stable."""
MOST_POINTS = 2_000
"""Points that the figures are measured on."""


@dataclass(frozen=True)
class Candidate:
    """Clusters of a kind, and how good they are."""

    kind: str
    number: int
    fit: Fit
    silhouette: float
    stability: float


def choose(
    points: Floats, kinds: Sequence[str], numbers: Sequence[int], tell: Callable[[str], None]
) -> tuple[Candidate, list[Candidate]]:
    """The candidate with the highest silhouette of those that are stable, else the most stable."""
    candidates = []
    for kind in kinds:
        for number in numbers:
            tell(f"{kind}, {number} clusters")
            fit = FITTERS[kind](points, number)
            if fit is not None:
                candidates.append(measured(kind, number, fit, points))
    if not candidates:
        raise RefusalError(
            f"no kind of {', '.join(kinds)} finds between {min(numbers)} and {max(numbers)} "
            "clusters. Lower the bounds under `clusters`, or try other features."
        )
    stable = [candidate for candidate in candidates if candidate.stability >= STABLE]
    if stable:
        return max(stable, key=lambda candidate: candidate.silhouette), candidates
    return max(candidates, key=lambda candidate: candidate.stability), candidates


def measured(kind: str, number: int, fit: Fit, points: Floats) -> Candidate:
    """A candidate with its figures."""
    sample = points[some_of(len(points), MOST_POINTS)]
    labels = assignments(fit.clusters, sample)
    return Candidate(
        kind, number, fit, silhouette_of(labels, sample), stability(kind, number, labels, sample)
    )


def silhouette_of(labels: Ints, points: Floats) -> float:
    """Mean silhouette of the points that belong to a cluster; -1 where there is but one."""
    inside = labels >= 0
    if len(np.unique(labels[inside])) < 2:
        return -1.0
    return float(silhouette_score(points[inside], labels[inside]))


def stability(kind: str, number: int, labels: Ints, points: Floats) -> float:
    """Mean adjusted Rand index of the clusters with those found in resampled rows."""
    draw = np.random.default_rng(SEED)
    agreements = []
    for _ in range(REFITS):
        again = FITTERS[kind](
            points[draw.integers(0, len(points), len(points))], number, REFIT_STARTS
        )
        found = assignments(again.clusters, points) if again else np.zeros(len(points))
        agreements.append(adjusted_rand_score(labels, found))
    return float(np.mean(agreements))
