"""Wrong models stop the run before any model is built, and say where and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT, Build, dbt, project_with
from random_rules import write_raw

# Each wrong model, and what its error has to say. One run of dbt tells them all.
# The project's own segments ask models that these tests leave out.
SEGMENTS = "[{segment: advocates, enter: {attribute: nps_category, is: promoter}}]"

WRONG = {
    "unknown_key": (
        "{model: unknown_key, outcome: churned, horizon: 30}",
        [
            "unknown key 'horizon'; did you mean horizon_days",
            "horizon_days: expected a whole number from 1 to 100000, found nothing",
        ],
    ),
    "key_of_another_task": (
        "{model: key_of_another_task, task: personas, horizon_days: 30}",
        ["unknown key 'horizon_days'; valid here: model, label"],
    ),
    "unknown_outcome": (
        "{model: unknown_outcome, outcome: churn, horizon_days: 30}",
        ["outcome: expected churned or expanded", "found 'churn'; did you mean churned?"],
    ),
    "no_outcome": ("{model: no_outcome}", ["outcome: expected churned or", "found nothing"]),
    "user_outcome": (
        "{model: user_outcome, entity: user, outcome: churned, horizon_days: 30}",
        ["outcome: expected {member_of: a segment}, found 'churned'"],
    ),
    "unknown_segment": (
        "{model: unknown_segment, outcome: {member_of: advocate}}",
        ["outcome.member_of: there is no segment 'advocate'; did you mean advocates"],
    ),
    "other_entity": (
        "{model: other_entity, entity: user, outcome: {member_of: advocates}}",
        ["'advocates' is a segment of accounts, this one of users"],
    ),
    "horizon_of_lookalikes": (
        "{model: horizon_of_lookalikes, outcome: {member_of: advocates}, horizon_days: 30}",
        ["horizon_days: look-alikes of a segment are judged as of the date itself"],
    ),
    "hazard_of_membership": (
        "{model: hazard_of_membership, task: hazard, outcome: {member_of: advocates}}",
        ["use task: propensity"],
    ),
    "uplift_without_trial": (
        "{model: uplift_without_trial, task: uplift, outcome: churned, horizon_days: 90}",
        ["experiment: expected an experiment_id of the table experiment_assignments"],
    ),
    "uplift_of_one_arm": (
        "{model: uplift_of_one_arm, task: uplift, outcome: churned, horizon_days: 90, "
        "experiment: nudges, treatment: a, control: a}",
        ["treatment and control are the same variant"],
    ),
    "uplift_thresholds": (
        "{model: uplift_thresholds, task: uplift, outcome: churned, horizon_days: 90, "
        "experiment: nudges, least_effect: 2, likely: often}",
        [
            "least_effect: expected a number from 0 to below 1, found 2",
            "likely: expected a number from 0 to below 1, found 'often'",
        ],
    ),
    "uplift_of_membership": (
        "{model: uplift_of_membership, task: uplift, experiment: nudges, "
        "outcome: {member_of: advocates}}",
        ["a membership is there or not, so uplift has nothing to wait for"],
    ),
    "unknown_task": (
        "{model: unknown_task, task: propensities, outcome: churned}",
        ["task: expected propensity or hazard or uplift or personas, found 'propensities'"],
    ),
    "unknown_kind": (
        "{model: unknown_kind, outcome: churned, horizon_days: 30, kinds: [ebm, logistics]}",
        ["kinds[1]: 'logistics' is none of logistic, ebm; did you mean logistic?"],
    ),
    "unknown_entity": (
        "{model: unknown_entity, entity: company, outcome: churned, horizon_days: 30}",
        ["entity: expected account or user, found 'company'"],
    ),
    "unknown_feature": (
        "{model: unknown_feature, outcome: churned, horizon_days: 30, features: [mmr]}",
        ["features[0]: 'mmr' is none of the features of accounts; did you mean mrr"],
    ),
    "later_feature": (
        "{model: later_feature, outcome: churned, horizon_days: 30, features: [mrr, industry]}",
        ["features[1]: 'industry' is not known as of a date in the past"],
    ),
    "date_feature": (
        "{model: date_feature, outcome: churned, horizon_days: 30, features: [renewal_date]}",
        ["features[0]: 'renewal_date' is a date; a model reads numbers, texts and yes or no"],
    ),
    "unknown_exclusion": (
        "{model: unknown_exclusion, outcome: churned, horizon_days: 30, exclude: [mrrr]}",
        ["exclude[0]: 'mrrr' is none of the features of accounts; did you mean mrr"],
    ),
    "both_lists": (
        "{model: both_lists, outcome: churned, horizon_days: 30, features: [mrr], exclude: [mrr]}",
        ["features and exclude stand side by side"],
    ),
    "one_name": (
        "{model: one_name, outcome: churned, horizon_days: 30, features: mrr}",
        ["features: expected a list of at least one name, found 'mrr'"],
    ),
    "twice": (
        "{model: twice, outcome: churned, horizon_days: 30, features: [mrr, mrr]}",
        ["features[1]: 'mrr' is there twice", "model 'twice': two models have this name"],
    ),
    "population": (
        "{model: population, outcome: paid, horizon_days: 30, population: "
        "{all: [{attribute: acount_status, is: free}, {in_segment: advocate}]}}",
        [
            "population.all[0].attribute: 'acount_status'",
            "population.all[1].in_segment: there is no segment 'advocate'",
        ],
    ),
    "bare_text": (
        "{model: bare_text, outcome: paid, horizon_days: 30, label: 5}",
        ["label: expected a text, found 5 (quote it)"],
    ),
    "two_buckets": (
        "{model: two_buckets, outcome: paid, horizon_days: 30, buckets: {low: 0, high: 0.5}}",
        ["buckets: expected three or four names, lowest first"],
    ),
    "buckets_fall": (
        "{model: buckets_fall, outcome: paid, horizon_days: 30, "
        "buckets: {low: 0, medium: 0.5, high: 0.2}}",
        ["buckets: the first begins at 0, and each begins above the one before it"],
    ),
    "shares": (
        "{model: shares, outcome: paid, horizon_days: 30, "
        "buckets: {shares: {low: 0.5, medium: 0.3, high: 0.3}}}",
        ["buckets.shares: they add up to 1.1, not 1"],
    ),
    "clusters": (
        "{model: clusters, task: personas, clusters: [8, 5]}",
        ["clusters: expected the least and the most number of personas"],
    ),
    "never": (
        "{model: never, outcome: paid, horizon_days: 30, retrain_every_days: 0}",
        ["retrain_every_days: expected a whole number from 1 to 100000, found 0"],
    ),
    "Bad Name": (
        "{model: 'Bad Name', outcome: paid, horizon_days: 30}",
        ["model: expected a name of at most 40 small letters, digits and _"],
    ),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A run with all wrong models at once."""
    folder = tmp_path_factory.mktemp("refused")
    entries = [entry for entry, _ in WRONG.values()] + [WRONG["twice"][0]]
    return _run(folder, "\n" + "".join(f"    - {entry}\n" for entry in entries))


