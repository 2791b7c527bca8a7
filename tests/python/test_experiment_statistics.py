"""Results of experiments equal those of gbstats and tea-tasting, and hold as often as they say.

The SQL is that of the models, on made-up units.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
import pytest
import tea_tasting
from gbstats.frequentist import tests
from gbstats.models import statistics

from rendered_sql import model_sql

Floats = np.ndarray
Row = dict[str, float]
TOLERANCE = 1e-6
ALPHA = 0.05
PLANNED = 800
EXPERIMENTS = 2_000
DAYS = 60
PER_DAY = 20
"""Units that enter each arm of a simulated experiment in a day."""


@dataclass(frozen=True)
class Units:
    """Made-up units of one experiment: skewed figures that their past foretells."""

    is_treated: Floats
    numerator: Floats
    denominator: Floats
    past_numerator: Floats
    past_denominator: Floats
    is_reached: Floats
    was_reached: Floats


@pytest.fixture(scope="module")
def units() -> Units:
    """700 units, arms of unlike size."""
    draw = np.random.default_rng(3)
    level = draw.gamma(2, 1, 700)
    is_treated = draw.random(700) < 0.4
    past_denominator = 1 + draw.poisson(4 * level)
    denominator = 1 + draw.poisson(5 * level)
    return Units(
        is_treated=is_treated,
        numerator=draw.gamma(level * (1 + 0.2 * is_treated), 3) * np.sqrt(denominator),
        denominator=denominator.astype(float),
        past_numerator=draw.gamma(level, 3) * np.sqrt(past_denominator),
        past_denominator=past_denominator.astype(float),
        is_reached=(draw.random(700) < 0.2 + 0.1 * is_treated + 0.1 * (level > 2)).astype(float),
        was_reached=(draw.random(700) < 0.2 + 0.2 * (level > 2)).astype(float),
    )


@pytest.fixture(scope="module")
def results(units: Units) -> dict[str, Row]:
    """What the models say of a mean, a proportion and a ratio."""
    ones = np.ones(len(units.is_treated))
    metrics = {
        "mean": (units.numerator, ones, units.past_numerator, ones),
        "proportion": (units.is_reached, ones, units.was_reached, ones),
        "ratio": (
            *(units.numerator, units.denominator),
            *(units.past_numerator, units.past_denominator),
        ),
    }
    entity_ids = [f"u{number}" for number in range(len(ones))]
    values = [
        pa.table(
            {
                "experiment_id": ["e"] * len(ones),
                "entity_id": entity_ids,
                "population": ["assigned"] * len(ones),
                "metric": [metric] * len(ones),
                "variant": np.where(units.is_treated, "treatment", "control"),
                "numerator": numerator,
                "denominator": denominator,
                "past_numerator": past_numerator,
                "past_denominator": past_denominator,
                "has_past": np.ones(len(ones), dtype=int),
            }
        )
        for metric, (numerator, denominator, past_numerator, past_denominator) in metrics.items()
    ]
    with duckdb.connect() as connection:
        connection.register("int_experiment_unit_values", pa.concat_tables(values))
        connection.register(
            "int_experiment_segment_units",
            pa.table(
                {
                    "experiment_id": ["e"] * len(ones),
                    "chosen": ["drawn"] * len(ones),
                    "segment": ["all_customers"] * len(ones),
                    "entity_id": entity_ids,
                }
            ),
        )
        connection.execute(
            "create table int_experiment_parts as select * from (values ('e', 'variant', "
            "'treatment'), ('e', 'variant', 'control')) as parts (experiment_id, part, name)"
        )
        connection.execute(
            "create table int_experiment_definitions as select 'e' as experiment_id, 'control' as "
            f"control, cast({ALPHA} as double) as alpha, cast({PLANNED} as bigint) as planned_units"
        )
        moments = model_sql("int_experiment_moments")
        connection.execute(f"create table int_experiment_moments as {moments}")
        return {row["metric"]: row for row in decided(connection)}


def decided(connection: duckdb.DuckDBPyConnection) -> list[dict]:
    """Differences and intervals from int_experiment_moments."""
    for model in (
        "int_experiment_adjusted_arms",
        "int_experiment_differences",
        "int_experiment_tails",
        "int_experiment_intervals",
    ):
        connection.execute(f"create or replace table {model} as {model_sql(model)}")
    return (
        connection.sql(
            "select * from int_experiment_differences inner join int_experiment_intervals "
            "using (experiment_id, population, segment, metric, variant)"
        )
        .to_arrow_table()
        .to_pylist()
    )


def test_means_and_ratios_equal_those_of_tea_tasting(units: Units, results: dict[str, Row]) -> None:
    """Welch's test, CUPED, and ratios by the delta method."""
    experiment = tea_tasting.Experiment(
        mean=tea_tasting.Mean("numerator"),
        mean_adjusted=tea_tasting.Mean("numerator", covariate="past_numerator"),
        proportion=tea_tasting.Mean("is_reached"),
        proportion_adjusted=tea_tasting.Mean("is_reached", covariate="was_reached"),
        ratio=tea_tasting.RatioOfMeans("numerator", "denominator"),
        ratio_adjusted=tea_tasting.RatioOfMeans(
            *("numerator", "denominator", "past_numerator", "past_denominator")
        ),
    )
    table = pa.table({**vars(units), "variant": units.is_treated.astype(int)})
    for metric, expected in experiment.analyze(table).items():
        name, _, adjusted = metric.partition("_")
        prefix = f"{adjusted}_" if adjusted else ""
        row = results[name]
        bounds = "adjusted" if adjusted else "interval"
        assert row[f"{prefix}difference"] == pytest.approx(expected.effect_size, rel=TOLERANCE)
        assert row[f"{prefix}p_value"] == pytest.approx(expected.pvalue, rel=TOLERANCE)
        assert row[f"{bounds}_low"] == pytest.approx(expected.effect_size_ci_lower, rel=TOLERANCE)
        assert row[f"{bounds}_high"] == pytest.approx(expected.effect_size_ci_upper, rel=TOLERANCE)


