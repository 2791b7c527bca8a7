"""What engines read alike and answer differently, and what to write instead.

An expression means the same wherever it is built, or it is refused. Each difference was seen by
running the same text on DuckDB, PostgreSQL and Spark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from sqlglot import expressions as exp

WHOLE, NUMERIC, DOUBLE, TEXT, DATE, BOOLEAN = "whole", "numeric", "double", "text", "date", "flag"
"""Families of types; numbers from the narrowest to the widest."""
NUMBERS = (WHOLE, NUMERIC, DOUBLE)
FAMILIES = {
    **dict.fromkeys(("smallint", "int", "integer", "bigint"), WHOLE),
    **dict.fromkeys(("decimal", "numeric"), NUMERIC),
    **dict.fromkeys(("double", "double precision"), DOUBLE),
    **dict.fromkeys(("varchar", "text"), TEXT),
    **dict.fromkeys(("date", "timestamp", "timestampntz", "timestamptz"), DATE),
    "boolean": BOOLEAN,
}

ALWAYS: dict[type[exp.Expr], str] = {
    **dict.fromkeys((exp.Div, exp.Sqrt, exp.Exp, exp.Ln, exp.Pow), DOUBLE),
    **dict.fromkeys((exp.Length, exp.StrPosition, exp.Extract), WHOLE),
    **dict.fromkeys((exp.Lower, exp.Upper, exp.Trim, exp.Substring), TEXT),
    **dict.fromkeys((exp.Left, exp.Right, exp.DPipe, exp.Concat), TEXT),
    **dict.fromkeys((exp.DateTrunc, exp.TimestampTrunc), DATE),
}
"""What has the same family whatever it is given."""
SAME_AS_PART = (exp.Neg, exp.Abs, exp.Nullif, exp.Floor, exp.Ceil, exp.Round)
WIDEST_OF_PARTS = (exp.Add, exp.Sub, exp.Mul, exp.Mod, exp.Coalesce, exp.Greatest, exp.Least)

ORDERS = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.Greatest, exp.Least)
POSITIONS = {exp.Left: "expression", exp.Right: "expression", exp.Substring: "start"}
"""Functions of texts that count signs, and the argument that has to be 1 at least."""

UNITS = {
    "extract": "year, quarter, month, week, day, doy",
    "date_trunc": "year, quarter, month, week, day",
    "interval": "year, month, day",
}
"""Units of time that each engine has and counts alike; features have days, and no hours."""
WORDS_OF_TIME = re.compile(r"\b(extract\s*\(|date_trunc\s*\(|interval\b)", re.I)
WRITTEN = {
    "extract": r"extract\s*\(\s*(year|quarter|month|week|day|doy)\s+from\b",
    "date_trunc": r"date_trunc\s*\(\s*'(year|quarter|month|week|day)'\s*,",
    "interval": r"interval\s*'-?\d+(\s+(year|month|day)s?'|'\s+(year|month|day)\b)",
}
EXAMPLES = {
    "extract": "extract(year from renewal_date)",
    "date_trunc": "date_trunc('month', renewal_date)",
    "interval": "interval '30' day",
}


def unit_problem(sql: str, bare: str) -> str | None:
    """A unit of time that not all engines have, or that some count otherwise, as it is written.

    Looked for in the text: parsers know abbreviations that engines don't. `bare` is the text with
    its quoted parts blanked, sign by sign.
    """
    for word in WORDS_OF_TIME.finditer(bare):
        name = word[1].rstrip(" \t\r\n(").lower()
        if not re.match(WRITTEN[name], sql[word.start() :], re.I):
            found = " ".join(sql[word.start() : word.start() + 30].split())
            days = "; Spark counts days of the week otherwise" if "dow" in found.lower() else ""
            return (
                f"found {found} …, expected the like of {EXAMPLES[name]} with one of "
                f"{UNITS[name]}{days}"
            )
    return None


def difference(node: exp.Expr, types: Mapping[str, str], shown: str) -> str | None:
    """Why a part of an expression isn't the same everywhere, if so."""
    kind = type(node)
    if kind in (exp.Div, exp.Mod):
        return _division_problem(node, types, shown)
    if kind in (exp.Cast, exp.TryCast):
        return _cast_problem(node, types, shown)
    if kind is exp.Round and not node.args.get("decimals"):
        if family(node.this, types) in (WHOLE, NUMERIC):
            return None
        return (
            f"found {shown}: PostgreSQL rounds halves of double precision to the even number; "
            "write round(cast(… as numeric(18, 4)), 0)"
        )
    if kind is exp.DPipe and DOUBLE in (family(part, types) for part in node.flatten()):
        return f"found {shown}: engines write double precision differently; cast it as numeric"
    if kind in ORDERS and TEXT in (family(part, types) for part in _parts(node)):
        return (
            f"found {shown}: the order of texts depends on the database; compare them by = or in, "
            "and write dates as date '2026-01-31'"
        )
    counted = node.args.get(POSITIONS[kind]) if kind in POSITIONS else None
    if counted is not None and not (family(counted, types) == WHOLE and _number(counted)):
        return f"found {shown}: engines agree on counts from 1 on alone; write such a number"
    return None


