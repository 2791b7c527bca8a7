"""Whether a newly trained model takes the champion's place."""

from __future__ import annotations

from typing import Any

import numpy as np

from training import metrics
from training.learning import Learned
from training.plan import Plan
from training.registry import CHALLENGER, CHAMPION, RETIRED, Decision, Registry


def decide(plan: Plan, model_id: str, learned: Learned, registry: Registry) -> list[Decision]:
    """The new model becomes champion where there is none that could score, or where it foretold
    the same last dates better than the champion, by log-loss.
    """
    champion = registry.champion(plan.model)
    if champion is None:
        return [Decision(model_id, CHAMPION, "The first of its name: there was no champion.")]
    old_id = champion["model_id"]
    outdated = why_outdated(plan, champion, registry)
    if outdated:
        return [
            Decision(model_id, CHAMPION, f"{old_id} scores no longer: {outdated}."),
            Decision(old_id, RETIRED, f"Replaced by {model_id}: {outdated}."),
        ]
    loss = learned.figures["log_loss"].value
    old_loss = metrics.log_loss(
        learned.report.is_positive,
        registry.scorer(old_id).probabilities(learned.report.columns),
        np.ones(len(learned.report)),
    )
    compared = f"log-loss {loss:.4f} against {old_loss:.4f} of {old_id} on the same last dates."
    if loss < old_loss:
        return [
            Decision(model_id, CHAMPION, f"Better: {compared}"),
            Decision(old_id, RETIRED, f"Replaced by {model_id}. {compared}"),
        ]
    return [Decision(model_id, CHALLENGER, f"Not better: {compared}")]


def why_outdated(plan: Plan, champion: dict[str, Any], registry: Registry) -> str | None:
    """Why a champion can't score any more; None where it can."""
    if champion["definition_hash"] != plan.definition_hash:
        return "its entry in vars.yml has changed since"
    versions = {feature.name: feature.version for feature in plan.features}
    for feature, version in registry.features(champion["model_id"]).items():
        if feature not in versions:
            return f"the feature {feature} that it reads is gone"
        if versions[feature] != version:
            return f"the feature {feature} has version {versions[feature]} now"
    return None
