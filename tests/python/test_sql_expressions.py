"""An SQL expression in a rule is a condition over feature columns, or it is refused."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlglot import exp, parse_one

import rules_check
from conftest import ROOT, Build
from harmless_sql import COLUMNS, HARMLESS, answers, asked
from rules.expressions import ENGINES, expression_problems
from rules.leaves import feature_columns, learned_columns, read_variables, rule_problems

# Each wrong expression, and what its error has to say.
REFUSED = {
    "mrr > 1) or (true": "expected one expression",
    "mrr > 1) union select (1": "expected one expression",
    "mrr > 1; drop table features": "found a semicolon",
    "mrr > 1 -- )": "found a comment",
    "mrr /* > */ > 1": "found a comment",
    "mrr > (select max(mrr) from features)": "found a query",
    "exists (select 1)": "found a query",
    "mrr in (select 1)": "found a query",
    "mrr > all (select 1)": "found ALL (SELECT 1)",
    "mrr in seats_used": "after in stands a list",
    "avg(mrr) over () > 1": "which reads other rows; to rank, use top_percent",
    "max(mrr) > 1": "which reads other rows",
    "getenv('HOME') = 'x'": "found GETENV('HOME'); valid: abs, ceil",
    "read_text('/etc/passwd') = 'x'": "found READ_TEXT(",
    "pg_read_file('x') = 'x'": "found PG_READ_FILE('x')",
    "current_setting('x') = 'x'": "found CURRENT_SETTING('x')",
    "nextval('x') > 1": "found NEXTVAL('x')",
    "lo_import('x') > 1": "found LO_IMPORT('x')",
    "query('select 1')": "found QUERY('select 1')",
    "reflect('java.lang.System', 'exit') = 'x'": "found REFLECT(",
    "repeat('x', 1000000000) = country": "found REPEAT(",
    "like(country, 'N%')": "found like(…); it stands between what it compares",
    "mrr > 1 and not like (country, 'N%')": "found like(…); it stands between",
    "mrr > 1 and not ilike (country, 'N%')": "found ILIKE(country, 'N%')",
    "coalesce(like(country, country), true)": "found like(…); it stands between",
    "ifnull(mrr, 0) > 1": "found ifnull(…); valid: abs",
    "string(mrr) = '1'": "found CAST(mrr AS TEXT)",
    "pg_sleep(1000) is null": "found PG_SLEEP(1000)",
    "renewal_date < current_date": "found CURRENT_DATE",
    "mrr > random()": "found RANDOM()",
    "session_user = 'x'": "found SESSION_USER",
    "features.mrr > 1": "without the name of a table",
    "count(*) > 1": "which reads other rows",
    "mrr > $1": "found '$'",
    "mrr > :x": "found :: set a space",
    "country ||+ country = 'a'": "found ||+: set a space between operators; valid: + -",
    '"mrr" > 1': "found '\"'",
    "`mrr` > 1": "found '`'",
    "'\\' = country": 'found "\'"',
    "country = E'x'": "expected columns, values",
    "country = {{ x }}": "there are no templates in it",
    "country = '{{ x }}'": "there are no templates in it",
    "'features'::regclass is null": "found the type regclass; valid: varchar",
    "try_cast(mrr as integer) = 1": "found TRY_CAST(",
    "mr > 1": "'mr' is no feature; did you mean mrr?",
    "entity_id = 'a'": "'entity_id' is no feature; dim_features lists them",
    "mrr + 1": "expected a condition, which is true or false, found mrr + 1",
    "mrr > 1 and": "expected one expression",
    "mrr\x00 > 1": "found '\\x00'",
    "(" * 900 + "mrr > 1" + ")" * 900: "expected one expression",
    "mrr > 1" + " or mrr > 1" * 400: "expected at most 2,000 signs",
    " ": "expected an expression over feature columns",
    # what engines read alike and answer differently, or what only some of them have
    "seats_used / 2 > 1": "PostgreSQL cuts the quotient of whole numbers; write one of them with a",
    "coalesce(seats_used, 0) / 2 > 1": "PostgreSQL cuts the quotient",
    "length(country) / seats_used::bigint > 1": "divide by a number, or by nullif(…, 0)",
    "mrr / seats_used > 1": "divide by a number, or by nullif(…, 0)",
    "mrr / cast(nullif(seats_used, 0) as numeric(3, 1)) > 1": "divide by a number, or by nullif",
    "mrr / 0 > 1": "by 0 it stops the build, or is infinite on DuckDB",
    "seats_used % seats_used = 0": "by 0 it stops the build",
    "cast(2.5 as integer) = 2": "cast floor(…), ceil(…) or floor(… + 0.5)",
    "error_rate_28d::bigint = 2": "cast floor(…), ceil(…) or floor(… + 0.5)",
    "cast(country as integer) > 1": "cast floor(…), ceil(…)",
    "round(error_rate_28d) = 2": "write round(cast(… as numeric(18, 4)), 0)",
    "cast(mrr as numeric) = 13": "numeric alone has no decimals on Spark; write numeric(18, 2)",
    "cast(country as varchar(1)) = 'S'": "PostgreSQL alone cuts to this length; write left(…, 3)",
    "cast(error_rate_28d as varchar) = '1'": "engines write double precision differently",
    "country || error_rate_28d = 'SE1'": "engines write double precision differently",
    "cast(mrr as float) > 1": "found the type REAL; valid: varchar",
    "concat(country, null) = 'SE'": "which on Spark is null if a part is; write ||",
    "left(country, -1) = 'S'": "engines agree on counts from 1 on alone",
    "substring(country, 0, 2) = 'S'": "engines agree on counts from 1 on alone",
    "country > 'N'": "the order of texts depends on the database; compare them by = or in",
    "renewal_date between '2026-01-01' and '2026-02-01'": "write dates as date '2026-01-31'",
    "date 'x' < as_of_date": "expected a day that there is, as date '2026-01-31'",
    "date '2026-02-30' < as_of_date": "expected a day that there is",
    "extract(dow from as_of_date) = 4": "Spark counts days of the week otherwise",
    "extract(isodow from as_of_date) = 4": "with one of year, quarter, month, week, day, doy",
    "extract(nonsense from as_of_date) = 1": "found extract(nonsense from",
    "date_trunc('mon', as_of_date) = as_of_date": "with one of year, quarter, month, week, day",
    "as_of_date - interval '2' week < as_of_date": "the like of interval '30' day with one of year",
    "as_of_date - interval '12' hour < as_of_date": "the like of interval '30' day",
    "as_of_date - interval (seats_used) day < as_of_date": "the like of interval '30' day",
    "cast(as_of_date as timestamptz) > as_of_date": "found the type TIMESTAMPTZ; valid: varchar",
}


@pytest.mark.parametrize("sql", HARMLESS)
def test_conditions_over_columns_are_let_through(sql: str) -> None:
    """And they mean something: DuckDB evaluates each of them."""
    assert not expression_problems(sql, COLUMNS)
    with duckdb.connect() as connection:
        connection.execute(asked([sql])).fetchall()


def test_most_of_them_hold() -> None:
    """So the other engines, which are asked the same, have something to miss."""
    assert answers().count("true") > len(HARMLESS) / 2


@pytest.mark.parametrize("sql", REFUSED, ids=lambda sql: repr(sql[:40]))
def test_anything_else_is_refused(sql: str) -> None:
    """In a sentence that says what was found and what may stand there."""
    assert REFUSED[sql] in " ".join(expression_problems(sql, COLUMNS))


HOSTILE = st.sampled_from(
    [
        *COLUMNS,
        *("(", ")", ",", ";", "'", "''", '"', "`", "--", "/*", "*/", "\\", "$$", "{{", "}}", "#"),
        *("select", "from features", "union", "where", "exists", "in", "any", "all", "values"),
        *("drop table features", "group by", "order by", "over ()", "filter", "qualify", "limit 1"),
        *("read_text('x')", "getenv('HOME')", "query('select 1')", "pg_read_file('x')", "abs("),
        *("and", "or", "not", "=", ">", "+", "-", "*", "||", "::", "->", ":", "is null", "like"),
        *("1", "0.5", "'a'", "true", "null", "date '2026-01-01'", "case when", "then", "end"),
        *("cast(", "as date)", "as json)", "current_date", "random()", "lateral", "columns(*)"),
        *("\n", "\x00", "е", "x -> x", "[", "]", "?", "@", "interval '1' day", "escape '!'"),
    ]
)
BRANCHES = (exp.Query, exp.Subquery, exp.Exists, exp.AggFunc, exp.Window, exp.Table, exp.Anonymous)


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """A harmless expression into which one or two other words were put."""
    words = re.split(r"(\W)", draw(st.sampled_from(HARMLESS)))
    for word in draw(st.lists(HOSTILE, min_size=1, max_size=2)):
        words[draw(st.integers(0, len(words) - 1))] = word
    return "".join(words)


@settings(max_examples=400, deadline=None)
@given(spoiled() | st.lists(HOSTILE, min_size=1, max_size=12).map(" ".join) | st.text(max_size=40))
@example("mrr > 1 or ( is_cancel_requested )")
@example("mrr > 1 ) or ( select 1")
def test_what_is_let_through_stays_in_its_place(sql: str) -> None:
    """Whatever is put together: the query around it is the same on each engine, and it reads
    columns that exist, no relation, and no function that the list doesn't have.
    """
    if expression_problems(sql, COLUMNS):
        return
    for dialect in ENGINES:
        query = parse_one(
            f"select mrr from features where before = 1 and (\n{sql}\n) and after = 1", dialect
        )
        around = query.copy()
        first, last = around.args["where"].this.this, around.args["where"].this.expression
        assert last.sql() == "after = 1"
        assert first.this.sql() == "before = 1"
        leaf = first.expression
        assert isinstance(leaf, exp.Paren)
        assert {column.sql().lower() for column in leaf.find_all(exp.Column)} <= COLUMNS.keys()
        assert not leaf.find(*BRANCHES)
        leaf.replace(exp.true())
        assert around.sql() == "SELECT mrr FROM features WHERE before = 1 AND TRUE AND after = 1"


# What DuckDB's own parser makes of an expression that may stand there.
CLASSES = {
    *("CONJUNCTION", "COMPARISON", "BETWEEN", "OPERATOR", "CASE", "CAST", "TYPE"),
    *("COLUMN_REF", "CONSTANT", "FUNCTION"),
}
CALLED = {
    *("+", "-", "*", "/", "%", "||", "~~", "!~~", "~~*", "!~~*", "like_escape", "not_like_escape"),
    *("ilike_escape", "not_ilike_escape", "mod", "abs", "ceil", "ceiling", "floor", "round"),
    *("sign", "sqrt", "exp", "ln", "power", "trunc", "greatest", "least", "nullif"),
    *("lower", "upper", "trim", "length", "substring", "substr", "left", "right"),
    *("concat", "position", "date_part", "date_trunc", "to_days", "to_hours"),
    *("to_months", "to_years", "to_minutes", "to_seconds", "to_weeks"),
}


@settings(max_examples=300, deadline=None)
@given(spoiled())
@example("power(mrr, 2) > 1 and ceiling(mrr) = 2 and substr(country, 1, 1) like 'a%'")
def test_duckdb_reads_no_more_into_it(sql: str) -> None:
    """sqlglot may err: held against the parser that runs it, nothing else is let through."""
    if expression_problems(sql, COLUMNS):
        return
    with duckdb.connect() as connection:
        (written,) = connection.execute(
            "select json_serialize_sql($query)", {"query": f"select 1 where (\n{sql}\n)"}
        ).fetchone()
    read = json.loads(written)
    if read["error"]:
        return
    (statement,) = read["statements"]
    query = statement["node"]
    rest = ("modifiers", "group_expressions", "group_sets", "having", "sample", "qualify")
    assert not any(query[clause] for clause in rest)
    assert query["from_table"]["type"] == "EMPTY"
    nodes = list(nodes_below(query["where_clause"]))
    assert {node["class"] for node in nodes} <= CLASSES
    called = {node["function_name"] for node in nodes if node["class"] == "FUNCTION"}
    assert called <= CALLED


def nodes_below(part: Any) -> Iterator[dict[str, Any]]:
    """Every expression of a tree that DuckDB wrote as JSON."""
    if isinstance(part, list):
        for inner in part:
            yield from nodes_below(inner)
    elif isinstance(part, dict):
        if "class" in part:
            yield part
        for inner in part.values():
            yield from nodes_below(inner)


NESTED = """
vars:
  segments:
    - segment: deep
      enter:
        any:
          - {sql: "mrr > getenv('x')"}
          - at_least_of: {n: 1, of: [{not: {sql: "mr > 1"}}]}
          - {did: login, where: {sql: "drop table x"}}
          - {attribute: mrr, top_percent: 10, among: {sql: "select 1"}}
      exit: {sql: "churn_30d_score < 0.1"}
      force: {sql: 5}
      forbid: {all: [{sql: "mrr > 1 -- x"}]}
    - segment: of_users
      entity: user
      enter: {sql: "mrr > 1"}
  models:
    - {model: churn_30d, outcome: churned, population: {sql: "churn_30d_score > 0"}}
