"""Training on a made-up company: what is learned, refused, written, promoted and rolled back."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from sklearn import metrics as reference

import train as train_script
from conftest import ROOT
from made_up_models import FEATURES, MONTH_ENDS, MadeUpWarehouse, make_plan, training_rows
from training import calibration, hazard, metrics, runs, screening
from training.additive import AdditiveModel, sigmoid
from training.buckets import make_buckets
from training.evaluation import cross_validated, measured, read_table
from training.frame import Frame, read_frame
from training.learning import KINDS, Learned, fit, learn
from training.plan import Feature, Plan
from training.propensities import learn_additive, usable_rows, write_additive
from training.refusals import RefusalError, TrainingError
from training.registry import CHALLENGER, CHAMPION, RETIRED, Registry
from training.results import Outcome
from training.rollback import roll_back
from training.rows import model_rows, scorer_from_rows, with_strange_rows
from training.splits import split_by_time
from warehouse.engines import Warehouse


def made_up_frame(plan: Plan | None = None, **arguments: int) -> Frame:
    """Training rows as models read them."""
    plan = plan or make_plan()
    return usable_rows(plan, training_rows(horizon_days=plan.horizon_days, **arguments))[0]


@pytest.fixture(scope="module")
def learned() -> dict[str, Learned]:
    """A propensity and a hazard, fitted once."""
    found = {}
    for task, horizon in (("propensity", 30), ("hazard", 90)):
        plan = make_plan(task=task, horizon_days=horizon)
        found[task] = learn(plan, made_up_frame(plan))
    return found


@pytest.fixture
def warehouse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MadeUpWarehouse:
    """An empty registry, in a project that names no groups."""
    (tmp_path / "vars.yml").write_text("vars: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    made_up = MadeUpWarehouse(tmp_path / "warehouse_work.duckdb")
    made_up.hold(training_rows(entities=100))
    return made_up


def train(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, *plans: Plan, due: bool = False
) -> Outcome:
    """One run of training, without representations."""
    monkeypatch.setattr(runs, "read_plans", lambda _: list(plans))
    monkeypatch.setattr(runs, "train_representations", lambda *_: [])
    return runs.train_models(warehouse, [], due, Console(quiet=True))


@pytest.mark.parametrize("kind", KINDS)
def test_terms_add_up_to_what_the_library_says(kind: str) -> None:
    """Also for missing values, rare categories and those that were never seen."""
    frame = made_up_frame(entities=120)
    fitted = fit(kind, frame)
    columns = with_strange_rows(frame.columns)
    model = fitted.additive().centered(frame.columns)
    assert np.abs(model.logits(columns) - fitted.logits(columns)).max() < 1e-9
    for term in model.terms:
        assert abs(term.contributions(frame.columns).mean()) < 1e-9


def test_pairs_add_up_too() -> None:
    """A pair has cuts of its own; with enough positives the machine finds the one that counts."""
    rng = np.random.default_rng(1)
    rows = 6_000
    one, two = rng.normal(size=rows), rng.normal(size=rows)
    one[:300] = np.nan
    frame = Frame(
        np.arange(rows).astype(str).astype(object),
        np.full(rows, np.datetime64("2026-01-31")),
        rng.random(rows) < sigmoid(2 * np.nan_to_num(one) * two),
        {"one": one, "two": two},
    )
    fitted = fit("ebm", frame)
    model = fitted.additive().centered(frame.columns)
    assert len(model.terms[0].axes) == 2
    assert np.abs(model.logits(frame.columns) - fitted.logits(frame.columns)).max() < 1e-9


@pytest.mark.parametrize("task", ["propensity", "hazard"])
def test_registry_gives_back_what_was_learned(learned: dict[str, Learned], task: str) -> None:
    """Rows of the registry, read again, score as the library does; so do the parity rows."""
    one = learned[task]
    plan = make_plan(task=task, horizon_days=30 if task == "propensity" else 90)
    day = np.datetime64("2026-01-15").item()
    buckets = make_buckets(None, one.reported_probabilities)
    tables = model_rows(plan, 1, day, one, buckets, 0)
    assert list(tables)[-1] == "trained_models"
    again = scorer_from_rows("leaving_v1", tables)
    library = one.library.probabilities(one.report.columns)
    assert np.abs(again.probabilities(one.report.columns) - library).max() < 1e-9
    inputs = tables["parity_inputs"].to_pylist()
    expected = [row["expected"] for row in tables["parity_outputs"].to_pylist()]
    columns = {}
    for feature in one.scorer.additive.features:
        rows = [row for row in inputs if row["feature"] == feature]
        is_text = any(row["text_value"] is not None for row in rows)
        columns[feature] = (
            np.array([row["text_value"] for row in rows], dtype=object)
            if is_text
            else np.array([row["number_value"] for row in rows], dtype=float)
        )
    assert np.abs(again.probabilities(columns) - expected).max() < 1e-9


@pytest.mark.parametrize("task", ["propensity", "hazard"])
def test_what_drives_the_outcome_is_found(learned: dict[str, Learned], task: str) -> None:
    """Out of time: it ranks, it is calibrated, and the noise is not what it goes by."""
    one = learned[task]
    assert one.figures["auc"].value > 0.72
    assert one.figures["calibration_error"].value < 0.03
    assert one.figures["auc"].low < one.figures["auc"].value < one.figures["auc"].high
    assert {term.axes[0].feature for term in one.scorer.additive.terms[:3]} == {
        "usage",
        "is_annual",
        "plan",
    }


def test_same_rows_give_the_same_model(learned: dict[str, Learned]) -> None:
    """Nothing is left to chance or to the clock."""
    again = learn(make_plan(), made_up_frame())
    assert again.scorer.additive.intercept == learned["propensity"].scorer.additive.intercept
    assert again.fitted.fingerprint() == learned["propensity"].fitted.fingerprint()
    assert made_up_frame(seed=2).fingerprint() != made_up_frame().fingerprint()


@given(horizon=st.integers(1, 120), entities=st.integers(50, 200), seed=st.integers(0, 5))
@settings(max_examples=25, deadline=None)
def test_no_part_knows_what_lay_ahead(horizon: int, entities: int, seed: int) -> None:
    """Whatever one part foretells has come to be before the next one begins."""
    frame = made_up_frame(entities=entities, seed=seed)
    try:
        split = split_by_time(frame, horizon, np.ones(len(frame), dtype=bool))
    except RefusalError:
        return
    span = np.timedelta64(horizon, "D")
    dates = frame.as_of_dates
    assert dates[split.fit].max() + span <= dates[split.choose].min()
    assert dates[split.choose].max() + span <= dates[split.report].min()
    assert dates[split.again].max() + span <= dates[split.report].min()
    assert dates[split.report].max() == dates.max()


def test_metrics_are_those_of_scikit_learn() -> None:
    """Ties and weights too."""
    rng = np.random.default_rng(3)
    labels = rng.random(500) < 0.3
    probabilities = np.round(np.clip(0.3 + 0.2 * labels + rng.normal(0, 0.2, 500), 0.01, 0.99), 1)
    probabilities = np.clip(probabilities, 0.01, 0.99)
    for weights in (np.ones(500), rng.integers(0, 4, 500).astype(float)):
        assert metrics.auc(labels, probabilities, weights) == pytest.approx(
            reference.roc_auc_score(labels, probabilities, sample_weight=weights)
        )
        assert metrics.log_loss(labels, probabilities, weights) == pytest.approx(
            reference.log_loss(labels, probabilities, sample_weight=weights)
        )
        assert metrics.brier(labels, probabilities, weights) == pytest.approx(
            reference.brier_score_loss(labels, probabilities, sample_weight=weights)
        )
    assert metrics.calibration_error(labels, np.full(500, labels.mean()), np.ones(500)) < 0.2
    perfect = labels.astype(float)
    assert metrics.calibration_error(labels, perfect, np.ones(500)) == 0


def test_platt_finds_slope_and_shift() -> None:
    """With many rows the true ones; with few it stays near what it was given; it never turns."""
    rng = np.random.default_rng(4)
    logits = rng.normal(-2, 2, 50_000)
    labels = rng.random(50_000) < sigmoid(0.6 * logits + 0.5)
    slope, shift = calibration.fit_platt(labels, logits)
    assert slope == pytest.approx(0.6, abs=0.03)
    assert shift == pytest.approx(0.5, abs=0.06)
    few = rng.permutation(50_000)[:30]
    assert 0.4 < calibration.fit_platt(labels[few], logits[few])[0] < 1.6
    assert calibration.fit_platt(~labels, logits)[0] > 0


def test_hazard_counts_each_interval_that_was_observed_to_its_end() -> None:
    """By hand: an outcome in an interval whose end is not observed yet doesn't count."""
    frame = Frame(
        np.array(["a", "b", "c"], dtype=object),
        np.full(3, np.datetime64("2026-01-31")),
        np.zeros(3, dtype=bool),
        {"usage": np.array([1.0, 2.0, 3.0])},
        None,
        np.array([45.0, np.nan, 70.0]),
        np.array([100.0, 59.0, 80.0]),
    )
    rows = hazard.survived_intervals(frame, 90)
    found = list(
        zip(
            rows.entity_ids,
            rows.columns[hazard.INTERVAL],
            rows.is_positive.tolist(),
            strict=True,
        )
    )
    assert found == [
        ("a", "001", False),
        ("b", "001", False),
        ("c", "001", False),
        ("a", "002", True),
        ("c", "002", False),
    ]
    logits = np.array([0.0])
    effects = hazard.Effects((30, 60), (0.0, -1.0))
    expected = 1 - (1 - sigmoid(0.0)) * (1 - sigmoid(-1.0))
    assert hazard.probability_within(logits, effects)[0] == pytest.approx(expected)


