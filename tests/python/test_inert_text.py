"""Text is text: whatever a company's data, rules, names and paths hold, none of it is carried out.

A small company is built and looked at by every command, in which names, events, attributes, files,
labels and seeds are SQL, templates, HTML, markup of terminals and formulas of spreadsheets.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import duckdb
import jinja2
import pytest
import yaml

from conftest import ROOT, project_with, simulate
from training.cards import table

sys.path.append(str(ROOT / "macros" / "cross_db"))
from duckdb_functions import name_problem

PYTHON = ROOT / ".venv-boards" / "bin" / "python"

SQL = "Robert'); drop table marts.dim_accounts; --"
TEMPLATE = "{{ 7 * 191 }}{% set x = 1 %}{# gone #}"
HTML = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;"
MARKUP = "[bold red]loud[/] [/bold] [link=https://example.com]here[/link] :boom: \\"
ESCAPES = "\x1b[31mred\x1b[0m\x1b]0;title\x07\x9b5mblink\u202eesrever\r"
FORMULA = "=cmd|' /C calc'!A0"
OTHERS = "%s %(x)s $1 $$ ${HOME} `id` \\' \\n /* */ NULL é"
TEXTS = (SQL, TEMPLATE, HTML, MARKUP, ESCAPES, FORMULA, OTHERS)
EVENT = "it's; drop table raw.events; -- {{ 7 * 191 }}"
PROPERTY = "pa'ge$.x[0]--"
ATTRIBUTE = 'x\'; drop table y; -- [red] "quoted"'
SEGMENT = {
    "segment": "hostile_texts",
    "label": HTML + MARKUP,
    "question": TEMPLATE + SQL,
    "owner": FORMULA + ESCAPES,
    "playbook": "hostile_play",
    "enter": {
        "any": [
            {"attribute": "acquisition_channel", "in": list(TEXTS)},
            {"attribute": ATTRIBUTE, "in": list(TEXTS)},
            {"did": EVENT, "within_days": 100, "where": {PROPERTY: SQL}},
            {"sequence": [EVENT, "signed_up"], "within_days": 7},
            {"sql": "country = 'it''s'", "words": SQL + TEMPLATE},
        ]
    },
}
# Where a company writes what it likes.
FREE_TEXTS = {
    "accounts": ("account_name", "domain", "acquisition_channel", "industry", "owner", "country"),
    "users": ("role", "seniority", "device"),
    "plans": ("plan_name", "tier"),
    "tickets": ("category", "channel", "subject", "body"),
    "account_notes": ("body", "author"),
    "survey_responses": ("comment",),
    "subscriptions": ("cancel_reason",),
    "payments": ("failure_code",),
    "marketing_spend": ("channel", "campaign"),
    "action_outcomes": ("reason", "author"),
    "entity_attributes": ("value",),
    "opportunities": ("stage",),
}
NEW_ATTRIBUTES = """
    insert into entity_attributes (entity, entity_id, attribute, value, valid_from)
    select 'account', account_id, $attribute, acquisition_channel, '2025-09-01'
    from accounts
"""
NEW_EVENTS = """
    insert into events by name
    select * replace (
        event_id || $sql as event_id, $event as event_name,
        json_object($property, $sql, $attribute, $html) as properties
    )
    from events
    where event_name = 'signed_up'
"""
PLAN_ROW = [EVENT, "1", HTML, *[""] * 11, PROPERTY]
PLAY_ROW = {"playbook": "hostile_play", "segment": "", "label": HTML + MARKUP, "action": FORMULA}
PLAY_ROW |= {"hypothesis": SQL, "owner": ESCAPES}


@dataclass(frozen=True)
class Hostile:
    """The company as it was built: its project, its raw folder, its files, and what dbt said."""

    project: Path
    raw: Path
    warehouse: Path
    said: str

    def published(self, sql: str, *values: object) -> list[tuple]:
        """Rows of a query on the file that readers open."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a script as make does, in the project's folder."""
        return subprocess.run(
            [sys.executable, str(ROOT / "scripts" / script), *arguments],
            cwd=self.project,
            env=environment(self.raw, self.warehouse),
            capture_output=True,
            text=True,
            check=False,
        )


def pattern(folder: Path, files: str = "*.parquet") -> str:
    """The files of a folder, in the folder's name no wildcards."""
    return f"{str(folder).replace('[', '[[]')}/{files}"


def environment(raw: Path, warehouse: Path) -> dict[str, str]:
    """What says where the company lies."""
    return os.environ | {
        "RAW_DIR": str(raw),
        "WAREHOUSE": str(warehouse),
        "AS_OF_DATE": "2026-02-20",
        "DO_NOT_TRACK": "1",
        "COLUMNS": "400",
        "DBT_TARGET_PATH": str(warehouse.parent / "target"),
    }


