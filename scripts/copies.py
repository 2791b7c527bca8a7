"""What was written out of a warehouse, exports and boards: remembered beside it, so that the run
that erases somebody reaches them too. `renew_copies.py` does.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

import duckdb

ERASED = ".erased"
"""A file in each copy: of how many customers nothing was left when it was written."""


class Copy(NamedTuple):
    """A folder that was written, and by what: `export` or `boards`."""

    kind: str
    place: str


def memory_of(warehouse: Path) -> Path:
    """The file beside a warehouse that has its copies, one a line."""
    return warehouse.with_name(f"{warehouse.name}.copies")


def remembered(warehouse: Path) -> list[Copy]:
    """The copies of a warehouse that were written so far."""
    memory = memory_of(warehouse)
    if not memory.exists():
        return []
    lines = memory.read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(Copy(*json.loads(line)) for line in lines))


def remember(warehouse: Path, kind: str, place: Path) -> str | None:
    """Remember a copy, before it is written: a kill must not leave one that nobody knows.

    Returns what follows where it can't be remembered, as by who may only read the warehouse.
    """
    copy = Copy(kind, str(place))
    memory = memory_of(warehouse)
    try:
        if copy not in remembered(warehouse):
            with memory.open("a", encoding="utf-8") as lines:
                lines.write(f"{json.dumps(copy)}\n")
    except OSError as error:
        return (
            f"Builds won't know of {place}, as {memory} can't be written ({error.strerror}). "
            "Once somebody was erased, write it again."
        )
    return None


def forget(warehouse: Path, copies: Collection[Copy]) -> None:
    """Remember some copies no longer; those that are added meanwhile stay."""
    kept = [copy for copy in remembered(warehouse) if copy not in copies]
    text = "".join(f"{json.dumps(copy)}\n" for copy in kept)
    memory = memory_of(warehouse)
    half = memory.with_name(f"{memory.name}.part")
    half.write_text(text, encoding="utf-8")
    half.replace(memory)


def erased_by_now(connection: duckdb.DuckDBPyConnection) -> int:
    """How many customers had been erased when the marts were published."""
    try:
        rows = connection.execute("select erased_count from state.published_run").fetchall()
    except duckdb.Error:
        return 0  # published before there was such a count, or not by a build
    return rows[0][0] if rows else 0


def erased_when(folder: Path) -> int:
    """How many had been erased when a copy was written."""
    note = folder / ERASED
    return int(note.read_text(encoding="utf-8")) if note.exists() else 0


def note_erased(folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Note in a copy how many had been erased by then."""
    (folder / ERASED).write_text(str(erased_by_now(connection)), encoding="utf-8")
