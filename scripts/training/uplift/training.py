"""Uplift: from a plan to rows of the registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from training.metrics import Figure
from training.plan import Plan
from training.promotion import why_outdated
from training.propensities import refuse_missing_features
from training.registry import CHALLENGER, CHAMPION, RETIRED, Decision, Registry
from training.results import Trained
from training.rows import (
    PARITY_ROWS,
    binding_rows,
    feature_rows,
    input_rows,
    library_versions,
    term_rows,
    with_strange_rows,
)
from training.schema import registry_rows
from training.uplift.card import write_card
from training.uplift.effects import Calibration, calibrate, mean_figure, qini_terms
from training.uplift.learners import LEARNERS, CrossFitted, Learner, kind_for, pseudo_outcomes
from training.uplift.trial import Trial, read_trial

Table = list[dict[str, Any]]


def train_uplift(plan: Plan, table: pa.Table, registry: Registry) -> Trained:
    """Learn whom a trial's treatment helped, and write it."""
    refuse_missing_features(plan, table)
    trial = read_trial(plan, table)
    kind = kind_for(trial, plan.kinds)
    with threadpool_limits(1):
        learner, cross_fitted = LEARNERS[kind](trial, trial.folds())
    effects = pseudo_outcomes(trial, cross_fitted.untreated, cross_fitted.treated)
    calibration = calibrate(cross_fitted.scores, effects)
    figures = {
        "qini": mean_figure(qini_terms(cross_fitted.scores, effects)),
        "average_effect": mean_figure(effects),
    }
    number = registry.next_version(plan.model)
    model_id = f"{plan.model}_v{number}"
    decisions = decide(plan, model_id, figures["qini"], registry)
    header = {
        "model": plan.model,
        "version": number,
        "kind": kind,
        **header_row(plan, registry.as_of_date, trial, figures, calibration),
    }
    registry.append(
        model_tables(plan, model_id, trial, learner, cross_fitted, calibration, header), decisions
    )
    write_card(
        model_id,
        plan,
        kind,
        trial,
        learner,
        calibration,
        figures,
        cross_fitted.scores,
        decisions[0],
    )
    return Trained(plan, model_id, kind, decisions[0], headline(trial, figures))


def model_tables(
    plan: Plan,
    model_id: str,
    trial: Trial,
    learner: Learner,
    cross_fitted: CrossFitted,
    calibration: Calibration,
    header: Mapping[str, Any],
) -> dict[str, pa.Table]:
    """All rows of a model, in the order in which they are to be written, its own row last."""
    tables: dict[str, Table] = {"model_features": [], "uplift_parts": []}
    every_feature: dict[str, None] = {}
    for part, learned in learner.parts.items():
        part_id = f"{model_id}.{part}"
        tables["uplift_parts"].append(
            {
                "model_id": model_id,
                "part": part,
                "part_id": part_id,
                "intercept": learned.additive.intercept,
            }
        )
        every_feature |= dict.fromkeys(learned.additive.features)
        rows = {
            "model_features": feature_rows(plan, learned.additive.features),
            **term_rows(learned.additive),
            **parity_rows(trial, learner, part),
        }
        for name, part_rows in rows.items():
            tables.setdefault(name, []).extend({"model_id": part_id, **row} for row in part_rows)
    own = {
        "model_features": feature_rows(plan, tuple(every_feature)),
        "model_bindings": binding_rows(trial.frame),
        "uplift_calibrations": [
            {**asdict(calibration), "share_treated": trial.share_treated},
        ],
        "uplift_units": unit_rows(trial, cross_fitted),
        "trained_models": [dict(header)],
    }
    for name, rows in own.items():
        tables.setdefault(name, []).extend({"model_id": model_id, **row} for row in rows)
    return {name: registry_rows(name, rows) for name, rows in tables.items()}


