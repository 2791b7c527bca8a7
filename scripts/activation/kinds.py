"""What tells the kinds of destinations over HTTP apart: path, headers, body, and its verdict."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from activation.destinations import Access, Destination
from activation.messages import OBJECTS, Message, as_json
from activation.transport import Answer

PASSING = {"RATE_LIMITS", "RATE_LIMIT", "INTERNAL_ERROR", "SERVICE_UNAVAILABLE", "TIMEOUT"}


@dataclass
class Verdict:
    """What became of the messages of a request that was taken."""

    refused: dict[str, str] = field(default_factory=dict)
    """Message id and reason."""
    unsure: set[str] = field(default_factory=set)
    """Message ids about which the answer doesn't say enough: they are sent alone."""


def sending_headers(destination: Destination, access: Access) -> dict[str, str]:
    """What opens the destination."""
    if destination.kind in ("segment", "rudderstack"):
        pair = base64.b64encode(f"{access.token}:".encode()).decode()
        return {"Authorization": f"Basic {pair}"}
    return {"Authorization": f"Bearer {access.token}"} if access.token else {}


def path_of(destination: Destination, messages: list[Message], access: Access) -> str:
    """The path of the batch endpoint; an address that ends in one already is taken as it is."""
    if destination.kind == "webhook":
        return ""
    if destination.kind == "hubspot":
        return f"/crm/v3/objects/{OBJECTS[messages[0].change.entity]}/batch/upsert"
    return "" if access.url.rstrip("/").endswith("/v1/batch") else "/v1/batch"


def body_of(destination: Destination, messages: list[Message]) -> str:
    """The body of a batch."""
    name = {"hubspot": "inputs", "webhook": "messages"}.get(destination.kind, "batch")
    return as_json({name: [message.payload for message in messages]})


def batch_headers(messages: list[Message]) -> dict[str, str]:
    """The same batch bears the same key, in whichever run."""
    ids = "|".join(message.message_id for message in messages)
    return {"Idempotency-Key": hashlib.sha256(ids.encode()).hexdigest()[:32]}


def verdict_on(answer: Answer, messages: list[Message], access: Access) -> Verdict:
    """Which messages of a request were refused, where the answer tells them apart.

    HubSpot's 207 names the ids or the trace ids of what failed in `errors`; a webhook may do
    likewise with `message_id`. An error that names nobody leaves those in doubt that aren't among
    the results.
    """
    verdict = Verdict()
    errors = answer.body.get("errors") if isinstance(answer.body, Mapping) else None
    if not isinstance(errors, list) or not errors:
        return verdict
    by_name = {
        name: message.message_id
        for message in messages
        for name in (message.message_id, message.change.entity_id)
    }
    names_nobody = False
    for error in errors:
        named = {by_name[name] for name in _names(error) if name in by_name}
        if len(messages) == 1:
            named = {messages[0].message_id}
        names_nobody |= not named
        if _is_passing(error):
            verdict.unsure |= named
        else:
            reason = access.without_secrets(_reason(error))
            verdict.refused |= dict.fromkeys(named, reason)
    if names_nobody:
        results = answer.body.get("results")
        taken = {by_name[name] for row in _list(results) for name in _names(row) if name in by_name}
        everyone = {message.message_id for message in messages}
        verdict.unsure |= everyone - taken - set(verdict.refused)
    return verdict


def _names(row: Any) -> set[str]:
    """Everything by which an error or a result may name a message."""
    if not isinstance(row, Mapping):
        return set()
    context = row.get("context") if isinstance(row.get("context"), Mapping) else {}
    properties = row.get("properties") if isinstance(row.get("properties"), Mapping) else {}
    found = [row.get("message_id"), row.get("id"), row.get("objectWriteTraceId")]
    found += [*_list(context.get("ids")), *_list(context.get("id"))]
    found += [*_list(context.get("objectWriteTraceId")), *properties.values()]
    return {str(name) for name in found if name is not None}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _is_passing(error: Any) -> bool:
    return isinstance(error, Mapping) and (
        str(error.get("category", "")).upper() in PASSING or str(error.get("status")) == "429"
    )


def _reason(error: Any) -> str:
    if not isinstance(error, Mapping):
        return str(error)[:300]
    return str(error.get("message") or error.get("error") or as_json(dict(error)))[:300]
