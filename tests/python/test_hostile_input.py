"""Input made to do harm: each row is read exactly or quarantined, each broken file told in words.

Hypothesis draws the rows and the damage. The macros that land a folder and the models that judge
it run as they stand, in memory; what must come out is worked out in Python.
`make test-long` draws 10,000 rows and 800 files where `make test` draws some hundred.
"""

from __future__ import annotations

import csv
import io
import json
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from conftest import ROOT
from hostile_rows import (
    AMOUNTS,
    BAD,
    BOMBS,
    DRAWN,
    EMPTY,
    KEYS,
    Cell,
    cells,
    contract,
    is_acceptable,
    judged_rows,
    kinds_of,
    texts_of_json,
    write_csv,
)
from landed_input import LandedInput, RefusedInputError

Rows = list[dict[str, Cell]]
TABLES = contract()
ROWS = 25
"""Rows of an example, each of them a case."""


def at_length(cases: int) -> Any:
    """So many cases in `make test-long` alone."""
    return pytest.param(cases, id="long", marks=pytest.mark.long)


FEWEST_OF_LONG = 400
REPORTS = ROOT / "target" / "hostile_input"
"""Where `make test-long` finds what was drawn."""

CASES = [pytest.param(50, id="quick"), at_length(2_000)]
REQUIRED_FILES = {
    "accounts.csv": "account_id,created_at\na1,2024-01-01\n",
    "subscriptions.csv": "subscription_id,account_id,status,amount,billing_interval,valid_from\n"
    "s1,a1,active,10,month,2024-01-01\n",
}


@pytest.fixture(scope="module")
def warehouse() -> LandedInput:
    """One for all examples: each lands its folder anew."""
    return LandedInput()


def fuzz(examples: int, **drawn: st.SearchStrategy) -> Any:
    """Draw examples, the same ones each time."""

    def decorate(test: Any) -> Any:
        return settings(
            max_examples=max(examples, 1),
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
        )(given(**drawn)(test))

    return decorate


def tell_what_was_drawn(what: str, cases: int, drawn: Counter, kinds: Iterable[str]) -> None:
    """Write how many cases there were of each kind; in a long test there were some of each."""
    if cases >= FEWEST_OF_LONG:
        assert not [kind for kind in kinds if not drawn[kind]], drawn
        REPORTS.mkdir(parents=True, exist_ok=True)
        said = ", ".join(f"{drawn[kind]:,} {kind}" for kind in kinds)
        (REPORTS / f"{what.replace(' ', '_')}.txt").write_text(
            f"{what}: {cases:,} cases, among them {said}\n", encoding="utf-8"
        )


def kinds_in(table: str, rows: Rows) -> Counter:
    """How many of the rows have a cell of each kind."""
    return Counter(
        kind
        for row in rows
        for kind in set().union(*(kinds_of(row[name], TABLES[table][name]) for name in row))
    )


def fresh(folder: Path) -> Path:
    """The folder with what is required in it and nothing else."""
    for path in folder.glob("*"):
        path.unlink()
    for name, text in REQUIRED_FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, Rows]:
    """Any table with rows of any cells."""
    table = draw(st.sampled_from(sorted(TABLES)))
    rows = [
        {
            name: draw(cells(kind)) if draw(st.integers(0, 5)) else EMPTY
            for name, kind in TABLES[table].items()
        }
        for _ in range(ROWS)
    ]
    return table, rows


def write_text_parquet(path: Path, rows: Rows) -> None:
    """Rows as a Parquet file of texts."""
    pq.write_table(pa.table({name: [row[name].text for row in rows] for name in rows[0]}), path)


