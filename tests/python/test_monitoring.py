"""Performance, drift, fairness and checks of sources on made-up rows, held against libraries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from scipy import stats
from sklearn import metrics as reference

from compiled_models import CompiledModels, Row
from conftest import Build
from training import metrics
from training.baselines import feature_rows

TODAY = date(2025, 6, 30)
SMALLEST_SHARE = 1e-4


@pytest.fixture(scope="module")
def models(tiny_build: Build) -> CompiledModels:
    """The models' SQL."""
    return CompiledModels.of(tiny_build)


def scores(model_id: str, probabilities: NDArray, labels: NDArray) -> pa.Table:
    """Scores of a model whose outcomes are known."""
    count = len(labels)
    return pa.table(
        {
            "model_id": [model_id] * count,
            "model": ["m"] * count,
            "version": [1] * count,
            "entity": ["account"] * count,
            "horizon_days": [30] * count,
            "entity_id": [f"a{number:05}" for number in range(count)],
            "as_of_date": [TODAY] * count,
            "probability": probabilities,
            "is_positive": labels,
            "is_reported": [False] * count,
            "is_out_of_time": [True] * count,
        }
    )


def standard_error_of_auc(labels: NDArray, probabilities: NDArray) -> float:
    """DeLong's, pair by pair."""
    ours, others = probabilities[labels][:, None], probabilities[~labels][None, :]
    wins = (ours > others) + (ours == others) / 2
    return float(
        np.sqrt(
            wins.mean(axis=1).var(ddof=1) / wins.shape[0]
            + wins.mean(axis=0).var(ddof=1) / wins.shape[1]
        )
    )


@pytest.mark.parametrize("digits", [1, 2, 15], ids=["many ties", "some ties", "no ties"])
def test_figures_equal_those_of_scikit_learn(models: CompiledModels, digits: int) -> None:
    """AUC, log-loss, Brier, calibration error and the intervals, however many scores are equal."""
    rng = np.random.default_rng(digits)
    drawn = {
        f"m_v{count}": (np.round(rng.beta(1, 4, count), digits), rng.random(count))
        for count in (30, 457, 1_000)
    }
    rows = {name: (chance, luck < chance) for name, (chance, luck) in drawn.items()}
    table = pa.concat_tables([scores(name, *values) for name, values in rows.items()])
    found = models.run(["int_model_figures"], {"int_matured_scores": table})
    assert len(found) == len(rows)
    for row in found:
        chance, labels = rows[row["model_id"]]
        bounded = np.clip(chance, 1e-12, 1 - 1e-12)
        surprise = -np.log(np.where(labels, bounded, 1 - bounded))
        expected = {
            "positives": labels.sum(),
            "mean_probability": chance.mean(),
            "auc": reference.roc_auc_score(labels, chance),
            "auc_standard_error": standard_error_of_auc(labels, chance),
            "log_loss": reference.log_loss(labels, bounded),
            "log_loss_standard_error": surprise.std(ddof=1) / np.sqrt(len(labels)),
            "brier": reference.brier_score_loss(labels, chance),
            "calibration_error": metrics.calibration_error(labels, chance, np.ones(len(labels))),
        }
        for name, value in expected.items():
            assert row[name] == pytest.approx(value, abs=1e-9), (row["model_id"], name)


def drift(
    models: CompiledModels, then: dict[str, NDArray], now: dict[str, NDArray]
) -> dict[str, Row]:
    """What rpt_feature_drift says of features, from their values in training and now."""
    baselines: list[Row] = []
    counts: list[Row] = []
    for name, values in then.items():
        bins = feature_rows(name, values)
        baselines += [{"model_id": "m_v1", **row} for row in bins]
        places = bin_places(bins, now[name])
        for index in np.unique(places):
            inside = now[name][places == index]
            counts.append(
                {
                    "model_id": "m_v1",
                    "feature": name,
                    "as_of_date": TODAY,
                    "bin_index": int(index),
                    "row_count": len(inside),
                    "value_total": float(inside.sum()) if index else None,
                }
            )
    rows = models.run(
        ["rpt_feature_drift"],
        {
            "int_run": [{"as_of_date": TODAY}],
            "int_drift_counts": counts,
            "stg_registry__feature_baselines": baselines,
            "stg_registry__trained_models": [
                {"model_id": "m_v1", "model": "m", "version": 1, "entity": "account"}
            ],
        },
    )
    return {row["feature"]: row for row in rows}


def bin_places(bins: Sequence[Row], values: NDArray) -> NDArray:
    """The bin of each value; 0 where it is missing."""
    bounds = [row["lower_bound"] for row in bins if row["lower_bound"] is not None]
    return np.where(np.isnan(values), 0, 1 + np.searchsorted(bounds, values, side="right"))


def stability_index(then: NDArray, now: NDArray) -> float:
    """The index by numpy: tenths of training, and a bin for what is missing."""
    known = then[~np.isnan(then)]
    edges = [-np.inf, *np.unique(np.quantile(known, np.arange(0.1, 0.95, 0.1))), np.inf]
    shares = []
    for values in (then, now):
        counts = [*np.histogram(values[~np.isnan(values)], edges)[0], np.isnan(values).sum()]
        shares.append(np.maximum(np.array(counts) / len(values), SMALLEST_SHARE))
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


