"""Uplift: found where it is, with intervals that hold, and refused where nothing was drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from made_up_models import MadeUpWarehouse, make_plan
from training.frame import Floats
from training.plan import Feature, Plan
from training.refusals import RefusalError
from training.registry import CHALLENGER, CHAMPION, Registry
from training.uplift.effects import Calibration, calibrate, mean_figure, qini_terms
from training.uplift.learners import LEARNERS, CrossFitted, Learner, kind_for, pseudo_outcomes
from training.uplift.training import train_uplift
from training.uplift.trial import Trial, read_trial

FEATURES = tuple(
    Feature(name, 1, "category" if name == "plan" else "number")
    for name in ("tenure", "usage", "seats", "plan", "noise")
)
SHARE_OF_TRUE_QINI = 0.80


def made_up_trial(units: int, seed: int = 1, is_random: bool = True) -> tuple[pa.Table, Floats]:
    """A trial whose treatment helps heavy users on small plans and harms those with many seats;
    and each unit's true effect.
    """
    draw = np.random.default_rng(seed)
    tenure, usage, seats, noise = draw.normal(size=(4, units))
    plan = draw.choice(["free", "team", "business"], units)
    untreated = 1 / (1 + np.exp(-(-0.5 + 0.8 * tenure - 0.5 * noise)))
    pull = 0.9 * np.tanh(usage) * (plan != "business") - 0.7 * (seats > 0.5)
    treated = 1 / (1 + np.exp(-(-0.5 + 0.8 * tenure - 0.5 * noise + pull)))
    chance = 0.5 if is_random else 1 / (1 + np.exp(-2 * tenure))
    is_treated = draw.random(units) < chance
    is_reached = draw.random(units) < np.where(is_treated, treated, untreated)
    missing = draw.random(units) < 0.05
    table = pa.table(
        {
            "entity_id": [f"a{number:06d}" for number in range(units)],
            "as_of_date": np.full(units, np.datetime64("2026-04-23")),
            "entity_hash": [f"{number:032x}" for number in range(units)],
            "variant": np.where(is_treated, "treatment", "control"),
            "is_positive": is_reached,
            "is_censored": np.zeros(units, dtype=bool),
            "tenure": tenure,
            "usage": pa.array(usage, mask=missing),
            "seats": seats,
            "plan": plan,
            "noise": noise,
        }
    )
    return table, treated - untreated


def uplift_plan(**settings: object) -> Plan:
    """A plan of uplift."""
    said = {
        "experiment": "nudges",
        "control": "control",
        "treatment": "treatment",
        "is_wanted": True,
        "least_effect": 0.02,
        "likely": 0.5,
    }
    return make_plan(
        model="uplift_of_nudges",
        label="Uplift of nudges",
        task="uplift",
        kinds=("two_logistics", "doubly_robust"),
        features=FEATURES,
        settings={**said, **settings},
    )


def learned(units: int, kind: str) -> tuple[Trial, Learner, CrossFitted, Floats]:
    """A made-up trial, what was learned of it, and the true effects."""
    table, truth = made_up_trial(units)
    trial = read_trial(uplift_plan(), table)
    return trial, *LEARNERS[kind](trial, trial.folds()), truth


@pytest.fixture(scope="module")
def large() -> tuple[Trial, Learner, CrossFitted, Floats]:
    """A trial large enough for the doubly robust learner."""
    return learned(16_000, "doubly_robust")


@pytest.fixture(scope="module")
def small() -> tuple[Trial, Learner, CrossFitted, Floats]:
    """A small one."""
    return learned(1_500, "two_logistics")


def calibrated(
    found: tuple[Trial, Learner, CrossFitted, Floats],
) -> tuple[Calibration, Floats]:
    """The calibration of a learner, and the units' pseudo-outcomes."""
    trial, _, cross_fitted, _ = found
    effects = pseudo_outcomes(trial, cross_fitted.untreated, cross_fitted.treated)
    return calibrate(cross_fitted.scores, effects), effects


