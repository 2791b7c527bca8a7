"""Who reads PostgreSQL's marts while builds go on, and what they may read."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
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
RETIRED = "no_mart_any_more"
"""A table that is dropped with the next publication: nobody reads it."""
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
        marts = [mart for (mart,) in cursor.fetchall() if mart != f"marts.{RETIRED}"]
        queries = [hashed(mart) for mart in marts]
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
class Holder:
    """A connection that holds a table, so that who writes to it waits, and readers go on."""

    server: PostgresServer
    database: str
    process: int

    def wait_for_writer(self, run: Future) -> int:
        """Wait until a run waits for the holder; returns the run's process on the server."""
        blocked = f"select min(pid) from pg_stat_activity where {self.process} = "
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while time.monotonic() < deadline and not run.done():
            found = self.server.run(f"{blocked} any(pg_blocking_pids(pid))", self.database)
            if found:
                return int(found)
            time.sleep(0.1)
        raise AssertionError(run.result().output[-4000:] if run.done() else "nobody waits")


@contextmanager
def held(server: PostgresServer, database: str, table: str) -> Iterator[Holder]:
    """Hold a table."""
    with closing(connect(server, database)) as holder, holder.cursor() as cursor:
        cursor.execute(f"lock table {table} in share row exclusive mode")
        yield Holder(server, database, holder.info.backend_pid)


def lose(server: PostgresServer, process: int) -> None:
    """End a connection of somebody else's."""
    server.run(f"select pg_terminate_backend({process})")


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
