"""Rules of the house that no linter knows: what every model must have, and must not have."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlglot
from sqlglot import exp

from conftest import ROOT, Build, dbt

CLOCK = (exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.CurrentDatetime)
DATE_ARITHMETIC = (exp.DateAdd, exp.DateSub, exp.DateDiff, exp.Interval, exp.DateTrunc)
# Constructs that PostgreSQL or Spark lacks; what must differ lives in macros/cross_db. No limit
# either: which rows it keeps is chance, and DuckDB 2.0.0 waits for ever where a CTE that is read
# twice is read with a limit beneath a window.
NOT_PORTABLE = (exp.Qualify, exp.Pivot, exp.Median, exp.ApproxDistinct, exp.Limit)
# Where engines may be told apart: the macros, and what tries them on each engine.
TELL_ENGINES_APART = ("macros/cross_db/", "tests/singular/cross_db/")
ASKS_FOR_THE_ENGINE = re.compile(
    r"\btarget\.type\b|\badapter\.(dispatch|type)\b|\b(default|duckdb|postgres|spark)__\w+"
)
# Functions and operators that one or two of the three engines have. A macro's SQL stands in Jinja,
# where no parser sees it.
OWN_TO_AN_ENGINE = re.compile(
    r"\b(read_csv|read_parquet|read_json|glob|unnest|explode|string_agg|max_by|min_by|arg_max|arg_min"
    r"|strftime|strptime|to_char|date_format|epoch\w*|json_(array|each|extract|object|type)\w*|get_json_object|parse_json|regexp_\w+"
    r"|list_\w+|array_\w+|struct|named_struct|mode|quantile_cont|approx_\w+|try|duckdb_\w+|pg_\w+"
    r"|date_diff|hash|xxhash64|get_bit|least_common\w*)\("
    r"|\btry_cast\([^)]* as\b|::[a-z]|->>?|\b[ir]like\b|\bat time zone\b|\bcollate\b"
    r"|\bdistinct on\b|\bgroup by all\b|\bqualify\b|\bexclude \(|\busing parquet\b|\blateral view\b"
    r"|\binformation_schema\b|'(attach|detach|checkpoint|describe|pragma|analyze|vacuum) ",
    re.I,
)

Node = dict[str, Any]


@pytest.fixture(scope="module")
def manifest(tiny_build: Build) -> Node:
    """What dbt knows of the project after a build."""
    path = tiny_build.warehouse.with_suffix(".target") / "manifest.json"
    return json.loads(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def models(manifest: Node) -> list[Node]:
    """Every model of the project."""
    return [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]


def syntax_tree(model: Node) -> exp.Expression:
    """The compiled SQL of a model as a tree."""
    return sqlglot.parse_one(model["compiled_code"], dialect="duckdb")


def needs_unit_test(model: Node) -> bool:
    """Whether the model's own SQL has a window, date arithmetic or a case of several branches."""
    tree = syntax_tree(model)
    branching = any(len(case.args["ifs"]) > 1 for case in tree.find_all(exp.Case))
    return branching or tree.find(exp.Window, *DATE_ARITHMETIC) is not None


def names(nodes: Iterator[Node]) -> list[str]:
    """Sorted names, for a readable failure."""
    return sorted(node["name"] for node in nodes)


def test_each_model_has_its_yaml_beside_it(models: list[Node]) -> None:
    """A model's description and tests are found by its name."""
    assert not names(
        model
        for model in models
        if model["patch_path"] is None
        or Path(model["patch_path"].split("://")[1]).with_suffix(".sql").as_posix()
        != model["original_file_path"]
    )


def test_each_model_is_described(models: list[Node]) -> None:
    """No model without words."""
    assert not names(model for model in models if len(model["description"]) < 20)


def test_each_built_column_is_described(tiny_build: Build, models: list[Node]) -> None:
    """Every column that stands in the work file has a description in YAML.

    The inputs of the rules are left out: which columns they have follows from vars.yml.
    """
    built: dict[str, set[str]] = {}
    for table, column in tiny_build.query(
        "select table_name, column_name from information_schema.columns "
        "where table_schema in ('staging', 'intermediate', 'marts')"
    ):
        built.setdefault(table, set()).add(column)
    undescribed = {
        model["name"]: sorted(
            column
            for column in built.get(model["name"], set())
            if not model["columns"].get(column, {}).get("description")
        )
        for model in models
        if not model["config"]["meta"].get("columns_follow_rules")
    }
    assert not {name: columns for name, columns in undescribed.items() if columns}