def test_tests_equal_those_of_gbstats(units: Units, results: dict[str, Row]) -> None:
    """Welch's test, CUPED, relative differences and always-valid intervals of a mean; of a ratio
    all but CUPED, which gbstats has for means alone.
    """

    def mean_of(figures: Floats) -> statistics.SampleMeanStatistic:
        return statistics.SampleMeanStatistic(len(figures), figures.sum(), (figures**2).sum())

    def arm(is_treated: bool) -> tuple[Floats, Floats, Floats]:
        rows = units.is_treated == is_treated
        return units.numerator[rows], units.past_numerator[rows], units.denominator[rows]

    arms = [arm(False), arm(True)]
    plain = [mean_of(figures) for figures, _, _ in arms]
    adjusted = [
        statistics.RegressionAdjustedStatistic(
            len(figures), mean_of(figures), mean_of(past), (figures * past).sum(), 0.0
        )
        for figures, past, _ in arms
    ]
    theta = statistics.compute_theta(*adjusted)
    for statistic in adjusted:
        statistic.theta = theta
    ratios = [
        statistics.RatioStatistic(
            len(figures), mean_of(figures), mean_of(sizes), (figures * sizes).sum()
        )
        for figures, _, sizes in arms
    ]
    fixed, always_valid = "TwoSidedTTest", "SequentialTwoSidedTTest"
    sequential = {"sequential_tuning_parameter": PLANNED}
    for row, names, pair, test, settings in (
        ("mean", ("interval", "p_value"), plain, fixed, {}),
        ("mean", ("adjusted", "adjusted_p_value"), adjusted, fixed, {}),
        *(
            ("mean", (name, ""), figures, fixed, {"difference_type": "relative"})
            for name, figures in (("relative", plain), ("adjusted_relative", adjusted))
        ),
        *(
            ("mean", (name, f"{name}_p_value"), figures, always_valid, sequential)
            for name, figures in (("sequential", plain), ("adjusted_sequential", adjusted))
        ),
        ("ratio", ("interval", "p_value"), ratios, fixed, {}),
        ("ratio", ("sequential", "sequential_p_value"), ratios, always_valid, sequential),
    ):
        config = tests.SequentialConfig if test.startswith("Seq") else tests.FrequentistConfig
        wanted = {"difference_type": "absolute", **settings, "alpha": ALPHA}
        expected = getattr(tests, test)(*pair, config(**wanted)).compute_result()
        found = results[row]
        bounds = (found[f"{names[0]}_low"], found[f"{names[0]}_high"])
        assert bounds == pytest.approx(expected.ci, rel=TOLERANCE), (row, names)
        if names[1]:
            assert found[names[1]] == pytest.approx(expected.p_value, rel=TOLERANCE), (row, names)


def simulated(effect: float, days: int, seed: int) -> Floats:
    """Moments of EXPERIMENTS experiments at the end of each day: one row per experiment, day and
    part, as sums of skewed figures and of the past that foretells them.
    """
    draw = np.random.default_rng(seed)
    shape = (2, EXPERIMENTS, days * PER_DAY)
    level = draw.gamma(2, 1, shape)
    past = level + draw.normal(size=shape)
    figure = level + draw.exponential(1, shape)
    figure[0] += effect
    ends = np.arange(1, days + 1) * PER_DAY - 1
    return np.stack(
        [
            np.cumsum(terms, axis=2)[:, :, ends]
            for terms in (figure, past, figure**2, past**2, figure * past)
        ]
    )


