"""What was written out of a warehouse, exports and boards: remembered beside it, so that the run
that erases somebody reaches them too. `renew_copies.py` does.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
from filelock import FileLock

ERASED = ".erased"
"""A file in each copy: of how many customers nothing was left when it was written."""
KINDS = ("export", "boards")


class Copy(NamedTuple):
    """A folder that was written, and by what: `export` or `boards`."""

    kind: str
    place: str


def memory_of(warehouse: Path) -> Path:
    """The file beside a warehouse that has its copies, one a line."""
    return warehouse.with_name(f"{warehouse.name}.copies")


def remembered(warehouse: Path) -> list[Copy]:
    """The copies of a warehouse that were written so far, but for lines that nobody can read."""
    copies = [copy_in(line) for line in _lines(warehouse)]
    return list(dict.fromkeys(copy for copy in copies if copy))


def copies_problem(warehouse: Path) -> str | None:
    """Which lines of the memory can't be read, and what to do; none where all can."""
    lines = _lines(warehouse)
    damaged = [str(at) for at, line in enumerate(lines, start=1) if not copy_in(line)]
    if not damaged:
        return None
    return (
        f"{memory_of(warehouse)} names copies of the warehouse, and can't be read in line "
        f"{', '.join(damaged)}: a copy that stood there may still show who was erased. "
        'A line is ["export", "/folder"] or ["boards", "/folder"]: mend it, or write that copy '
        "again and remove the line."
    )


def copy_in(line: str) -> Copy | None:
    """What a line of the memory says; none where it is damaged, as by a disk that was full."""
    try:
        parts = json.loads(line)
    except ValueError:
        return None
    if not isinstance(parts, list) or [type(part) for part in parts] != [str, str]:
        return None
    return Copy(*parts) if parts[0] in KINDS else None


def remember(warehouse: Path, kind: str, place: Path) -> str | None:
    """Remember a copy, before it is written: a kill must not leave one that nobody knows.

    Returns what follows where it can't be remembered, as by who may only read the warehouse.
    """
    copy = Copy(kind, str(place))
    memory = memory_of(warehouse)
    try:
        if copy not in remembered(warehouse):
            with _alone(warehouse):
                _write(warehouse, [*_lines(warehouse), json.dumps(copy)])
    except OSError as error:
        return (
            f"Builds won't know of {place}, as {memory} can't be written ({error.strerror}). "
            "Once somebody was erased, write it again."
        )
    return copies_problem(warehouse)


def forget(warehouse: Path, copies: Collection[Copy]) -> None:
    """Remember some copies no longer; those that are added meanwhile stay, and damaged lines."""
    with _alone(warehouse):
        _write(warehouse, [line for line in _lines(warehouse) if copy_in(line) not in copies])


def _lines(warehouse: Path) -> list[str]:
    """The lines of the memory, whatever bytes a damaged one has."""
    memory = memory_of(warehouse)
    if not memory.exists():
        return []
    text = memory.read_text(encoding="utf-8", errors="surrogateescape")
    return [line for line in text.split("\n") if line.strip()]


def _write(warehouse: Path, lines: list[str]) -> None:
    """Put the memory in place in one step: a kill or a full disk leaves the one before."""
    memory = memory_of(warehouse)
    half = memory.with_name(f"{memory.name}.part")
    text = "".join(f"{line}\n" for line in lines)
    half.write_text(text, encoding="utf-8", errors="surrogateescape")
    half.replace(memory)


@contextmanager
def _alone(warehouse: Path) -> Iterator[None]:
    """Nobody else writes the memory meanwhile, or what they add would be lost."""
    memory = memory_of(warehouse)
    lock = memory.with_name(f"{memory.name}.lock")
    lock.touch()  # FileLock takes one that can't be made for one that is held
    with FileLock(lock):
        yield


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
    text = note.read_text(encoding="utf-8", errors="replace") if note.exists() else ""
    return int(text) if re.fullmatch(r"[0-9]+", text) else 0  # half a note is none


def note_erased(folder: Path, connection: duckdb.DuckDBPyConnection) -> None:
    """Note in a copy how many had been erased by then."""
    (folder / ERASED).write_text(str(erased_by_now(connection)), encoding="utf-8")
