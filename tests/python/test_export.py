"""`make export`: the marts as Parquet, whole or not at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import export
from conftest import ROOT, Build


def run_export(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as `make export` calls it."""
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "export.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def small_warehouse(tmp_path: Path) -> Path:
    """A published file of two marts."""
    warehouse = tmp_path / "small.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.one as select 1 as version")
        connection.execute("create table marts.two as select 1 as version")
    return warehouse


def versions(place: Path) -> list[tuple]:
    """What a reader of the set sees."""
    return duckdb.sql(f"select version from '{place}/*.parquet'").fetchall()


def test_every_mart_is_exported_as_it_is(tiny_build: Build, tmp_path: Path) -> None:
    """Each row and column type of each mart stands in its file."""
    place = tmp_path / "it's an export"
    outcome = run_export("--warehouse", str(tiny_build.warehouse), "--out", str(place))
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    marts = {path.stem for path in (ROOT / "models" / "marts").rglob("*.sql")}
    files = {f"{mart}.parquet" for mart in marts}
    assert {path.name for path in place.iterdir()} == files | {".erased"}
    with duckdb.connect(str(tiny_build.warehouse), read_only=True) as connection:
        for mart in sorted(marts):
            file = str(place / f"{mart}.parquet").replace("'", "''")
            described = [
                connection.sql(f"select * from {relation} limit 0").description
                for relation in (f"marts.{mart}", f"read_parquet('{file}')")
            ]
            assert described[0] == described[1], mart
            differing = connection.sql(
                f"(from marts.{mart} except all from read_parquet('{file}')) union all"
                f" (from read_parquet('{file}') except all from marts.{mart})"
            )
            assert not differing.fetchall(), mart


def test_a_new_set_takes_the_place_of_the_old_one(small_warehouse: Path) -> None:
    """The set before it is kept for readers that are at it, older ones are not."""
    place = small_warehouse.parent / "out"
    opened = []
    for version in (1, 2, 3):
        with duckdb.connect(str(small_warehouse)) as connection:
            connection.execute(f"update marts.one set version = {version}")
            connection.execute(f"update marts.two set version = {version}")
        assert export.export(small_warehouse, export.place_for(str(place))) == 2
        assert versions(place) == [(version,), (version,)]
        opened.append(place.resolve())
    assert [folder.exists() for folder in opened] == [False, True, True]
    assert versions(opened[1]) == [(2,), (2,)]


def test_a_failed_export_leaves_the_old_set(
    small_warehouse: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong half way, readers keep what they had, and nothing else is left."""
    place = small_warehouse.parent / "out"
    export.export(small_warehouse, place)
    left = set(small_warehouse.parent.iterdir())

    def write_half(_connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
        (folder / "one.parquet").write_text("half")
        raise duckdb.IOException("No space left")

    monkeypatch.setattr(export, "write_marts", write_half)
    with pytest.raises(export.ExportError, match="No space left"):
        export.export(small_warehouse, place)
    assert versions(place) == [(1,), (1,)]
    assert set(small_warehouse.parent.iterdir()) == left


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("nothing", "OUT=folder"),
        ("no warehouse", "make build"),
        ("an empty warehouse", "holds no marts"),
        ("a folder of others", "no export wrote"),
        ("a file", "no folder"),
        ("within an export", "in an export that is replaced"),
        ("a folder that takes nothing", "can't be written"),
    ],
)
def test_errors_are_a_sentence(tmp_path: Path, what: str, says: str) -> None:
    """What is wrong, where, what to do; no stack trace, and nothing is touched."""
    warehouse = tmp_path / "small.duckdb"
    if what != "no warehouse":
        duckdb.connect(str(warehouse)).close()
    out = tmp_path / "out"
    if what == "a folder of others":
        out.mkdir()
        (out / "theirs.txt").write_text("theirs")
    if what == "a file":
        out.write_text("theirs")
    if what == "within an export":
        (tmp_path / ".export-1").mkdir()
        (tmp_path / "export").symlink_to(".export-1")
        out = tmp_path / "export" / "mine"
    if what == "a folder that takes nothing":
        out = Path("/proc/export")
    outcome = run_export(
        "--warehouse", str(warehouse), "--out", "" if what == "nothing" else str(out)
    )
    assert outcome.returncode == 1
    assert says in " ".join(outcome.stderr.split())
    assert "Traceback" not in outcome.stderr
    if what == "a folder of others":
        assert [path.name for path in out.iterdir()] == ["theirs.txt"]