def test_units_are_ranked_almost_as_well_as_by_the_truth(
    large: tuple[Trial, Learner, CrossFitted, Floats],
) -> None:
    """Qini coefficient by the true effects: at least .80 of what the truth itself would have."""
    _, _, cross_fitted, truth = large
    reached = qini_terms(cross_fitted.scores, truth).mean() / qini_terms(truth, truth).mean()
    assert reached >= SHARE_OF_TRUE_QINI


def test_a_small_trial_ranks_better_than_chance(
    small: tuple[Trial, Learner, CrossFitted, Floats],
) -> None:
    """By two logistics, which see no bends in how features go together."""
    _, _, cross_fitted, truth = small
    assert qini_terms(cross_fitted.scores, truth).mean() / qini_terms(truth, truth).mean() > 0.3


def test_figures_hold_the_truth(large: tuple[Trial, Learner, CrossFitted, Floats]) -> None:
    """The average effect and the Qini coefficient of the ranking lie in their intervals."""
    _, _, cross_fitted, truth = large
    _, effects = calibrated(large)
    for figure, true in (
        (mean_figure(effects), truth.mean()),
        (
            mean_figure(qini_terms(cross_fitted.scores, effects)),
            qini_terms(cross_fitted.scores, truth).mean(),
        ),
    ):
        assert figure.low <= true <= figure.high


def test_intervals_of_effects_hold_the_mean_of_their_units(
    large: tuple[Trial, Learner, CrossFitted, Floats],
) -> None:
    """By fifths of the score: what is said, and the true mean of those units."""
    trial, _, cross_fitted, truth = large
    calibration, _ = calibrated(large)
    effects, low, high = calibration.effects(cross_fitted.scores)
    fifths = np.argsort(np.argsort(cross_fitted.scores)) * 5 // len(trial)
    for fifth in range(5):
        part = fifths == fifth
        assert low[part].mean() <= truth[part].mean() <= high[part].mean()
    assert effects.max() > 0.1
    assert effects.min() < -0.05


def test_a_score_that_tells_nothing_gives_everyone_the_average() -> None:
    """And its interval is that of the average."""
    draw = np.random.default_rng(1)
    effects = draw.normal(0.05, 1, 1_000)
    for scores in (np.zeros(1_000), -effects):
        calibration = calibrate(scores, effects)
        said, low, high = calibration.effects(np.array([-9.0, 0.0, 9.0]))
        assert np.ptp(said) == np.ptp(low) == np.ptp(high) == 0
        assert low[0] < effects.mean() == said[0] < high[0]


def test_qini_is_the_area_between_the_curve_and_chance() -> None:
    """Worked out the long way, as the area under the gains; ties share what they gain."""
    draw = np.random.default_rng(2)
    scores, effects = draw.integers(0, 20, 400) / 20, draw.normal(size=400)
    order = np.argsort(-scores, kind="stable")
    shared = {score: effects[scores == score].mean() for score in np.unique(scores)}
    gains = np.cumsum([0, *(shared[score] for score in scores[order])]) / 400
    area = np.trapezoid(gains, dx=1 / 400) - gains[-1] / 2
    assert qini_terms(scores, effects).mean() == pytest.approx(area)


@pytest.mark.parametrize(("units", "kind"), [(2_999, "two_logistics"), (3_000, "doubly_robust")])
def test_the_size_of_the_trial_chooses_the_kind(units: int, kind: str) -> None:
    """Of those that the plan allows."""
    trial = read_trial(uplift_plan(), made_up_trial(units)[0])
    assert kind_for(trial, ("two_logistics", "doubly_robust")) == kind
    assert kind_for(trial, ("two_logistics",)) == "two_logistics"


