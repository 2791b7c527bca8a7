"""What `load_raw.py` reads of a folder before a warehouse's server sees any of it."""

from __future__ import annotations

import gzip
from pathlib import Path

import duckdb
import pytest

from load_raw import LoadError, raw_tables

WHOLE = 'payment_id;account_id;amount\np1;a1;1000.50\np2;"a;1";20.25\np3;;\n'


def test_texts_are_read_by_their_header(tmp_path: Path) -> None:
    """Files of a folder are one table, whatever columns each has; empty cells are null."""
    folder = tmp_path / "payments"
    folder.mkdir()
    (folder / "1[a].csv").write_text(WHOLE, encoding="utf-8-sig")
    with gzip.open(folder / "2.csv.gz", "wt", encoding="utf-8") as file:
        file.write("amount,payment_id,status\n007,p4,failed\n")
    rows = raw_tables(tmp_path)["payments"]
    assert rows.columns == ["payment_id", "account_id", "amount", "status"]
    assert sorted(rows.fetchall()) == [
        ("p1", "a1", "1000.50", None),
        ("p2", "a;1", "20.25", None),
        ("p3", None, None, None),
        ("p4", None, "007", "failed"),
    ]


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_other_ends_of_lines(tmp_path: Path, end: str) -> None:
    """A header ends where its line does."""
    text = "payment_id,amount\np1,10.5\n".replace("\n", end)
    (tmp_path / "payments.csv").write_text(text, encoding="utf-8", newline="")
    rows = raw_tables(tmp_path)["payments"]
    assert (rows.columns, rows.fetchall()) == (["payment_id", "amount"], [("p1", "10.5")])


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("missing", [1, 2, 5])
def test_a_text_that_was_cut_off_is_refused(tmp_path: Path, missing: int, packed: bool) -> None:
    """Its last cell may be a part of a number, which is another number."""
    text = WHOLE.removesuffix("p3;;\n")[:-missing].encode()
    name = "payments.csv.gz" if packed else "payments.csv"
    (tmp_path / name).write_bytes(gzip.compress(text) if packed else text)
    with pytest.raises(LoadError, match=r"payments\.csv.* cut off within a cell"):
        raw_tables(tmp_path)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"payment_id,amount,amount\np1,1,2\n", "column amount more than once"),
        (WHOLE.encode("utf-16"), "can't be read"),
        (gzip.compress(WHOLE.encode())[:-9], "is empty|can't be read"),
    ],
)
def test_a_text_that_is_none_is_refused(tmp_path: Path, content: bytes, told: str) -> None:
    """In words that name the file."""
    name = "payments.csv.gz" if content[:2] == b"\x1f\x8b" else "payments.csv"
    (tmp_path / name).write_bytes(content)
    with pytest.raises(LoadError, match=rf"payments\.csv.*({told})"):
        raw_tables(tmp_path)


@pytest.mark.parametrize("line", ["p9,a1", "p9,a1,5,extra", 'p9,"a1,5'])
def test_a_line_that_does_not_fall_into_the_columns_stops_it(tmp_path: Path, line: str) -> None:
    """No line is left out, and none is taken for another dialect's."""
    text = f"payment_id,account_id,amount\np1,a1,10\n{line}\np2,a1,20\n"
    (tmp_path / "payments.csv").write_text(text, encoding="utf-8")
    with pytest.raises(duckdb.Error, match="payments"):
        raw_tables(tmp_path)["payments"].fetchall()