def test_marts_have_enforced_contracts(models: list[Node]) -> None:
    """BI tools and checks rely on the marts' columns and types."""
    marts = [model for model in models if model["schema"] == "marts"]
    assert marts
    assert not names(model for model in marts if not model["config"]["contract"]["enforced"])


def test_each_model_has_a_data_test(manifest: Node, models: list[Node]) -> None:
    """Every table is checked, by its key at least; views hold the rows that tables check."""
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "test" and node.get("attached_node")
    }
    assert not names(
        model
        for model in models
        if model["config"]["materialized"] != "view" and model["unique_id"] not in tested
    )


def test_each_model_with_a_trap_has_a_unit_test(manifest: Node, models: list[Node]) -> None:
    """Windows, date arithmetic and branching cases are where SQL goes wrong unseen."""
    tested = {unit_test["model"] for unit_test in manifest["unit_tests"].values()}
    assert not names(
        model for model in models if model["name"] not in tested and needs_unit_test(model)
    )


def test_sources_are_read_by_staging_alone(models: list[Node]) -> None:
    """Whoever swaps a source changes one view."""
    assert not names(model for model in models if model["sources"] and model["schema"] != "staging")


def test_no_model_reads_the_clock(models: list[Node]) -> None:
    """The same input gives the same answer, whenever it is built."""
    clock = re.compile(r"\b(now|today|current_date|current_timestamp|localtimestamp)\s*\(", re.I)
    assert not names(
        model
        for model in models
        if syntax_tree(model).find(*CLOCK) or clock.search(model["compiled_code"])
    )


def test_models_are_written_for_every_engine(models: list[Node]) -> None:
    """What only one engine understands lives in macros/cross_db, not in a model."""

    def is_tied_to_one_engine(model: Node) -> bool:
        tree = sqlglot.parse_one(_without_macros(ROOT / model["original_file_path"]), "duckdb")
        return (
            tree.find(*NOT_PORTABLE) is not None
            or any(distinct.args.get("on") for distinct in tree.find_all(exp.Distinct))
            or any(group.args.get("all") for group in tree.find_all(exp.Group))
            or any(star.args.get("except_") for star in tree.find_all(exp.Star))
        )

    assert not names(
        model for model in models if "{%" not in model["raw_code"] and is_tied_to_one_engine(model)
    )


def _without_macros(path: Path) -> str:
    """A model's source with each Jinja expression replaced: CTEs by a CTE, the rest by a name."""
    config = r"\{\{\s*config\((?:[^\n]*\)\s*\}\}\n|.*?^\}\})"
    source = re.sub(r"\{#.*?#\}|" + config, "", path.read_text(encoding="utf-8"), flags=re.S | re.M)
    cte = "x as (select 1)"
    source = re.sub(r"^\{\{.*?\}\}(,?)$", cte + r"\1", source, flags=re.S | re.M).rstrip()
    source += "\nselect 1" if source.endswith(cte) else ""
    return re.sub(r"\{\{.*?\}\}", "x", source, flags=re.S)


@pytest.mark.parametrize(
    "difference", [ASKS_FOR_THE_ENGINE, OWN_TO_AN_ENGINE], ids=["which engine", "SQL of one engine"]
)
def test_engines_are_told_apart_in_one_place(difference: re.Pattern[str]) -> None:
    """Outside macros/cross_db no text asks which engine it runs on, or is written for one."""
    comment = re.compile(r"\{#.*?#\}|--[^\n]*", re.S)
    told = {
        path.relative_to(ROOT).as_posix(): found.group()
        for folder in ("macros", "models", "tests/singular", "tests/generic", "analyses")
        for path in (ROOT / folder).rglob("*.sql")
        if (found := difference.search(comment.sub("", path.read_text(encoding="utf-8"))))
    }
    ours = {path.stem for path in (ROOT / TELL_ENGINES_APART[0]).rglob("*.sql")}
    assert any(path.startswith(TELL_ENGINES_APART) for path in told)
    assert not {
        path: words
        for path, words in told.items()
        if not path.startswith(TELL_ENGINES_APART) and words.rstrip("(") not in ours
    }
    hooks = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    assert not difference.search(hooks)


