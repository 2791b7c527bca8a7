"""The personas that vars.yml asks for, held against the latent kinds of a simulated company.

Training never sees the kinds: only this test reads the truth.
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb
import numpy as np
import pytest
import yaml
from sklearn.metrics import adjusted_rand_score

from conftest import ROOT, dbt, simulate

sys.path.insert(0, str(ROOT / "scripts"))

from training.clustering.choice import choose
from training.clustering.clusters import assignments
from training.clustering.space import make_space

AT_LEAST = 0.80


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo company's features, built: 2,000 accounts."""
    folder = tmp_path_factory.mktemp("persona_truth")
    simulated = simulate(folder, "--accounts", "2000")
    build = dbt(
        *("run", "--select", "+fct_account_features"),
        raw=simulated.raw,
        warehouse=folder / "warehouse.duckdb",
    )
    # Publishing needs every mart; the features that are read here are in the work file.
    assert build.work_file.exists(), build.output[-4000:]
    return folder


def test_personas_are_the_latent_kinds(company: Path) -> None:
    """Measured .894, on 696 accounts."""
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))["vars"]
    entry = next(one for one in variables["models"] if one["model"] == "account_personas")
    population = entry["population"]
    with duckdb.connect(str(company / "warehouse_work.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            f"""
            select truth.kind, {", ".join(f"features.{name}" for name in entry["features"])}
            from marts.fct_account_features as features
            inner join '{company / "truth"}/accounts.parquet' as truth
                on features.account_id = truth.account_id
            where
                features.as_of_date = (select max(as_of_date) from marts.fct_account_features)
                and features.{population["attribute"]} >= {population["at_least"]}
            order by features.account_id
            """
        ).fetchnumpy()
    columns = {name: np.asarray(rows[name], dtype=float) for name in entry["features"]}
    kinds = np.asarray(rows["kind"]).astype(str)
    assert len(kinds) > 500
    points = make_space(columns, entry["scaling"], None).coordinates(columns)
    low, high = entry["clusters"]
    chosen, _ = choose(points, entry["kinds"], range(low, high + 1), lambda _: None)
    found = assignments(chosen.fit.clusters, points)
    assert adjusted_rand_score(kinds, found) >= AT_LEAST
