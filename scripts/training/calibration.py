"""Platt's calibration: the line through logits that fits what came to be."""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq, minimize

from training.additive import sigmoid
from training.frame import Bools, Floats

SPREAD_OF_SLOPE = 0.5
SPREAD_OF_SHIFT = 1.0
"""How far from 1 and 0 slope and shift are expected; a few dozen positives can't tell better."""


def fit_platt(labels: Bools, logits: Floats) -> tuple[float, float]:
    """Slope and shift with the highest likelihood, held near 1 and 0 where rows are few.

    A slope is positive: calibration doesn't turn a ranking round.
    """
    center = float(logits.mean())

    def loss(parameters: Floats) -> float:
        log_slope, shift = parameters
        fitted = np.exp(log_slope) * (logits - center) + center + shift
        likelihood = np.where(labels, fitted, 0.0) - np.logaddexp(0.0, fitted)
        prior = (log_slope / SPREAD_OF_SLOPE) ** 2 + (shift / SPREAD_OF_SHIFT) ** 2
        return prior / 2 - float(likelihood.sum())

    log_slope, shift = minimize(loss, np.zeros(2), method="BFGS").x
    slope = float(np.exp(log_slope))
    return slope, float(center * (1 - slope) + shift)


def fit_shift(labels: Bools, logits: Floats) -> float:
    """The shift alone with the highest likelihood, held near 0 where rows are few."""

    def gradient(shift: float) -> float:
        return shift / SPREAD_OF_SHIFT**2 + float((sigmoid(logits + shift) - labels).sum())

    return float(brentq(gradient, -30.0, 30.0))
