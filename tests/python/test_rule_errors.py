"""Wrong rules stop the run before any model is built, and say where and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import ROOT, Build, dbt, project_with
from random_rules import write_raw

MODEL = (
    "{model: churn_30d, outcome: churned, horizon_days: 30, "
    "buckets: {low: 0, medium: 0.1, high: 0.3}}"
)
UPLIFT = (
    "{model: uplift_of_nudges, task: uplift, experiment: usage_nudges, outcome: churned, "
    "horizon_days: 90}"
)

# Each wrong segment, and what its error has to say. One run of dbt tells them all.
WRONG = {
    "unknown_key": (
        "{segment: unknown_key, entity: account, enters: {attribute: mrr, above: 1}}",
        ["unknown key 'enters'; did you mean enter", "enter: the rule is missing"],
    ),
    "unknown_attribute": (
        "{segment: unknown_attribute, enter: {all: [{attribute: acount_status, is: paying}]}}",
        ["enter.all[0].attribute: 'acount_status'", "did you mean account_status"],
    ),
    "user_attribute": (
        "{segment: user_attribute, entity: user, enter: {attribute: mrr, above: 1}}",
        ["'mrr' is neither a feature of users nor an attribute in entity_attributes"],
    ),
    "text_as_number": (
        "{segment: text_as_number, enter: {attribute: country, at_least: 5}}",
        ["enter.at_least: 'country' is a text, which has no `at_least`; valid: is, is_not, in"],
    ),
    "number_for_text": (
        "{segment: number_for_text, enter: {attribute: plan_tier, is: 5}}",
        ["enter.is: 'plan_tier' is a text: quote the number, '5'"],
    ),
    "text_for_number": (
        "{segment: text_for_number, enter: {attribute: mrr, above: 'high'}}",
        ["enter.above: 'mrr' is a number, found the text 'high'"],
    ),
    "norway": (
        "{segment: norway, enter: {attribute: country, in: [SE, NO]}}",
        ["enter.in[1]: found false, but 'country' is a text: YAML reads NO", "quote it"],
    ),
    "key_on": (
        "{segment: key_on, enter: {attribute: country, on: SE}}",
        ["the key true is not a text: YAML reads on, off, yes and no"],
    ),
    "bare_date": (
        "{segment: bare_date, enter: {attribute: renewal_date, at_least: 2025-01-31}}",
        ["enter.at_least: found 2025-01-31, which YAML reads as a date: quote it"],
    ),
    "no_such_day": (
        "{segment: no_such_day, enter: {attribute: renewal_date, at_least: '2025-02-30'}}",
        ["expected a quoted 'YYYY-MM-DD', found '2025-02-30'"],
    ),
    "twice": (
        "{segment: twice, enter: {attribute: mrr, above: 1}}",
        ["segment 'twice': two segments have this name"],
    ),
    "all_customers": (
        "{segment: all_customers, enter: {attribute: mrr, above: 1}}",
        ["this name belongs to the segment of every account"],
    ),
    "Bad Name": (
        "{segment: 'Bad Name', enter: {attribute: mrr, above: 1}}",
        ["segment: expected a name of at most 50 small letters, digits and _"],
    ),
    "circle_a": (
        "{segment: circle_a, enter: {in_segment: circle_b}}",
        ["circle_a → circle_b → circle_a"],
    ),
    "circle_b": ("{segment: circle_b, enter: {not: {in_segment: circle_a}}}", []),
    "unknown_segment": (
        "{segment: unknown_segment, enter: {any: [{in_segment: circle_c}]}}",
        ["enter.any[0].in_segment: there is no segment 'circle_c'; did you mean circle_a"],
    ),
    "other_entity": (
        "{segment: other_entity, entity: user, enter: {in_segment: twice}}",
        ["'twice' is a segment of accounts, this one of users"],
    ),
    "empty_list": (
        "{segment: empty_list, enter: {all: []}, exit: {attribute: country, in: []}}",
        ["enter.all: expected a list of at least one rule", "exit.in: expected a list of at least"],
    ),
    "wrong_n": (
        "{segment: wrong_n, enter: {at_least_of: {n: 3, of: [{attribute: mrr, above: 1}]}}}",
        ["enter.at_least_of.n: 3 of 1 rules can never hold"],
    ),
    "percentile": (
        "{segment: percentile, enter: {attribute: mrr, bottom_percent: 150}}",
        ["expected a percentage above 0 and below 100, found 150"],
    ),
    "nested_ranking": (
        "{segment: nested_ranking, enter: {attribute: mrr, top_percent: 10, "
        "among: {attribute: mrr, bottom_percent: 50}}}",
        ["enter.among: a ranking can't select whom another ranking ranks"],
    ),
    "not_a_day": (
        "{segment: not_a_day, enter: {all: [{attribute: mrr, above: 1}, {any: "
        "[{did: login, within_days: 1.5}]}]}}",
        ["enter.all[1].any[0].within_days: expected a whole number from 1 to 100000, found 1.5"],
    ),
    "impossible": (
        "{segment: impossible, enter: {did: login, within_days: 7, not_since_days: 14}}",
        ["enter.not_since_days: 14 is more than within_days (7), so it can never hold"],
    ),
    "where": (
        "{segment: where, enter: {did: login, where: {device: phone, page: 5}}}",
        ["enter.where: expected one property and its value or values"],
    ),
    "sequence": (
        "{segment: sequence, enter: {sequence: [login]}}",
        ["enter.sequence: expected a list of at least two names of events"],
    ),
    "two_kinds": (
        "{segment: two_kinds, enter: {did: login, attribute: mrr, above: 1}}",
        ["enter: attribute and did stand in one rule; nest them under all: or any:"],
    ),
    "a_list": (
        "{segment: a_list, enter: [{attribute: mrr, above: 1}]}",
        ["enter: expected a rule such as", "put a list under all: or any:"],
    ),
    "score": (
        "{segment: score, enter: {score: churn_30_days, bucket: high}}",
        ["enter.score: there is no such model of accounts", "did you mean churn_30d?"],
    ),
    "bucket": (
        "{segment: bucket, enter: {score: churn_30d, bucket: huge}}",
        ["enter.bucket: 'huge' is none of low, medium, high"],
    ),
    "nothing_asked": (
        "{segment: nothing_asked, enter: {any: [{score: churn_30d}]}}",
        ["enter.any[0]: nothing is asked of 'churn_30d'; add one of bucket"],
    ),
    "score_as_text": (
        "{segment: score_as_text, enter: {score: churn_30d, at_least: high}}",
        ["enter.at_least: 'churn_30d_score' is a number, found the text 'high'"],
    ),
    "score_before": (
        "{segment: score_before, enter: {attribute: churn_30d_score, changed_within_days: 7}}",
        ["enter.changed_within_days: 'churn_30d_score' comes from a trained model"],
    ),
    "persona": (
        "{segment: persona, enter: {not: {persona: churn_30d, is: api_first}}}",
        ["enter.not.persona: there is no such model of accounts"],
    ),
    "uplift": (
        "{segment: uplift, enter: {uplift: churn_30d, quadrant: persuadable}}",
        ["enter.uplift: there is no such model of accounts", "valid: uplift_of_nudges"],
    ),
    "quadrant": (
        "{segment: quadrant, enter: {uplift: uplift_of_nudges, quadrant: [persuadables]}}",
        ["enter.quadrant: 'persuadables' is none of persuadable, sure_thing, lost_cause"],
    ),
    "effect": (
        "{segment: effect, enter: {uplift: uplift_of_nudges, at_least: much}}",
        ["enter.at_least: 'uplift_of_nudges_effect' is a number, found the text 'much'"],
    ),
    "similarity": (
        "{segment: similarity, enter: {similarity_to: twice, at_least: 0.5}}",
        ["enter.similarity_to: no model under `models` in vars.yml learns who is like"],
    ),
    "review": (
        "{segment: review, enter: {attribute: mrr, above: 1}, force: {review: maybe}}",
        ["force.review: expected in or out", "found 'maybe'"],
    ),
    "sql": (
        "{segment: sql, enter: {sql: 1}}",
        ["enter.sql: expected an expression over feature columns, for example 'mrr > 10"],
    ),
    "version": (
        "{segment: version, version: one, enter: {attribute: mrr, above: 1}}",
        ["version: expected a whole number from 1 to 100000, found 'one'"],
    ),
    "missing_value": (
        "{segment: missing_value, enter: {attribute: country, is: null}}",
        ["enter.is: nothing is given; to ask for a missing value use is_null: true"],
    ),
    "deep": (
        "{segment: deep, enter: " + "{not: " * 40 + "{attribute: mrr, above: 1}" + "}" * 41,
        ["nested more than 30 deep; make the inner part a segment of its own"],
    ),
}


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A run over all wrong segments at once."""
    folder = tmp_path_factory.mktemp("refused")
    entries = [entry for entry, _ in WRONG.values()] + [WRONG["twice"][0]]
    return _run(folder, "\n" + "".join(f"    - {entry}\n" for entry in entries))


