"""What vars.yml says of representations is held against what it may say, before anything is built.

Lists that are none, and lists that are missing, are tried with the other settings, in
test_rule_errors.py.
"""

from __future__ import annotations

from pathlib import Path

import yaml

from conftest import ROOT, dbt, project_with
from random_rules import write_raw

FEATURES = [
    "sesions_per_week",
    "is_annual",
    "account_status",
    "renewal_date",
    "behaviour_embedding_1",
    "seats_used",
    "seats_used",
    7,
]
LINKS = [
    {"event": "invite_sent", "join_within_days": 14, "colour": "blue"},
    {"event": "invite_sent"},
    {"user_property": "to"},
    {"event": "mention_sent", "user_property": 5, "joins_within_days": 0},
    "object_shared",
]
TOLD = [
    "representations[0]: 'sequence' is none of collaboration_graph, text_topics, sequences, "
    "behaviour; did you mean sequences?",
    "representations[2]: 'behaviour' is there twice",
    "collaboration_links[0]: unknown key 'join_within_days'; did you mean joins_within_days?",
    "collaboration_links[0]: unknown key 'colour'; valid here: event, user_property, "
    "object_property, joins_within_days",
    "collaboration_links[1].event: 'invite_sent' is there twice",
    "collaboration_links[2].event: expected the name of an event, found nothing",
    "collaboration_links[3].user_property: expected the name of a property, found 5",
    "collaboration_links[3].joins_within_days: expected a whole number of at least 1, found 0",
    "collaboration_links[4]: expected {event: a name}, found 'object_shared'",
    "behaviour_features[0]: 'sesions_per_week' is none of the features of accounts; did you mean "
    "sessions_per_week",
    "behaviour_features[1]: 'is_annual' is yes or no; the embedding reads numbers",
    "behaviour_features[2]: 'account_status' is a text; the embedding reads numbers",
    "behaviour_features[3]: 'renewal_date' is a date; the embedding reads numbers",
    "behaviour_features[4]: 'behaviour_embedding_1' is a representation itself",
    "behaviour_features[6]: 'seats_used' is there twice",
    "behaviour_features[7]: 7 is none of the features of accounts",
]


def test_each_problem_is_told_before_anything_is_built(tmp_path: Path) -> None:
    """The message names the place and what would be valid; nothing else is complained of."""
    variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))["vars"]
    wrong = {
        "representations": ["sequence", "behaviour", "behaviour"],
        "collaboration_links": LINKS,
        "behaviour_features": FEATURES,
    }
    text = yaml.safe_dump({"vars": variables | wrong | {"segments": [], "models": []}})
    build = dbt(
        *("run", "--select", "int_segment_definitions"),
        raw=write_raw(tmp_path / "raw"),
        warehouse=tmp_path / "warehouse.duckdb",
        variables=project_with(tmp_path / "project", text, with_tests=False),
    )
    assert build.returncode != 0
    assert "START sql" not in build.output
    assert "Traceback" not in build.output
    assert f"{len(TOLD)} problems in the settings of vars.yml" in build.output, build.output
    for said in TOLD:
        assert any(said in line for line in build.output.splitlines()), said
