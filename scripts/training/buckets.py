"""Buckets of probabilities: a few names that people act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.frame import Floats

SHARES = {"low": 0.5, "medium": 0.3, "high": 0.15, "very_high": 0.05}
"""Where vars.yml says nothing: shares of those reported on, the lowest probabilities first."""
ACTED_ON = ("high", "very_high")


@dataclass(frozen=True)
class Bucket:
    """Probabilities from a bound to below the next one's."""

    bucket: str
    position: int
    lower_probability: float


def selected_from(buckets: Sequence[Bucket]) -> float:
    """The probability from which an entity is in a bucket that people act on.

    That is `high` or above, as in rpt_fairness; the last bucket where none has that name.
    """
    named = [bucket.lower_probability for bucket in buckets if bucket.bucket in ACTED_ON]
    return min(named, default=buckets[-1].lower_probability)


def make_buckets(wanted: Mapping[str, Any] | None, probabilities: Floats) -> list[Bucket]:
    """Buckets as vars.yml wants them: name → lowest probability, or `shares` of name → share."""
    if wanted and "shares" not in wanted:
        bounds = {name: float(bound) for name, bound in wanted.items()}
    else:
        shares = dict(wanted["shares"]) if wanted else SHARES
        below = np.cumsum([0.0, *shares.values()])[:-1]
        found = np.quantile(probabilities, np.clip(below, 0, 1))
        bounds = dict(zip(shares, map(float, found), strict=True))
        bounds[next(iter(bounds))] = 0.0
    ordered = sorted(bounds, key=bounds.__getitem__)
    return [Bucket(name, place, bounds[name]) for place, name in enumerate(ordered, start=1)]
