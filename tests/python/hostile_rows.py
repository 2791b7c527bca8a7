"""Cells that somebody might bring, each with what it means by the contract, and rows of them.

What a cell means is known from how it was made, or read by Python's own decimals and dates: never
by the project's SQL.
"""

from __future__ import annotations

import functools
import json
import string
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import yaml
from hypothesis import strategies as st

from conftest import ROOT


class Bad:
    """What a cell means that holds no value of its column's type."""

    def __repr__(self) -> str:
        """As a failure shows it."""
        return "BAD"


BAD = Bad()


@dataclass(frozen=True)
class Cell:
    """A text, and the value that it stands for: None where it is empty, BAD where it is none."""

    text: str
    meaning: Any


EMPTY = Cell("", None)
ODD_TEXTS = [
    *("'; drop table accounts; --", '"quoted"', "a,b;c\td|e", "line\nbreak", "{{ jinja }}", "NULL"),
    *("back\\slash", "🎉 élan", "\u202eright to left", "\ufeffmarked", "100 %", "null\x00byte"),
    *("cr\rlf\r\n", "=1+1", "-", "nan", "'", '"', '""', "﷽", "\x1b[31m", "\x7f"),
]
BOMBS = [
    "[" * 100_000,
    '{"a":' * 50_000 + "1" + "}" * 50_000,
    json.dumps({"page": "x" * 1_000_000}),
    json.dumps({f"key {number}": number for number in range(20_000)}),
    '{"page": "home", "page": "other"}',
    '{"page": "\\u0000"}',
    '{"page": 1e999}',
    "\x00",
    "{'page': 'home'}",
]
"""Texts for an event's properties that are large, deep, or no JSON at all."""

texts_of_json = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
texts = st.one_of(
    st.sampled_from(ODD_TEXTS),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.integers(1, 3).map(lambda size: "x" * 10**size),
).map(lambda text: Cell(text, text))


def spaced(text: str) -> st.SearchStrategy[str]:
    """The text, at times with spaces around it."""
    return st.sampled_from([text, text, text, f" {text}", f"{text}  "])


NO_NUMBERS = [
    *("€ 9", "1,000", "1.000,00", "NaN", "inf", "-infinity", "0x10", "1_000", "٣", "12 34", "--1"),
    *(
        "1e",
        "e5",
        ".",
        "+",
        "1.2.3",
        "true",
        "{}",
        "[1]",
        "ten",
        "½",
        "1\x00",
        "1;2",
        "$5",
        "1e999",
    ),
    *("9" * 400, "-" + "9" * 30, "1e40", "1" + "0" * 38),
]


@st.composite
def numbers(draw: st.DrawFn, precision: int, scale: int) -> Cell:
    """A number as text, and rounded half away from zero; BAD where it has too many digits."""
    if draw(st.integers(0, 4)) == 0:
        return Cell(draw(st.sampled_from(NO_NUMBERS)), BAD)
    size = draw(st.sampled_from([2, 5, 9, precision - scale, precision - scale + 1]))
    value = draw(
        st.decimals(-(10**size), 10**size, places=draw(st.integers(0, 5)))
        | st.sampled_from(["0", "-0", "0.005", "0.015", "-0.005", "2.675", "1e3", "1.5e-1"]).map(
            Decimal
        )
    )
    form = draw(st.sampled_from(["f", "f", "f", "+f", "e"]))
    text = f"{value:{form}}" if form != "e" else f"{value:.30e}"
    rounded = value.quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP) + 0  # no -0
    return Cell(draw(spaced(text)), rounded if abs(rounded) < 10 ** (precision - scale) else BAD)


@st.composite
def whole_numbers(draw: st.DrawFn, bits: int) -> Cell:
    """A whole number as text; BAD where it has a fraction or more bits than its type."""
    if draw(st.integers(0, 4)) == 0:
        return Cell(draw(st.sampled_from([*NO_NUMBERS, "2.5", "1e-1", "-0.5"])), BAD)
    most = 2 ** (bits - 1)
    value = draw(
        st.integers(-9, 99)
        | st.sampled_from([most - 1, -most, most, -most - 1, 10**18, 10**25])
        | st.integers(-2 * most, 2 * most)
    )
    ending = draw(st.sampled_from(["", "", ".0", "."]))
    meaning = value if -most <= value < most else BAD
    return Cell(draw(spaced(f"{value}{ending}")), meaning)


