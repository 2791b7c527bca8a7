"""Who is who: personas keep their identity, and with it their name, when trained again."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from training.clustering.clusters import Clusters
from training.clustering.space import Scaler, Space
from training.frame import Floats

FARTHEST = 0.5
"""Standard deviations, on average over features, beyond which a cluster is someone new."""
STRONG = 0.5
"""Standard deviations from which a feature is worth a mention."""
FEATURES_IN_NAME = 2
FEATURES_IN_DESCRIPTION = 4


@dataclass(frozen=True)
class Persona:
    """A cluster as people speak of it."""

    key: str
    name: str
    description: str


@dataclass(frozen=True)
class Earlier:
    """An earlier version of a model: its clusters and the personas that they stand for."""

    space: Space
    clusters: Clusters
    personas: tuple[Persona, ...]

    def centers_as_features(self) -> Floats:
        """Persona × feature, transformed but not scaled."""
        units = np.array([scaler.standard_deviation for scaler in self.space.scalers])
        means = np.array([scaler.mean for scaler in self.space.scalers])
        return self.space.as_features(self.clusters.centers) * units + means


def identify(
    scalers: Sequence[Scaler],
    centers: Floats,
    standardised: Floats,
    shares: Floats,
    earlier: Earlier | None,
    used_keys: Collection[str],
) -> list[Persona]:
    """A persona for each cluster: the earlier one that it is, or a new one."""
    kept = matches(scalers, centers, earlier) if earlier else {}
    features = [scaler.feature for scaler in scalers]
    personas: list[Persona] = []
    keys = set(used_keys)
    names = {earlier.personas[place].name for place in kept.values()} if earlier else set()
    for number, means in enumerate(standardised):
        description = describe(features, means, shares[number])
        if earlier and number in kept:
            before = earlier.personas[kept[number]]
            personas.append(Persona(before.key, before.name, description))
            continue
        name = new_name(features, means, names)
        key = new_key(name, keys)
        names.add(name)
        keys.add(key)
        personas.append(Persona(key, name, description))
    return personas


def matches(scalers: Sequence[Scaler], centers: Floats, earlier: Earlier) -> dict[int, int]:
    """Cluster → earlier persona: the pairing with the least distances (the Hungarian method)."""
    known = {scaler.feature: place for place, scaler in enumerate(earlier.space.scalers)}
    shared = [
        (place, known[scaler.feature])
        for place, scaler in enumerate(scalers)
        if scaler.feature in known
        and earlier.space.scalers[known[scaler.feature]].transform == scaler.transform
    ]
    if not shared:
        return {}
    now, before = (list(places) for places in zip(*shared, strict=True))
    units = np.array([scalers[place].standard_deviation for place in now])
    means = np.array([scalers[place].mean for place in now])
    earlier_centers = (earlier.centers_as_features()[:, before] - means) / units
    gaps = centers[:, now][:, None, :] - earlier_centers[None, :, :]
    distances = np.sqrt((gaps**2).mean(axis=2))
    rows, columns = linear_sum_assignment(distances)
    return {
        int(row): int(column)
        for row, column in zip(rows, columns, strict=True)
        if distances[row, column] <= FARTHEST
    }


def noun(feature: str) -> str:
    """A feature's name as people say it."""
    bare = re.sub(r"_\d+d$", "", feature)
    bare = re.sub(r"^(is|has)_", "", bare)
    return re.sub(r"_lean$", "", bare).replace("_", " ")


def strongest(features: Sequence[str], means: Floats, most: int) -> list[tuple[str, float]]:
    """The features by which a group differs most from everyone, at least one."""
    order = np.argsort(-np.abs(means), kind="stable")
    strong = [place for place in order if abs(means[place]) >= STRONG] or [order[0]]
    return [(features[place], float(means[place])) for place in strong[:most]]


def new_name(features: Sequence[str], means: Floats, taken: Collection[str]) -> str:
    """A name of the strongest features, of as many as it takes to differ from the others.

    What a group does says more than what it doesn't, so that comes first.
    """
    for most in range(FEATURES_IN_NAME, len(features) + 1):
        strong = sorted(strongest(features, means, len(features)), key=lambda one: one[1] < 0)
        words = [f"{'high' if mean > 0 else 'low'} {noun(name)}" for name, mean in strong[:most]]
        name = ", ".join(words).capitalize()
        if name not in taken:
            return name
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"


def new_key(name: str, taken: Collection[str]) -> str:
    """The name as an identifier that no persona of the model ever had."""
    bare = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    key, number = bare, 2
    while key in taken:
        key, number = f"{bare}_{number}", number + 1
    return key


def describe(features: Sequence[str], means: Floats, share: float) -> str:
    """The strongest features with their standardised means."""
    words = [
        f"{noun(feature)} {mean:+.1f} sd".replace("-", "−")
        for feature, mean in strongest(features, means, FEATURES_IN_DESCRIPTION)
    ]
    return f"{', '.join(words)}; {share:.0%} of those trained on"
