"""Apache Superset of the tests' own, from .venv-bi, in a temporary folder.

It listens on loopback alone, knows one user with a password drawn at its start, and is gone with
its folder whatever happens.
"""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from conftest import ROOT
from network import Network
from postgres_server import free_port

SUPERSET = ROOT / ".venv-bi" / "bin" / "superset"
SECONDS_TO_START = 120
USER = "tests"
CONFIGURATION = """
SECRET_KEY = {secret!r}
SQLALCHEMY_DATABASE_URI = "sqlite:///{folder}/superset.db"
# what is asked for is asked of the warehouse, not of a cache
DATA_CACHE_CONFIG = {{"CACHE_TYPE": "NullCache"}}
"""


class SupersetError(Exception):
    """Superset refused, and what it said."""


@dataclass(frozen=True)
class Superset:
    """A running server, as somebody who has signed in sees it."""

    client: httpx.Client
    network: Network

    def get(self, path: str) -> Any:
        """Ask its API."""
        return self.answer(self.client.get(f"/api/v1/{path}"))

    def post(self, path: str, body: dict[str, Any]) -> Any:
        """Give its API something."""
        return self.answer(self.client.post(f"/api/v1/{path}", json=body))

    @staticmethod
    def answer(response: httpx.Response) -> Any:
        """What it answers; what it refuses is an error."""
        if response.is_error:
            raise SupersetError(f"{response.request.url}: {response.status_code} {response.text}")
        return response.json()


def sign_in(client: httpx.Client, password: str) -> None:
    """Sign in as a browser does, by its form.

    Superset 6.1.0 takes a token of its API for nobody in particular when a dataset is to be made.
    """
    page = client.get("/login/").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    form = {"username": USER, "password": password}
    client.post("/login/", data=form | ({"csrf_token": token[1]} if token else {}))
    answer = client.get("/api/v1/security/csrf_token/")
    if answer.is_error:
        raise SupersetError(f"{USER} can't sign in: {answer.text}")
    client.headers["X-CSRFToken"] = answer.json()["result"]


def run(command: list[str], environment: dict[str, str]) -> None:
    """One of the commands by which a server is set up."""
    done = subprocess.run(
        [str(SUPERSET), *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SupersetError(f"superset {command[0]} failed: {done.stderr[-2000:]}")


@contextmanager
def running_superset() -> Iterator[Superset]:
    """Set a server up, start it, sign in, stop it and remove all that it wrote."""
    password = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="superset_", ignore_cleanup_errors=True) as place:
        folder = Path(place)
        configuration = folder / "superset_config.py"
        configuration.write_text(
            CONFIGURATION.format(secret=secrets.token_urlsafe(42), folder=folder), encoding="utf-8"
        )
        network = Network(folder / "attempts")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "SUPERSET_HOME": str(folder),
            "SUPERSET_CONFIG_PATH": str(configuration),
            "FLASK_APP": "superset.app:create_app()",
            **network.environment,
        }
        name = ["--username", USER, "--firstname", USER, "--lastname", USER]
        run(["db", "upgrade"], environment)
        run(
            ["fab", "create-admin", *name, "--email", "tests@localhost", "--password", password],
            environment,
        )
        run(["init"], environment)
        port = free_port()
        log = folder / "log"
        with log.open("w", encoding="utf-8") as output:
            process = subprocess.Popen(
                [str(SUPERSET), "run", "--host", "127.0.0.1", "--port", str(port)],
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        at_sigterm = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(address, process, log)
            with httpx.Client(
                base_url=address, headers={"Referer": address}, timeout=60, trust_env=False
            ) as client:
                sign_in(client, password)
                yield Superset(client, network)
        finally:
            signal.signal(signal.SIGTERM, at_sigterm)
            process.kill()
            process.wait()


def wait_until_ready(address: str, process: subprocess.Popen, log: Path) -> None:
    """Return as soon as the server answers."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"{address}/health", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SupersetError(f"Superset did not start: {log.read_text(encoding='utf-8')[-2000:]}")
