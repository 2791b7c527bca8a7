"""What an SQL expression in a rule may be: one condition over the columns of features, and no more.

The compiler of rules writes it into a query as it stands. So it is parsed as that query, as each
engine reads it, and everything in the tree that is not known to be harmless is refused.
"""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Collection, Iterator, Mapping

import sqlglot
from sqlglot import expressions as exp
from sqlglot.errors import SqlglotError

from rules.differences import difference, unit_problem

ENGINES = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark"}
LONGEST = 2000

CONNECTIVES = (exp.And, exp.Or, exp.Not, exp.Paren, exp.Boolean)
COMPARISONS = (
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ),
    *(exp.Is, exp.In, exp.Between, exp.Like, exp.ILike),
)
ARITHMETIC = (exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Mod, exp.Neg, exp.DPipe)
VALUES = (exp.Literal, exp.Null, exp.Column, exp.Identifier, exp.Interval)
CASES = (exp.Case, exp.If, exp.Coalesce, exp.Nullif)
FUNCTIONS = (
    *(exp.Abs, exp.Ceil, exp.Floor, exp.Round, exp.Sign, exp.Sqrt, exp.Exp, exp.Ln, exp.Pow),
    *(exp.Greatest, exp.Least, exp.Lower, exp.Upper, exp.Trim, exp.Length, exp.Substring),
    *(exp.Left, exp.Right, exp.Concat, exp.StrPosition),
    *(exp.Extract, exp.DateTrunc, exp.TimestampTrunc),
)
TYPES = (exp.Cast, exp.DataType, exp.DataTypeParam)
HARMLESS = {
    *(*CONNECTIVES, *COMPARISONS, *ARITHMETIC, *VALUES, *CASES, *FUNCTIONS, *TYPES, exp.Var)
}
"""The kinds of nodes that may stand in an expression; what derives from one is another kind."""

NAMES_OF_FUNCTIONS = (
    "abs, ceil, floor, round, sign, sqrt, exp, ln, power, greatest, least, coalesce, nullif, "
    "lower, upper, trim, length, substring, left, right, position, extract, date_trunc, case, cast"
)
SYNONYMS = {"ceiling", "mod", "substr"}
BEFORE_BRACKETS = {
    *("and", "or", "not", "in", "is", "like", "ilike", "between", "when", "then", "else", "from"),
    *("numeric", "decimal", "varchar"),
}
"""What may stand before a bracket, beside the functions."""

DATA_TYPES = {
    *(exp.DType.VARCHAR, exp.DType.TEXT, exp.DType.BOOLEAN, exp.DType.DATE),
    *(exp.DType.SMALLINT, exp.DType.INT, exp.DType.BIGINT),
    *(exp.DType.DECIMAL, exp.DType.DOUBLE),
}
TIMESTAMPS = {
    "duckdb": exp.DType.TIMESTAMPNTZ,
    "postgres": exp.DType.TIMESTAMP,
    "spark": exp.DType.TIMESTAMPTZ,
}
"""What sqlglot makes of the type timestamp, which is the day's time in UTC on each engine."""
NAMES_OF_TYPES = "varchar, boolean, date, timestamp, integer, bigint, numeric, double precision"
HOLD_UNITS = (exp.Interval, exp.Extract, exp.DateTrunc, exp.TimestampTrunc)
"""Where a bare word such as day is a unit of time."""

NO_TREE = "expected one expression, its brackets and texts closed; it can't be read as one"

TEXTS = re.compile(r"'[^'\\]*'")
OPERATORS = re.compile(r"[+\-*/%<>=!|:]+")
ALLOWED_OPERATORS = ("+", "-", "*", "/", "%", "||", "<", ">", "=", "<>", "!=", "<=", ">=", "::")
"""Engines disagree on where one operator ends that follows another without a space."""

CALLS = re.compile(r"([A-Za-z_]\w*)\s*\(")
CALLED_COMPARISONS = re.compile(
    r"(?:^|[(,+\-*/%<>=!|]|\b(?:and|or|when|then|else|between)\b)\s*(?:not\s+)*(i?like)\s*\(", re.I
)
"""A comparison written as a function: nothing stands before it that it could compare."""
SIGNS = re.compile(r"[A-Za-z0-9_\s.,()+\-*/%<>=!|:]*")
"""What stands outside texts: nothing that one engine takes for a quote and another doesn't."""

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)


def expression_problems(sql: object, columns: Mapping[str, str]) -> list[str]:
    """What is wrong with an expression, given the columns that it may read with their types."""
    if not isinstance(sql, str) or not sql.strip():
        return ["expected an expression over feature columns, for example 'mrr > 10 * seats_used'"]
    if len(sql) > LONGEST:
        return [
            f"expected at most {LONGEST:,} signs, found {len(sql):,}; make parts of it rules of "
            "their own"
        ]
    problem = _text_problem(sql)
    if problem:
        return [problem]
    for dialect, engine in ENGINES.items():
        try:
            tree = _condition(sql, dialect)
            found = [*dict.fromkeys(_tree_problems(tree, columns, dialect))] if tree else [NO_TREE]
        except (SqlglotError, RecursionError):
            found = [NO_TREE]
        if found:
            return [
                said if dialect == "duckdb" else f"{said} (as {engine} reads it)" for said in found
            ]
    unit = unit_problem(sql, TEXTS.sub(lambda text: f"'{'x' * (len(text[0]) - 2)}'", sql))
    return [unit] if unit else _call_problems(sql)