NO_TIMES = [
    *(
        "31/12/2024",
        "2024-02-30",
        "2023-02-29",
        "2024-13-01",
        "2024-00-10",
        "2024-01-00",
        "infinity",
    ),
    *("-infinity", "now", "today", "epoch", "2024", "20240101", "12024-01-01", "yesterday", "soon"),
    *(
        "2024-01-01 25:00:00",
        "2024-01-01 10:61:00",
        "1704067200",
        "-1",
        "0",
        "2024-01-01 10:00:00 CETX",
    ),
    *("0000-00-00", "24-01-01", "2024-01-01T10:00:00+99:00", "2024-01-01\x00", "٢٠٢٤-٠١-٠١", "{}"),
]
FAR = [datetime(1, 1, 1), datetime(1900, 1, 1), datetime(1969, 12, 31, 23, 59, 59)]
FAR += [datetime(2100, 1, 1), datetime(2999, 1, 1), datetime(9999, 12, 31, 23, 59, 59)]
NEAR = st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 30))


@st.composite
def times(draw: st.DrawFn) -> Cell:
    """A time as text, and in UTC."""
    if draw(st.integers(0, 4)) == 0:
        return Cell(draw(st.sampled_from(NO_TIMES)), BAD)
    moment = draw(st.one_of(NEAR, NEAR, st.sampled_from(FAR))).replace(fold=0)
    form = draw(st.sampled_from(["day", "second", "T", "fraction", "Z", "offset"]))
    if form == "day":
        moment = datetime(moment.year, moment.month, moment.day)
        return Cell(draw(spaced(moment.date().isoformat())), moment)
    if form in ("second", "T"):
        moment = moment.replace(microsecond=0)
        return Cell(draw(spaced(moment.isoformat(" " if form == "second" else "T"))), moment)
    if form == "offset" and 1 < moment.year < 9999:
        zone = timezone(timedelta(minutes=draw(st.sampled_from([-300, -210, 60, 330, 840]))))
        return Cell(moment.replace(tzinfo=UTC).astimezone(zone).isoformat(), moment)
    return Cell(moment.isoformat(" ", "microseconds") + ("Z" if form == "Z" else ""), moment)


YES = ["true", "T", "yes", "Y", "1", "1.0", " TRUE "]
NO = ["false", "F", "no", "N", "0", "0.0"]
NEITHER = ["maybe", "2", "truth", "on", "ja", "\x00", "-1"]
booleans = st.one_of(
    st.sampled_from(YES).map(lambda text: Cell(text, True)),
    st.sampled_from(NO).map(lambda text: Cell(text, False)),
    st.sampled_from(NEITHER).map(lambda text: Cell(text, BAD)),
)


def cells(kind: str) -> st.SearchStrategy[Cell]:
    """Cells of a column of the contract, of its type."""
    if kind.startswith("numeric"):
        precision, scale = (int(part.strip(" )")) for part in kind.split("(")[1].split(","))
        return numbers(precision, scale)
    return {
        "varchar": texts,
        "timestamp": times(),
        "date": times().map(as_day),
        "boolean": booleans,
        "integer": whole_numbers(32),
        "bigint": whole_numbers(64),
    }[kind]


def as_day(cell: Cell) -> Cell:
    """The same text where a date is expected."""
    meaning = cell.meaning
    return Cell(cell.text, meaning.date() if isinstance(meaning, datetime) else meaning)


def kinds_of(cell: Cell, kind: str) -> set[str]:
    """What is hostile about a cell of a column of this type, in the words of `DRAWN`."""
    is_number = kind.startswith(("numeric", "integer", "bigint"))
    value = cell.meaning
    found = {
        "NUL byte": "\x00" in cell.text,
        "number as text": is_number and isinstance(value, (Decimal, int)),
        "text for a number": is_number and value is BAD,
        "negative number": is_number and cell.text.strip().startswith("-") and value != 0,
        "huge number": is_number and len(cell.text.strip().split(".")[0].lstrip("+-0")) > 13,
        "year 9999": kind in ("timestamp", "date") and cell.text.strip().startswith("9999"),
        "text for a time": kind in ("timestamp", "date") and value is BAD,
    }
    return {name for name, holds in found.items() if holds}


DRAWN = (
    *("NUL byte", "number as text", "text for a number", "negative number", "huge number"),
    *("year 9999", "text for a time"),
)
"""Each of them must be among the cells of a long test."""


