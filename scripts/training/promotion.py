"""Whether a newly trained model takes the champion's place."""

from __future__ import annotations

import numpy as np

from training import metrics
from training.learning import Learned
from training.registry import CHALLENGER, CHAMPION, RETIRED, Decision, Registry


def decide(model: str, model_id: str, learned: Learned, registry: Registry) -> list[Decision]:
    """The new model becomes champion where there is none, or where it foretold the same last
    dates better than the champion, by log-loss.
    """
    champion = registry.champion(model)
    loss = learned.figures["log_loss"].value
    if champion is None:
        return [Decision(model_id, CHAMPION, "The first of its name: there was no champion.")]
    old_id = champion["model_id"]
    scorer = registry.scorer(old_id)
    missing = [name for name in scorer.additive.features if name not in learned.report.columns]
    if missing:
        because = f"{old_id} reads what is no longer there: {', '.join(missing)}."
        return [
            Decision(model_id, CHAMPION, because),
            Decision(old_id, RETIRED, f"Replaced by {model_id}. {because}"),
        ]
    old_loss = metrics.log_loss(
        learned.report.is_positive,
        scorer.probabilities(learned.report.columns),
        np.ones(len(learned.report)),
    )
    compared = f"log-loss {loss:.4f} against {old_loss:.4f} of {old_id} on the same last dates."
    if loss < old_loss:
        return [
            Decision(model_id, CHAMPION, f"Better: {compared}"),
            Decision(old_id, RETIRED, f"Replaced by {model_id}. {compared}"),
        ]
    return [Decision(model_id, CHALLENGER, f"Not better: {compared}")]
