"""What the churn model knows, held against the true chances of a simulated company.

Training never sees them: only this test reads the truth. Churn depends on health, errors, support
and satisfaction that no table holds, and on chance.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from conftest import ROOT, Build, Company, shared_data
from training import metrics
from training.evaluation import cross_validated, measured, read_table
from training.frame import Floats, Frame
from training.plan import Plan, read_plans
from training.propensities import usable_rows
from training.registry import Registry
from training.warehouses import DuckDBWarehouse

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


def test_churn_model_ranks_almost_as_well_as_the_truth(
    trained: Build, demo_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Out of time, on the rows that the model was reported on: AUC and calibration."""
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
    assert len(report) == figures["rows_reported"]

    probabilities = registry.scorer(champion["model_id"]).probabilities(report.columns)
    everyone = np.ones(len(report))
    area = metrics.auc(report.is_positive, probabilities, everyone)
    assert area == pytest.approx(figures["auc"]["value"])
    truth = metrics.auc(report.is_positive, true_chances(report, demo_company.truth), everyone)
    assert area / truth >= SHARE_OF_TRUE_AUC
    assert figures["calibration_error"]["value"] <= CALIBRATION_ERROR


def test_telco_is_foretold_as_well_as_by_others() -> None:
    """IBM's customers: AUC at least .848 and log-loss at most .413, by the better of the kinds."""
    table = read_table(shared_data("telco") / "Telco-Customer-Churn.csv", "Churn")
    assert set(table.left_out) == {"customerID"}
    figures = measured(table.frame, cross_validated(table.frame, "ebm"))
    assert figures["auc"].value >= 0.848
    assert figures["log_loss"].value <= 0.413
