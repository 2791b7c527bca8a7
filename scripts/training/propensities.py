"""Propensities and hazards: from a plan to rows of the registry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pyarrow as pa
from threadpoolctl import threadpool_limits

from training.buckets import make_buckets, selected_from
from training.cards import write_card
from training.fairness import by_group, read_groups
from training.frame import Frame, read_frame
from training.learning import Learned, learn
from training.plan import Plan
from training.promotion import decide
from training.refusals import RefusalError
from training.registry import Registry
from training.results import Trained
from training.rows import model_rows

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Lesson:
    """What was learned, and how many rows were left out because their outcome isn't known."""

    learned: Learned
    censored: int


def learn_additive(plan: Plan, table: pa.Table, tell: Tell = lambda _: None) -> Lesson:
    """Learn a model from its training rows; reads no warehouse, so that it can run elsewhere."""
    refuse_missing_features(plan, table)
    frame, censored = usable_rows(plan, table)
    with threadpool_limits(1):
        return Lesson(learn(plan, frame, tell), censored)


def write_additive(plan: Plan, lesson: Lesson, registry: Registry) -> Trained:
    """Write a learned model, and say how it went."""
    learned = lesson.learned
    buckets = make_buckets(plan.buckets, learned.reported_probabilities)
    groups = by_group(
        learned.report.is_positive,
        learned.reported_probabilities,
        selected_from(buckets),
        read_groups(registry.warehouse, plan, learned.report, registry.group_columns[plan.entity]),
    )
    number = registry.next_version(plan.model)
    model_id = f"{plan.model}_v{number}"
    decisions = decide(plan, model_id, learned, registry)
    tables = model_rows(plan, number, registry.as_of_date, learned, buckets, lesson.censored)
    registry.append(tables, decisions)
    write_card(model_id, plan, learned, decisions[0], buckets, lesson.censored, groups)
    return Trained(plan, model_id, learned.kind, decisions[0], headline(learned))


def refuse_missing_features(plan: Plan, table: pa.Table) -> None:
    """Refuse where the warehouse lacks a feature that the model is to read."""
    missing = [feature.name for feature in plan.features if feature.name not in table.column_names]
    if missing:
        raise RefusalError(
            f"the warehouse lacks the features {', '.join(missing)}. Build it again."
        )


def usable_rows(plan: Plan, table: pa.Table) -> tuple[Frame, int]:
    """The rows whose outcome is known, and the number of those left out because it isn't.

    A hazard learns from every row, as far as it was observed.
    """
    if not table.num_rows:
        raise RefusalError("the population is empty: no entity was in it at any month end.")
    is_censored = table["is_censored"].to_numpy().astype(bool)
    features = [feature.name for feature in plan.features]
    if plan.task != "hazard":
        kept = table.filter(pa.array(~is_censored))
        return read_frame(kept, features), int(is_censored.sum())
    return read_frame(table, features), int(is_censored.sum())


def headline(learned: Learned) -> dict[str, str]:
    """The figures for the closing table."""
    area, loss = learned.figures["auc"], learned.figures["log_loss"]
    gap = learned.figures["calibration_error"]
    positives, rows = int(learned.report.is_positive.sum()), len(learned.report)
    return {
        "AUC": f"{area.value:.3f}\n[dim]{area.low:.2f}–{area.high:.2f}[/]",
        "log-loss": f"{loss.value:.3f}\n[dim]{loss.low:.2f}–{loss.high:.2f}[/]",
        "calibration": f"{gap.value:.3f}\n[dim]error[/]",
        "positives": f"{positives:,}\n[dim]of {rows:,}[/]",
    }