def _text_problem(sql: str) -> str | None:
    """What no expression needs and engines read differently: other quotes, comments, templates."""
    for opening in ("{{", "{%", "{#"):
        if opening in sql:
            return f"found {opening}: there are no templates in it; write the value itself"
    bare = TEXTS.sub("''", sql)
    for sign, words in {";": "a semicolon", "--": "a comment", "/*": "a comment"}.items():
        if sign in bare:
            return f"found {words} ({sign}); expected one expression without either"
    for signs in OPERATORS.findall(bare):
        if signs not in ALLOWED_OPERATORS:
            known = " ".join(ALLOWED_OPERATORS)
            return f"found {signs}: set a space between operators; valid: {known}"
    rest = SIGNS.sub("", bare.replace("''", ""))
    if rest:
        return (
            f"found {rest[0]!r}; expected names of columns, numbers, texts in single quotes "
            "without backslashes, brackets and + - * / % || < > = <> !="
        )
    return None


def _call_problems(sql: str) -> list[str]:
    """Functions that sqlglot takes for others, or for operators, and that not all engines have."""
    valid = {*NAMES_OF_FUNCTIONS.split(", "), *SYNONYMS, *BEFORE_BRACKETS}
    bare = TEXTS.sub("''", sql)
    called = dict.fromkeys(CALLS.findall(bare))
    between = CALLED_COMPARISONS.search(bare)
    if between:
        name = between[1].lower()
        return [f"found {name}(…); it stands between what it compares: country {name} 'N%'"]
    if "concat" in map(str.lower, called):
        return ["found concat(…), which on Spark is null if a part is; write || and coalesce"]
    return [
        f"found {name}(…); valid: {NAMES_OF_FUNCTIONS}"
        for name in called
        if name.lower() not in valid
    ]


def _condition(sql: str, dialect: str) -> exp.Expr | None:
    """The expression as a tree, where it stays within the brackets that rules put around it."""
    statements = sqlglot.parse(f"select 1 where (\n{sql}\n)", dialect=dialect)
    if len(statements) != 1 or type(statements[0]) is not exp.Select:
        return None
    select = statements[0]
    given = {name for name, value in select.args.items() if value}
    brackets = select.args["where"].this if given == {"expressions", "where"} else None
    return brackets.this if type(brackets) is exp.Paren else None


def _tree_problems(tree: exp.Expr, columns: Mapping[str, str], dialect: str) -> Iterator[str]:
    """Each node that is none of the harmless ones, and each column that there isn't."""
    # a cast of Spark's is a try_cast of others, as it may be null
    harmless = HARMLESS | {exp.TryCast} if dialect == "spark" else HARMLESS
    found = False
    for node in tree.walk(prune=lambda inner: type(inner) not in harmless):
        said = _node_problem(node, columns, harmless, DATA_TYPES | {TIMESTAMPS[dialect]})
        said = said or difference(node, columns, _shown(node))
        if said:
            found = True
            yield said
    if not found and not _is_condition(tree):
        yield f"expected a condition, which is true or false, found {_shown(tree)}"


def _node_problem(
    node: exp.Expr,
    columns: Collection[str],
    harmless: Collection[type[exp.Expr]],
    data_types: Collection[exp.DType],
) -> str | None:
    """What is wrong with one node of the tree, if anything."""
    kind = type(node)
    if isinstance(node, exp.Query | exp.Subquery | exp.Exists):
        return "found a query; an expression reads the columns of its own row and nothing else"
    if isinstance(node, exp.AggFunc | exp.Window):
        return (
            f"found {_shown(node)}, which reads other rows; to rank, use top_percent or "
            "bottom_percent"
        )
    if kind not in harmless or (kind is exp.If and type(node.parent) is not exp.Case):
        if isinstance(node, exp.Func):
            return f"found {_shown(node)}; valid: {NAMES_OF_FUNCTIONS}"
        return f"found {_shown(node)}; expected columns, values, comparisons, and, or, not"
    if kind is exp.Column:
        return _column_problem(node, columns)
    if kind is exp.In and set(filter(node.args.get, node.args)) != {"this", "expressions"}:
        return f"found {_shown(node)}; after in stands a list of values in brackets"
    if kind is exp.DataType and (node.this not in data_types or node.args.get("nested")):
        return f"found the type {_shown(node)}; valid: {NAMES_OF_TYPES}"
    if kind is exp.Var and type(node.parent) not in HOLD_UNITS:
        return f"found {_shown(node)}; expected columns, values, comparisons, and, or, not"
    return None


def _column_problem(column: exp.Column, columns: Collection[str]) -> str | None:
    """What is wrong with a column: it bears a table's name, or there is none of its name."""
    name = column.name.lower()
    if column.parts[1:]:
        return f"found {_shown(column)}; a column stands alone, without the name of a table"
    if name in columns:
        return None
    near = difflib.get_close_matches(name, columns, 3, 0.6)
    return f"'{column.name}' is no feature" + (
        f"; did you mean {' or '.join(near)}?" if near else "; dim_features lists them"
    )


def _is_condition(tree: exp.Expr) -> bool:
    """Whether it may be true or false; a column and a case are left to the engine."""
    tree = tree.unnest()
    if isinstance(tree, exp.Cast):
        return tree.to.this is exp.DType.BOOLEAN
    return isinstance(
        tree, (*CONNECTIVES, *COMPARISONS, exp.Column, exp.Case, exp.Coalesce, exp.Null)
    )


def _shown(node: exp.Expr) -> str:
    """A part of an expression as it is quoted in an error."""
    text = node.sql(dialect="duckdb")
    return text if len(text) <= 60 else f"{text[:57]}…"
