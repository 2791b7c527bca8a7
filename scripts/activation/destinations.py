"""The destinations of vars.yml, and what of them only the environment may hold."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from activation.refusals import ActivationError, StoppedError
from warehouse.project import read_variables

CHANNELS = ("in-app", "email", "push", "customer success", "sales", "web", "ads")
OVER_HTTP = ("batch_size", "requests_per_second", "url")
KINDS = {
    "webhook": OVER_HTTP,
    "segment": OVER_HTTP,
    "rudderstack": OVER_HTTP,
    "hubspot": (*OVER_HTTP, "company_id_property", "contact_id_property"),
    "csv": ("folder", "match_by"),
    "jsonl": ("folder", "match_by"),
}
"""The kinds of destinations, and the keys that each has beside those of all."""

ADDRESSES = {"segment": "https://api.segment.io", "hubspot": "https://api.hubapi.com"}
NEEDS_TOKEN = ("segment", "rudderstack", "hubspot")
LARGEST_BATCH = {"hubspot": 100}
MATCH_BY = ("email", "entity_id")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True)
class Destination:
    """One entry of `destinations`."""

    destination: str
    kind: str
    channels: tuple[str, ...]
    batch_size: int = 100
    requests_per_second: float = 5
    url: str = ""
    folder: str = "target/activation"
    match_by: str = "email"
    company_id_property: str = "account_id"
    contact_id_property: str = "user_id"

    @property
    def is_file(self) -> bool:
        """Whether delivery is a file in a folder, and no request."""
        return "folder" in KINDS[self.kind]

    @property
    def by_email(self) -> bool:
        """Whether the receiver finds people by their hashed e-mail."""
        return self.is_file and self.match_by == "email"


@dataclass(frozen=True)
class Access:
    """Where a destination is and what opens it. Neither is ever shown, only the host."""

    url: str
    token: str

    @property
    def host(self) -> str:
        """The host, which is all of the address that may be shown: a path may hold a secret."""
        parts = urlsplit(self.url)
        return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)

    def without_secrets(self, text: str) -> str:
        """A text, such as a server's answer, with nothing in it that opens the destination."""
        parts = urlsplit(self.url)
        secrets = {self.token, self.url, parts.query, parts.username, parts.password}
        secrets |= {parts.path.rstrip("/")}
        secrets |= {part for part in (*parts.path.split("/"), *parts.query.split("=")) if part[11:]}
        for secret in sorted(filter(None, secrets), key=len, reverse=True):
            text = text.replace(secret, "…")
        return text


def variable(destination: str, what: str) -> str:
    """The environment variable that holds a destination's TOKEN or URL."""
    return f"ACTIVATE_{destination.upper()}_{what}"


def access_to(destination: Destination) -> Access:
    """What the environment says of a destination; stops where it says too little."""
    name = destination.destination
    url = os.environ.get(variable(name, "URL")) or destination.url
    url = url or ADDRESSES.get(destination.kind, "")
    token = os.environ.get(variable(name, "TOKEN"), "").strip()
    if not url:
        raise StoppedError(
            f"It has no address: set {variable(name, 'URL')} in the environment, or `url` in "
            "vars.yml if there is no secret in it."
        )
    try:
        parts = urlsplit(url)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        is_address = False
    if not is_address:
        raise StoppedError(
            f"Its address is none: {variable(name, 'URL')} or `url` in vars.yml begins with "
            "http:// or https:// and a host."
        )
    if destination.kind in NEEDS_TOKEN and not token:
        raise StoppedError(
            f"It has no token: set {variable(name, 'TOKEN')} in the environment "
            f"({'the access token' if destination.kind == 'hubspot' else 'the write key'})."
        )
    if not token.isascii() or not token.isprintable():
        raise StoppedError(f"{variable(name, 'TOKEN')} holds signs that no token can have.")
    return Access(url, token)


def read_destinations(project: Path) -> list[Destination]:
    """The destinations of a project's vars.yml; wrong ones are told all at once."""
    entries = read_variables(project).get("destinations") or []
    problems = destination_problems(entries)
    if problems:
        raise ActivationError(
            f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} in the "
            "destinations of vars.yml:\n\n  - " + "\n  - ".join(problems)
        )
    return [
        Destination(**{**_defined(entry), "channels": tuple(entry["channels"])})
        for entry in entries
    ]