def expected_cells(table: str, row: dict[str, Cell], keeps_blank: bool) -> tuple:
    """What must be landed of a row, and whether some cell can't be read."""
    values, is_bad = [], False
    for name, kind in TABLES[table].items():
        cell = row[name]
        if kind == "varchar":
            values.append(None if cell.text == "" and not keeps_blank else cell.text)
        else:
            is_bad |= cell.meaning is BAD
            values.append(None if cell.meaning is BAD else cell.meaning)
    return (*values, is_bad)


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("cases", CASES)
def test_each_cell_is_read_exactly_or_told(
    cases: int, kind: str, warehouse: LandedInput, tmp_path: Path
) -> None:
    """Of any table: no row is lost, none is made up, and no cell changes on its way."""
    counted: Counter = Counter()

    @fuzz(cases // ROWS, drawn=tables())
    def check(drawn: tuple[str, Rows]) -> None:
        table, rows = drawn
        counted.update(kinds_in(table, rows))
        folder = fresh(tmp_path)
        (folder / f"{table}.csv").unlink(missing_ok=True)
        write = {"csv": write_csv, "parquet": write_text_parquet}[kind]
        write(folder / f"{table}.{kind}", rows)
        try:
            warehouse.land(folder)
        except RefusedInputError as refusal:
            assert_is_clear(str(refusal), table)
            return
        names = ", ".join(f'"{name}"' for name in TABLES[table])
        found = warehouse.query(f"select {names}, unreadable_cells is not null from raw.{table}")
        expected = [expected_cells(table, row, kind == "parquet") for row in rows]
        assert_same(found, expected)

    check()
    tell_what_was_drawn(f"any table as {kind}", cases, counted, DRAWN)


def assert_same(found: list[tuple], expected: list[tuple]) -> None:
    """The same rows, however ordered; a failure shows those that differ."""
    had, wanted = Counter(map(repr, found)), Counter(map(repr, expected))
    assert had == wanted, f"only found: {had - wanted}\nonly expected: {wanted - had}"


def assert_is_clear(message: str, table: str) -> None:
    """It names the table, says what was found and what to do, and is no trace of a program."""
    assert f"{table}" in message, message
    assert "problem" in message, message
    assert "Expected: " in message or "Convert the column" in message, message
    assert "Traceback" not in message, message
    assert len(message) < 5000, message[:5000]


@pytest.mark.parametrize("table", sorted(KEYS))
@pytest.mark.parametrize("cases", CASES)
def test_money_is_exact_or_quarantined(
    cases: int, table: str, warehouse: LandedInput, tmp_path: Path
) -> None:
    """Each row is accepted or rejected, as worked out in Python; the sums are exact."""
    key, amount = KEYS[table], AMOUNTS[table]
    counted: Counter = Counter()

    @fuzz(cases // ROWS, rows=judged_rows(table, ROWS))
    def check(rows: Rows) -> None:
        counted.update(kinds_in(table, rows))
        folder = fresh(tmp_path)
        (folder / f"{table}.csv").unlink(missing_ok=True)
        write_csv(folder / f"{table}.csv", rows)
        try:
            warehouse.land(folder).judge(table)
        except RefusedInputError as refusal:
            assert_is_clear(str(refusal), table)
            return
        found = warehouse.query(
            f"select {key}, {amount}, rejected_because is null "
            f"from intermediate.int_{table}_checked"
        )
        assert len(found) == len(rows)
        accepted = [(name, cents) for name, cents, is_accepted in found if is_accepted]
        expected = [
            (row[key].text, row[amount].meaning) for row in rows if is_acceptable(table, row)
        ]
        assert_same(accepted, expected)
        assert warehouse.query(
            f"select coalesce(sum({amount}), 0) from intermediate.int_{table}_checked "
            "where rejected_because is null"
        ) == [(sum(cents for _, cents in expected),)]

    check()
    tell_what_was_drawn(f"money of {table}", cases, counted, DRAWN[1:])


def test_amounts_at_the_edge_of_their_type(warehouse: LandedInput, tmp_path: Path) -> None:
    """DuckDB takes -1e16 for a numeric(18, 2) where it is written with thirty digits."""
    amounts = {
        "9999999999999.99": (Decimal("9999999999999.99"), None),
        "9999999999999999.99": (Decimal("9999999999999999.99"), "excessive_value"),
        "9999999999999999.995": (None, "unreadable_value"),
        "1e16": (None, "unreadable_value"),
        "-1.000000000000000000000000000000e+16": (None, "unreadable_value"),
        "-9999999999999999.99": (Decimal("-9999999999999999.99"), "negative_value"),
    }
    lines = [f"{text},a1,2024-01-01,succeeded,{text}\n" for text in amounts]
    (fresh(tmp_path) / "payments.csv").write_text(
        "payment_id,account_id,attempted_at,status,amount\n" + "".join(lines), encoding="utf-8"
    )
    found = judged_payments(warehouse, tmp_path)
    assert {name: (amount, because) for name, amount, because in found} == amounts


@pytest.mark.parametrize(
    "said",
    [
        'Conversion Error: Casting value "10009999999999999.98" to type DECIMAL(18,2) failed: '
        "value is out of range!",
        "Out of Range Error: Overflow in multiplication of DECIMAL(18) (1000000 * 9999999999999).",
        "numeric field overflow\nDETAIL: A field with precision 18, scale 2 must round to less",
        "[NUMERIC_VALUE_OUT_OF_RANGE.WITH_SUGGESTION] 10009999999999999.98 cannot be represented",
    ],
)
def test_sums_beyond_their_type_are_explained(said: str, warehouse: LandedInput) -> None:
    """On each engine: which figures to look at, in the place of a type's name."""
    failed = SimpleNamespace(status="error", message=said)
    [cause] = warehouse.call("causes_of_failure", [failed])
    assert "Look for amounts, exchange rates and quantities that are far too large" in cause


FILE = "payment_id,account_id,attempted_at,status,failure_code,amount\n" + "".join(
    f'p{n},a1,2024-01-{n:02d},succeeded,"it\'s, ok",{n}00.50\n' for n in range(1, 29)
)


DAMAGES = {
    "cut": "truncated",
    "byte": "one byte another",
    "inserted": "a byte more",
    "removed": "a part missing",
    "encoded": "another encoding",
    "header": "duplicate column",
    "zeros": "NUL bytes",
}


@st.composite
def damaged_texts(draw: st.DrawFn) -> tuple[str, bytes]:
    """The file of payments, cut off, pierced, or in another encoding; and which of it."""
    kind = draw(st.sampled_from(list(DAMAGES)))
    return kind, damaged_text(draw, kind)


def damaged_text(draw: st.DrawFn, kind: str) -> bytes:
    """The file of payments with a damage of this kind."""
    text = FILE.encode()
    at = draw(st.integers(0, len(text) - 1))
    if kind == "cut":
        return text[:at]
    if kind == "byte":
        return text[:at] + bytes([draw(st.integers(0, 255))]) + text[at + 1 :]
    if kind == "inserted":
        odd = [b"\x00", b"\xff", b'"', b"\r", b"\n", b",", b";", b"\xef\xbb\xbf", b"\xc3", b"\x1a"]
        return text[:at] + draw(st.sampled_from(odd)) + text[at:]
    if kind == "removed":
        return text[:at] + text[at + draw(st.integers(1, 40)) :]
    if kind == "encoded":
        codec = draw(st.sampled_from(["utf-16", "utf-16-le", "utf-32", "cp037", "utf-7"]))
        return FILE.encode(codec)
    if kind == "header":
        column = draw(st.sampled_from(["amount", "payment_id", "Amount ", '"amount"']))
        return text.replace(b"failure_code", column.encode(), 1)
    return text[:at] + b"\x00" * draw(st.integers(1, 4096)) + text[at:]


def payments_by_python(data: bytes) -> list[tuple[str, str]]:
    """Key and amount of each line of the file, as Python's own reader of CSV has them."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    header = [name.strip().lower() for name in lines[0]]
    assert all(len(line) == len(header) for line in lines if line), "lines are broken"
    key, amount = header.index("payment_id"), header.index("amount")
    return [(line[key].strip(" "), line[amount]) for line in lines[1:] if line]


@pytest.mark.parametrize("cases", [pytest.param(12, id="quick"), at_length(400)])
def test_a_damaged_text_is_read_as_it_stands_or_refused(
    cases: int, warehouse: LandedInput, tmp_path: Path
) -> None:
    """No line is dropped or cut off: what is accepted is what another reader finds in it."""

    counted: Counter = Counter()

    @fuzz(cases, drawn=damaged_texts())
    def check(drawn: tuple[str, bytes]) -> None:
        kind, data = drawn
        counted[DAMAGES[kind]] += 1
        (fresh(tmp_path) / "payments.csv").write_bytes(data)
        found = judged_payments(warehouse, tmp_path)
        if found is not None:
            assert data.endswith((b"\n", b"\r"))
            given = payments_by_python(data)
            assert len(found) == len(given)
            accepted = [(key, amount) for key, amount, because in found if because is None]
            amounts = [(key, Decimal(text)) for key, text in given if is_number(text)]
            assert not Counter(accepted) - Counter(amounts)

    check()
    tell_what_was_drawn("damaged CSV files", cases, counted, DAMAGES.values())


def is_number(text: str) -> bool:
    """Whether Python reads a decimal of it."""
    try:
        return Decimal(text.strip(" ")).is_finite()
    except InvalidOperation:
        return False


def payments_as_parquet(**settings: Any) -> bytes:
    """The same payments as a typed Parquet file."""
    columns = {
        "payment_id": [f"p{n}" for n in range(1, 29)],
        "account_id": ["a1"] * 28,
        "attempted_at": [datetime(2024, 1, n) for n in range(1, 29)],
        "status": ["succeeded"] * 28,
        "amount": [Decimal(f"{n}00.50") for n in range(1, 29)],
    }
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns), buffer, **settings)
    return buffer.getvalue()


BREAKS = {
    "cut": "truncated",
    "beginning": "without their beginning",
    "hole": "with a hole",
    "zeros": "ending in NUL bytes",
    "other": "other bytes",
}


@st.composite
def broken_parquet(draw: st.DrawFn) -> tuple[str, bytes]:
    """The same payments as a Parquet file that lacks a part, or whose end was overwritten."""
    whole = payments_as_parquet(compression=draw(st.sampled_from(["none", "snappy", "zstd"])))
    at = draw(st.integers(0, len(whole) - 1))
    kind = draw(st.sampled_from(["cut", *BREAKS]))
    return kind, {
        "cut": whole[:at],
        "beginning": whole[at + 1 :],
        "hole": whole[:at] + whole[at + draw(st.integers(1, 60)) :],
        "zeros": whole[:at] + b"\x00" * (len(whole) - at),
        "other": draw(st.binary(max_size=60)) + b"PAR1",
    }[kind]


@pytest.mark.parametrize("cases", [pytest.param(12, id="quick"), at_length(400)])
def test_a_broken_parquet_file_is_refused(
    cases: int, warehouse: LandedInput, tmp_path: Path
) -> None:
    """In words that name the table, before anything is built."""

    counted: Counter = Counter()

    @fuzz(cases, drawn=broken_parquet())
    def check(drawn: tuple[str, bytes]) -> None:
        kind, data = drawn
        counted[BREAKS[kind]] += 1
        (fresh(tmp_path) / "payments.parquet").write_bytes(data)
        assert judged_payments(warehouse, tmp_path) is None

    check()
    tell_what_was_drawn("broken Parquet files", cases, counted, BREAKS.values())


def judged_payments(warehouse: LandedInput, folder: Path) -> list[tuple] | None:
    """Each payment with its verdict; nothing where the folder was refused in clear words."""
    try:
        warehouse.land(folder).judge("payments")
    except RefusedInputError as refusal:
        assert_is_clear(str(refusal), "payments")
        return None
    return warehouse.query(
        "select payment_id, amount, rejected_because from intermediate.int_payments_checked"
    )


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(-1e9, 1e9)
    | texts_of_json,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts_of_json, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def properties(draw: st.DrawFn) -> str:
    """What might stand where an event's properties do: JSON, what is nearly so, and bombs."""
    if draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(BOMBS) | st.text(st.characters(exclude_categories=["Cs"])))
    value = draw(st.dictionaries(texts_of_json, JSON, max_size=4) | JSON)
    if isinstance(value, dict) and draw(st.booleans()):
        value = value | {"page": draw(texts_of_json | JSON)}
    text = json.dumps(value, ensure_ascii=draw(st.booleans()))
    return text if draw(st.integers(0, 5)) else text[: draw(st.integers(0, len(text)))]


@pytest.mark.parametrize("cases", CASES)
def test_properties_are_read_or_the_event_is_quarantined(
    cases: int, warehouse: LandedInput, tmp_path: Path
) -> None:
    """Megabytes, depths and halves of JSON: an event counts where Python finds what is planned."""
    counted: Counter = Counter()

    @fuzz(cases // ROWS, given_texts=st.lists(properties(), min_size=ROWS, max_size=ROWS))
    def check(given_texts: list[str]) -> None:
        event = {"event_name": "site_visited", "account_id": "a1", "occurred_at": "2024-01-01"}
        events = [
            event | {"event_id": f"e{number}", "properties": text}
            for number, text in enumerate(given_texts)
        ]
        pq.write_table(pa.Table.from_pylist(events), fresh(tmp_path) / "events.parquet")
        counted.update(kind for text in given_texts for kind in kinds_of_json(text))
        started = time.monotonic()
        warehouse.land(tmp_path).judge("events")
        found = warehouse.query(
            "select event_id, rejected_because is null, properties "
            "from intermediate.int_events_checked"
        )
        assert time.monotonic() - started < SECONDS_FOR_BOMBS
        assert len(found) == len(events)
        for name, is_accepted, text in found:
            given_text = given_texts[int(name[1:])]
            assert (text or "") == given_text.strip(" ")
            assert is_accepted == has_a_page(given_text), given_text[:200]

    check()
    tell_what_was_drawn("events", cases, counted, KINDS_OF_JSON)


KINDS_OF_JSON = ("JSON bomb", "blob of 1 MB", "NUL byte", "no JSON", "JSON")


def kinds_of_json(text: str) -> set[str]:
    """What is hostile about an event's properties."""
    is_json = is_read_by_python(text)
    found = {
        "JSON bomb": text in BOMBS[:2],
        "blob of 1 MB": len(text) > 1_000_000,
        "NUL byte": "\x00" in text or "\\u0000" in text,
        "no JSON": not is_json,
        "JSON": is_json,
    }
    return {name for name, holds in found.items() if holds}


def is_read_by_python(text: str) -> bool:
    """Whether Python finds any JSON in it."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


SECONDS_FOR_BOMBS = 60


def has_a_page(text: str) -> bool:
    """Whether Python finds an object in it with a text at the key that the tracking plan asks."""
    try:
        value = json.loads(text, parse_constant=lambda _: 1 / 0)
    except (ValueError, RecursionError, ZeroDivisionError):
        return False
    return isinstance(value, dict) and isinstance(value.get("page"), str)