def test_drift_equals_that_of_numpy(models: CompiledModels) -> None:
    """A feature that moved by half a standard deviation is flagged, a steady one is not."""
    rng = np.random.default_rng(7)
    then = {name: rng.normal(10, 3, 4_000) for name in ("steady", "moved", "shifted", "lost")}
    for values in then.values():
        values[rng.random(4_000) < 0.1] = np.nan
    now = {name: rng.choice(values, 1_500) for name, values in then.items()}
    now["moved"] = now["moved"] + 1.3
    now["shifted"] = now["shifted"] + 1.8
    now["lost"] = np.where(rng.random(1_500) < 0.5, np.nan, now["lost"])
    found = drift(models, then, now)
    for name, row in found.items():
        expected = stability_index(then[name], now[name])
        assert row["population_stability_index"] == pytest.approx(expected, abs=1e-9), name
        shift = (np.nanmean(now[name]) - np.nanmean(then[name])) / np.nanstd(then[name])
        assert row["mean_shift"] == pytest.approx(shift, abs=1e-9), name
        assert row["missing_share"] == pytest.approx(np.isnan(now[name]).mean(), abs=1e-12)
    assert {name: row["verdict"] for name, row in found.items()} == {
        "steady": "steady",
        "moved": "moved",
        "shifted": "shifted",
        "lost": "shifted",
    }


def test_chance_moves_small_samples_without_a_word(models: CompiledModels) -> None:
    """Of 300 steady features of 60 entities about one in a hundred exceeds what chance does."""
    rng = np.random.default_rng(11)
    then = {f"f{number}": rng.normal(size=2_000) for number in range(300)}
    now = {name: rng.normal(size=60) for name in then}
    found = drift(models, then, now).values()
    for row in found:
        exact = stats.chi2.ppf(0.99, 9) * (1 / 60 + 1 / 2_000)
        assert row["index_by_chance"] == pytest.approx(exact, rel=0.01)
    assert sum(row["population_stability_index"] >= 0.1 for row in found) > 100
    assert sum(row["verdict"] != "steady" for row in found) <= 12


def daily_rows(name: str, counts: NDArray) -> list[Row]:
    """A table's rows by day, the last one that of the as-of date."""
    days = [TODAY - timedelta(len(counts) - 1 - place) for place in range(len(counts))]
    return [
        {"table_name": name, "row_day": day, "row_count": int(count)}
        for day, count in zip(days, counts, strict=True)
        if count
    ]


def test_a_source_that_stops_is_flagged(models: CompiledModels) -> None:
    """By its age and by its volume; those that go on with their week and their chance are not."""
    rng = np.random.default_rng(3)
    weeks = np.tile([200, 210, 190, 200, 180, 40, 30], 26)[:180]
    sound = {f"sound_{number}": rng.poisson(weeks) for number in range(20)}
    sparse = {f"sparse_{number}": rng.poisson(0.3, 180) for number in range(20)}
    stopped = rng.poisson(weeks)
    stopped[-4:] = 0
    halved = rng.poisson(weeks)
    halved[-3:] //= 2
    given = {"stopped": stopped, "halved": halved} | sound | sparse
    rows = [row for name, counts in given.items() for row in daily_rows(name, counts)]
    inputs = {"int_run": [{"as_of_date": TODAY}], "int_table_days": rows}
    late = {
        row["table_name"]
        for row in models.run(["int_freshness_checks"], inputs)
        if row["is_unusual"]
    }
    assert "stopped" in late
    assert len(late) <= 2
    anomalies = models.run(["int_volume_anomalies"], inputs)
    days = {(row["table_name"], row["period_start"]) for row in anomalies}
    assert {("stopped", TODAY - timedelta(days_ago)) for days_ago in range(2)} <= days
    assert ("halved", TODAY) in days
    assert len([name for name, _ in days if name.startswith("sound")]) <= 4
    assert not [name for name, _ in days if name.startswith("sparse")]


def test_disparity_is_told_from_chance(models: CompiledModels) -> None:
    """Of 200 sound groups hardly one is flagged; one whose members are missed is, and so is one
    of whom too much is foretold.
    """
    rng = np.random.default_rng(5)

    def counts(column: str, value: str, found: float = 0.7, foretold: float = 0.1) -> Row:
        positives = int(rng.binomial(600, 0.1))
        true_positives = int(rng.binomial(positives, found))
        return {
            "model_id": "m_v1",
            "model": "m",
            "version": 1,
            "entity": "account",
            "group_column": column,
            "group_value": value,
            "entities_per_row": 1.0,
            "first_as_of_date": TODAY,
            "last_as_of_date": TODAY,
            "scores": 600,
            "entities": 600,
            "positives": positives,
            "selected": true_positives + int(rng.binomial(600 - positives, 0.1)),
            "true_positives": true_positives,
            "probability_total": 600 * foretold,
        }

    groups = [
        counts(column, f"{number}") for column in ("country", "plan_tier") for number in range(100)
    ]
    groups += [
        *(counts("seats", f"{number}") for number in range(5)),
        counts("seats", "missed", found=0.3),
        counts("seats", "overrated", foretold=0.2),
    ]
    rows = models.run(["rpt_fairness"], {"int_group_outcomes": groups})
    verdicts = {(row["group_column"], row["group_value"]): row["verdict"] for row in rows}
    assert verdicts["seats", "missed"].startswith("found less often than others")
    assert verdicts["seats", "overrated"] == "foretold too much"
    flagged = [row for row in rows if row["is_flagged"] and row["group_column"] != "seats"]
    assert len(flagged) <= 8
