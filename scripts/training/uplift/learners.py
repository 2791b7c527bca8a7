"""Ways to learn what treatment does to each unit; each hands over additive parts.

Two logistics: the outcome without and with treatment, one regression each; their difference is the
score. They are the steadier on small trials. Doubly robust: the outcome of each arm by an
Explainable Boosting Machine, cross-fitted, gives each unit a pseudo-outcome whose mean is the
effect whichever of the two is right; a machine that learns it is the score, and additive itself
(Kennedy, "Towards optimal doubly robust estimation of heterogeneous causal effects", 2023).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logit

from training import screening
from training.additive import AdditiveModel, sigmoid
from training.boosting import fit_boosting, fit_effect
from training.encoding import Encoding
from training.frame import Bools, Columns, Floats, Frame, Ints
from training.learning import Fitted
from training.logistic import fit_logistic
from training.uplift.trial import Trial

CONTROL, TREATMENT, EFFECT = "control", "treatment", "effect"
LARGE = 3_000
"""Units from which the doubly robust learner is the better."""


@dataclass(frozen=True)
class Part:
    """One additive function, as served and as its library holds it."""

    additive: AdditiveModel
    fitted: Fitted


@dataclass(frozen=True)
class Learner:
    """What was learned: the arms' outcomes, and the effect where it was learned by itself."""

    parts: dict[str, Part]

    def probabilities(self, columns: Columns) -> tuple[Floats, Floats]:
        """Of the wanted outcome, without and with treatment."""
        return (
            sigmoid(self.parts[CONTROL].additive.logits(columns)),
            sigmoid(self.parts[TREATMENT].additive.logits(columns)),
        )

    def scores(self, columns: Columns) -> Floats:
        """The difference that treatment is said to make."""
        if EFFECT in self.parts:
            return self.parts[EFFECT].additive.logits(columns)
        untreated, treated = self.probabilities(columns)
        return treated - untreated


@dataclass(frozen=True)
class CrossFitted:
    """What was said of each unit by a learner that had never seen it."""

    scores: Floats
    untreated: Floats
    treated: Floats


def pseudo_outcomes(trial: Trial, untreated: Floats, treated: Floats) -> Floats:
    """For each unit an unbiased, if noisy, figure of its effect (augmented inverse propensity)."""
    reached, share = trial.is_reached.astype(float), trial.share_treated
    missed = np.where(
        trial.is_treated,
        (reached - treated) / share,
        -(reached - untreated) / (1 - share),
    )
    return treated - untreated + missed


@dataclass(frozen=True)
class Constant:
    """The same for everyone: all that can be said of units of which nothing is known."""

    value: float

    def logits(self, columns: Columns) -> Floats:
        """The value, for each row."""
        return np.full(len(next(iter(columns.values()))), self.value)

    def additive(self) -> AdditiveModel:
        """An intercept without terms."""
        return AdditiveModel(self.value, ())


def fit_part(frame: Frame, fit: Callable[[Frame, Encoding], Fitted]) -> Part:
    """Fit one function to rows."""
    names = screening.varying(frame)
    if not names:
        constant = Constant(float(logit(frame.is_positive.mean())))
        return Part(constant.additive(), constant)
    kept = screening.strongest(frame.only(names))
    fitted = fit(kept, Encoding.of(kept))
    return Part(fitted.additive().centered(kept.columns), fitted)


def arms(trial: Trial, rows: Bools, fit: Callable[[Frame, Encoding], Fitted]) -> dict[str, Part]:
    """The outcome of each arm."""
    return {
        name: fit_part(trial.frame.where(rows & trial.arm(name == TREATMENT)), fit)
        for name in (CONTROL, TREATMENT)
    }


def two_logistics(trial: Trial, folds: Ints) -> tuple[Learner, CrossFitted]:
    """A regression for each arm."""
    untreated, treated, scores = (np.zeros(len(trial)) for _ in range(3))
    for number in np.unique(folds):
        left_out = folds == number
        learner = Learner(arms(trial, ~left_out, fit_logistic))
        columns = trial.frame.where(left_out).columns
        untreated[left_out], treated[left_out] = learner.probabilities(columns)
        scores[left_out] = learner.scores(columns)
    everyone = np.ones(len(trial), dtype=bool)
    return Learner(arms(trial, everyone, fit_logistic)), CrossFitted(scores, untreated, treated)


def doubly_robust(trial: Trial, folds: Ints) -> tuple[Learner, CrossFitted]:
    """Machines for the arms, and one for the effect."""
    untreated, treated, scores = (np.zeros(len(trial)) for _ in range(3))
    for number in np.unique(folds):
        left_out = folds == number
        learner = Learner(arms(trial, ~left_out, fit_boosting))
        columns = trial.frame.where(left_out).columns
        untreated[left_out], treated[left_out] = learner.probabilities(columns)
    effects = pseudo_outcomes(trial, untreated, treated)
    for number in np.unique(folds):
        left_out = folds == number
        part = effect_part(trial.frame.where(~left_out), effects[~left_out])
        scores[left_out] = part.additive.logits(trial.frame.where(left_out).columns)
    everyone = np.ones(len(trial), dtype=bool)
    parts = {
        **arms(trial, everyone, fit_boosting),
        EFFECT: effect_part(trial.frame, effects),
    }
    return Learner(parts), CrossFitted(scores, untreated, treated)


def effect_part(frame: Frame, effects: Floats) -> Part:
    """The effect as a function of the features."""
    names = screening.varying(frame)
    if not names:
        constant = Constant(float(effects.mean()))
        return Part(constant.additive(), constant)
    kept = frame.only(names)
    fitted = fit_effect(kept, Encoding.of(kept), effects)
    return Part(fitted.additive().centered(kept.columns), fitted)


LEARNERS: dict[str, Callable[[Trial, Ints], tuple[Learner, CrossFitted]]] = {
    "two_logistics": two_logistics,
    "doubly_robust": doubly_robust,
}


def kind_for(trial: Trial, kinds: tuple[str, ...]) -> str:
    """The kind that suits the size, among those allowed."""
    suited = "doubly_robust" if len(trial) >= LARGE else "two_logistics"
    return suited if suited in kinds else kinds[0]
