"""Who reads PostgreSQL's marts while builds go on, and what they may read."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ, connection

from postgres_server import PostgresServer

State = tuple[tuple[str, int, int], ...]
"""Name, rows and the sum of the rows' hashes of each mart."""
TABLES = (
    "select nspname || '.' || relname from pg_class join pg_namespace on pg_namespace.oid = "
    "relnamespace where relkind in ('r', 'v') and nspname = any(%s) order by 1"
)
SECONDS_TO_WAIT = 600
LAYERS = ["raw", "seeds", "staging", "intermediate", "marts_work", "marts", "registry", "state"]


def connect(server: PostgresServer, database: str, user: str = "postgres") -> connection:
    """A connection; the users of these tests have the server's password."""
    return psycopg2.connect(
        host="127.0.0.1", port=server.port, dbname=database, user=user, password=server.password
    )


def hashed(mart: str) -> str:
    """A query for the state of one mart."""
    return f"select '{mart}', count(*), coalesce(sum(hashtext(rows::text)), 0) from {mart} as rows"


def state_of(reader: connection, in_one_query: bool = True) -> State:
    """The published marts as a reader sees them, by one query or by one query each."""
    with reader, reader.cursor() as cursor:
        cursor.execute(TABLES, (["marts"],))
        queries = [hashed(mart) for (mart,) in cursor.fetchall()]
        rows = []
        for query in [" union all ".join(queries)] if in_one_query else queries:
            cursor.execute(query)
            rows += cursor.fetchall()
    return tuple(sorted((mart, count, int(total)) for mart, count, total in rows))


@dataclass
class Seen:
    """What readers saw who queried in a loop."""

    states: list[State] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    reads: int = 0
    slowest: float = 0.0

    def read(self, reader: connection, in_one_query: bool) -> None:
        """Read once."""
        began = time.monotonic()
        state = state_of(reader, in_one_query)
        self.slowest = max(self.slowest, time.monotonic() - began)
        self.reads += 1
        if state not in self.states:
            self.states.append(state)


@contextmanager
def readers(server: PostgresServer, database: str) -> Iterator[Seen]:
    """Two readers in a loop: one joins all marts in a query, one queries them in a transaction."""
    seen, done = Seen(), threading.Event()

    def read(in_one_query: bool) -> None:
        try:
            reader = connect(server, database)
            if not in_one_query:
                reader.set_session(ISOLATION_LEVEL_REPEATABLE_READ)
            while not done.is_set():
                seen.read(reader, in_one_query)
                time.sleep(0.3)
            reader.close()
        except psycopg2.Error as error:
            seen.errors.append(str(error))

    threads = [threading.Thread(target=read, args=(way,)) for way in (True, False)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        done.set()
        for thread in threads:
            thread.join()


@dataclass(frozen=True)
class Writer:
    """A connection that waits for a table, and is lost when it may go on."""

    waits: threading.Event = field(default_factory=threading.Event)
    may_go_on: threading.Event = field(default_factory=threading.Event)


@contextmanager
def held_up(server: PostgresServer, database: str, table: str) -> Iterator[Writer]:
    """Hold a table, so that who writes to it waits and readers go on; end the one that waits."""
    writer, holder = Writer(), connect(server, database)
    with holder.cursor() as cursor:
        cursor.execute(f"lock table {table} in share row exclusive mode")
    thread = threading.Thread(target=lose, args=(server, database, holder.info.backend_pid, writer))
    thread.start()
    try:
        yield writer
    finally:
        writer.waits.set()
        writer.may_go_on.set()
        thread.join()
        holder.close()


def lose(server: PostgresServer, database: str, holder: int, writer: Writer) -> None:
    """Wait until a connection waits for the holder, then end it as soon as it may go on."""
    watcher = connect(server, database)
    watcher.autocommit = True
    with watcher.cursor() as cursor:
        found = None
        while not writer.waits.is_set():
            cursor.execute(
                "select pid from pg_stat_activity where %s = any(pg_blocking_pids(pid))", (holder,)
            )
            found = cursor.fetchone()
            if found:
                break
            time.sleep(0.1)
        writer.waits.set()
        writer.may_go_on.wait()
        if found:
            cursor.execute("select pg_terminate_backend(%s)", found)
    watcher.close()


def readable(server: PostgresServer, database: str, user: str) -> set[str]:
    """The tables and views that a user may query; everything else is denied for want of a right."""
    with connect(server, database) as owner, owner.cursor() as cursor:
        cursor.execute(TABLES, (LAYERS,))
        tables = [name for (name,) in cursor.fetchall()]
    allowed = set()
    reader = connect(server, database, user)
    reader.autocommit = True
    with reader.cursor() as cursor:
        for table in tables:
            try:
                cursor.execute(f"select * from {table} limit 1")
            except psycopg2.errors.InsufficientPrivilege:
                continue
            allowed.add(table)
    reader.close()
    return allowed