def moments_table(sums: Floats, looks: Floats) -> pa.Table:
    """Rows of int_experiment_moments from cumulated sums, at some days' ends."""
    count = (looks + 1) * PER_DAY
    columns: dict[str, list] = {}
    parts = (("variant", sums[:, 0], count), ("control", sums[:, 1], count))
    both = ("both", sums[:, 0] + sums[:, 1], 2 * count)
    for part, part_sums, units in (*parts, both):
        figure, past, figures_squared, past_squared, products = part_sums[:, :, looks] / units
        freedom = units / (units - 1)
        rows = figure.size
        zeros = np.zeros(rows)
        names = np.arange(EXPERIMENTS)[:, None] * 1000 + looks[None, :]
        figures = {
            "units": np.broadcast_to(units, figure.shape),
            "mean_numerator": figure,
            "mean_past_numerator": past,
            "variance_numerator": (figures_squared - figure**2) * freedom,
            "variance_past_numerator": (past_squared - past**2) * freedom,
            "covariance_numerator_past_numerator": (products - figure * past) * freedom,
        }
        found = {name: values.ravel() for name, values in figures.items()}
        found |= {name: np.ones(rows) for name in ONES} | dict.fromkeys(ZEROS, zeros)
        found |= {"experiment_id": names.ravel().astype(str), "part": np.full(rows, part)}
        for name, values in found.items():
            columns.setdefault(name, []).append(values)
    joined = {name: np.concatenate(values) for name, values in columns.items()}
    constants = {"population": "assigned", "segment": "all", "metric": "m", "variant": "v"}
    return pa.table(
        joined | {name: [value] * len(joined["part"]) for name, value in constants.items()}
    )


ONES = ("mean_denominator", "mean_past_denominator", "mean_has_past")
ZEROS = (
    *("variance_denominator", "variance_past_denominator", "variance_has_past"),
    *("covariance_numerator_denominator", "covariance_numerator_past_denominator"),
    *("covariance_denominator_past_numerator", "covariance_denominator_past_denominator"),
    *("covariance_past_numerator_past_denominator", "covariance_numerator_has_past"),
    *("covariance_denominator_has_past", "covariance_past_numerator_has_past"),
    "covariance_past_denominator_has_past",
)


def intervals_of(moments: pa.Table) -> pa.Table:
    """What the models say of moments, by experiment and day."""
    with duckdb.connect() as connection:
        connection.register("int_experiment_moments", moments)
        connection.execute(
            "create table int_experiment_definitions as select distinct experiment_id, "
            f"cast({ALPHA} as double) as alpha, cast({DAYS * PER_DAY * 2} as bigint) "
            "as planned_units from int_experiment_moments"
        )
        for model in (
            "int_experiment_adjusted_arms",
            "int_experiment_differences",
            "int_experiment_tails",
            "int_experiment_intervals",
        ):
            connection.execute(f"create table {model} as {model_sql(model)}")
        return connection.sql(
            "select cast(experiment_id as integer) // 1000 as experiment, "
            "* exclude (experiment_id) from int_experiment_intervals"
        ).to_arrow_table()


def test_always_valid_intervals_may_be_looked_at_daily() -> None:
    """2,000 A/A experiments, looked at on each of 60 days: at most 5 % ever exclude 0."""
    sums = simulated(effect=0, days=DAYS, seed=17)
    found = intervals_of(moments_table(sums, np.arange(DAYS)))
    experiment = found["experiment"].to_numpy()
    assert len(experiment) == EXPERIMENTS * DAYS
    for prefix in ("", "adjusted_"):
        low = found[f"{prefix}sequential_low"].to_numpy()
        high = found[f"{prefix}sequential_high"].to_numpy()
        ever_wrong = np.unique(experiment[(low > 0) | (high < 0)])
        assert len(ever_wrong) / EXPERIMENTS <= ALPHA, prefix
        # whoever looks at the fixed intervals daily is wrong far more often
        peeking = np.unique(experiment[found[f"{prefix}p_value"].to_numpy() < ALPHA])
        assert len(peeking) / EXPERIMENTS > 3 * ALPHA, prefix


@pytest.mark.parametrize("effect", [0, 0.15])
def test_fixed_intervals_cover_the_truth(effect: float) -> None:
    """2,000 experiments at their planned end: 95 % ± 1.5 cover it, and CUPED narrows them."""
    sums = simulated(effect=effect, days=DAYS, seed=29)
    found = intervals_of(moments_table(sums, np.array([DAYS - 1])))
    widths = {}
    for name in ("interval", "adjusted"):
        low, high = found[f"{name}_low"].to_numpy(), found[f"{name}_high"].to_numpy()
        covered = np.mean((low <= effect) & (effect <= high))
        assert abs(covered - 0.95) <= 0.015, name
        widths[name] = np.mean(high - low)
    assert widths["adjusted"] < 0.9 * widths["interval"]