def _run(folder: Path, models: str, *command: str) -> Build:
    """Run the project with these models, written as they stand in a vars.yml."""
    variables = (ROOT / "vars.yml").read_text(encoding="utf-8").partition("\n  segments:")[0]
    project = project_with(
        folder / "project",
        f"{variables}\n  segments: {SEGMENTS}\n  models: {models}",
        with_tests=False,
    )
    return dbt(
        *(command or ("run", "--select", "int_segment_definitions")),
        raw=write_raw(folder / "raw"),
        warehouse=folder / "warehouse.duckdb",
        variables=project,
    )


def test_nothing_is_built(refused: Build) -> None:
    """The run fails before its first model."""
    assert refused.returncode != 0
    assert "START sql" not in refused.output
    assert "problems in the models of vars.yml" in refused.output


@pytest.mark.parametrize("model", WRONG)
def test_each_problem_is_told(refused: Build, model: str) -> None:
    """The message names the model, the place in its entry, and what would be valid."""
    for said in WRONG[model][1]:
        lines = [line for line in refused.output.splitlines() if said in line]
        assert lines, said
        assert any(f"model '{model}'" in line for line in lines)


def test_training_is_told_the_same(tmp_path: Path) -> None:
    """What training asks dbt for stops at the same problems, and at a name that isn't there."""
    wrong = _run(tmp_path / "wrong", "{model: alone}\n", "run-operation", "describe_models")
    assert wrong.returncode != 0
    assert "expected a list of models, each starting with '- model:'" in wrong.output
    unknown = _run(
        tmp_path / "unknown",
        "[{model: churn_30d, outcome: churned, horizon_days: 30}]\n",
        *("run-operation", "training_frame", "--args", "{model: churn_30}"),
    )
    assert unknown.returncode != 0
    assert "There is no model 'churn_30' in vars.yml; did you mean churn_30d?" in unknown.output
    assert "Traceback" not in wrong.output + unknown.output
