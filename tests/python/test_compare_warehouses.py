"""compare_warehouses.py finds each kind of difference, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import compare_warehouses
from conftest import ROOT

MARTS = """
    create schema marts;
    create table marts.dim_accounts as
        select
            'acc_' || range as account_id,
            'Müller & Söhne ' || range as account_name,
            (100 * range)::decimal(18, 2) as mrr,
            case when range % 2 = 0 then sqrt(range) end as health,
            timestamp '2026-01-01 08:00:00' + to_days(range::integer) as created_at
        from range(10);
    create table marts.quarantined_rows as
        select 'events' as table_name, 'e1' as row_key, 'duplicate_id' as rejected_because
        from range(3);
"""

DIFFERENCES = {
    "a row is missing": (
        "delete from marts.dim_accounts where account_id = 'acc_3'",
        "dim_accounts",
    ),
    "a row is one too many": (
        "insert into marts.dim_accounts from marts.dim_accounts where account_id = 'acc_3'",
        "dim_accounts",
    ),
    "a text has changed": (
        "update marts.dim_accounts set account_name = 'Muller' where account_id = 'acc_3'",
        "dim_accounts",
    ),
    "a key has changed": (
        "update marts.dim_accounts set account_id = 'ACC_3' where account_id = 'acc_3'",
        "dim_accounts",
    ),
    "a cent has changed": (
        "update marts.dim_accounts set mrr = mrr + 0.01 where account_id = 'acc_9'",
        "dim_accounts",
    ),
    "a double is off by 1e-8": (
        "update marts.dim_accounts set health = health * (1 + 1e-8) where account_id = 'acc_8'",
        "dim_accounts",
    ),
    "a double is not a number": (
        "update marts.dim_accounts set health = 'nan' where account_id = 'acc_8'",
        "dim_accounts",
    ),
    "a zero is null": (
        "update marts.dim_accounts set health = null where account_id = 'acc_0'",
        "dim_accounts",
    ),
    "a null is zero": (
        "update marts.dim_accounts set health = 0 where account_id = 'acc_1'",
        "dim_accounts",
    ),
    "a time is a microsecond later": (
        "update marts.dim_accounts set created_at = created_at + interval 1 microsecond "
        "where account_id = 'acc_3'",
        "dim_accounts",
    ),
    "a decimal has become a double": (
        "alter table marts.dim_accounts alter mrr type double",
        "dim_accounts",
    ),
    "a column is missing": ("alter table marts.dim_accounts drop mrr", "dim_accounts"),
    "a copy of a row without a key is missing": (
        "delete from marts.quarantined_rows where rowid = 0",
        "quarantined_rows",
    ),
    "a mart is missing": ("drop table marts.quarantined_rows", "quarantined_rows"),
    "a mart is empty": ("delete from marts.quarantined_rows", "quarantined_rows"),
}

Warehouse = Callable[..., Path]


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Makes a small warehouse, changed by the statements that are given."""

    def make(name: str, *changes: str) -> Path:
        path = tmp_path / f"{name}.duckdb"
        with duckdb.connect(str(path)) as connection:
            for statement in (MARTS, *changes):
                connection.execute(statement)
        return path

    return make


def differing(here: Path, there: Path) -> list[str]:
    """The marts that differ."""
    results = compare_warehouses.compare_all(str(here), str(there))
    return [result.mart for result in results if not result.is_equal]


def test_equal_warehouses_are_equal(warehouse: Warehouse) -> None:
    """Neither the order of rows nor the last bits of a double count."""
    other = warehouse(
        "other",
        "create or replace table marts.dim_accounts as "
        "from marts.dim_accounts order by account_id desc",
        "update marts.dim_accounts set health = health * (1 + 1e-12)",
    )
    results = compare_warehouses.compare_all(str(warehouse("first")), str(other))
    assert [(result.mart, result.is_equal) for result in results] == [
        ("dim_accounts", True),
        ("quarantined_rows", True),
    ]
    assert results[0].largest_difference == pytest.approx(1e-12, rel=0.01)


@pytest.mark.parametrize("what", DIFFERENCES)
@pytest.mark.parametrize("is_first", [True, False])
def test_each_difference_is_found(warehouse: Warehouse, what: str, is_first: bool) -> None:
    """Whichever of the two warehouses it stands in."""
    change, mart = DIFFERENCES[what]
    pair = warehouse("whole"), warehouse("changed", change)
    assert differing(*(pair if is_first else reversed(pair))) == [mart]


def test_differences_are_told(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rows, columns, examples and the exit status."""
    changed = warehouse("changed", DIFFERENCES["a cent has changed"][0])
    monkeypatch.setattr(
        "sys.argv", ["compare_warehouses.py", str(warehouse("whole")), str(changed)]
    )
    assert compare_warehouses.main() == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "mrr: 1 rows" in told
    assert "account_id = acc_9: mrr: 900.00 ≠ 900.01" in told
    assert "1 of 2 marts differ." in told


@pytest.mark.parametrize("place", ["nowhere.duckdb", "."])
def test_what_is_no_warehouse_is_told(
    warehouse: Warehouse,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: str,
) -> None:
    """In words, with an exit status of its own."""
    monkeypatch.setattr("sys.argv", ["compare_warehouses.py", str(warehouse("whole")), place])
    assert compare_warehouses.main() == 2
    assert f"Not compared. {place}: " in capsys.readouterr().err


def test_a_folder_without_files_is_a_mart_without_rows(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    """Spark leaves no file of a table in partitions that has no row."""
    (tmp_path / "spark" / "marts_work.db" / "dim_accounts").mkdir(parents=True)
    (tmp_path / "spark" / "marts_work.db" / "quarantined_rows").mkdir()
    empty = "delete from marts.dim_accounts; delete from marts.quarantined_rows"
    for changes, are_equal in (("select 1", False), (empty, True)):
        place = warehouse(f"rows_{are_equal}", changes)
        results = compare_warehouses.compare_all(str(place), str(tmp_path / "spark"))
        assert [result.is_equal for result in results] == [are_equal, are_equal]


def test_each_mart_has_its_key(tmp_path: Path) -> None:
    """The keys are found in the models' YAML, except where rows have none."""
    marts = {path.stem for path in (ROOT / "models" / "marts").glob("*/*.sql")}
    assert marts - set(compare_warehouses.keys_of_marts()) == {"quarantined_rows"}