def refusal(plan: Plan, rows: pa.Table) -> str:
    """Why a model is not trained on these rows."""
    with pytest.raises(RefusalError) as refused:
        learn(plan, usable_rows(plan, rows)[0])
    return str(refused.value)


def test_refusals_say_what_is_wrong() -> None:
    """Too few positives, a leak, nobody in the population, a hazard that ends in mid-interval."""
    plan, rows = make_plan(), training_rows()
    assert "too few rows with the outcome: " in refusal(plan, training_rows(entities=6))
    knows = rows["is_positive"].fill_null(False).cast(pa.float64())
    leak = rows.set_column(rows.column_names.index("noise"), "noise", knows)
    assert "noise (AUC 1.000)" in refusal(plan, leak)
    assert "the population is empty" in refusal(plan, rows.slice(0, 0))
    assert "whole intervals of 30 days, such as 60; found 45" in refusal(
        make_plan(task="hazard", horizon_days=45), rows
    )


def test_features_that_tell_most_are_kept() -> None:
    """Where outcomes are few, the weakest features go."""
    frame = made_up_frame(entities=60)
    rng = np.random.default_rng(0)
    noise = {f"noise_{number}": rng.normal(size=len(frame)) for number in range(100)}
    wide = Frame(frame.entity_ids, frame.as_of_dates, frame.is_positive, {**noise, **frame.columns})
    kept = screening.strongest(wide).columns
    assert len(kept) == screening.FEWEST_FEATURES
    assert {"usage", "is_annual", "plan"} <= set(kept)