def _run(folder: Path, segments: str) -> Build:
    """Run the project with these segments, written as they stand in a vars.yml."""
    variables = (ROOT / "vars.yml").read_text(encoding="utf-8")
    others = variables[: variables.index("  segments:")]
    learned = f"  models:\n    - {MODEL}\n    - {UPLIFT}\n"
    project = project_with(
        folder / "project", f"{others}{learned}  segments: {segments}", with_tests=False
    )
    return dbt(
        "run",
        "--select",
        "int_segment_definitions",
        raw=write_raw(folder / "raw"),
        warehouse=folder / "warehouse.duckdb",
        variables=project,
    )


def test_nothing_is_built(refused: Build) -> None:
    """The run fails before its first model."""
    assert refused.returncode != 0
    assert "START sql" not in refused.output
    assert "problems in the segments of vars.yml" in refused.output


@pytest.mark.parametrize("segment", WRONG)
def test_each_problem_is_told(refused: Build, segment: str) -> None:
    """The message names the segment, the place in its rule, and what would be valid."""
    for said in WRONG[segment][1]:
        lines = [line for line in refused.output.splitlines() if said in line]
        assert lines, said
        assert any(f"segment '{segment}'" in line for line in lines)


def test_wrong_settings_are_told_all_at_once(tmp_path: Path) -> None:
    """Of the wrong kind or size, a setting would be the error of a model, or worse, a figure."""
    variables = (ROOT / "vars.yml").read_text(encoding="utf-8")
    for right, wrong in {
        "reporting_currency: USD": "reporting_currency: usd",
        "    users: contract": "    user: contract",
        "    billing: contract": "    billing: strip",
        "past_due_grace_days: 30": "past_due_grace_days: thirty",
        "max_quarantined_share: 0.05": "max_quarantined_share: 5",
        "strict_tracking_plan: false": "strict_tracking_plan: 'no'",
        "daily_history_days: 28": "daily_history_days: 0",
        "invite_events: [invite_sent]": "invite_events: invite_sent",
        "  min_segment_members: 20\n": "",
        "representations: [collaboration_graph, text_topics, sequences, behaviour]": (
            "representations: sequences"
        ),
        "  collaboration_links:\n": "  collaboration_links: {event: invite_sent}\n  others:\n",
        "  behaviour_features:\n": "  other_features:\n",
        "    threshold: 0.95": "    threshold: 95",
        "      first_name: [first_name]": "      given_name: [first_name]",
        "      full_name: [full_name, name]": "      full_name: name",
    }.items():
        assert right in variables
        variables = variables.replace(right, wrong)
    build = dbt(
        *("run", "--select", "int_segment_definitions"),
        raw=write_raw(tmp_path / "raw"),
        warehouse=tmp_path / "warehouse.duckdb",
        variables=project_with(tmp_path / "project", variables, with_tests=False),
    )
    assert build.returncode != 0
    assert "START sql" not in build.output
    for told in (
        "15 problems in the settings of vars.yml",
        "connectors: 'user' is none of the sources crm, users, billing, support, product; did you "
        "mean users?",
        "connectors, billing: expected contract or stripe or stripe_airbyte, found 'strip'; "
        "did you mean stripe or stripe_airbyte?",
        "reporting_currency: expected a currency of three capitals, such as USD, found 'usd'",
        "past_due_grace_days: expected a whole number of at least 0, found 'thirty'",
        "identity_matching, threshold: expected a number above 0 and at most 1, found 95",
        "identity_matching, name_attributes: given_name is not known; expected first_name, "
        "last_name or full_name",
        "identity_matching, name_attributes, full_name: expected a list of texts, such as "
        "[first_name], found 'name'",
        "max_quarantined_share: expected a share from 0 to 1, found 5",
        "strict_tracking_plan: expected true or false, found 'no'",
        "daily_history_days: expected a whole number of at least 1, found 0",
        "invite_events: expected a list of texts, such as [admin, owner], found 'invite_sent'",
        "min_segment_members: expected a whole number of at least 1, found nothing",
        "representations: expected a list of any of collaboration_graph, text_topics, sequences, "
        "behaviour, or [], found 'sequences'",
        "collaboration_links: expected a list such as [{event: invite_sent}], or [], found "
        "{'event': 'invite_sent'}",
        "behaviour_features: expected a list of at least one feature of accounts, found nothing",
    ):
        assert told in build.output, build.output


def test_a_segment_list_must_be_a_list(tmp_path: Path) -> None:
    """One segment, not in a list, is told what a list looks like."""
    build = _run(tmp_path, "{segment: alone, enter: {did: login}}\n")
    assert build.returncode != 0
    assert "expected a list of segments, each starting with '- segment:'" in build.output
