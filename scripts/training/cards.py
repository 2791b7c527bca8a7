"""Model cards: what a model is for, what it learned from, how good it is, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from terminal import visible
from training import metrics
from training.additive import Term
from training.buckets import Bucket
from training.fairness import GroupFigures
from training.frame import Columns, Floats, is_number
from training.learning import Learned
from training.plan import Plan
from training.registry import Decision
from training.rows import library_versions
from warehouse.project import project_folder

MOST_DRIVERS = 10
STEADY = 0.7
"""Rank correlation from which a driver is said to rise or fall throughout."""
FEW_POSITIVES = 100
MARKS = re.compile(r"[&<>|*`\[\]\\#~]")

Lines = list[str]


def write_card(
    model_id: str,
    plan: Plan,
    learned: Learned,
    decision: Decision,
    buckets: Sequence[Bucket],
    censored: int,
    groups: Sequence[GroupFigures],
) -> Path:
    """Write the card of a model; where it is."""
    return save_card(
        model_id,
        [
            [f"# {plain(plan.label)}: {model_id}", "", plain(plan.settings.get("question") or "")],
            purpose(plan, decision, buckets),
            data(plan, learned, censored),
            quality(learned),
            calibration(learned),
            drivers(learned),
            fairness(groups),
            limits(plan, learned),
        ],
    )


def save_card(model_id: str, parts: Sequence[Lines]) -> Path:
    """Write a card of these parts; where it is."""
    folder = project_folder() / "target" / "model_cards"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{model_id}.md"
    text = "\n\n".join("\n".join(part).strip() for part in parts if part)
    path.write_text(text + "\n", encoding="utf-8")
    return path


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Lines:
    """A Markdown table, the first column text and the others figures."""
    ruler = ["---", *("---:" for _ in headings[1:])]
    shown = ([plain(cell) for cell in cells] for cells in rows)
    return [f"| {' | '.join(cells)} |" for cells in (headings, ruler, *shown)]


def plain(text: str) -> str:
    """A text of vars.yml or of the data on one line, so that Markdown and HTML show it as it is."""
    return MARKS.sub(lambda mark: f"&#{ord(mark[0])};", " ".join(visible(text).split()))


def purpose(plan: Plan, decision: Decision, buckets: Sequence[Bucket]) -> Lines:
    """What it is for."""
    outcome = (plan.outcome or "").replace("_", " ")
    within = f" within {plan.horizon_days} days" if plan.horizon_days else ""
    if plan.outcome == "member_of":
        outcome = f"being like members of the segment `{plan.settings['segment']}`"
    bounds = ", ".join(f"{bucket.bucket} from {bucket.lower_probability:.1%}" for bucket in buckets)
    return [
        "## What it is for",
        "",
        f"It gives each {plan.entity} in its population the probability of *{outcome}*{within}, "
        "for ranking and for acting on buckets, never as the only reason to refuse anyone "
        "anything.",
        "",
        f"- Population: {plain(plan.population or 'everyone')}",
        f"- Buckets: {bounds}",
        f"- Status: {decision.status}. {decision.because}",
    ]


def data(plan: Plan, learned: Learned, censored: int) -> Lines:
    """What it learned from."""
    fitted, report = learned.fitted, learned.report
    versions = ", ".join(f"{name} {number}" for name, number in library_versions().items())
    return [
        "## Data",
        "",
        *table(
            ["part", "from", "through", "rows", f"{plan.entity}s", "positive"],
            [
                [
                    name,
                    str(rows.as_of_dates.min()),
                    str(rows.as_of_dates.max()),
                    f"{len(rows):,}",
                    f"{len(set(rows.entity_ids)):,}",
                    f"{rows.is_positive.mean():.1%}",
                ]
                for name, rows in (("fitted on", fitted), ("reported on", report))
            ],
        ),
        "",
        f"One row per {plan.entity} and month end, features as known at that day's end. "
        f"{censored:,} rows were left out because their outcome is not known yet. "
        f"Kind: {learned.kind}, chosen by out-of-time log-loss ("
        + ", ".join(f"{kind} {loss:.4f}" for kind, loss in learned.losses_when_chosen.items())
        + f"). Fitted with {versions}.",
    ]


def quality(learned: Learned) -> Lines:
    """Metrics with intervals, on the last dates."""
    base = float(learned.report.is_positive.mean())
    guess = metrics.log_loss(
        learned.report.is_positive, np.full(len(learned.report), base), np.ones(len(learned.report))
    )
    rows = [
        [metrics.TITLES[name], f"{found.value:.3f}", f"{found.low:.3f} to {found.high:.3f}"]
        for name, found in learned.figures.items()
    ]
    return [
        "## How good it is, on the last dates",
        "",
        *table(["figure", "value", "95 of 100 companies like this"], rows),
        "",
        f"Foretelling the same probability, {base:.1%}, for all has an AUC of .5 and a log-loss of "
        f"{guess:.3f}.",
    ]


def calibration(learned: Learned) -> Lines:
    """Foretold and observed by tenths."""
    tenths = metrics.calibration_table(learned.report.is_positive, learned.reported_probabilities)
    return [
        "## Calibration",
        "",
        *table(
            ["tenth by probability", "rows", "foretold", "observed"],
            [
                [
                    str(tenth.decile),
                    f"{tenth.rows:,}",
                    f"{tenth.mean_probability:.1%}",
                    f"{tenth.observed_rate:.1%}",
                ]
                for tenth in tenths
            ],
        ),
    ]


def drivers(learned: Learned) -> Lines:
    """What it goes by."""
    columns = learned.report.columns
    rows = [
        [term.name, f"{term.importance:.3f}", direction(term, columns)]
        for term in learned.scorer.additive.terms[:MOST_DRIVERS]
    ]
    return [
        "## What it goes by",
        "",
        *table(["feature", "average contribution, logits", "how"], rows),
    ]


def direction(term: Term, columns: Columns) -> str:
    """Which way a term goes, in words."""
    if len(term.axes) > 1:
        return "both together"
    return direction_of(columns[term.axes[0].feature], term.contributions(columns))


def direction_of(values: NDArray, added: Floats) -> str:
    """Which way what is added goes with a feature's values."""
    if not is_number(values):
        return by_category(values, added)
    known = ~np.isnan(values)
    if known.sum() < 2 or np.ptp(values[known]) == 0 or np.ptp(added[known]) == 0:
        return "whether it is known"
    steady = spearmanr(values[known], added[known]).statistic
    if abs(steady) < STEADY:
        return "up and down"
    return "more raises it" if steady > 0 else "more lowers it"