@functools.cache
def contract() -> dict[str, dict[str, str]]:
    """Each table of the contract with its columns and their types."""
    tables = {}
    for path in sorted((ROOT / "models" / "staging").rglob("_*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"] if source.get("schema") == "raw" else ():
                tables[table["name"]] = {
                    column["name"]: column["data_type"]
                    for column in table["columns"]
                    if not column.get("config", {}).get("meta", {}).get("is_landed")
                }
    return tables


def is_blank(text: str) -> bool:
    """Whether a text holds nothing but spaces."""
    return not text.strip(" ")


def write_csv(path: Path, rows: list[dict[str, Cell]]) -> None:
    """Rows as a CSV file, every cell that needs it in quotes."""
    special = set(',"\n\r;|\t') | set(string.whitespace)
    names = list(rows[0])

    def written(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if special & set(text) else text

    lines = [",".join(names)] + [
        ",".join(written(row[name].text) for name in names) for row in rows
    ]
    path.write_bytes(("\n".join(lines) + "\n").encode())


@st.composite
def judged_rows(draw: st.DrawFn, table: str, rows: int) -> list[dict[str, Cell]]:
    """Rows of a money table that are as they should be, but for one or two cells in most."""
    found = []
    for number in range(rows):
        row = dict.fromkeys(contract()[table], EMPTY) | good_cells(draw, table, number)
        for name in draw(st.lists(st.sampled_from(sorted(row)), max_size=2, unique=True)):
            if name != KEYS[table]:
                row[name] = draw(cells(contract()[table][name]) | st.just(EMPTY))
        found.append(row)
    return found


KEYS = {"subscriptions": "subscription_id", "invoices": "invoice_id", "payments": "payment_id"}
VOCABULARY = {
    "subscriptions": ["trialing", "active", "past_due", "paused", "canceled"],
    "invoices": ["draft", "open", "paid", "void", "uncollectible"],
    "payments": ["succeeded", "failed", "refunded"],
}
INTERVALS = ["week", "month", "quarter", "year"]
BEGINNINGS = {"subscriptions": "valid_from", "invoices": "issued_at", "payments": "attempted_at"}
AMOUNTS = {"subscriptions": "amount", "invoices": "amount_due", "payments": "amount"}


def good_cells(draw: st.DrawFn, table: str, number: int) -> dict[str, Cell]:
    """What a row of the table must have."""
    cents = draw(st.integers(0, 10**7) | st.sampled_from([0, 1, 10**14, 10**15]))
    moment = draw(NEAR).replace(microsecond=0, fold=0)
    plain = {KEYS[table]: f"key {number}", "account_id": "a1"}
    plain["status"] = draw(st.sampled_from(VOCABULARY[table]))
    if table == "subscriptions":
        plain["billing_interval"] = draw(st.sampled_from(INTERVALS))
    amount = Decimal(cents) / 100
    return {name: Cell(text, text) for name, text in plain.items()} | {
        AMOUNTS[table]: Cell(f"{amount:.2f}", amount.quantize(Decimal("0.01"))),
        BEGINNINGS[table]: Cell(str(moment), moment),
    }


MOST = Decimal(10) ** 13
FIRST, LAST = datetime(1970, 1, 1), datetime(2100, 1, 1)
HAPPENED = {
    "subscriptions": ["valid_from", "cancel_requested_at"],
    "invoices": ["issued_at", "paid_at"],
    "payments": ["attempted_at"],
}


def is_acceptable(table: str, row: dict[str, Cell]) -> bool:
    """Whether a row whose key is its own may count, by what the contract says."""
    if any(cell.meaning is BAD for cell in row.values()):
        return False

    def text(name: str) -> str:
        return row[name].text.strip(" ")

    def number(name: str, otherwise: Any = 0) -> Any:
        return otherwise if row[name].meaning is None else row[name].meaning

    required = ["account_id", "status", AMOUNTS[table], BEGINNINGS[table]]
    required += ["billing_interval"] if table == "subscriptions" else []
    if any(is_blank(row[name].text) for name in required):
        return False
    money = [name for name, kind in contract()[table].items() if kind == "numeric(18,2)"]
    if any(not 0 <= number(name) < MOST for name in money):
        return False
    if any(row[n].meaning and not FIRST <= row[n].meaning < LAST for n in HAPPENED[table]):
        return False
    ends = {"subscriptions": "valid_to", "invoices": "due_at"}.get(table)
    if ends and row[ends].meaning and row[ends].meaning < row[BEGINNINGS[table]].meaning:
        return False
    if table == "subscriptions":
        if text("billing_interval").lower() not in INTERVALS:
            return False
        if number("billing_interval_count", 1) < 1 or number("quantity") < 0:
            return False
        if number("discount_amount") > number("amount"):
            return False
    known = text("status").lower() in VOCABULARY[table] and text("account_id") == "a1"
    return known and text("currency").upper() in ("", "USD")
