"""What processes that tests start ask the network for: nothing may leave this machine.

Python is watched from within (tests/no_network); compiled tools are told of a proxy, as which
`recorder` listens.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

GUARD = Path(__file__).resolve().parents[1] / "no_network"


@dataclass(frozen=True)
class Network:
    """A file of the attempts of all Python processes that bear its environment."""

    file: Path

    @property
    def environment(self) -> dict[str, str]:
        """What puts a process, and all that it starts, under guard."""
        path = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
        others = [part for part in path if part != str(GUARD)]
        return {
            "PYTHONPATH": os.pathsep.join([str(GUARD), *others]),
            "NETWORK_ATTEMPTS": str(self.file),
        }

    @property
    def attempts(self) -> list[str]:
        """Who was asked for, and by which command."""
        return self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []


@dataclass(frozen=True)
class Recorder:
    """A proxy that lets nothing through."""

    address: str
    asked_for: list[str] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        """What has tools send here whatever they would send to others."""
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        both = [*names, *(name.lower() for name in names)]
        return dict.fromkeys(both, self.address) | {"NO_PROXY": "", "no_proxy": ""}


@contextmanager
def recorder() -> Iterator[Recorder]:
    """Listen as a proxy, and write down who is asked for."""

    class Handler(BaseHTTPRequestHandler):
        """Refuses every request."""

        def refuse(self) -> None:
            recorded.asked_for.append(self.path)
            self.send_error(502)

        do_CONNECT = do_GET = do_POST = do_HEAD = do_PUT = refuse  # noqa: N815 - http.server's

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    recorded = Recorder(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield recorded
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
