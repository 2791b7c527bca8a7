"""From training rows to a fitted, calibrated and reported model."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from training import hazard, metrics, screening
from training.additive import AdditiveModel, sigmoid
from training.boosting import fit_boosting
from training.calibration import fit_platt, fit_shift
from training.encoding import Encoding
from training.frame import Columns, Floats, Frame
from training.logistic import fit_logistic
from training.plan import Plan
from training.refusals import RefusalError
from training.splits import Split, split_by_time


class Fitted(Protocol):
    """A model as its library holds it."""

    def logits(self, columns: Columns) -> Floats:
        """The logits that the library computes."""

    def additive(self) -> AdditiveModel:
        """The same function, term by term."""


FITTERS: dict[str, Callable[[Frame, Encoding], Fitted]] = {
    "logistic": fit_logistic,
    "ebm": fit_boosting,
}
KINDS = tuple(FITTERS)
AGREEMENT = 1e-9
"""How far the terms may be from what the library computes."""


@dataclass(frozen=True)
class Scorer:
    """What is served: an additive model, and for hazards the effects of the intervals."""

    additive: AdditiveModel
    effects: hazard.Effects | None = None

    def probabilities(self, columns: Columns) -> Floats:
        """The probability of each row, within the horizon."""
        logits = self.additive.logits(columns)
        if self.effects is None:
            return sigmoid(logits)
        return hazard.probability_within(logits, self.effects)


@dataclass(frozen=True)
class Library:
    """What the library itself says, calibrated: the terms are held against it."""

    fitted: Fitted
    slope: float
    shift: float
    intervals: tuple[str, ...] = ()
    """Names of a hazard's intervals."""

    def probabilities(self, columns: Columns) -> Floats:
        """The probability of each row, within the horizon."""
        if not self.intervals:
            return sigmoid(self.slope * self.fitted.logits(columns) + self.shift)
        survives = np.ones(len(next(iter(columns.values()))))
        for name in self.intervals:
            logits = self.fitted.logits(hazard.columns_in_interval(columns, name))
            survives *= 1 - sigmoid(self.slope * logits + self.shift)
        return 1 - survives


@dataclass(frozen=True)
class Learned:
    """A model, what the library says of rows, and how good it was on the last dates."""

    kind: str
    scorer: Scorer
    library: Library
    report: Frame
    """The rows reported on."""
    fitted: Frame
    """The rows fitted on."""
    figures: dict[str, metrics.Figure]
    losses_when_chosen: dict[str, float]

    @property
    def reported_probabilities(self) -> Floats:
        """The probabilities of the rows reported on."""
        return self.scorer.probabilities(self.report.columns)


def fit(kind: str, rows: Frame) -> Fitted:
    """Fit a kind to the features that tell most."""
    always = [hazard.INTERVAL] if hazard.INTERVAL in rows.columns else []
    kept = screening.strongest(screening.without_constants(rows), always)
    return FITTERS[kind](kept, Encoding.of(kept))


def rows_to_learn_from(plan: Plan, frame: Frame) -> Frame:
    """The rows that a kind is fitted to: for hazards, survived intervals."""
    return frame if plan.task != "hazard" else hazard.survived_intervals(frame, plan.horizon_days)


def _split(plan: Plan, frame: Frame) -> Split:
    """The parts of time. Hazards lie an interval apart: a part knows only what was observed when
    the next one began, and the last part is of rows that were observed for the whole horizon.
    """
    if plan.task != "hazard":
        return split_by_time(frame, max(plan.horizon_days or 0, 1), np.ones(len(frame), dtype=bool))
    hazard.check_horizon(plan.horizon_days)
    observed = frame.days_observed >= plan.horizon_days
    return split_by_time(frame, hazard.INTERVAL_DAYS, observed)


def _parts(plan: Plan, frame: Frame, split: Split) -> tuple[Frame, Frame, Frame]:
    """Rows to fit on, to choose by, and to fit on again once chosen, each as known in time."""
    earlier, choose, again = (frame.where(rows) for rows in (split.fit, split.choose, split.again))
    if plan.task == "hazard":
        earlier = hazard.observed_until(earlier, choose.as_of_dates.min())
        report_from = frame.as_of_dates[split.report].min()
        choose, again = (hazard.observed_until(part, report_from) for part in (choose, again))
    parts = tuple(rows_to_learn_from(plan, part) for part in (earlier, choose, again))
    if any(part.is_positive.all() or not part.is_positive.any() for part in parts):
        raise RefusalError("too few rows with the outcome: a part of the history has none.")
    return parts


def learn(plan: Plan, frame: Frame, tell: Callable[[str], None] = lambda _: None) -> Learned:
    """Fit every kind on earlier dates, choose on later ones, calibrate, report on the last."""
    if not len(frame):
        raise RefusalError("the population is empty: no entity was in it at any month end.")
    everything, frame = frame, screening.without_constants(frame)
    screening.refuse_leaks(screening.power_alone(frame))
    split = _split(plan, frame)
    earlier, choose, again = _parts(plan, frame, split)

    losses, slopes = {}, {}
    for kind in plan.kinds:
        tell(f"fitting {kind}")
        logits = fit(kind, earlier).logits(choose.columns)
        slope, shift = fit_platt(choose.is_positive, logits)
        slopes[kind] = slope
        losses[kind] = metrics.log_loss(
            choose.is_positive, sigmoid(slope * logits + shift), np.ones(len(choose))
        )
    kind = min(losses, key=losses.__getitem__)

    tell(f"fitting {kind} again")
    fitted = fit(kind, again)
    slope = slopes[kind]
    shift = fit_shift(choose.is_positive, slope * fitted.logits(choose.columns))
    scorer = as_scorer(plan, fitted, again, slope, shift)
    report = everything.where(split.report)
    probabilities = scorer.probabilities(report.columns)
    names = hazard.interval_names(plan.horizon_days) if plan.task == "hazard" else ()
    library = Library(fitted, slope, shift, names)
    gap = float(np.abs(library.probabilities(report.columns) - probabilities).max())
    if gap > AGREEMENT:
        raise RefusalError(f"its terms differ from the library's probabilities by {gap:.1e}.")
    return Learned(
        kind,
        scorer,
        library,
        report,
        everything.where(split.again),
        metrics.figures(report.is_positive, probabilities, report.entities),
        losses,
    )


def as_scorer(plan: Plan, fitted: Fitted, rows: Frame, slope: float, shift: float) -> Scorer:
    """The calibrated model, term by term."""
    calibrated = fitted.additive().centered(rows.columns).calibrated(slope, shift)
    if plan.task != "hazard":
        return Scorer(calibrated)
    return Scorer(*hazard.split_off_intervals(calibrated, plan.horizon_days))
