"""What the churn model knows, held against the true chances of a simulated company.

Training never sees them: only this test reads the truth. Churn depends on health, errors, support
and satisfaction that no table holds, and on chance.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from sklearn import metrics as reference

from conftest import ROOT, Build, Company, dbt, shared_data
from training import metrics
from training.evaluation import cross_validated, measured, read_table
from training.fairness import by_group, read_groups
from training.frame import Floats, Frame, as_feature, is_number
from training.plan import Plan, read_plans
from training.propensities import usable_rows
from training.registry import Registry
from warehouse.engines import DuckDBWarehouse

SHARE_OF_TRUE_AUC = 0.95
CALIBRATION_ERROR = 0.03

TRUE_CHANCES = """
    with risks as (
        select
            account_id,
            probability,
            -- who doesn't pay is past due for 30 days before it counts as churn
            cast(due_at as date) + case cause when 'payment' then 31 else 0 end as gone_on
        from read_parquet('{risks}')
    )

    select
        reported.place,
        1 - coalesce(product(1 - risks.probability), 1) as probability
    from reported
    left join risks
        on
            reported.entity_id = risks.account_id
            and risks.gone_on > reported.as_of_date
            and risks.gone_on <= reported.as_of_date + 30
    group by all
    order by 1
"""


def true_chances(frame: Frame, truth: Path) -> Floats:
    """For each row the chance that the account is gone in 30 days, as the simulator knows it."""
    reported = pa.table(  # noqa: F841, read by the query below
        {
            "place": np.arange(len(frame)),
            "entity_id": pa.array(frame.entity_ids),
            "as_of_date": pa.array(frame.as_of_dates),
        }
    )
    rows = duckdb.sql(TRUE_CHANCES.format(risks=truth / "churn_risks.parquet")).fetchnumpy()
    return np.asarray(rows["probability"], dtype=float)


@pytest.fixture(scope="module")
def trained(demo_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The demo company with its churn model trained, by the command as it is typed."""
    copy = demo_build.copy(tmp_path_factory.mktemp("training_truth"))
    outcome = subprocess.run(
        [
            *(sys.executable, str(ROOT / "scripts" / "train.py"), "--only", "churn_30d"),
            *("--warehouse", str(copy.warehouse)),
        ],
        env=os.environ | {"DBT_TARGET_PATH": str(copy.warehouse.with_suffix(".target"))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    assert "churn_30d_v1" in outcome.stdout
    return copy


@dataclass(frozen=True)
class Training:
    """What training knew of the champion: its rows, its own probabilities, its figures."""

    fitted: Frame
    report: Frame
    probabilities: Floats
    figures: dict[str, Any]
    model_id: str
    plan: Plan


@pytest.fixture
def training(trained: Build, monkeypatch: pytest.MonkeyPatch) -> Training:
    """Read again from the warehouse, not from what training left for SQL."""
    monkeypatch.setenv("WAREHOUSE", str(trained.warehouse))
    monkeypatch.setenv("DBT_TARGET_PATH", str(trained.warehouse.with_suffix(".target")))
    monkeypatch.chdir(ROOT)
    warehouse = DuckDBWarehouse(trained.work_file)
    plan: Plan = next(plan for plan in read_plans(warehouse) if plan.model == "churn_30d")
    registry = Registry(warehouse)
    champion = registry.champion("churn_30d")
    figures = json.loads(champion["metrics"])
    frame, _ = usable_rows(plan, warehouse.query(plan.sql))
    report = frame.where(frame.as_of_dates >= np.datetime64(figures["reported_from"]))
    fitted = frame.where(frame.as_of_dates <= np.datetime64(figures["fitted_through"]))
    probabilities = registry.scorer(champion["model_id"]).probabilities(report.columns)
    return Training(fitted, report, probabilities, figures, champion["model_id"], plan)


def test_churn_model_ranks_almost_as_well_as_the_truth(
    demo_company: Company, training: Training
) -> None:
    """Out of time, on the rows that the model was reported on: AUC and calibration."""
    report, probabilities, figures = training.report, training.probabilities, training.figures
    assert len(report) == figures["rows_reported"]

    everyone = np.ones(len(report))
    area = metrics.auc(report.is_positive, probabilities, everyone)
    assert area == pytest.approx(figures["auc"]["value"])
    truth = metrics.auc(report.is_positive, true_chances(report, demo_company.truth), everyone)
    assert area / truth >= SHARE_OF_TRUE_AUC
    assert figures["calibration_error"]["value"] <= CALIBRATION_ERROR


@pytest.fixture(scope="module")
def served(trained: Build, demo_company: Company) -> Build:
    """The same company, scored and watched."""
    build = dbt(
        *("run", "--select", "path:models/intermediate/scores", "fct_scores"),
        *("path:models/intermediate/monitoring", "rpt_model_performance", "rpt_feature_drift"),
        "rpt_fairness",
        raw=demo_company.raw,
        warehouse=trained.warehouse,
    )
    assert build.returncode == 0, build.output[-4000:]
    return build


def test_performance_begins_with_what_training_reported(served: Build, training: Training) -> None:
    """Month by month the figures are scikit-learn's on training's own rows, labels and scores."""
    rows = served.query(
        "select as_of_date, entities, positives, auc, log_loss, brier, calibration_error, "
        "is_out_of_time and is_reported from marts.rpt_model_performance "
        f"where model_id = '{training.model_id}' order by as_of_date"
    )
    dates = training.report.as_of_dates
    assert [row[0] for row in rows] == np.unique(dates).tolist()
    for day, entities, positives, area, loss, brier, gap, is_fair in rows:
        inside = dates == np.datetime64(day)
        labels, chances = training.report.is_positive[inside], training.probabilities[inside]
        assert (entities, positives, is_fair) == (inside.sum(), labels.sum(), True)
        assert area == pytest.approx(reference.roc_auc_score(labels, chances), abs=1e-9)
        assert loss == pytest.approx(reference.log_loss(labels, chances), abs=1e-9)
        assert brier == pytest.approx(reference.brier_score_loss(labels, chances), abs=1e-9)
        ones = np.ones(len(labels))
        assert gap == pytest.approx(metrics.calibration_error(labels, chances, ones), abs=1e-9)
    pooled = sum(row[1] * row[4] for row in rows) / sum(row[1] for row in rows)
    assert pooled == pytest.approx(training.figures["log_loss"]["value"], abs=1e-9)


def test_drift_is_that_of_the_rows_scored(served: Build, training: Training) -> None:
    """Index and mean shift of every feature and of the score, by numpy on the rows themselves."""
    found = {
        feature: figures
        for feature, *figures in served.query(
            "select feature, population_stability_index, mean_shift, entities "
            f"from marts.rpt_feature_drift where is_latest and model_id = '{training.model_id}'"
        )
    }
    with duckdb.connect(str(served.work_file), read_only=True) as connection:
        now = connection.sql(
            "select features.*, scores.probability from marts.fct_scores as scores "
            "join marts.fct_account_features as features on features.account_id = scores.entity_id "
            "and features.as_of_date = scores.as_of_date where scores.model = 'churn_30d' "
            "and scores.as_of_date = (select as_of_date from intermediate.int_run)"
        ).to_arrow_table()
    assert len(found) > 20
    then = dict(training.fitted.columns) | {"probability": training.probabilities}
    for feature, (index, shift, entities) in found.items():
        values = as_feature(now[feature])
        assert entities == len(values)
        assert index == pytest.approx(stability_index(then[feature], values), abs=1e-9), feature
        if is_number(values):
            moved = np.nanmean(values) - np.nanmean(then[feature])
            assert shift == pytest.approx(moved / np.nanstd(then[feature]), abs=1e-9), feature
        else:
            assert shift is None


def stability_index(then: NDArray, now: NDArray) -> float:
    """The index over tenths of training, or categories; what is missing is a bin of its own."""
    if is_number(then):
        known = np.sort(then[~np.isnan(then)])
        cuts = np.unique(np.quantile(known, np.arange(1, 10) / 10))
        cuts = cuts[cuts > known[0]]
        if not len(cuts):
            cuts = known[known > known[0]][:1]
        places = [
            np.where(np.isnan(values), -1, np.digitize(values, cuts)) for values in (then, now)
        ]
    else:
        counts = Counter(value for value in then.tolist() if value is not None)
        by_size = sorted(counts, key=lambda name: (-counts[name], name))[:20]
        places = [
            np.array(
                [
                    -1 if value is None else by_size.index(value) if value in by_size else 20
                    for value in values.tolist()
                ]
            )
            for values in (then, now)
        ]
    bins = np.unique(np.concatenate(places))
    shares = [np.maximum([(place == number).mean() for number in bins], 1e-4) for place in places]
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


def test_fairness_is_that_of_the_card(served: Build, training: Training) -> None:
    """Selected, foretold and observed by group are what the model's card shows."""
    warehouse = DuckDBWarehouse(served.work_file)
    bounds = served.query(
        "select min(lower_probability) from registry.model_buckets "
        f"where model_id = '{training.model_id}' and bucket = 'high'"
    )
    columns = ["country", "plan_tier", "acquisition_channel"]
    card = by_group(
        training.report.is_positive,
        training.probabilities,
        bounds[0][0],
        read_groups(warehouse, training.plan, training.report, columns),
    )
    found = {
        (column, value): figures
        for column, value, *figures in served.query(
            "select group_column, group_value, scores, base_rate, mean_probability, "
            "selection_rate, positives, selected, true_positive_rate, false_positive_rate "
            f"from marts.rpt_fairness where model_id = '{training.model_id}'"
        )
    }
    assert len(card) > 10
    for group in card:
        scores, base, foretold, selection, *_ = found[group.column, group.value]
        assert scores == group.rows
        assert base == pytest.approx(group.observed_rate, abs=1e-12)
        assert foretold == pytest.approx(group.mean_probability, abs=1e-9)
        assert selection == pytest.approx(group.selection_rate, abs=1e-12)
    for column in columns:
        totals = [figures for (name, _), figures in found.items() if name == column]
        assert sum(figures[0] for figures in totals) == len(training.report)
        assert sum(figures[4] for figures in totals) == training.report.is_positive.sum()
        hits = sum((figures[6] or 0) * figures[4] for figures in totals)
        chosen = training.probabilities >= bounds[0][0]
        assert hits == pytest.approx((chosen & training.report.is_positive).sum())


def test_telco_is_foretold_as_well_as_by_others() -> None:
    """IBM's customers: AUC at least .848 and log-loss at most .413, by the better of the kinds."""
    table = read_table(shared_data("telco") / "Telco-Customer-Churn.csv", "Churn")
    assert set(table.left_out) == {"customerID"}
    figures = measured(table.frame, cross_validated(table.frame, "ebm"))
    assert figures["auc"].value >= 0.848
    assert figures["log_loss"].value <= 0.413
