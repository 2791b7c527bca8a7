"""Wrong destinations are told in words, by dbt before a build and by the script alike."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from activation.destinations import CHANNELS, KINDS, destination_problems, read_destinations
from conftest import ROOT, run_dbt

WEBHOOK = {"kind": "webhook", "channels": ["web"]}

# Each wrong entry, and what both have to say of it.
WRONG: dict[str, tuple[Any, list[str]]] = {
    "no entry": ("crm", ["destinations[0]: expected a destination with `destination:`"]),
    "no name": (WEBHOOK, ["destinations[1], destination: expected a name of at most 40"]),
    "wrong name": (
        {"destination": "Our CRM", **WEBHOOK},
        ["destination 'Our CRM', destination: expected a name", "found 'Our CRM'"],
    ),
    "twice": ({"destination": "once", **WEBHOOK}, []),
    "twice again": (
        {"destination": "once", **WEBHOOK},
        ["destination 'once': two destinations have this name; rename one"],
    ),
    "no kind": (
        {"destination": "no_kind", "channels": ["web"]},
        ["destination 'no_kind', kind: expected webhook or segment or", "found nothing"],
    ),
    "unknown kind": (
        {"destination": "unknown_kind", "kind": "hubspots", "channels": ["web"]},
        ["destination 'unknown_kind', kind: expected webhook or segment or", "found 'hubspots'"],
    ),
    "unknown key": (
        {"destination": "unknown_key", **WEBHOOK, "batch": 5},
        ["destination 'unknown_key': unknown key 'batch'", "valid here: destination, kind"],
    ),
    "key of another kind": (
        {"destination": "other_key", **WEBHOOK, "folder": "target"},
        ["destination 'other_key': unknown key 'folder'"],
    ),
    "no channels": (
        {"destination": "no_channels", "kind": "csv"},
        ["destination 'no_channels', channels: expected a list such as", "found nothing"],
    ),
    "unknown channel": (
        {"destination": "unknown_channel", "kind": "csv", "channels": ["ads", "fax"]},
        ["destination 'unknown_channel', channels[1]: 'fax' is none of in-app, email, push"],
    ),
    "channel twice": (
        {"destination": "channel_twice", "kind": "csv", "channels": ["ads", "ads"]},
        ["destination 'channel_twice', channels: a channel stands there twice"],
    ),
    "batch of none": (
        {"destination": "batch_of_none", **WEBHOOK, "batch_size": 0},
        ["batch_size: expected a whole number from 1 to 1000, found 0"],
    ),
    "batch of HubSpot": (
        {"destination": "hubs", "kind": "hubspot", "channels": ["sales"], "batch_size": 101},
        ["batch_size: expected a whole number from 1 to 100, found 101"],
    ),
    "no rate": (
        {"destination": "no_rate", **WEBHOOK, "requests_per_second": 0},
        ["requests_per_second: expected a number above 0, found 0"],
    ),
    "secret in the address": (
        {"destination": "told", **WEBHOOK, "url": "https://me:hunter2@example.com/?key=hunter3"},
        ["destination 'told', url: expected", "belongs into the environment, as ACTIVATE_TOLD_URL"],
    ),
    "no match": (
        {"destination": "no_match", "kind": "csv", "channels": ["ads"], "match_by": "phone"},
        ["destination 'no_match', match_by: expected email or entity_id, found 'phone'"],
    ),
    "no folder": (
        {"destination": "no_folder", "kind": "csv", "channels": ["ads"], "folder": 5},
        ["destination 'no_folder', folder: expected a text, found 5"],
    ),
}


@pytest.fixture(scope="module")
def told_by_dbt(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What dbt says of all the wrong entries; macros alone are parsed in a second or two."""
    project = tmp_path_factory.mktemp("destinations")
    (project / "macros").symlink_to(ROOT / "macros")
    described = {"name": "saas_segments", "profile": "saas_segments", "macro-paths": ["macros"]}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(described), encoding="utf-8")
    entries = {"vars": {"destinations": [entry for entry, _ in WRONG.values()]}}
    (project / "vars.yml").write_text(yaml.safe_dump(entries), encoding="utf-8")
    outcome = run_dbt(
        *("run-operation", "check_destinations"),
        target=project / "target",
        project=project,
        environment={"WAREHOUSE": os.fspath(project / "warehouse.duckdb")},
    )
    assert outcome.returncode != 0
    return outcome.stdout + outcome.stderr


@pytest.fixture(scope="module")
def told_by_the_script() -> str:
    """What the script says of them."""
    return "\n".join(destination_problems([entry for entry, _ in WRONG.values()]))


@pytest.mark.parametrize("wrong", WRONG)
def test_each_problem_is_told(told_by_dbt: str, told_by_the_script: str, wrong: str) -> None:
    """The message names the destination, the key, and what would be valid; never a secret."""
    for said in WRONG[wrong][1]:
        assert said in told_by_the_script
        assert said in told_by_dbt
    assert "hunter" not in told_by_dbt + told_by_the_script


def test_both_find_the_same_number_of_problems(told_by_dbt: str) -> None:
    """Neither has a rule that the other lacks."""
    problems = destination_problems([entry for entry, _ in WRONG.values()])
    assert f"{len(problems)} problems in the destinations of vars.yml" in told_by_dbt


def test_a_build_checks_them() -> None:
    """The check is a hook of every run."""
    hooks = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    assert "{{ check_destinations() }}" in hooks["on-run-start"]


def test_the_project_has_sound_destinations_that_need_no_network(tmp_path: Path) -> None:
    """Whoever configures nothing gets files; the examples in comments are sound, too."""
    assert all(destination.is_file for destination in read_destinations(ROOT))
    served = {channel for one in read_destinations(ROOT) for channel in one.channels}
    assert served == set(CHANNELS)
    settings = (ROOT / "vars.yml").read_text(encoding="utf-8")
    _, _, entries = settings.partition("\n  destinations:\n")
    entries = entries.partition("\n\n")[0].replace("    # ", "    ")
    found = yaml.safe_load(f"destinations:\n{entries}")["destinations"]
    names = {f"d{place}": entry for place, entry in enumerate(found)}
    problems = destination_problems([{**one, "destination": name} for name, one in names.items()])
    assert not problems
    assert {entry["kind"] for entry in found} == set(KINDS)
