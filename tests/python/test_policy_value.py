"""Values of policies by inverse propensity: their intervals hold the truth as often as they say."""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa

from rendered_sql import model_sql

SIMULATIONS = 2_000
UNITS = 400
PROPENSITY = 0.4
STRENGTH = 0.3
"""What treatment gives the unit with the highest score, and takes from the one with the lowest."""


def test_intervals_of_policies_hold_their_true_values() -> None:
    """2,000 trials of 400 units, a share of 0.4 treated: 95 % ± 1.5 for each policy and figure."""
    draw = np.random.default_rng(11)
    shape = (SIMULATIONS, UNITS)
    # the same places in every trial, so that each policy's true value is known exactly
    score = np.broadcast_to(np.linspace(-1, 1, UNITS), shape)
    is_treated = draw.random(shape) < PROPENSITY
    is_reached = draw.random(shape) < 0.5 + STRENGTH * score * is_treated
    numbers = np.arange(SIMULATIONS)
    with duckdb.connect() as connection:
        connection.register(
            "stg_registry__uplift_units",
            pa.table(
                {
                    "model_id": np.repeat(numbers, UNITS),
                    "unit_number": np.tile(np.arange(UNITS), SIMULATIONS),
                    "is_treated": is_treated.ravel().astype(int),
                    "is_reached": is_reached.ravel().astype(int),
                    "score": score.ravel(),
                }
            ),
        )
        for table, columns in {
            "int_models_served": "number as model_id, 'uplift' as task, 'champion' as status",
            "stg_registry__trained_models": "number as model_id, number as model, 1 as version",
            "int_uplift_definitions": "number as model, 'e' as experiment_id, 0.1 as least_effect",
            "stg_registry__uplift_calibrations": (
                "number as model_id, 0.0 as average_effect, 0.0 as average_score, "
                f"{STRENGTH}::double as slope, 0.0 as variance_of_effect, "
                f"0.0 as variance_of_slope, {PROPENSITY}::double as share_treated"
            ),
        }.items():
            connection.execute(
                f"create table {table} as select {columns} from range({SIMULATIONS}) as t (number)"
            )
        connection.execute(
            "create table int_experiment_definitions (experiment_id varchar, control varchar)"
        )
        connection.execute(
            "create table int_experiment_parts "
            "(experiment_id varchar, part varchar, name varchar, planned_share double)"
        )
        connection.execute(f"create table int_policy_choices as {model_sql('int_policy_choices')}")
        found = connection.sql(model_sql("rpt_policy_value")).to_arrow_table()
    effect = STRENGTH * score[0]
    truth = {
        "none": 0.5,
        "all": 0.5 + effect.mean(),
        "persuadables_only": 0.5 + np.where(effect >= 0.1, effect, 0).mean(),
        "best_fifth": 0.5 + np.where(np.arange(UNITS) >= UNITS * 0.8, effect, 0).mean(),
    }
    columns = {name: found[name].to_numpy(zero_copy_only=False) for name in found.column_names}
    assert len(columns["policy"]) == SIMULATIONS * len(truth)
    for policy, value in truth.items():
        rows = columns["policy"] == policy
        for figure, true in (
            ("value", value),
            ("unnormalised", value),
            *([] if policy == "none" else [("gain", value - truth["none"])]),
        ):
            low, high = columns[f"{figure}_low"][rows], columns[f"{figure}_high"][rows]
            covered = np.mean((low <= true) & (true <= high))
            assert abs(covered - 0.95) <= 0.015, (policy, figure, covered)
