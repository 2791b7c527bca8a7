"""The personas that vars.yml asks for, held against the latent kinds of a simulated company.

Training never sees the kinds: only this test reads the truth.
"""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import yaml
from sklearn.metrics import adjusted_rand_score

from conftest import ROOT, Build, Company

sys.path.insert(0, str(ROOT / "scripts"))

from training.clustering.choice import choose
from training.clustering.clusters import assignments
from training.clustering.space import make_space

AT_LEAST = 0.80


def test_personas_are_the_latent_kinds(demo_company: Company, demo_build: Build) -> None:
    """Measured .894, on 696 accounts."""
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))["vars"]
    entry = next(one for one in variables["models"] if one["model"] == "account_personas")
    population = entry["population"]
    with duckdb.connect(str(demo_build.work_file), read_only=True) as connection:
        rows = connection.execute(
            f"""
            select truth.kind, {", ".join(f"features.{name}" for name in entry["features"])}
            from marts.fct_account_features as features
            inner join '{demo_company.truth}/accounts.parquet' as truth
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