def test_a_model_is_written_whole(
    warehouse: MadeUpWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything that scoring needs, and the card."""
    outcome = train(warehouse, monkeypatch, make_plan())
    assert [one.model_id for one in outcome.trained] == ["leaving_v1"]
    header = warehouse.rows(
        "select version, kind, trained_as_of, metrics, library_versions, data_hash "
        "from registry.trained_models"
    )[0]
    assert header[:2] == (1, outcome.trained[0].kind)
    assert str(header[2]) == "2026-01-15"
    assert 0.5 < json.loads(header[3])["auc"]["value"] < 1
    assert "interpret-core" in json.loads(header[4])
    assert len(header[5]) == 64
    read = warehouse.rows("select feature, feature_version from registry.model_features")
    assert ("usage", 2) in read
    assert {feature for feature, _ in read} <= {feature.name for feature in FEATURES}
    assert warehouse.rows("select count(*), min(entity_hash) from registry.model_bindings") == [
        (100, "hash_0000")
    ]
    assert warehouse.rows("select status, status_number from registry.model_statuses") == [
        (CHAMPION, 1)
    ]
    assert warehouse.rows("select bucket from registry.model_buckets order by position") == [
        ("low",),
        ("medium",),
        ("high",),
        ("very_high",),
    ]
    card = Path("target/model_cards/leaving_v1.md").read_text(encoding="utf-8")
    for heading in ("What it is for", "Data", "Calibration", "What it goes by", "Limits"):
        assert f"## {heading}" in card


def test_a_refused_model_stops_no_other(
    warehouse: MadeUpWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are trained, and the reason stands in the outcome."""
    nobody = make_plan(model="nobody", sql="select * from training_rows where false")
    lacking = make_plan(model="lacking", sql="select * exclude (usage, plan) from training_rows")
    outcome = train(warehouse, monkeypatch, nobody, lacking, make_plan(kinds=("logistic",)))
    assert [one.model_id for one in outcome.trained] == ["leaving_v1"]
    reasons = {refused.plan.model: refused.because for refused in outcome.refused}
    assert "the population is empty" in reasons["nobody"]
    assert "lacks the features usage, plan" in reasons["lacking"]


def test_what_comes_later_is_later_though_the_clock_be_put_back(
    warehouse: MadeUpWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether a model counts as refused depends on what came last."""

    class PutBack(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) - timedelta(days=365)

    train(warehouse, monkeypatch, make_plan(kinds=("logistic",)))
    monkeypatch.setattr("training.registry.datetime", PutBack)
    Registry(warehouse).refuse({"leaving": "Too few positives."})
    train(warehouse, monkeypatch, make_plan(kinds=("logistic",)))
    first, second = warehouse.rows("select trained_at from registry.trained_models order by 1")
    (refused,) = warehouse.rows("select refused_at from registry.model_refusals")
    assert first < refused < second


def test_expressions_of_populations_are_looked_at_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before dbt is asked what to train."""
    (tmp_path / "vars.yml").write_text(
        "vars: {models: [{model: leaving, population: {sql: \"getenv('x') = 'y'\"}}]}",
        encoding="utf-8",
    )
    (tmp_path / "models").symlink_to(ROOT / "models")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["train.py"])
    assert train_script.main() == 2
    assert "model 'leaving', population.sql: found GETENV('x')" in capsys.readouterr().err


def test_nothing_is_left_of_a_model_that_could_not_be_written(
    warehouse: MadeUpWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last table of all fails, and the first ones are empty again."""
    with duckdb.connect(str(warehouse.work_file)) as connection:
        connection.execute("drop table registry.trained_models")
        connection.execute(
            "create view registry.trained_models as "
            "select 1 as model_id, cast(null as timestamp) as trained_at where false"
        )
    monkeypatch.setattr(Registry, "_read", lambda *_: [])
    plan = make_plan(kinds=("logistic",))
    lesson = learn_additive(plan, training_rows(entities=100))
    with pytest.raises(duckdb.Error):
        write_additive(plan, lesson, Registry(warehouse))
    assert warehouse.rows("select count(*) from registry.term_scores") == [(0,)]
    assert warehouse.rows("select count(*) from registry.model_features") == [(0,)]


def test_champion_gives_way_only_to_a_better_one(
    warehouse: MadeUpWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A blind model comes first, a seeing one takes its place, its equal doesn't; then back."""
    hidden = "* exclude (usage, is_annual, plan), 0 as usage, 0 as is_annual, '' as plan"
    blind = make_plan(kinds=("logistic",), sql=f"select {hidden} from training_rows")
    seeing = make_plan(kinds=("logistic",))
    assert train(warehouse, monkeypatch, blind).trained[0].decision.status == CHAMPION
    better = train(warehouse, monkeypatch, seeing).trained[0].decision
    assert better.status == CHAMPION
    assert better.because.startswith("Better: log-loss")
    same = train(warehouse, monkeypatch, seeing).trained[0].decision
    assert same.status == CHALLENGER
    assert same.because.startswith("Not better: log-loss")

    registry = Registry(warehouse)
    statuses = {f"leaving_v{number}": registry.status(f"leaving_v{number}") for number in (1, 2, 3)}
    assert statuses == {"leaving_v1": RETIRED, "leaving_v2": CHAMPION, "leaving_v3": CHALLENGER}
    roll_back("leaving", registry)
    assert Registry(warehouse).champion("leaving")["model_id"] == "leaving_v1"
    with pytest.raises(TrainingError, match="leaving_v1 was the first champion of 'leaving'"):
        roll_back("leaving", Registry(warehouse))
    with pytest.raises(TrainingError, match=r"no trained model 'leavin'\. Try: leaving"):
        roll_back("leavin", Registry(warehouse))


def test_champion_that_can_score_no_more_gives_way(
    warehouse: MadeUpWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However good it was: its entry or the version of a feature is another one now."""
    plan = make_plan(kinds=("logistic",))
    newer = tuple(
        Feature(one.name, 3 if one.name == "usage" else one.version, one.data_type)
        for one in FEATURES
    )
    train(warehouse, monkeypatch, plan)
    for changed, reason in (
        (make_plan(kinds=("logistic",), features=newer), "the feature usage has version 3 now"),
        (make_plan(kinds=("logistic",), definition_hash="x"), "its entry in vars.yml has changed"),
    ):
        decision = train(warehouse, monkeypatch, changed).trained[0].decision
        assert decision.status == CHAMPION
        assert reason in decision.because


def test_training_is_due_by_as_of_dates(
    warehouse: MadeUpWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When its time has come, or its definition has changed; the clock isn't asked."""
    plan = make_plan(kinds=("logistic",))
    assert train(warehouse, monkeypatch, plan, due=True).trained
    assert train(warehouse, monkeypatch, plan, due=True).not_due == [plan]
    warehouse.move_to("2026-02-13")
    assert train(warehouse, monkeypatch, plan, due=True).not_due == [plan]
    warehouse.move_to("2026-02-14")
    assert train(warehouse, monkeypatch, plan, due=True).trained
    other = make_plan(kinds=("logistic",), definition_hash="changed")
    assert train(warehouse, monkeypatch, other, due=True).trained


def test_a_version_that_was_broken_off_is_passed_over(warehouse: MadeUpWarehouse) -> None:
    """On engines without transactions, rows of a killed run may lie about."""
    with duckdb.connect(str(warehouse.work_file)) as connection:
        connection.execute(
            "insert into registry.model_features by name select 'leaving_v4' as model_id"
        )
        connection.execute(
            "insert into registry.model_features by name select 'leavingXv9' as model_id"
        )
    assert Registry(warehouse).next_version("leaving") == 5


def test_of_a_large_company_some_entities_are_read_whole(
    warehouse: MadeUpWarehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By their hashes: about as many rows as are wanted, all months of each, the same each time."""
    rows = training_rows(entities=100)
    hashes = [f"{number * 655:04x}" for number in range(100)] * len(MONTH_ENDS)
    place = rows.column_names.index("entity_hash")
    warehouse.hold(rows.set_column(place, "entity_hash", pa.array(hashes)))
    plan = make_plan()
    assert runs.read_rows(warehouse, plan).num_rows == len(rows)
    monkeypatch.setattr(runs, "MOST_ROWS", len(rows) // 4)
    read = runs.read_rows(warehouse, plan)
    assert read.num_rows == pytest.approx(len(rows) / 4, rel=0.05)
    assert read.num_rows == len(set(read["entity_id"].to_pylist())) * len(MONTH_ENDS)


def test_buckets_as_vars_want_them() -> None:
    """Bounds, shares, and the shares that are there without either."""
    probabilities = np.linspace(0, 1, 101)
    bounds = make_buckets({"low": 0, "high": 0.4}, probabilities)
    assert [(one.bucket, one.lower_probability) for one in bounds] == [("low", 0.0), ("high", 0.4)]
    shares = make_buckets({"shares": {"rest": 0.9, "top": 0.1}}, probabilities)
    assert [one.lower_probability for one in shares] == [0.0, pytest.approx(0.9)]
    assert [one.bucket for one in make_buckets(None, probabilities)] == [
        "low",
        "medium",
        "high",
        "very_high",
    ]


def test_dates_and_ids_are_no_features_of_a_frame() -> None:
    """Yes and no are 1 and 0, decimals are numbers, infinity is missing, a date is left out."""
    table = pa.table(
        {
            "entity_id": ["a", "b"],
            "as_of_date": pa.array(MONTH_ENDS[:2]),
            "is_positive": [True, False],
            "flag": [True, None],
            "price": pa.array([1, None], pa.decimal128(10, 2)),
            "huge": [float("inf"), 1.0],
            "signed_on": pa.array(MONTH_ENDS[:2]),
        }
    )
    frame = read_frame(table, ["flag", "price", "huge", "signed_on"])
    assert list(frame.columns) == ["flag", "price", "huge"]
    assert frame.columns["flag"][0] == 1
    assert np.isnan(frame.columns["huge"][0])


def test_evaluation_leaves_ids_out_and_says_so(tmp_path: Path) -> None:
    """A labelled table of anyone's, with blanks, an id and a label in words."""
    rng = np.random.default_rng(5)
    rows = 400
    usage = rng.normal(size=rows)
    table = pa.table(
        {
            "customer": [f"c{number}" for number in range(rows)],
            "row": np.arange(rows),
            "usage": [" " if number < 5 else f"{value:.3f}" for number, value in enumerate(usage)],
            "left": ["Yes" if one else "No" for one in rng.random(rows) < sigmoid(2 * usage)],
        }
    )
    path = tmp_path / "table.csv"
    duckdb.from_arrow(table).write_csv(str(path))
    read = read_table(path, "left")
    assert set(read.left_out) == {"customer", "row"}
    assert list(read.frame.columns) == ["usage"]
    probabilities = cross_validated(read.frame, "logistic")
    assert measured(read.frame, probabilities)["auc"].value > 0.75
    for label, message in (("lost", "has no column 'lost'"), ("usage", "must hold two values")):
        with pytest.raises(TrainingError, match=message):
            read_table(path, label)


def test_centering_changes_no_probability() -> None:
    """Only what counts as average."""
    frame = made_up_frame(entities=80)
    model = fit("logistic", frame).additive()
    centered = model.centered(frame.columns)
    assert isinstance(centered, AdditiveModel)
    gap = centered.logits(frame.columns) - model.logits(frame.columns)
    assert np.abs(gap).max() < 1e-9
