"""The scripts read the project's variables as dbt does, or say in a sentence why not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import activate
import erasure_report
import match_identities
import preview
import rules_check
import train
import write_docs
from activation.destinations import read_destinations
from conftest import ROOT
from identity.settings import read_settings
from rules.leaves import rule_problems
from training.plan import fairness_groups
from warehouse.engines import open_warehouse
from warehouse.project import read_variables
from warehouse.refusals import WarehouseError

PROJECT = "name: our_segments\n"
EVIL = "mrr >= 0 and (select count(*) from read_csv('/etc/passwd')) > 0"
SCOPED = f'vars: {{our_segments: {{segments: [{{segment: a, enter: {{sql: "{EVIL}"}}}}]}}}}'


def project(folder: Path, variables: str | bytes, settings_of_dbt: str = PROJECT) -> Path:
    """A project of two files."""
    folder.mkdir(exist_ok=True)
    content = variables.encode() if isinstance(variables, str) else variables
    (folder / "vars.yml").write_bytes(content)
    (folder / "dbt_project.yml").write_text(settings_of_dbt, encoding="utf-8")
    return folder


# What vars.yml holds, and what is said of it.
REFUSED = {
    SCOPED: "vars in vars.yml hold 'our_segments', the name of a project",
    "vars: {dbt: {segments: []}}": "hold 'dbt', the name of a project",
    "vars: {a_package: {segments: []}}": "hold 'a_package', the name of a project",
    "vars: {currency: \"{{ run_query('drop table x') }}\"}": (
        "currency in vars.yml: found {{, which opens a template, and dbt would run it"
    ),
    "vars: {segments: '{% do run_query() %}'}": "segments in vars.yml: found {%",
    "vars: [1]": "vars.yml, vars: expected names and their values, found [1]",
    "[1]": "vars.yml: expected keys such as vars:, found [1]",
    "vars: {segments: [&a {enter: *a}]}": "*a stands within &a itself",
    "vars: &a {segments: [*a]}": "*a stands within &a itself",
    "vars: {segments: " + "[" * 300 + "]" * 300 + "}": "it is nested more than 200 deep",
    "vars: {segments: " + "[" * 90_000 + "]" * 90_000 + "}": "it is nested more than 200 deep",
    "vars:\n  a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    + "".join(f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 8)): (
        "it has more than 1,000,000 parts once its aliases are written out"
    ),
    "vars: {since: 2026-02-30}": "vars.yml can't be read as YAML: day is out of range for month",
    "vars: {number: !!int many}": "vars.yml can't be read as YAML: invalid literal",
    "vars: {is_on: !!bool maybe}": "vars.yml can't be read as YAML: 'maybe'",
    "vars: {when: !!timestamp soon}": "vars.yml can't be read as YAML",
    "vars: {code: !!python/name:os.system x}": "vars.yml can't be read as YAML: could not",
    "vars: {a: b": "vars.yml can't be read as YAML: while parsing a flow mapping",
    b"vars: {label: caf\xe9}": "vars.yml can't be read: byte 18 is no UTF-8",
    b"vars: \x00": "vars.yml can't be read as YAML",
}


@pytest.mark.parametrize("variables", REFUSED, ids=lambda text: repr(text[:30]))
def test_what_dbt_would_read_otherwise_is_refused(
    variables: str | bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """By everything that reads variables, in the same sentence."""
    folder = project(tmp_path, variables)
    package = folder / "dbt_packages" / "a_package"
    package.mkdir(parents=True)
    (package / "dbt_project.yml").write_text("name: a_package", encoding="utf-8")
    monkeypatch.chdir(folder)
    for read in (read_variables, read_settings, read_destinations, rule_problems):
        with pytest.raises(WarehouseError) as refused:
            read(folder)
        assert REFUSED[variables] in str(refused.value)
    with pytest.raises(WarehouseError):
        fairness_groups()
    assert rules_check.main() == 1
    monkeypatch.setattr("sys.argv", ["preview.py", "a"])
    assert preview.main() == 1
    monkeypatch.setattr("sys.argv", ["activate.py"])
    assert activate.main() == 1
    said = " ".join(capsys.readouterr().err.split())
    assert said.count(" ".join(REFUSED[variables].split())) == 3


def test_variables_of_the_project_file(tmp_path: Path) -> None:
    """They count where vars.yml holds none, and by the same rules; both files are too many."""
    leaf = 'vars: {segments: [{segment: a, enter: {sql: "getenv(1)"}}]}'
    (told,) = rule_problems(project(tmp_path, "", PROJECT + leaf))
    assert told.startswith("segment 'a', enter.sql: found GETENV(1)")
    with pytest.raises(WarehouseError, match=r"vars in dbt_project\.yml hold 'our_segments'"):
        read_variables(project(tmp_path, "vars:", PROJECT + SCOPED))
    with pytest.raises(WarehouseError, match=r"both hold vars: move those of dbt_project\.yml"):
        read_variables(project(tmp_path, "vars: {a: 1}", PROJECT + "vars: {b: 1}"))


def test_a_scoped_rule_is_what_dbt_would_build() -> None:
    """The reason for refusing it: dbt prefers it, and has been seen to."""
    from dbt.config.project import VarProvider

    given = {"segments": ["top"], "our_segments": {"segments": ["scoped"]}}
    node: Any = type("Node", (), {"package_name": "our_segments"})
    assert VarProvider(given).vars_for(node, "duckdb")["segments"] == ["scoped"]


def test_the_project_itself_is_read() -> None:
    """As plain YAML says."""
    written = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))
    assert read_variables(ROOT) == written["vars"]


NAMES = st.sampled_from(
    [
        *("segments", "models", "personas", "segment", "model", "entity", "task", "enter", "all"),
        *("sql", "user", "account", "where", "population", "label", "mrr > 1", "vars"),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | NAMES
SHAPES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES | SCALARS, inner, max_size=4),
    max_leaves=12,
)
ENTRIES = st.lists(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("segment", "model", "entity", "task", "enter"), SHAPES)
    )
)


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(("segments", "models", "personas"), ENTRIES | SHAPES)
    ).map(lambda shape: yaml.safe_dump({"vars": shape}))
    | SHAPES.map(yaml.safe_dump)
    | st.text()
    | st.lists(st.sampled_from([*list("[]{}:,-&*!<>|'\"? \na"), "vars: "])).map("".join)
)
@example("vars: {models: [{model: m, entity: [user]}], segments: [{enter: {sql: 1}}]}")
@example('vars: {segments: [{segment: "\\ud800", enter: {sql: "\\ud800"}}]}')
@example("vars: {segments: [{enter: {all: !!omap [a: {sql: x}]}}]}")
def test_no_shape_of_settings_shows_a_trace(tmp_path: Path, text: str) -> None:
    """The check ends in its two words, whatever was written."""
    folder = project(tmp_path / "project", text.encode("utf-8", "surrogatepass"))
    is_harmless = rules_check.expressions_are_harmless(folder)
    try:
        preview.segments_in_vars(folder)
    except WarehouseError:
        assert not is_harmless


@pytest.mark.parametrize(
    ("script", "arguments"),
    [
        (activate, ["activate.py"]),
        (train, ["train.py"]),
        (train, ["train.py", "rollback", "churn_30d"]),
        (match_identities, ["match_identities.py"]),
        (erasure_report, ["erasure_report.py", "usr_1"]),
        (write_docs, ["write_docs.py"]),
    ],
    ids=lambda part: "-".join(part) if isinstance(part, list) else "",
)
@pytest.mark.parametrize("where", ["option", "environment"])
def test_a_target_that_there_is_not(
    script: Any,
    arguments: list[str],
    where: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It is never taken for DuckDB."""
    given = [*arguments, "--target", "postgre"] if where == "option" else arguments
    monkeypatch.setenv("TARGET", "" if where == "option" else "postgre")
    monkeypatch.setattr(sys, "argv", given)
    with pytest.raises(SystemExit) as ended:
        script.main()
    assert ended.value.code == 2
    assert "expected one of duckdb, postgres, spark, found 'postgre'" in capsys.readouterr().err


def test_nothing_opens_a_target_that_there_is_not(tmp_path: Path) -> None:
    """Whoever asks for it."""
    with pytest.raises(WarehouseError, match="There is no target 'postgre'; there are duckdb"):
        open_warehouse("postgre", tmp_path / "warehouse.duckdb")
