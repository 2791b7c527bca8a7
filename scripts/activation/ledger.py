"""The delivery ledger: what every destination was sent, and what became of it.

An SQLite file outside the warehouse: it survives a kill at any moment, is read while a delivery
writes to it, and neither a build nor a full refresh touches it.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from filelock import FileLock, Timeout

from activation.refusals import ActivationError

# Statuses: `delivered`, acknowledged by the destination; `dead`, refused by it; `skipped`, never to
# be sent, the reason stands in `error`; `replaced`, delivered, but the warehouse has it no more.
# Audiences are noted as begun before their first message is sent: were it told by what was
# acknowledged, an entry that a kill left unnoted would be history once the member has left.
SCHEMA = """
    create table if not exists deliveries (
        destination text not null,
        change_id text not null,
        message_id text not null,
        payload_hash text not null,
        status text not null check (status in ('delivered', 'dead', 'skipped', 'replaced')),
        attempts integer not null,
        delivered_at text,
        error text,
        audience text not null,
        entity text not null,
        entity_id text not null,
        change text not null,
        change_number integer not null,
        email_sha256 text,
        recorded_at text not null,
        primary key (destination, change_id)
    ) strict, without rowid;

    create table if not exists begun_audiences (
        destination text not null,
        audience text not null,
        begun_at text not null,
        primary key (destination, audience)
    ) strict, without rowid;
"""


class Entry(NamedTuple):
    """A row of the ledger."""

    destination: str
    change_id: str
    message_id: str
    payload_hash: str
    status: str
    attempts: int
    delivered_at: str | None
    error: str | None
    audience: str
    entity: str
    entity_id: str
    change: str
    """As it was sent: a change of somebody whom the destination doesn't have is sent as entered."""
    change_number: int
    email_sha256: str | None
    """By what an advertising platform knows the member, so that it can be taken out again."""
    recorded_at: str

    @property
    def membership(self) -> tuple[str, str, str]:
        """Whose place in which audience it is about."""
        return self.audience, self.entity, self.entity_id