def test_an_unwanted_outcome_is_turned_round() -> None:
    """Of churn, staying is wanted; censored units and other variants are left out."""
    table, _ = made_up_trial(400)
    censored = np.arange(400) < 10
    table = table.set_column(5, "is_censored", pa.array(censored))
    variant = np.where(np.arange(400) % 10 == 9, "another", table["variant"].to_numpy())
    table = table.set_column(3, "variant", pa.array(variant.astype(str)))
    trial = read_trial(uplift_plan(is_wanted=False), table)
    kept = ~censored & (variant != "another")
    assert len(trial) == kept.sum()
    assert trial.censored == 9
    np.testing.assert_array_equal(trial.is_reached, ~table["is_positive"].to_numpy()[kept])
    np.testing.assert_array_equal(trial.is_treated, variant[kept] == "treatment")


@pytest.mark.parametrize(
    ("settings", "rows", "said"),
    [
        ({}, slice(0, 0), "no randomised trial: nobody was drawn into the experiment 'nudges'"),
        ({"treatment": "nudged"}, slice(0, 400), "nobody is in the arm 'nudged' of 'nudges'"),
        ({}, slice(0, 60), "too small a trial"),
    ],
)
def test_what_is_no_trial_is_refused(settings: dict[str, str], rows: slice, said: str) -> None:
    """In a sentence that says what is missing."""
    table, _ = made_up_trial(400)
    table = table.slice(rows.start, rows.stop - rows.start)
    with pytest.raises(RefusalError, match=said):
        read_trial(uplift_plan(**settings), table)


def test_who_was_chosen_was_not_drawn() -> None:
    """Arms that differ beforehand are refused, whoever calls it a trial; drawn ones never are."""
    with pytest.raises(RefusalError, match=r"can be told from what was known before \(AUC 0\.[78]"):
        read_trial(uplift_plan(), made_up_trial(800, is_random=False)[0])
    for seed in range(20):
        read_trial(uplift_plan(), made_up_trial(800, seed)[0])


def test_units_without_a_past_have_the_average_effect() -> None:
    """Drawn on signing up, nothing is known of them: all that can be told is whether it helps."""
    table, truth = made_up_trial(2_000)
    for place, name in enumerate(table.column_names):
        if name in {feature.name for feature in FEATURES}:
            kind = pa.string() if name == "plan" else pa.float64()
            table = table.set_column(place, name, pa.nulls(len(table), kind))
    trial = read_trial(uplift_plan(), table)
    learner, cross_fitted = LEARNERS["two_logistics"](trial, trial.folds())
    assert not any(part.additive.terms for part in learner.parts.values())
    calibration = calibrate(
        cross_fitted.scores, pseudo_outcomes(trial, cross_fitted.untreated, cross_fitted.treated)
    )
    assert calibration.slope == 0
    assert abs(calibration.average_effect - truth.mean()) < 0.06


def test_a_model_is_rows_and_the_better_one_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parts, units and calibration are written; trained again on the same, the first stays."""
    (tmp_path / "vars.yml").write_text("vars: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    warehouse = MadeUpWarehouse(tmp_path / "warehouse_work.duckdb")
    table, _ = made_up_trial(600)
    statuses = [
        train_uplift(uplift_plan(), table, Registry(warehouse)).decision.status for _ in range(2)
    ]
    assert statuses == [CHAMPION, CHALLENGER]
    assert warehouse.rows(
        "select part, count(*) from registry.uplift_parts group by part order by part"
    ) == [("control", 2), ("treatment", 2)]
    assert warehouse.rows(
        "select count(*), sum(is_treated), sum(is_reached) from registry.uplift_units "
        "where model_id = 'uplift_of_nudges_v1'"
    ) == [
        (
            600,
            int((table["variant"].to_numpy() == "treatment").sum()),
            table["is_positive"].to_numpy().sum(),
        )
    ]
    assert warehouse.rows("select count(*) from registry.uplift_calibrations") == [(2,)]
    card = (tmp_path / "target/model_cards/uplift_of_nudges_v1.md").read_text(encoding="utf-8")
    for heading in ("## The trial", "## Said and seen", "## What the effect goes by", "## Limits"):
        assert heading in card
