"""The card of an uplift model: the trial, what was found, and where it ends."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from training.cards import Lines, direction_of, plain, save_card, table
from training.frame import Floats
from training.metrics import Figure
from training.plan import Plan
from training.registry import Decision
from training.rows import library_versions
from training.uplift.effects import Calibration
from training.uplift.learners import CONTROL, EFFECT, TREATMENT, Learner
from training.uplift.trial import Trial

FIFTHS = 5
MOST_DRIVERS = 10


def write_card(
    model_id: str,
    plan: Plan,
    kind: str,
    trial: Trial,
    learner: Learner,
    calibration: Calibration,
    figures: Mapping[str, Figure],
    scores: Floats,
    decision: Decision,
) -> Path:
    """Write the card of a model; where it is."""
    return save_card(
        model_id,
        [
            [f"# {plain(plan.label)}: {model_id}", "", plain(plan.settings.get("question") or "")],
            purpose(plan, decision),
            data(plan, kind, trial),
            quality(figures, calibration),
            by_fifth(trial, calibration, scores),
            drivers(trial, learner),
            limits(trial, calibration),
        ],
    )


def wanted_outcome(plan: Plan) -> str:
    """The outcome that treatment is to bring about, in words."""
    outcome = (plan.outcome or "").replace("_", " ")
    wanted = outcome if plan.settings["is_wanted"] else f"not {outcome}"
    return f"{wanted} within {plan.horizon_days} days"


def purpose(plan: Plan, decision: Decision) -> Lines:
    """What it is for."""
    least, likely = plan.settings["least_effect"], plan.settings["likely"]
    return [
        "## What it is for",
        "",
        f"It says by how much the treatment of `{plan.settings['experiment']}` raises each "
        f"{plan.entity}'s probability of *{wanted_outcome(plan)}*, for choosing whom to treat.",
        "",
        f"- Population: {plain(plan.population or 'everyone')}",
        f"- Quadrants: an effect counts from {least:.1%} on, where its whole interval is there; "
        f"without treatment the outcome is likely from {likely:.0%} on",
        f"- Status: {decision.status}. {decision.because}",
    ]


def data(plan: Plan, kind: str, trial: Trial) -> Lines:
    """The trial."""
    dates = trial.frame.as_of_dates
    versions = ", ".join(f"{name} {number}" for name, number in library_versions().items())
    rows = [
        [
            plan.settings[name],
            f"{int(arm.sum()):,}",
            f"{int(trial.is_reached[arm].sum()):,}",
            f"{trial.is_reached[arm].mean():.1%}",
        ]
        for name, arm in ((CONTROL, trial.arm(False)), (TREATMENT, trial.arm(True)))
    ]
    return [
        "## The trial",
        "",
        *table(["arm", "units", "with the outcome", "share"], rows),
        "",
        f"Drawn from {dates.min()} to {dates.max()}; features as known on the last date before. "
        f"{trial.censored:,} units were left out because their outcome is not known yet. Kind: "
        f"{kind.replace('_', ' ')}. Fitted with {versions}.",
    ]


def quality(figures: Mapping[str, Figure], calibration: Calibration) -> Lines:
    """How well it tells units apart, on units that it had not seen."""
    titles = {"average_effect": "average effect", "qini": "Qini coefficient"}
    rows = [
        [
            title,
            f"{figures[name].value:+.4f}",
            f"{figures[name].low:+.4f} to {figures[name].high:+.4f}",
        ]
        for name, title in titles.items()
    ]
    found = (
        f"A score higher by .01 stands for an effect higher by {calibration.slope / 100:.4f}."
        if calibration.slope
        else "No difference between units was found that chance would not bring about: everyone "
        "is given the average effect."
    )
    return [
        "## How good it is, on units that it had not seen",
        "",
        *table(["figure", "value", "95 of 100 trials like this"], rows),
        "",
        f"The Qini coefficient is 0 for a ranking that tells nothing. {found}",
    ]


def by_fifth(trial: Trial, calibration: Calibration, scores: Floats) -> Lines:
    """The effect that was said, and the difference between the arms, by fifths of the score."""
    effects = calibration.effects(scores)[0]
    fifths = np.argsort(np.argsort(scores, kind="stable"), kind="stable") * FIFTHS // len(trial)
    rows = []
    for fifth in range(FIFTHS):
        part = fifths == fifth
        seen = [trial.is_reached[part & trial.arm(arm)] for arm in (True, False)]
        rows.append(
            [
                str(fifth + 1),
                f"{int(part.sum()):,}",
                f"{effects[part].mean():+.1%}",
                f"{seen[0].mean() - seen[1].mean():+.1%}" if all(map(len, seen)) else "–",
            ]
        )
    return [
        "## Said and seen",
        "",
        *table(["fifth by score", "units", "effect said", "difference of the arms"], rows),
    ]


def drivers(trial: Trial, learner: Learner) -> Lines:
    """What the effect goes by."""
    columns = trial.frame.columns
    added: dict[str, Floats] = {}
    parts = [(EFFECT, 1.0)] if EFFECT in learner.parts else [(TREATMENT, 1.0), (CONTROL, -1.0)]
    for part, sign in parts:
        for term in learner.parts[part].additive.terms:
            own = sign * term.contributions(columns)
            added[term.name] = added.get(term.name, np.zeros(len(trial))) + own
    if not added:
        return []
    sizes = {name: float(np.abs(values - values.mean()).mean()) for name, values in added.items()}
    rows = [
        [
            name,
            f"{sizes[name]:.3f}",
            direction_of(columns[name], added[name]) if name in columns else "both together",
        ]
        for name in sorted(sizes, key=lambda name: -sizes[name])[:MOST_DRIVERS]
    ]
    unit = "probability" if EFFECT in learner.parts else "logits"
    return [
        "## What the effect goes by",
        "",
        *table(["feature", f"average difference, {unit}", "how"], rows),
    ]


def limits(trial: Trial, calibration: Calibration) -> Lines:
    """Where it ends."""
    said = [
        "It holds for treatment as it was given in the trial, and for customers like its units; "
        "scores beyond those of the trial count as its lowest or highest.",
        "An interval is that of the mean effect on units with the same score, not of what will "
        "become of one.",
    ]
    if not calibration.slope:
        said.insert(0, "It can't tell whom to treat: only whether treating everyone helps.")
    if len(trial) < 1_000:
        said.insert(0, f"The trial has {len(trial):,} units: mind the intervals.")
    return ["## Limits", "", *(f"- {line}" for line in said)]
