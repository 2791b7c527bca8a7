"""A PostgreSQL server of the tests' own, from the system's binaries, in a temporary folder.

It listens on loopback alone, asks for a password drawn at its start, sorts text as English does
(so that nothing rests on byte order by chance), and is gone with its folder whatever happens.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

INSTALL = "apt-get install postgresql"
"""The README's line."""
PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
UNPRIVILEGED = ("postgres", "nobody")
SECONDS_TO_START = 60
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "512MB",
    "work_mem": "64MB",
    # containers have little /dev/shm
    "dynamic_shared_memory_type": "mmap",
    # the data needn't outlive the server
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
}


class PostgresMissingError(Exception):
    """The system has no PostgreSQL server."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server, as the target `postgres` of profiles.yml.example finds it."""

    port: int
    password: str
    binaries: Path

    def environment(self, database: str) -> dict[str, str]:
        """The environment variables by which the profile and the scripts connect."""
        return {
            "POSTGRES_HOST": "127.0.0.1",
            "POSTGRES_PORT": str(self.port),
            "POSTGRES_USER": "postgres",
            "POSTGRES_PASSWORD": self.password,
            "POSTGRES_DATABASE": database,
        }

    def run(self, sql: str, database: str = "postgres") -> str:
        """Run a statement by psql; returns what it prints, cells parted by bars."""
        connection = f"host=127.0.0.1 port={self.port} user=postgres dbname={database}"
        return subprocess.run(
            [str(self.binaries / "psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-c", sql, connection],
            env=os.environ | {"PGPASSWORD": self.password},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()


def find_binaries() -> Path:
    """The folder of the newest PostgreSQL server on this machine."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    for pattern in PLACES:
        folders += sorted(Path("/").glob(pattern[1:]), key=lambda folder: folder.parent.name)
    for folder in reversed(folders):
        if all((folder / name).exists() for name in ("initdb", "postgres", "psql")):
            return folder
    raise PostgresMissingError(
        f"There is no PostgreSQL server on this machine. Install one: {INSTALL}"
    )


def ordinary_user() -> pwd.struct_passwd | None:
    """Whom to run the server as: PostgreSQL refuses root. None: whoever runs the tests."""
    if os.geteuid():
        return None
    known = {user.pw_name: user for user in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Make a cluster, start the server, stop it and remove the cluster."""
    binaries = find_binaries()
    user = ordinary_user()
    as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    server = PostgresServer(free_port(), secrets.token_hex(16), binaries)
    with tempfile.TemporaryDirectory(prefix="postgres_", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        password_file = folder / "password"
        password_file.write_text(server.password, encoding="utf-8")
        if user:
            shutil.chown(folder, user.pw_uid, user.pw_gid)
            shutil.chown(password_file, user.pw_uid, user.pw_gid)
        initdb = [
            *(str(binaries / "initdb"), "--pgdata", str(folder / "data"), "--no-sync"),
            *("--username", "postgres", "--auth", "scram-sha-256", "--pwfile", str(password_file)),
            *("--encoding", "UTF8", "--locale", "C.UTF-8"),
            *("--locale-provider", "icu", "--icu-locale", "en-US"),
        ]
        made = subprocess.run(
            initdb, cwd=folder, capture_output=True, text=True, check=False, **as_user
        )
        if made.returncode:
            raise RuntimeError(made.stderr)
        log = folder / "log"
        with log.open("w", encoding="utf-8") as output:
            settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
            process = subprocess.Popen(
                [
                    *(str(binaries / "postgres"), "-D", str(folder / "data")),
                    *("-p", str(server.port), *settings),
                ],
                cwd=folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **as_user,
            )
        at_sigterm = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            wait_until_ready(server, process, log)
            yield server
        finally:
            signal.signal(signal.SIGTERM, at_sigterm)
            stop(process)


def wait_until_ready(server: PostgresServer, process: subprocess.Popen, log: Path) -> None:
    """Return as soon as the server answers."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            server.run("select 1")
        except subprocess.CalledProcessError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text(encoding='utf-8')[-2000:]}")


def stop(process: subprocess.Popen) -> None:
    """End the server at once, its sessions too."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
