"""Back to the champion before: a decision like any other, appended to the registry."""

from __future__ import annotations

import difflib

from training.refusals import TrainingError
from training.registry import CHAMPION, RETIRED, Decision, Registry


def roll_back(model: str, registry: Registry) -> list[Decision]:
    """Make who was champion before the present one champion again; what was decided."""
    names = sorted({row["model"] for row in registry.models})
    if model not in names:
        near = difflib.get_close_matches(model, names, 3, 0.4) or names
        hint = f"Try: {', '.join(near)}." if near else "None was trained yet: run `make train`."
        raise TrainingError(f"There is no trained model '{model}'. {hint}")
    present = registry.champion(model)
    if present is None:
        raise TrainingError(f"'{model}' has no champion, so there is nothing to roll back.")
    before = registry.champion_before(model)
    if before is None:
        raise TrainingError(
            f"{present['model_id']} was the first champion of '{model}': there is none before it."
        )
    decisions = [
        Decision(before["model_id"], CHAMPION, f"Rolled back from {present['model_id']}."),
        Decision(present["model_id"], RETIRED, f"Rolled back to {before['model_id']}."),
    ]
    registry.append({}, decisions)
    return decisions
