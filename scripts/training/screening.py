"""Features that a model must not have, and those that can't help it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from training.encoding import Encoding
from training.frame import Bools, Floats, Frame, is_number
from training.metrics import auc
from training.refusals import RefusalError

KNOWS_THE_LABEL = 0.98
FEWEST_FEATURES = 40
POSITIVES_PER_FEATURE = 20
"""What more features than this add, where outcomes are few, is mostly noise."""


def without_constants(frame: Frame) -> Frame:
    """The frame without features that are the same in every row."""
    names = varying(frame)
    if not names:
        raise RefusalError(
            "every feature is the same in all rows. Are the sources that features are built on "
            "there? rpt_data_quality lists what arrived."
        )
    return frame.only(names)


def varying(frame: Frame) -> list[str]:
    """The features that are not the same in every row."""
    return [name for name, values in frame.columns.items() if _varies(values)]


def _varies(values: NDArray) -> bool:
    if not is_number(values):
        return len(set(values)) > 1
    is_missing = np.isnan(values)
    return bool(is_missing.any() and not is_missing.all()) or bool(
        (~is_missing).any() and np.nanmin(values) < np.nanmax(values)
    )


def power_alone(frame: Frame) -> dict[str, float]:
    """How well each feature ranks the outcome on its own, whichever way: an AUC of at least .5.

    Missing values stand at the lower or the upper end, categories in the order of their rates.
    """
    labels, weights = frame.is_positive, np.ones(len(frame))
    encoding = Encoding.of(frame)
    power = {}
    for name, values in frame.columns.items():
        if is_number(values):
            known = values[~np.isnan(values)]
            ends = (known.min() - 1, known.max() + 1) if len(known) else (0.0, 0.0)
            ranked = [np.where(np.isnan(values), end, values) for end in ends]
        else:
            ranked = [_rates(encoding.encode({name: values})[name], labels)]
        areas = [auc(labels, order, weights) for order in ranked]
        power[name] = max(max(area, 1 - area) for area in areas)
    return power


def strongest(frame: Frame, always: Sequence[str] = ()) -> Frame:
    """The frame with the features that tell most on their own, as many as its outcomes bear."""
    rarer = min(int(frame.is_positive.sum()), int((~frame.is_positive).sum()))
    most = max(FEWEST_FEATURES, rarer // POSITIVES_PER_FEATURE)
    power = power_alone(frame) | dict.fromkeys(always, 1.0)
    kept = set(sorted(power, key=lambda name: -power[name])[: most + len(always)])
    return frame.only(name for name in frame.columns if name in kept)


def _rates(categories: NDArray, labels: Bools) -> Floats:
    """For each row the share of positives in its category."""
    codes = np.unique([str(category) for category in categories], return_inverse=True)[1]
    return (np.bincount(codes, labels) / np.bincount(codes))[codes]


def refuse_leaks(power: dict[str, float]) -> None:
    """Refuse features that know the outcome."""
    leaks = {name: area for name, area in power.items() if area > KNOWS_THE_LABEL}
    if leaks:
        named = ", ".join(f"{name} (AUC {area:.3f})" for name, area in sorted(leaks.items()))
        raise RefusalError(
            f"a feature alone foretells the outcome almost surely: {named}. It probably knows what "
            "came to be. Put it under `exclude`, or mend it."
        )