def write_hostile(raw: Path, folder: Path) -> Path:
    """The raw tables with other texts in them, and files whose names are hostile too."""
    folder.mkdir()
    with duckdb.connect() as connection:
        for path in sorted(raw.iterdir()):
            table = path.name.removesuffix(".parquet")
            files = str(path / "*.parquet" if path.is_dir() else path)
            connection.read_parquet(files).create(table)
            for column in FREE_TEXTS.get(table, ()):
                connection.execute(
                    f"update {table} set {column} = $texts[1 + (hash({column}, rowid) % 7)::int] "
                    f"where {column} is not null",
                    {"texts": list(TEXTS)},
                )
        connection.execute(NEW_ATTRIBUTES, {"attribute": ATTRIBUTE})
        words = {"sql": SQL, "event": EVENT, "html": HTML}
        words |= {"attribute": ATTRIBUTE, "property": PROPERTY}
        connection.execute(NEW_EVENTS, words)
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            place = folder / table
            place.mkdir()
            file = place / 'x\'; drop table accounts; -- [1] * {{ 7 * 191 }} "é".parquet'
            connection.table(table).write_parquet(str(file))
    return folder


def write_project(folder: Path) -> Path:
    """The project with a segment, an event and a playbook of hostile words."""
    settings = (ROOT / "vars.yml").read_text(encoding="utf-8")
    segment = yaml.safe_dump([SEGMENT], allow_unicode=True, width=10_000)
    indented = "".join(f"    {line}\n" for line in segment.splitlines())
    project = project_with(
        folder, settings.replace("  segments:\n", f"  segments:\n{indented}"), with_tests=False
    )
    (project / "seeds").unlink()
    shutil.copytree(ROOT / "seeds", project / "seeds")
    add_row(project / "seeds" / "tracking_plan.csv", lambda _: PLAN_ROW)
    add_row(project / "seeds" / "playbooks.csv", lambda first: list((first | PLAY_ROW).values()))
    shutil.copy(ROOT / "profiles.yml.example", project / "profiles.yml")
    return project