"""


def test_expressions_are_found_wherever_they_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once, each with the segment and the path to it; a property called sql is none."""
    (tmp_path / "vars.yml").write_text(NESTED, encoding="utf-8")
    (tmp_path / "models").symlink_to(ROOT / "models")
    found = [problem.split(": ")[0] for problem in rule_problems(tmp_path)]
    assert found == [
        "segment 'deep', enter.any[0].sql",
        "segment 'deep', enter.any[1].at_least_of.of[0].not.sql",
        "segment 'deep', enter.any[3].among.sql",
        "segment 'deep', force.sql",
        "segment 'deep', forbid.all[0].sql",
        "segment 'of_users', enter.sql",
        "model 'churn_30d', population.sql",
    ]
    monkeypatch.chdir(tmp_path)
    assert rules_check.main() == 1
    assert "7 problems in the SQL expressions of vars.yml" in capsys.readouterr().err


def test_the_features_are_those_of_the_warehouse(tiny_build: Build) -> None:
    """YAML is read here, the manifest by dbt: both know the same names."""
    listed = tiny_build.query("select entity, feature from marts.dim_features")
    named = feature_columns(ROOT)
    for entity, columns in named.items():
        assert {name for of, name in listed if of == entity} == columns.keys()


def test_commands_stop_before_dbt_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What builds or previews looks at the expressions first."""
    import build
    import preview

    (tmp_path / "vars.yml").write_text(NESTED, encoding="utf-8")
    (tmp_path / "models").symlink_to(ROOT / "models")
    (tmp_path / "w_work.duckdb").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr(build, "ROOT", tmp_path)
    (tmp_path / "profiles.yml").touch()
    for module, arguments in ((build, []), (preview, ["deep"])):
        monkeypatch.setattr(
            "sys.argv", ["x", *arguments, "--warehouse", str(tmp_path / "w.duckdb")]
        )
        assert module.main()
        assert "segment 'deep', enter.any[0].sql: found GETENV('x')" in capsys.readouterr().err


def test_the_models_columns_bear_the_macros_names() -> None:
    """learned_attributes of dbt and learned_columns here name them alike; the project's own."""
    named = learned_columns(read_variables(ROOT))
    assert {"churn_30d_score", "churn_30d_bucket", "account_personas_persona"} <= named[
        "account"
    ].keys()
    assert {"uplift_of_nudges_quadrant", "uplift_of_nudges_effect"} <= named["account"].keys()
    assert named["user"] == {"user_personas_persona": "varchar"}