def parity_rows(trial: Trial, learner: Learner, part: str) -> dict[str, Table]:
    """Some units, from the lowest to the highest score, and what the library says of them."""
    learned = learner.parts[part]
    if not learned.additive.features:
        return {}
    ranked = np.argsort(learner.scores(trial.frame.columns), kind="stable")
    places = np.unique(np.linspace(0, len(ranked) - 1, PARITY_ROWS).astype(int))
    sample = with_strange_rows(trial.frame.where(ranked[places]).columns)
    return {
        "parity_inputs": input_rows(sample, learned.additive.features),
        "parity_outputs": [
            {"row_number": number, "output": "logit", "expected": float(value)}
            for number, value in enumerate(learned.fitted.logits(sample), start=1)
        ],
    }


def unit_rows(trial: Trial, cross_fitted: CrossFitted) -> Table:
    """What was said of each unit by a learner that had never seen it."""
    return [
        {
            "unit_number": number,
            "entity_hash": entity_hash,
            "is_treated": int(is_treated),
            "is_reached": int(is_reached),
            "score": float(score),
            "probability_if_untreated": float(untreated),
            "probability_if_treated": float(treated),
        }
        for number, (entity_hash, is_treated, is_reached, score, untreated, treated) in enumerate(
            zip(
                trial.frame.entity_hashes,
                trial.is_treated,
                trial.is_reached,
                cross_fitted.scores,
                cross_fitted.untreated,
                cross_fitted.treated,
                strict=True,
            ),
            start=1,
        )
    ]


def header_row(
    plan: Plan,
    as_of_date: date,
    trial: Trial,
    figures: Mapping[str, Figure],
    calibration: Calibration,
) -> dict[str, Any]:
    """The row of the model itself, but for its name."""
    dates = trial.frame.as_of_dates
    said = {
        **{name: asdict(figure) for name, figure in figures.items()},
        "slope": calibration.slope,
        "experiment": plan.settings["experiment"],
        "units": len(trial),
        "units_treated": int(trial.is_treated.sum()),
        "units_reached": int(trial.is_reached.sum()),
        "rows_censored": trial.censored,
    }
    return {
        "entity": plan.entity,
        "task": plan.task,
        "label": plan.outcome,
        "horizon_days": plan.horizon_days,
        "population": plan.population,
        "definition_hash": plan.definition_hash,
        "trained_from": dates.min().item(),
        "trained_through": dates.max().item(),
        "trained_as_of": as_of_date,
        "trained_at": datetime.now(UTC).replace(tzinfo=None),
        "data_hash": trial.frame.fingerprint(),
        "library_versions": json.dumps(library_versions(), sort_keys=True),
        "metrics": json.dumps(said, sort_keys=True),
    }


def decide(plan: Plan, model_id: str, qini: Figure, registry: Registry) -> list[Decision]:
    """The new model becomes champion where there is none that could score, or where it ranks the
    units of its trial better than the champion ranked those of its own, by Qini coefficient.
    """
    champion = registry.champion(plan.model)
    if champion is None:
        return [Decision(model_id, CHAMPION, "The first of its name: there was no champion.")]
    old_id = champion["model_id"]
    outdated = why_outdated(plan, champion, registry)
    if outdated:
        because = f"{old_id} scores no longer: {outdated}."
    else:
        before = json.loads(champion["metrics"])["qini"]["value"]
        because = f"Qini coefficient {qini.value:.4f} against {before:.4f} of {old_id}."
        if qini.value <= before:
            return [Decision(model_id, CHALLENGER, f"Not better: {because}")]
        because = f"Better: {because}"
    return [
        Decision(model_id, CHAMPION, because),
        Decision(old_id, RETIRED, f"Replaced by {model_id}. {because}"),
    ]


def headline(trial: Trial, figures: Mapping[str, Figure]) -> dict[str, str]:
    """The figures for the closing table."""
    effect, qini = figures["average_effect"], figures["qini"]
    return {
        "effect": f"{effect.value:+.3f}\n[dim]{effect.low:+.2f} to {effect.high:+.2f}[/]",
        "Qini": f"{qini.value:+.4f}\n[dim]{qini.low:+.3f} to {qini.high:+.3f}[/]",
        "units": f"{len(trial):,}\n[dim]{int(trial.is_treated.sum()):,} treated[/]",
    }
