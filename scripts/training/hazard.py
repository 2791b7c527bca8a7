"""Discrete-time hazards: rows of survived intervals, and probabilities within any horizon."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from training.additive import AdditiveModel, sigmoid
from training.frame import Columns, Floats, Frame, Texts
from training.refusals import RefusalError

INTERVAL = "interval_after_date"
"""The category, among the features of survived intervals, that says which one it is."""
INTERVAL_DAYS = 30


def interval_names(horizon_days: int) -> tuple[str, ...]:
    """Names of the intervals up to a horizon, in their order also as texts."""
    return tuple(f"{number:03}" for number in range(1, horizon_days // INTERVAL_DAYS + 1))


def check_horizon(horizon_days: int) -> None:
    """Refuse a horizon that ends within an interval."""
    if horizon_days % INTERVAL_DAYS:
        raise RefusalError(
            f"a hazard's horizon_days is whole intervals of {INTERVAL_DAYS} days, "
            f"such as {-(-horizon_days // INTERVAL_DAYS) * INTERVAL_DAYS}; found {horizon_days}."
        )


def survived_intervals(frame: Frame, horizon_days: int) -> Frame:
    """One row per row of the frame and interval that it entered without the outcome.

    An interval counts once its end was observed, whether or not the outcome came in it: else
    outcomes would be known sooner than their absence.
    """
    to_outcome = np.where(np.isnan(frame.days_to_outcome), np.inf, frame.days_to_outcome)
    blocks, names = [], interval_names(horizon_days)
    for number in range(len(names)):
        start, end = number * INTERVAL_DAYS, (number + 1) * INTERVAL_DAYS
        entered = np.flatnonzero((to_outcome > start) & (frame.days_observed >= end))
        blocks.append((entered, np.full(len(entered), number), to_outcome[entered] <= end))
    rows, numbers, came = (np.concatenate(part) for part in zip(*blocks, strict=True))
    expanded = frame.where(rows)
    intervals: Texts = np.array(names, dtype=object)[numbers]
    return replace(
        expanded,
        is_positive=came.astype(bool),
        columns={**expanded.columns, INTERVAL: intervals},
    )


def observed_until(frame: Frame, date: np.datetime64) -> Frame:
    """The frame as it was known at a date: what came later is not known yet."""
    known = (date - frame.as_of_dates).astype(float)
    observed = np.minimum(frame.days_observed, known)
    return replace(
        frame,
        days_to_outcome=np.where(frame.days_to_outcome <= observed, frame.days_to_outcome, np.nan),
        days_observed=observed,
    )


@dataclass(frozen=True)
class Effects:
    """What each interval adds to the logit of the hazard."""

    days_through: tuple[int, ...]
    effects: tuple[float, ...]


def split_off_intervals(model: AdditiveModel, horizon_days: int) -> tuple[AdditiveModel, Effects]:
    """The model without its term of intervals, and that term."""
    names = interval_names(horizon_days)
    effects = np.zeros(len(names))
    terms = []
    for term in model.terms:
        if term.axes[0].feature == INTERVAL:
            effects += term.contributions({INTERVAL: np.array(names, dtype=object)})
        else:
            terms.append(term)
    through = tuple((number + 1) * INTERVAL_DAYS for number in range(len(names)))
    return AdditiveModel(model.intercept, tuple(terms)), Effects(through, tuple(effects))


def probability_within(logits: Floats, effects: Effects) -> Floats:
    """Probability that the outcome comes in one of the intervals."""
    survives = np.ones(len(logits))
    for effect in effects.effects:
        survives *= 1 - sigmoid(logits + effect)
    return 1 - survives


def columns_in_interval(columns: Columns, name: str) -> Columns:
    """The features of rows, in one interval."""
    rows = len(next(iter(columns.values())))
    return {**columns, INTERVAL: np.full(rows, name, dtype=object)}