def _defined(entry: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.name for field in fields(Destination)}
    return {key: value for key, value in entry.items() if key in known and value is not None}


def chosen(destinations: list[Destination], names: str) -> list[Destination]:
    """Those that are named, joined by commas; all where none is."""
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    unknown = sorted(set(wanted) - {entry.destination for entry in destinations})
    if unknown:
        there = ", ".join(entry.destination for entry in destinations) or "none"
        raise ActivationError(
            f"There is no destination {' or '.join(unknown)} in vars.yml; there are: {there}."
        )
    return [entry for entry in destinations if not wanted or entry.destination in wanted]


def destination_problems(entries: Any) -> list[str]:
    """Everything that is wrong with the entries, as macros/run/check_destinations.sql says it."""
    if not isinstance(entries, list):
        return [
            "destinations: expected a list of destinations, each starting with '- destination:'"
        ]
    problems: list[str] = []
    names: set[str] = set()
    for position, entry in enumerate(entries):
        if not isinstance(entry, dict):
            problems.append(
                f"destinations[{position}]: expected a destination with `destination:`, "
                f"found {_shown(entry)}"
            )
            continue
        name = entry.get("destination")
        place = f"destination '{name}'" if isinstance(name, str) else f"destinations[{position}]"
        if not isinstance(name, str) or not NAME.fullmatch(name):
            problems.append(
                f"{place}, destination: expected a name of at most 40 small letters, digits and _, "
                f"starting with a letter, found {_shown(name)}"
            )
        elif name in names:
            problems.append(f"{place}: two destinations have this name; rename one")
        names.add(str(name))
        problems += [f"{place}{problem}" for problem in _entry_problems(entry)]
    return problems


def _entry_problems(entry: dict[Any, Any]) -> list[str]:
    """What is wrong with one entry, its name aside; each begins where its place ends."""
    kind = entry.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return [f", kind: expected {' or '.join(KINDS)}, found {_shown(kind)}"]
    valid = ("destination", "kind", "channels", *KINDS[kind])
    problems = [
        f": unknown key {_shown(key)}; valid here: {', '.join(valid)}"
        for key in entry
        if key not in valid
    ]
    channels = entry.get("channels")
    if not isinstance(channels, list) or not channels:
        problems.append(
            f", channels: expected a list such as [email, sales], found {_shown(channels)}"
        )
    else:
        problems += [
            f", channels[{place}]: {_shown(channel)} is none of {', '.join(CHANNELS)}"
            for place, channel in enumerate(channels)
            if channel not in CHANNELS
        ]
        if len({str(channel) for channel in channels}) < len(channels):
            problems.append(", channels: a channel stands there twice")
    largest = LARGEST_BATCH.get(kind, 1000)
    size = entry.get("batch_size")
    if size is not None and not (type(size) is int and 1 <= size <= largest):
        problems.append(
            f", batch_size: expected a whole number from 1 to {largest}, found {_shown(size)}"
        )
    rate = entry.get("requests_per_second")
    if rate is not None and not (type(rate) in (int, float) and rate > 0):
        problems.append(f", requests_per_second: expected a number above 0, found {_shown(rate)}")
    url = entry.get("url")
    if url is not None and not (isinstance(url, str) and re.match(r"https?://[^@?#\s]+$", url)):
        problems.append(
            ", url: expected http:// or https:// and a host, with no user, password or query in "
            "it; an address with a secret in it belongs into the environment, as "
            f"ACTIVATE_{str(entry.get('destination')).upper()}_URL"
        )
    match_by = entry.get("match_by")
    if match_by is not None and match_by not in MATCH_BY:
        problems.append(f", match_by: expected {' or '.join(MATCH_BY)}, found {_shown(match_by)}")
    problems += [
        f", {key}: expected a text, found {_shown(entry[key])}"
        for key in ("folder", "company_id_property", "contact_id_property")
        if entry.get(key) is not None and not (isinstance(entry[key], str) and entry[key])
    ]
    return problems


def _shown(value: Any) -> str:
    """A value from configuration as it is quoted in an error."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    text = str(value) if len(str(value)) <= 60 else f"{str(value)[:57]}…"
    return f"'{text}'" if isinstance(value, str) else text