def family(node: exp.Expr, types: Mapping[str, str]) -> str | None:
    """The family of a part's type, as far as all engines agree on it."""
    node = node.unnest()
    kind = type(node)
    if kind is exp.Literal:
        if node.is_string:
            return TEXT
        return DOUBLE if "e" in node.name.lower() else NUMERIC if "." in node.name else WHOLE
    if kind is exp.Column:
        return FAMILIES.get(types.get(node.name.lower(), "").partition("(")[0])
    if kind in (exp.Cast, exp.TryCast):
        return FAMILIES.get(node.to.this.value.lower())
    if kind in SAME_AS_PART:
        return family(node.this, types)
    if kind in WIDEST_OF_PARTS or kind is exp.Case:
        found = {family(part, types) for part in _parts(node) if type(part) is not exp.Null}
        if len(found) == 1:
            return found.pop()
        return max(found, key=NUMBERS.index) if found and found <= {*NUMBERS} else None
    return ALWAYS.get(kind)


def _parts(node: exp.Expr) -> list[exp.Expr]:
    """What a part is made of; of a case, what it may be."""
    if type(node) is exp.Case:
        otherwise = node.args.get("default")
        return [branch.args["true"] for branch in node.args["ifs"]] + (
            [otherwise] if otherwise else []
        )
    return [part for part in node.iter_expressions() if isinstance(part, exp.Expr)]


def _division_problem(node: exp.Binary, types: Mapping[str, str], shown: str) -> str | None:
    """A quotient that is a whole number on PostgreSQL alone, or a division by nothing."""
    divisor = node.expression.unnest()
    if type(divisor) is exp.Neg or (family(divisor, types) == DOUBLE and "to" in divisor.args):
        divisor = divisor.this.unnest()  # cast as numeric(…), a small number may become 0
    is_kept = type(divisor) is exp.Nullif and _number(divisor.expression) == 0
    if not (_number(divisor) or is_kept):
        said = "by 0 it stops the build, or is infinite on DuckDB"
        return f"found {shown}: {said}; divide by a number, or by nullif(…, 0)"
    if type(node) is exp.Mod or {family(part, types) for part in _parts(node)} & {NUMERIC, DOUBLE}:
        return None
    return (
        f"found {shown}: PostgreSQL cuts the quotient of whole numbers; write one of them with a "
        "point, such as / 2.0 or 1.0 * …"
    )


def _cast_problem(node: exp.Cast, types: Mapping[str, str], shown: str) -> str | None:
    """A cast whose outcome is each engine's own."""
    given, to = family(node.this, types), node.to
    wanted = FAMILIES.get(to.this.value.lower())
    if wanted == WHOLE and not (
        given in (WHOLE, BOOLEAN) or type(node.this.unnest()) in (exp.Floor, exp.Ceil)
    ):
        return (
            f"found {shown}: engines round halves differently, and Spark cuts; cast floor(…), "
            "ceil(…) or floor(… + 0.5)"
        )
    literal = node.this.unnest()
    if wanted == DATE and given == TEXT and type(literal) is exp.Literal:
        try:
            datetime.strptime(literal.name, "%Y-%m-%d")
        except ValueError:
            return f"found {shown}, expected a day that there is, as date '2026-01-31'"
    if wanted == NUMERIC and not to.expressions:
        return f"found {shown}: numeric alone has no decimals on Spark; write numeric(18, 2)"
    if wanted == TEXT and to.expressions:
        return f"found {shown}: PostgreSQL alone cuts to this length; write left(…, 3)"
    if wanted == TEXT and given == DOUBLE:
        return (
            f"found {shown}: engines write double precision differently; cast it as "
            "numeric(18, 2) before"
        )
    return None


def _number(node: exp.Expr) -> float | None:
    """The number that is written there, if one is."""
    node = node.unnest()
    if type(node) is not exp.Literal or node.is_string:
        return None
    try:
        return float(node.name)
    except ValueError:
        return None
