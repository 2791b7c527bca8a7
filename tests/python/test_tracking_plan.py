"""The tracking plan: drafted from events, exported as JSON Schema, and held against events."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import jsonschema
import pytest

from conftest import ROOT, Build


def tracking_plan(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the script as a user does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "tracking_plan.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def draft(raw: Path, out: Path) -> dict[tuple[str, str], dict[str, str]]:
    """Draft a plan; its rows by event and version."""
    outcome = tracking_plan("draft", raw, "--out", out)
    assert outcome.returncode == 0, outcome.stderr
    with out.open(encoding="utf-8", newline="") as file:
        return {(row["event_name"], row["plan_version"]): row for row in csv.DictReader(file)}


def test_draft_names_properties_and_guesses_no_meaning(tmp_path: Path) -> None:
    """Seen on 99 % of rows is required, rarer is optional, mixed types are left out."""
    duckdb.sql(
        """
        select
            number as event_id,
            'query_run' as event_name,
            timestamp '2024-01-01' + to_hours(number) as Occurred_At,
            case
                when number = 0 then '{"broken'
                when number < 30 then '{"ms": 1.5, "kind": "sql", "mixed": 1, "deep": {"a": 1}}'
                when number < 60 then '{"ms": 2, "kind": "api", "mixed": "x", "note": "text"}'
                else '{"ms": null, "kind": "sql", "is_error": true, "a:b": 1}'
            end as properties
        from range(100) as numbers (number)
        union all
        select 100, ' login ', timestamp '2024-02-01', null
        union all
        select 101, null, timestamp '2024-02-01', null
        """
    ).write_parquet(str(tmp_path / "events.parquet"))
    plan = draft(tmp_path, tmp_path / "plan.csv")
    assert set(plan) == {("query_run", "1"), ("login", "1")}
    row = plan["query_run", "1"]
    assert row["required_properties"] == "kind:text"
    assert row["optional_properties"] == "is_error:boolean;ms:number;note:text"
    assert row["segmentable_properties"] == "kind;note"
    assert "seen 100 times, 2024-01-01 to 2024-01-05" in row["description"]
    for row in plan.values():
        assert {row[name] for name in row if name.startswith("is_")} == {"false"}
        assert row["feature"] == row["flow"] == ""


def test_draft_reads_versions_structs_and_csv(tmp_path: Path) -> None:
    """Properties may be a struct, versions are events of their own, CSV is read too."""
    nested, text = tmp_path / "nested", tmp_path / "text"
    for folder in (nested, text):
        folder.mkdir()
    duckdb.sql(
        "select 'e' as event_id, 'login' as event_name, now() as occurred_at, "
        "number % 2 as schema_version, {'plan': 'pro', 'seats': number} as properties "
        "from range(40) as numbers (number)"
    ).write_parquet(str(nested / "events.parquet"))
    (text / "events.csv").write_text(
        'event_id,event_name,occurred_at,properties\n1,login,soon,"{""seats"": 3}"\n',
        encoding="utf-8",
    )
    plan = draft(nested, tmp_path / "nested.csv")
    assert set(plan) == {("login", "0"), ("login", "1")}
    assert plan["login", "0"]["required_properties"] == "plan:text;seats:number"
    plan = draft(text, tmp_path / "text.csv")
    assert plan["login", "1"]["required_properties"] == "seats:number"
    assert "at unreadable times" in plan["login", "1"]["description"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (None, "", "no folder"),
        ("users.csv", "user_id\n", "holds no events"),
        ("events.csv", "event_id,event_name\n1,login\n", "lack the column occurred_at"),
        ("events.csv", "event_id,event_name,occurred_at\n", "no rows with an event_name"),
        ("events.parquet", "nonsense", "cannot be read"),
    ],
)
def test_draft_says_what_is_wrong(
    tmp_path: Path, name: str | None, content: str, words: str
) -> None:
    """In words, with a status that tells a shell."""
    raw = tmp_path / "raw"
    if name:
        raw.mkdir()
        (raw / name).write_text(content, encoding="utf-8")
    outcome = tracking_plan("draft", raw, "--out", tmp_path / "plan.csv")
    assert outcome.returncode == 1
    assert words in " ".join(outcome.stderr.split())
    assert "Traceback" not in outcome.stderr
    assert not (tmp_path / "plan.csv").exists()


def test_draft_never_overwrites_the_plan_in_force(tmp_path: Path) -> None:
    """The seed is the user's work."""
    seed = ROOT / "seeds" / "tracking_plan.csv"
    before = seed.read_bytes()
    outcome = tracking_plan("draft", tmp_path, "--out", seed)
    assert outcome.returncode == 1
    assert "plan in force" in outcome.stderr
    assert seed.read_bytes() == before


def test_export_says_what_is_wrong(tmp_path: Path) -> None:
    """A type that the plan doesn't know is named with its line."""
    header = (ROOT / "seeds" / "tracking_plan.csv").read_text(encoding="utf-8").splitlines()[0]
    plan = tmp_path / "plan.csv"
    cells = ["login", "1", *[""] * 10, "seats:whole", "", ""]
    plan.write_text(f"{header}\n{','.join(cells)}\n", encoding="utf-8")
    outcome = tracking_plan("export", "--plan", plan, "--out", tmp_path)
    assert outcome.returncode == 1
    words = " ".join(outcome.stderr.split())
    assert "line 2, required_properties: 'seats:whole'" in words
    assert "text, number, boolean" in words


def test_exported_schemas_judge_as_the_warehouse_does(tmp_path: Path, tiny_build: Build) -> None:
    """Accepted events fit their schema; those that break the plan don't."""
    assert tracking_plan("export", "--out", tmp_path).returncode == 0
    schemas = {path.stem: json.loads(path.read_text("utf-8")) for path in tmp_path.glob("*.json")}
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    judged = tiny_build.query(
        """
        select event.event_name, kind.plan_version, event.properties, event.rejected_because
        from intermediate.int_events_checked as event
        inner join intermediate.int_event_kinds as kind
            on event.event_name = kind.event_name
            and event.schema_version is not distinct from kind.schema_version
        where kind.plan_version is not null
            and (event.rejected_because is null or event.rejected_because = 'breaks_tracking_plan')
        qualify row_number() over (
            partition by event.event_name, kind.plan_version, event.rejected_because
            order by event.event_id
        ) <= 20
        """
    )
    verdicts = set()
    for event_name, version, properties, rejected_because in judged:
        event = {"event_id": "e1", "event_name": event_name, "occurred_at": "2024-01-01T00:00:00Z"}
        fits = is_json_object(properties) and jsonschema.Draft202012Validator(
            schemas[f"{event_name}.v{version}"]
        ).is_valid(event | ({"properties": json.loads(properties)} if properties else {}))
        assert fits == (rejected_because is None), (event_name, properties)
        verdicts.add(fits)
    assert verdicts == {True, False}


def is_json_object(text: str | None) -> bool:
    """Whether a text is a JSON object, or nothing."""
    try:
        return text is None or isinstance(json.loads(text), dict)
    except json.JSONDecodeError:
        return False