def test_each_engine_difference_is_tested(manifest: Node) -> None:
    """Every macro of macros/cross_db runs on each engine: in a test of its own, or in a hook.

    Those that bear an engine's name take the place of dbt's own, which every build of the engine
    runs. Those in folders, the reading of files and publishing, are steps of a hook.
    """
    hooks = (ROOT / "dbt_project.yml").read_text(encoding="utf-8")
    tested = {
        macro
        for node in manifest["nodes"].values()
        if node["original_file_path"].startswith("tests/singular/cross_db/")
        for macro in node["depends_on"]["macros"]
    }
    steps = steps_of_hooks(manifest)
    macros = [
        macro
        for macro in manifest["macros"].values()
        if macro["original_file_path"].startswith("macros/cross_db/") and "__" not in macro["name"]
    ]
    assert macros
    assert tested
    assert not names(
        macro
        for macro in macros
        if macro["unique_id"] not in tested
        and f"{macro['name']}(" not in hooks
        and not (macro["original_file_path"].count("/") > 2 and macro["unique_id"] in steps)
    )


def steps_of_hooks(manifest: Node) -> set[str]:
    """The macros that the hooks of a run call, and those that these call, on any engine."""
    called = [
        macro
        for node in manifest["nodes"].values()
        if node["resource_type"] == "operation"
        for macro in node["depends_on"]["macros"]
    ]
    steps: set[str] = set()
    while called:
        step = called.pop()
        if step not in steps:
            steps.add(step)
            package, name = step.rsplit(".", 1)
            called += manifest["macros"][step]["depends_on"]["macros"]
            called += [
                own
                for engine in ("default", "duckdb", "postgres", "spark")
                if (own := f"{package}.{engine}__{name}") in manifest["macros"]
            ]
    return steps


def test_names_fit_every_engine(manifest: Node, models: list[Node]) -> None:
    """PostgreSQL cuts names off at 63 bytes, and dbt makes relations of unit tests too."""
    assert not names(
        node for node in [*models, *manifest["unit_tests"].values()] if len(node["name"]) > 63
    )


def test_nothing_is_deprecated(tmp_path: Path) -> None:
    """The project parses without a warning."""
    build = dbt(
        *("--warn-error", "--no-partial-parse", "parse"),
        raw=tmp_path,
        warehouse=tmp_path / "warehouse.duckdb",
    )
    assert build.returncode == 0, build.output[-3000:]


def test_what_was_parsed_is_read_back(tmp_path: Path) -> None:
    """The second run parses nothing: dbt silently gives up its memory over a key that is no text.

    It costs each command 9 seconds then.
    """
    for _ in range(2):
        build = dbt("parse", raw=tmp_path, warehouse=tmp_path / "warehouse.duckdb")
        assert build.returncode == 0, build.output[-3000:]
    said = json.loads((tmp_path / "warehouse.target" / "perf_info.json").read_text())
    assert said["path_count"] > 1000
    assert said["parsed_path_count"] == 0


def test_git_ignores_what_the_commands_leave() -> None:
    """Whoever has run every command and every test still has a clean checkout."""
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout of git's")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    environments = set(re.findall(r"^(\.venv[\w-]*)/", makefile, re.M))
    assert len(environments) > 1
    left = [
        *environments,
        *("profiles.yml", "data/raw", "target/tests", "logs/dbt.log", ".user.yml"),
        *("warehouse.duckdb", "warehouse_work.duckdb", "warehouse_work.duckdb.wal"),
        *("warehouse_ledger.sqlite", "warehouse_ledger.sqlite-wal", "warehouse_ledger.sqlite.lock"),
        *("warehouse.duckdb.next", "spark-warehouse/x", "metastore_db/x", "derby.log"),
        *(".hypothesis/examples", ".pytest_cache/v", "tests/python/__pycache__/x.pyc"),
    ]
    ignored = subprocess.run(
        ["git", "check-ignore", "--no-index", *left],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert not set(left) - set(ignored.stdout.split())
