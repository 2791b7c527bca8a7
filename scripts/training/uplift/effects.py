"""From scores to effects with intervals, and how well scores rank: the Qini coefficient."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from training.frame import Floats
from training.metrics import Figure

WITHIN = 1.959963984540054
"""Standard errors on either side of a 95 % interval."""


@dataclass(frozen=True)
class Calibration:
    """The best linear predictor of the effect from the score (Chernozhukov, Demirer, Duflo and
    Fernández-Val, "Generic machine learning inference on heterogeneous treatment effects", 2018).

    The slope is drawn towards 0 by its own uncertainty, and never below: a score that tells
    nothing gives everyone the average effect.
    """

    average_effect: float
    average_score: float
    slope: float
    variance_of_effect: float
    variance_of_slope: float
    lowest_score: float
    highest_score: float

    def effects(self, scores: Floats) -> tuple[Floats, Floats, Floats]:
        """The effect of each score, and its interval from low to high."""
        beyond = np.clip(scores, self.lowest_score, self.highest_score) - self.average_score
        effects = self.average_effect + self.slope * beyond
        within = WITHIN * np.sqrt(self.variance_of_effect + beyond**2 * self.variance_of_slope)
        return (
            np.clip(effects, -1, 1),
            np.clip(effects - within, -1, 1),
            np.clip(effects + within, -1, 1),
        )


def calibrate(scores: Floats, effects: Floats) -> Calibration:
    """Least squares of pseudo-outcomes on cross-fitted scores, with robust variances."""
    rows = len(scores)
    beyond = scores - scores.mean()
    spread = float((beyond**2).sum())
    slope = float((beyond * effects).sum() / spread) if spread > 0 else 0.0
    residuals = effects - effects.mean() - slope * beyond
    variance = float((residuals**2 * beyond**2).sum() / spread**2) if spread > 0 else 0.0
    kept = max(0.0, 1 - variance / slope**2) if slope > 0 else 0.0
    unexplained = effects - effects.mean() - kept * slope * beyond
    return Calibration(
        average_effect=float(effects.mean()),
        average_score=float(scores.mean()),
        slope=slope * kept,
        variance_of_effect=float(unexplained.var() / rows),
        variance_of_slope=variance if kept > 0 else 0.0,
        lowest_score=float(scores.min()),
        highest_score=float(scores.max()),
    )


def qini_terms(scores: Floats, effects: Floats) -> Floats:
    """What each unit adds to the Qini coefficient, which is their mean.

    The gain from treating the best share of units is the mean over all units of the effect of
    those that are in it; the area between it and the gain of as many drawn at random is the mean
    of effect × (1/2 - place), where places go from 0, the highest score, to 1. Ties share a place.
    """
    places = (rankdata(-scores) - 0.5) / len(scores)
    return effects * (0.5 - places)


def mean_figure(values: Floats) -> Figure:
    """A mean with its interval."""
    mean, error = float(values.mean()), float(values.std() / np.sqrt(len(values)))
    return Figure(mean, mean - WITHIN * error, mean + WITHIN * error)
