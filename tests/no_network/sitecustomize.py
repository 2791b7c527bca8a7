"""Python imports this when it starts with this folder on its path: no socket leaves the machine.

Whom it asks for is written to the file $NETWORK_ATTEMPTS, and the attempt is refused. The
interpreter itself reports its sockets, so no library can go round it; only compiled code that
opens sockets of its own isn't seen.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from typing import Any

FILE = os.environ["NETWORK_ATTEMPTS"]
HERE = {"", "localhost", socket.gethostname()}


def is_here(host: Any) -> bool:
    """Whether a host is this machine."""
    name = host.decode() if isinstance(host, bytes) else str(host or "")
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return name in HERE
    return address.is_loopback or address.is_unspecified


def watch(event: str, arguments: tuple) -> None:
    """Refuse what would leave the machine, and write down what it was."""
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    else:
        return
    if not is_here(host):
        with open(FILE, "a", encoding="utf-8") as file:  # noqa: PTH123 - pathlib isn't loaded yet
            file.write(f"{host} by {' '.join(sys.argv)}\n")
        raise ConnectionRefusedError(f"{host} is not this machine")


sys.addaudithook(watch)
