"""A randomised trial as rows: who was treated, and whether the wanted outcome came."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from training.frame import Bools, Floats, Frame, Ints, is_number, read_frame
from training.metrics import auc
from training.plan import Plan
from training.refusals import RefusalError
from training.screening import varying

FEWEST_UNITS = 50
"""Units in each arm, at least."""
FEWEST_OUTCOMES = 5
"""Units of either outcome in each arm, at least."""
FOLDS = 5
SEED = 1
NOT_BY_CHANCE = 4.0
"""Standard errors above one half from which the arms are told apart by more than chance."""


@dataclass(frozen=True)
class Trial:
    """Units in the order of their assignment; the frame's outcome is the wanted one."""

    frame: Frame
    is_treated: Bools
    censored: int

    def __len__(self) -> int:
        return len(self.frame)

    @property
    def is_reached(self) -> Bools:
        """Whether the wanted outcome came within the horizon."""
        return self.frame.is_positive

    @property
    def share_treated(self) -> float:
        """Share of the units in the treatment."""
        return float(self.is_treated.mean())

    def arm(self, is_treated: bool) -> Bools:
        """The units of an arm."""
        return self.is_treated == is_treated

    def folds(self) -> Ints:
        """A number of a fold for each unit, with as many of each arm and outcome in every fold."""
        strata = 2 * self.is_treated + self.is_reached
        numbers = np.zeros(len(self), dtype=np.int64)
        parts = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
        for number, (_, left_out) in enumerate(parts.split(strata, strata)):
            numbers[left_out] = number
        return numbers


def read_trial(plan: Plan, table: pa.Table) -> Trial:
    """The trial that a plan names, or why nothing can be learned from it."""
    experiment = plan.settings["experiment"]
    variants = (plan.settings["control"], plan.settings["treatment"])
    if not table.num_rows:
        raise RefusalError(
            f"no randomised trial: nobody was drawn into the experiment '{experiment}' while "
            f"'{plan.outcome}' could still come. Look into experiment_assignments, or take the "
            "model out of vars.yml."
        )
    found = table["variant"].to_numpy(zero_copy_only=False)
    is_censored = table["is_censored"].to_numpy(zero_copy_only=False).astype(bool)
    in_arms = np.isin(found.astype(str), variants)
    names = [feature.name for feature in plan.features]
    frame = read_frame(table.filter(pa.array(in_arms & ~is_censored)), [*names, "variant"])
    reached = frame.is_positive if plan.settings["is_wanted"] else ~frame.is_positive
    trial = Trial(
        frame.only(names).labelled(reached),
        frame.columns["variant"] == variants[1],
        int((in_arms & is_censored).sum()),
    )
    refuse_too_few(trial, variants, sorted(set(found.astype(str))), experiment)
    refuse_unlike_arms(trial, experiment)
    return trial


def refuse_too_few(
    trial: Trial, variants: tuple[str, str], found: list[str], experiment: str
) -> None:
    """Refuse a trial of one arm only, or of too few to tell anything."""
    for variant, rows in zip(variants, (trial.arm(False), trial.arm(True)), strict=True):
        units, reached = int(rows.sum()), int(trial.is_reached[rows].sum())
        if variant not in found:
            raise RefusalError(
                f"no randomised trial: nobody is in the arm '{variant}' of '{experiment}', whose "
                f"variants are {', '.join(found)}. Name its arms by `treatment` and `control`."
            )
        if units < FEWEST_UNITS or min(reached, units - reached) < FEWEST_OUTCOMES:
            raise RefusalError(
                f"too small a trial: of {units} units whose outcome is known in the arm "
                f"'{variant}', {reached} have the wanted outcome and {units - reached} not; at "
                f"least {FEWEST_UNITS} units and {FEWEST_OUTCOMES} of either are needed "
                f"({trial.censored} units are still within the horizon). Wait for more."
            )


def refuse_unlike_arms(trial: Trial, experiment: str) -> None:
    """Refuse arms that differed beforehand: who is treated was then not drawn at random.

    Of units that were drawn on signing up nothing is known that could tell.
    """
    names = varying(trial.frame)
    if not names:
        return
    design = _design(trial.frame.only(names))
    regression = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=500))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    foretold = cross_val_predict(
        regression, design, trial.is_treated, cv=folds, method="predict_proba"
    )[:, 1]
    area = auc(trial.is_treated, foretold, np.ones(len(trial)))
    treated = int(trial.is_treated.sum())
    error = np.sqrt((1 / treated + 1 / (len(trial) - treated)) / 12)
    if (area - 0.5) / error > NOT_BY_CHANCE:
        raise RefusalError(
            f"no randomised trial: who was treated in '{experiment}' can be told from what was "
            f"known before (AUC {area:.2f}, by chance it were .50). An effect would be mistaken "
            "for what made them differ. Take the model out of vars.yml, or mend the assignments."
        )


def _design(frame: Frame) -> Floats:
    """Features as columns of numbers; what is missing is a column of its own."""
    columns = []
    for values in frame.columns.values():
        if is_number(values):
            missing = np.isnan(values)
            middle = np.nanmedian(values) if not missing.all() else 0.0
            columns += [np.where(missing, middle, values), missing.astype(float)]
        else:
            named = values.astype(str)
            columns += [(named == name).astype(float) for name in np.unique(named)[:20]]
    return np.column_stack(columns)
