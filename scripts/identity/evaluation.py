"""How well matching finds who is the same, on labelled records: beside splink's own example.

The example is the one of splink's tutorial for the same data (docs/demos/tutorials of
moj-analytical-services/splink: "Estimating model parameters" for comparisons and training,
"Evaluation" for the looser blocking rules that it recommends for data of this quality). Both are
judged alike: over the labelled pairs, where a clerical score of at least 0.5 says that two are one
person, and a pair that wasn't compared counts as not found.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import splink.comparison_library as comparisons
from numpy.typing import NDArray
from splink import ColumnExpression, DuckDBAPI, Linker, SettingsCreator, block_on

from identity.matching import ID, Matcher
from identity.refusals import MatchingError
from identity.settings import Compared, Settings

RECORDS, LABELS = "fake_1000.csv", "fake_1000_labels.csv"
CLERICAL_THRESHOLD = 0.5
RESAMPLES = 500
PLATEAU = 0.01
"""Thresholds whose F1 is so near the best one's are its plateau."""

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

OURS = Settings(
    compare=(
        Compared("first_name", "name", swapped_with="surname"),
        Compared("surname", "name", swapped_with="first_name"),
        Compared("dob", "date"),
        Compared("city", "text"),
        Compared("email", "email"),
    ),
    block_on=(("first_name",), ("surname",), ("dob",), ("city",), ("email",)),
    certain=(("first_name", "dob"), ("surname", "dob"), ("email",)),
    learn_from=(("first_name", "surname"), ("dob",), ("email",)),
    share_of_certain=0.7,
    max_pairs=2_000_000,
    threshold=0.95,
    review_from=0.5,
    seed=1,
    settings_hash="",
)
"""The project's comparisons and settings, bound to the columns of these records."""


@dataclass(frozen=True)
class Labelled:
    """Records, and pairs of them of which it is known whether they are one person."""

    records: pa.Table
    left: Sequence[str]
    right: Sequence[str]
    is_same: Bools
    clusters: dict[str, str]


@dataclass(frozen=True)
class Quality:
    """How well pairs were told apart, at the best threshold."""

    name: str
    threshold: float
    precision: float
    recall: float
    f1: float
    low: float
    high: float
    plateau: tuple[float, float]
    f1_by_threshold: dict[float, float]
    all_pairs_f1: float
    """Over all pairs of records instead of the labelled ones, at its own best threshold."""
    compared_pairs: int
    probabilities: Floats


def read_labelled(folder: Path) -> Labelled:
    """The records of a folder with their labels."""
    for name in (RECORDS, LABELS):
        if not (folder / name).exists():
            raise MatchingError(f"There is no file {name} in {folder}.")
    with duckdb.connect(":memory:") as connection:
        records = connection.sql(
            f"select * exclude (cluster) rename (unique_id as {ID}) "
            "from read_csv(?, all_varchar = true)",
            params=[str(folder / RECORDS)],
        ).to_arrow_table()
        clusters = connection.execute(
            "select unique_id, cluster from read_csv(?, all_varchar = true)",
            [str(folder / RECORDS)],
        ).fetchall()
        labels = connection.sql(
            "select least(unique_id_l, unique_id_r) as one, greatest(unique_id_l, unique_id_r) as "
            "other, cast(clerical_match_score as double) >= ? as is_same "
            "from read_csv(?, all_varchar = true) order by one, other",
            params=[CLERICAL_THRESHOLD, str(folder / LABELS)],
        ).to_arrow_table()
    return Labelled(
        records,
        labels["one"].to_pylist(),
        labels["other"].to_pylist(),
        np.array(labels["is_same"].to_pylist(), dtype=bool),
        dict(clusters),
    )


def by_the_project(records: pa.Table) -> pa.Table:
    """What the project's settings say of all pairs that they compare."""
    matcher = Matcher(records, OURS)
    matcher.learn()
    return matcher.probabilities()