def by_category(values: NDArray, added: NDArray) -> str:
    """The categories that raise and lower most."""
    means = {
        str(category or "missing"): float(added[values == category].mean())
        for category in set(values)
    }
    top, bottom = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
    return f"highest for {top}, lowest for {bottom}"


def fairness(groups: Sequence[GroupFigures]) -> Lines:
    """Whether it is as good for one group as for another."""
    if not groups:
        return []
    rows = [
        [
            f"{group.column}: {group.value}",
            f"{group.rows:,}",
            f"{group.observed_rate:.1%}",
            f"{group.mean_probability:.1%}",
            "–" if group.auc is None else f"{group.auc:.3f}",
            f"{group.selection_rate:.1%}",
        ]
        for group in groups
    ]
    return [
        "## By group, on the last dates",
        "",
        *table(["group", "rows", "observed", "foretold", "AUC", "in high or above"], rows),
        "",
        "AUC stands where at least 10 rows had the outcome and 10 had not. Groups are those under "
        "`fairness_groups` in vars.yml; `rpt_fairness` goes on with them as outcomes come in.",
    ]


def limits(plan: Plan, learned: Learned) -> Lines:
    """Where it ends."""
    positives = int(learned.report.is_positive.sum())
    said = [
        f"It knows what was recorded by {learned.fitted.as_of_dates.max()}; what has changed since "
        "(prices, product, market) it learns at its next training.",
        "Contributions say what the model goes by, not what causes the outcome. Whether acting "
        "helps is a question for an experiment.",
        "Values never seen in training count as the average case.",
    ]
    if positives < FEW_POSITIVES:
        said.insert(
            0,
            f"It was reported on {positives} positives only: mind the intervals before comparing "
            "it with anything.",
        )
    if plan.population:
        said.append("Outside its population it says nothing.")
    return ["## Limits", "", *(f"- {line}" for line in said)]