class Ledger:
    """An open ledger."""

    def __init__(self, connection: sqlite3.Connection, is_new: bool) -> None:
        self.connection = connection
        self.is_new = is_new
        clock.last = connection.execute(
            "select coalesce(max(max(recorded_at, coalesce(delivered_at, ''))), '') from deliveries"
        ).fetchone()[0]

    def entries(self, destination: str) -> list[Entry]:
        """Everything that is known of a destination, the latest delivered last."""
        rows = self.connection.execute(
            f"select {', '.join(Entry._fields)} from deliveries where destination = ? "
            "order by coalesce(delivered_at, ''), change_number",
            (destination,),
        )
        return [Entry(*row) for row in rows]

    def destinations(self) -> list[str]:
        """The names of the destinations that have entries."""
        rows = self.connection.execute("select distinct destination from deliveries order by 1")
        return [row[0] for row in rows]

    def summary(self, destination: str) -> tuple[int, int, int, int, str | None]:
        """Delivered, dead and skipped changes, members there, and the last acknowledgement."""
        entries = self.entries(destination)
        counted = Counter(entry.status for entry in entries)
        acknowledged = [entry for entry in entries if entry.status in ("delivered", "replaced")]
        last = {entry.membership: entry.change for entry in acknowledged}
        return (
            counted["delivered"] + counted["replaced"],
            counted["dead"],
            counted["skipped"],
            sum(change != "left" for change in last.values()),
            acknowledged[-1].delivered_at if acknowledged else None,
        )

    def begun(self, destination: str) -> set[str]:
        """The audiences whose delivery to a destination has begun."""
        rows = self.connection.execute(
            "select audience from begun_audiences where destination = ?", (destination,)
        )
        return {row[0] for row in rows}

    def record(
        self,
        entries: Iterable[Entry],
        replaced: Iterable[tuple[str, str]] = (),
        begun: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Write entries, all of them or none; earlier ones of the same changes give way.

        `replaced`: destination and id of changes that the warehouse has no more; what was not
        delivered of them is forgotten. Once somebody has left, so is the hashed e-mail. `begun`:
        destination and audience whose delivery begins.
        """
        marks = ", ".join("?" for _ in Entry._fields)
        entries, replaced = list(entries), list(replaced)
        with self.connection:
            self.connection.execute("begin immediate")
            self.connection.executemany(
                "update deliveries set status = 'replaced' "
                "where destination = ? and change_id = ? and status = 'delivered'",
                replaced,
            )
            self.connection.executemany(
                "delete from deliveries where destination = ? and change_id = ? "
                "and status in ('dead', 'skipped')",
                replaced,
            )
            self.connection.executemany(
                "insert or ignore into begun_audiences values (?, ?, ?)",
                [(*place, now()) for place in begun],
            )
            self.connection.executemany(
                f"insert or replace into deliveries ({', '.join(Entry._fields)}) values ({marks})",
                entries,
            )
            self.connection.executemany(
                "update deliveries set email_sha256 = null where destination = ? "
                "and audience = ? and entity = ? and entity_id = ? and email_sha256 is not null",
                [
                    (entry.destination, *entry.membership)
                    for entry in entries
                    if entry.change == "left" and entry.status == "delivered"
                ],
            )

    def forget(self, destination: str, entities: Iterable[tuple[str, str]]) -> None:
        """Delete everything about these entities, what is freed overwritten."""
        self.connection.execute("pragma secure_delete = on")
        with self.connection:
            self.connection.execute("begin immediate")
            self.connection.executemany(
                "delete from deliveries where destination = ? and entity = ? and entity_id = ?",
                [(destination, *entity) for entity in entities],
            )

    def leave_nothing_behind(self) -> None:
        """Write the file anew and empty its log, so that neither has what was deleted."""
        self.connection.execute("vacuum")
        self.connection.execute("pragma wal_checkpoint(truncate)")


class Clock:
    """The time as the ledger notes it: what is noted later is later, though the clock be put back.

    The order of a member's changes decides whether a destination has it.
    """

    last = ""

    def now(self) -> str:
        """The time, so that texts sort as times do."""
        time = datetime.now(UTC)
        if self.last:
            time = max(time, datetime.fromisoformat(self.last) + timedelta(microseconds=1))
        self.last = time.isoformat(timespec="microseconds")
        return self.last


clock = Clock()


def now() -> str:
    """The time, never before the last that the ledger in use has noted."""
    return clock.now()


def default_place(target: str, warehouse: Path) -> Path:
    """Where the ledger is unless one is named: beside the warehouse."""
    if target == "duckdb":
        return warehouse.with_name(warehouse.name.removesuffix(".duckdb") + "_ledger.sqlite")
    return Path(f"{target}_ledger.sqlite").resolve()


@contextmanager
def writing(place: Path) -> Iterator[Ledger]:
    """The ledger for one delivery; a second one at the same time is refused."""
    is_new = not place.exists()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(f"{place}.lock", timeout=0)
        lock.acquire()
    except Timeout:
        raise ActivationError(
            f"Another delivery is writing to the ledger {place}: wait until it has ended, "
            "this one would send the same."
        ) from None
    except OSError as error:
        raise ActivationError(
            f"The ledger {place} can't be written ({error.strerror}): name another by LEDGER= or "
            "--ledger."
        ) from None
    try:
        with _connected(place, f"file:{_quoted(place)}?mode=rwc") as connection:
            connection.execute("pragma journal_mode = wal")
            # no wait for the disk after each batch: a power cut can cost the last notes, which then
            # are repeats, a kill costs none
            connection.execute("pragma synchronous = normal")
            connection.executescript(SCHEMA)
            yield Ledger(connection, is_new)
    finally:
        lock.release()


@contextmanager
def reading(place: Path) -> Iterator[Ledger]:
    """The ledger as it is, a delivery running or not; an absent one is empty."""
    if not place.exists():
        with _connected(place, ":memory:") as connection:
            connection.executescript(SCHEMA)
            yield Ledger(connection, True)
        return
    with _connected(place, f"file:{_quoted(place)}?mode=rw") as connection:
        connection.execute("pragma query_only = on")
        yield Ledger(connection, False)


@contextmanager
def _connected(place: Path, address: str) -> Iterator[sqlite3.Connection]:
    """A connection; what is no ledger is said to be none."""
    connection = sqlite3.connect(
        address, uri=address.startswith("file:"), isolation_level=None, timeout=30
    )
    try:
        yield connection
    except sqlite3.Error as error:
        raise ActivationError(
            f"The ledger {place} can't be used ({error}). Put back a copy, or name another by "
            "LEDGER= or --ledger."
        ) from None
    finally:
        connection.close()


def _quoted(place: Path) -> str:
    return str(place).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
