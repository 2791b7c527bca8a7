"""Switchback experiments: errors clustered by window, as Welch has them, that hold as they say."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
from scipy import stats

from rendered_sql import model_sql

EXPERIMENTS = 2_000
WINDOWS = 24
DAYS = 3
EFFECT = 4.0


def test_intervals_cover_the_truth_and_equal_those_of_welch() -> None:
    """2,000 experiments of 24 windows whose days are alike within a window: 95 % ± 1.5."""
    draw = np.random.default_rng(23)
    shape = (EXPERIMENTS, WINDOWS)
    is_on = draw.permuted(np.broadcast_to(np.arange(WINDOWS) % 2, shape), axis=1) == 1
    of_window = 50 + EFFECT * is_on + draw.normal(0, 5, shape)
    of_day = of_window[:, :, None] + draw.normal(0, 2, (*shape, DAYS))
    first_day = np.datetime64("2020-01-01") + DAYS * np.arange(EXPERIMENTS * WINDOWS)
    names = np.repeat(np.arange(EXPERIMENTS), WINDOWS)
    with duckdb.connect() as connection:
        connection.register(
            "int_switchback_windows",
            pa.table(
                {
                    "experiment_id": names,
                    "variant": np.where(is_on.ravel(), "on", "off"),
                    "starts_at": first_day,
                    "first_day": first_day,
                    "last_day": first_day + DAYS - 1,
                    "days": np.full(len(names), DAYS),
                }
            ),
        )
        connection.register(
            "int_experiment_metric_days",
            pa.table(
                {
                    "metric": ["m"] * of_day.size,
                    # an entity of its own for each experiment keeps them apart
                    "entity": np.repeat(names, DAYS).astype(str),
                    "metric_day": np.datetime64("2020-01-01") + np.arange(of_day.size),
                    "item": pa.nulls(of_day.size, pa.string()),
                    "amount": of_day.ravel(),
                    "base": np.zeros(of_day.size),
                }
            ),
        )
        connection.execute(
            "create table int_experiment_definitions as select range as experiment_id, "
            "'switchback' as design, cast(range as varchar) as unit, 'off' as control, "
            f"0.05::double as alpha from range({EXPERIMENTS})"
        )
        connection.execute(
            "create table int_experiment_parts as select experiment_id, 'primary_metric' as part, "
            "'m' as name from int_experiment_definitions"
        )
        connection.execute(
            "create table metrics as select 'm' as metric, 'daily' as family, 'mean' as kind"
        )
        connection.execute(
            f"create table int_switchback_arms as {model_sql('int_switchback_arms')}"
        )
        found = connection.sql(
            f"select * from ({model_sql('fct_switchback_results')}) "
            "order by cast(experiment_id as integer)"
        ).to_arrow_table()
    low, high = found["interval_low"].to_numpy(), found["interval_high"].to_numpy()
    assert len(low) == EXPERIMENTS
    covered = np.mean((low <= EFFECT) & (high >= EFFECT))
    assert abs(covered - 0.95) <= 0.015
    means = of_day.mean(axis=2)
    for number in range(0, EXPERIMENTS, 100):
        on, off = means[number][is_on[number]], means[number][~is_on[number]]
        expected = stats.ttest_ind(on, off, equal_var=False)
        interval = expected.confidence_interval()
        assert np.isclose(found["p_value"][number].as_py(), expected.pvalue, rtol=1e-9)
        assert np.allclose((low[number], high[number]), tuple(interval), rtol=1e-9)