def by_the_example(records: pa.Table) -> pa.Table:
    """What splink's example settings for these records say."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    connection.register("given", records)
    connection.execute(f"create table records as select * from given order by {ID}")
    linker = Linker(
        DuckDBAPI(connection).register(connection.table("records")),
        SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name=ID,
            comparisons=[
                comparisons.NameComparison("first_name"),
                comparisons.NameComparison("surname"),
                comparisons.LevenshteinAtThresholds(ColumnExpression("dob").cast_to_string(), 1),
                comparisons.ExactMatch("city").configure(term_frequency_adjustments=True),
                comparisons.EmailComparison("email"),
            ],
            blocking_rules_to_generate_predictions=[
                block_on(one) for one in ("first_name", "city", "email", "dob")
            ],
        ),
        log_level=logging.CRITICAL,
    )
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [
            block_on("first_name", "dob"),
            "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
            block_on("email"),
        ],
        recall=0.7,
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    found = linker.inference.predict().as_duckdbpyrelation()
    return found.project(
        f"least({ID}_l, {ID}_r) as left_id, greatest({ID}_l, {ID}_r) as right_id, "
        "match_probability as probability"
    ).to_arrow_table()


MATCHERS: dict[str, Callable[[pa.Table], pa.Table]] = {
    "the project's settings": by_the_project,
    "splink's example": by_the_example,
}


def judged(name: str, scored: pa.Table, labelled: Labelled) -> Quality:
    """How well a matcher tells the labelled pairs apart."""
    ends = zip(scored["left_id"].to_pylist(), scored["right_id"].to_pylist(), strict=True)
    by_pair = dict(zip(ends, scored["probability"].to_numpy(), strict=True))
    probabilities = np.array(
        [by_pair.get(pair, 0.0) for pair in zip(labelled.left, labelled.right, strict=True)]
    )
    thresholds, scores = f1_by_threshold(probabilities, labelled.is_same)
    best = int(scores.argmax())
    taken = probabilities >= thresholds[best]
    right = int((taken & labelled.is_same).sum())
    near = thresholds[scores >= scores[best] - PLATEAU]
    rng = np.random.default_rng(1)
    resampled = [
        f1_of(taken[rows], labelled.is_same[rows])
        for rows in rng.integers(0, len(taken), (RESAMPLES, len(taken)))
    ]
    clusters = labelled.clusters
    is_same = np.array([clusters[left] == clusters[right] for left, right in by_pair], dtype=bool)
    _, over_all = f1_by_threshold(np.array(list(by_pair.values())), is_same, _same_pairs(clusters))
    return Quality(
        name=name,
        threshold=float(thresholds[best]),
        precision=right / int(taken.sum()),
        recall=right / int(labelled.is_same.sum()),
        f1=float(scores[best]),
        low=float(np.quantile(resampled, 0.025)),
        high=float(np.quantile(resampled, 0.975)),
        plateau=(float(near.min()), float(near.max())),
        f1_by_threshold={
            threshold: f1_of(probabilities >= threshold, labelled.is_same)
            for threshold in (0.01, 0.1, 0.5, 0.9, 0.95, 0.99)
        },
        all_pairs_f1=float(over_all.max()),
        compared_pairs=scored.num_rows,
        probabilities=probabilities,
    )


def f1_of(taken: Bools, is_same: Bools) -> float:
    """F1 of the pairs that were taken for one person."""
    return float(2 * (taken & is_same).sum() / max(taken.sum() + is_same.sum(), 1))


def f1_by_threshold(
    probabilities: Floats, is_same: Bools, positives: int | None = None
) -> tuple[Floats, Floats]:
    """Each threshold that tells the pairs apart otherwise, above 0, and F1 from there on."""
    order = np.argsort(-probabilities, kind="stable")
    ranked = probabilities[order]
    right = np.cumsum(is_same[order])
    last = np.append(ranked[1:] < ranked[:-1], True) & (ranked > 0)
    places = np.flatnonzero(last)
    total = int(is_same.sum()) if positives is None else positives
    return ranked[places], 2 * right[places] / (places + 1 + total)


def _same_pairs(clusters: dict[str, str]) -> int:
    """How many pairs of records are one person."""
    _, sizes = np.unique(list(clusters.values()), return_counts=True)
    return int((sizes * (sizes - 1) // 2).sum())
