"""Input made to do harm: each row is read exactly or quarantined, each broken file told in words.

Hypothesis draws the rows and the damage. The macros that land a folder and the models that judge
it run as they stand, in memory; what must come out is worked out in Python.
`make test-long` draws 10,000 rows where `make test` draws some hundred.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hostile_rows import (
    AMOUNTS,
    BAD,
    EMPTY,
    KEYS,
    Cell,
    cells,
    contract,
    is_acceptable,
    judged_rows,
    write_csv,
)
from landed_input import LandedInput, RefusedInputError

Rows = list[dict[str, Cell]]
TABLES = contract()
ROWS = 25
"""Rows of an example, each of them a case."""
CASES = [pytest.param(300, id="quick"), pytest.param(10_000, id="long", marks=pytest.mark.long)]
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

    @fuzz(cases // ROWS, drawn=tables())
    def check(drawn: tuple[str, Rows]) -> None:
        table, rows = drawn
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

    @fuzz(cases // ROWS, rows=judged_rows(table, ROWS))
    def check(rows: Rows) -> None:
        folder = fresh(tmp_path)
        (folder / f"{table}.csv").unlink(missing_ok=True)
        write_csv(folder / f"{table}.csv", rows)
        try:
            warehouse.land(folder).judge(table)
        except RefusedInputError as refusal:
            assert_is_clear(str(refusal), table)
            return
        found = warehouse.query(
            f"select {key}, {amount}, rejected_because is null from intermediate.int_{table}_checked"
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