def add_row(seed: Path, row: Callable[[dict[str, str]], list[str]]) -> None:
    """Add a row to a seed, made from its first one."""
    with seed.open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    with seed.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerow(row(first))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """The company, built in a folder of a hostile name."""
    folder = tmp_path_factory.mktemp("inert") / 'it\'s; drop table x -- [red] {{ 7 * 191 }} "é"'
    folder.mkdir()
    company = simulate(
        folder.parent, "--accounts", "60", "--start", "2025-08-25", "--end", "2026-02-22"
    )
    raw = write_hostile(company.raw, folder / "raw data")
    project = write_project(folder / "project")
    warehouse = folder / "our company (2).duckdb"
    dbt = str(Path(sys.executable).parent / "dbt")
    built = subprocess.run(
        [dbt, "--no-use-colors", "build", "--exclude-resource-type", "test", "unit_test"],
        cwd=project,
        env=environment(raw, warehouse),
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout[-4000:]
    return Hostile(project, raw, warehouse, built.stdout)


def test_nothing_was_carried_out(hostile: Hostile) -> None:
    """Every mart is there, everybody is in them, and dbt says which rules it trusts."""
    marts = {path.stem for path in (ROOT / "models" / "marts").rglob("*.sql")}
    there = hostile.published("select table_name from duckdb_tables() where schema_name = 'marts'")
    assert {name for (name,) in there} == marts
    everyone = hostile.published("select count(*) from dim_accounts ")
    assert everyone[0][0] > 50
    assert "Trusted as they stand: the SQL expressions in the rules of hostile_texts." in (
        hostile.said
    )


def test_texts_are_as_they_were_given(hostile: Hostile) -> None:
    """To the sign: names, labels, questions, actions, and what the reasons tell of them."""
    with duckdb.connect() as connection:
        brought = (
            connection.read_parquet(pattern(hostile.raw / "accounts"))
            .project("account_id, account_name")
            .fetchall()
        )
    kept = hostile.published("select account_id, account_name from dim_accounts")
    assert set(kept) <= set(brought)
    assert {name for _, name in kept} >= set(TEXTS)
    assert hostile.published(
        "select label, question, owner from dim_segments where segment = 'hostile_texts'"
    ) == [(SEGMENT["label"], SEGMENT["question"], SEGMENT["owner"])]
    assert hostile.published(
        "select distinct label, action from fct_audience_changes where segment = 'hostile_texts'"
    ) == [(PLAY_ROW["label"], PLAY_ROW["action"])]
    reasons = hostile.published(
        "select entered_because from fct_segment_memberships where segment = 'hostile_texts'"
    )
    assert len(reasons) > 50
    for text in (*TEXTS, f"{EVENT} ({PROPERTY} {SQL})"):
        assert any(text in reason for (reason,) in reasons), text


def test_terminals_show_texts_and_obey_none(hostile: Hostile) -> None:
    """Neither markup nor a terminal's own signs count, in summary, preview and delivery."""
    for script, *arguments in (
        ("summary.py", "--examples", "50"),
        ("preview.py", "hostile_texts", "--examples", "50"),
        ("activate.py", "--dry-run"),
    ):
        outcome = hostile.run(script, *arguments)
        said = outcome.stdout + outcome.stderr
        assert outcome.returncode == 0, said
        assert not set(said) & set("\x1b\x07\x9b\u202e\r"), said
        for word in ("red]loud[/]", ":boom:", "{{", "=cmd|'"):
            assert word in said, said


def test_files_hold_texts_that_nothing_calculates(hostile: Hostile, tmp_path: Path) -> None:
    """Parquet and JSON as they are; in CSV an apostrophe stands before a formula."""
    place = tmp_path / "it's; [out] {{ 7 * 191 }}"
    outcome = hostile.run("export.py", "--out", str(place))
    assert outcome.returncode == 0, outcome.stderr
    with duckdb.connect() as connection:
        names = (
            connection.read_parquet(pattern(place, "dim_accounts.parquet"))
            .project("account_name")
            .fetchall()
        )
    assert {name for (name,) in names} >= set(TEXTS)
    settings = (hostile.project / "vars.yml").read_text(encoding="utf-8")
    rows = {}
    for kind in ("jsonl", "csv"):
        changed = settings.replace("kind: jsonl", f"kind: {kind}")
        (hostile.project / "vars.yml").write_text(changed, encoding="utf-8")
        ledger = str(tmp_path / f"{kind}.sqlite")
        outcome = hostile.run("activate.py", "--destination", "team_files", "--ledger", ledger)
        assert outcome.returncode == 0, outcome.stdout + outcome.stderr
        (file,) = (hostile.project / "target" / "activation" / "team_files").glob(f"*.{kind}")
        with file.open(encoding="utf-8", newline="") as lines:
            rows[kind] = list(csv.DictReader(lines) if kind == "csv" else map(json.loads, lines))
    (hostile.project / "vars.yml").write_text(settings, encoding="utf-8")
    assert len(rows["csv"]) == len(rows["jsonl"])
    for cells, line in zip(rows["csv"], rows["jsonl"], strict=True):
        assert not any(cell.startswith(("=", "+", "@", "\t", "\r")) for cell in cells.values())
        if line["audience"] == "hostile_play" and line["operation"] == "add":
            assert (line["action"], cells["action"]) == (FORMULA, f"'{FORMULA}")
            assert cells["reason"] == line["reason"]
    assert any(line["audience"] == "hostile_play" for line in rows["jsonl"])


@pytest.mark.skipif(not PYTHON.exists(), reason="what draws the boards is not installed")
def test_pages_show_texts_as_texts(hostile: Hostile, tmp_path: Path) -> None:
    """No element comes from a text, in tables and in pictures."""
    drawn = subprocess.run(
        [
            *(str(PYTHON), str(ROOT / "scripts" / "dashboards.py")),
            *("--warehouse", str(hostile.warehouse), "--out", str(tmp_path)),
            *("--only", "index", "worklist", "segment-hostile_texts"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert drawn.returncode == 0, drawn.stderr
    pages = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html")}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in pages["segment-hostile_texts"]
    for name, page in pages.items():
        assert "<script>alert" not in page, name
        assert "<img src=x" not in page, name


def test_model_cards_are_plain() -> None:
    """A category or a label is no Markdown, and no HTML within it."""
    (line,) = table(["group"], [[f"country: {HTML}{MARKUP} a | b\nc"]])[2:]
    assert "<" not in line
    assert "[" not in line
    assert line.count("|") == 2
    assert unescape(line) == f"| country: {HTML}{MARKUP} a | b c |"


def test_types_within_texts_are_no_types_on_spark() -> None:
    """Only the names of types that stand outside quotes and comments are Spark's own."""

    class ReturnedError(Exception):
        pass

    def give_back(text: str) -> None:
        raise ReturnedError(text)

    jinja = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
    jinja.globals |= {"return": give_back, "modules": SimpleNamespace(re=re)}
    source = (ROOT / "macros" / "cross_db" / "in_dialect.sql").read_text(encoding="utf-8")
    written = """
        select cast(a as varchar), cast('free varchar, it\\'s varchar' as varchar), varchar(9)
        -- it's
        , cast(b as double precision), ' double precision ', `varchar`, timestamptz '2026-01-01'
    """
    with pytest.raises(ReturnedError) as said:
        jinja.from_string(source).module.spark__in_dialect(written)
    assert (
        str(said.value)
        == """
        select cast(a as string), cast('free varchar, it\\'s varchar' as string), varchar(9)
        -- it's
        , cast(b as double), ' double precision ', `varchar`, timestamp '2026-01-01'
    """
    )


def test_a_name_that_dbt_would_run_is_refused() -> None:
    """dbt writes the file's name into its own SQL, and cuts a path off at ? and #."""
    for path in ("o'brien_work.duckdb", 'a"b_work.duckdb', "a;b_work.duckdb", "/c#/w_work.duckdb"):
        assert "WAREHOUSE can't hold the sign" in name_problem(path)
    for path in ("our company (2)_work.duckdb", "/it's; here/[a] {{ b }}/wärehouse-1_work.duckdb"):
        assert name_problem(path) is None
