"""A destination on loopback: a real HTTP server that takes, refuses, stalls or cuts off."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Request:
    """A request as it came."""

    number: int
    path: str
    headers: dict[str, str]
    body: Any
    time: float

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages in it, whatever the kind of destination calls them."""
        return next(iter(self.body.values()))

    @property
    def ids(self) -> list[str]:
        """Their ids."""
        names = ("message_id", "messageId", "objectWriteTraceId")
        return [next(row[name] for name in names if name in row) for row in self.messages]


@dataclass(frozen=True)
class Reply:
    """What the server does about a request."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    is_cut: bool = False

    @property
    def is_accepted(self) -> bool:
        """Whether the messages count as received, which they do before a cut or a delay too."""
        return 200 <= self.status < 300


class Receiver:
    """What came in; `reply` says what is done about it."""

    def __init__(self, reply: Callable[[Request], Reply] | None = None) -> None:
        self.reply = reply or (lambda request: Reply())
        self.requests: list[Request] = []
        self.accepted: list[Request] = []
        self.lock = threading.Lock()
        self.url = ""

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Every accepted message, repeats too."""
        return [message for request in self.accepted for message in request.messages]

    @property
    def ids(self) -> list[str]:
        """The ids of every accepted message."""
        return [one for request in self.accepted for one in request.ids]


def refusing(*entity_ids: str, status: int = 400) -> Callable[[Request], Reply]:
    """Refuse every batch that one of these entities is in."""

    def reply(request: Request) -> Reply:
        bad = [row for row in request.messages if row.get("entity_id") in entity_ids]
        return Reply(status, {"error": "bad row"}) if bad else Reply()

    return reply


def first(*replies: Reply) -> Callable[[Request], Reply]:
    """These replies one after the other, then acceptance."""
    return lambda request: replies[request.number] if request.number < len(replies) else Reply()


@contextmanager
def receiving(reply: Callable[[Request], Reply] | None = None) -> Iterator[Receiver]:
    """A server in a thread, for as long as it is needed."""
    receiver = Receiver(reply)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            with receiver.lock:
                number = len(receiver.requests)
                headers = {name.lower(): value for name, value in self.headers.items()}
                request = Request(number, self.path, headers, json.loads(content), time.monotonic())
                receiver.requests.append(request)
                found = receiver.reply(request)
                if found.is_accepted:
                    receiver.accepted.append(request)
            time.sleep(found.delay)
            if found.is_cut:
                self.close_connection = True
                self.connection.close()
                return
            text = b"" if found.body is None else json.dumps(found.body).encode()
            self.send_response(found.status)
            for name, value in found.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: Any) -> None:
            """A client that was killed is no error of the server's."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
