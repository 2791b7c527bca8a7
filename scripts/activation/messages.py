"""How a change is told: one message, in the words of each kind of destination."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from activation.changes import TRAITS, Change, time_in_words
from activation.destinations import Destination
from activation.ledger import Entry, now
from activation.plan import State

OF_THE_ENTITY = ("persona", "mrr")
OF_THE_AUDIENCE = tuple(name for name in TRAITS if name not in (*OF_THE_ENTITY, "segment"))
OBJECTS = {"account": "companies", "user": "contacts"}


@dataclass(frozen=True)
class Message:
    """A change as it is sent."""

    change: Change
    sent_as: str
    message_id: str
    payload_hash: str
    payload: dict[str, Any]

    def entry(self, destination: Destination, status: str, attempts: int, error: str = "") -> Entry:
        """What the ledger is told of it."""
        time = now()
        change = self.change
        has_email = destination.by_email and self.sent_as != "left"
        return Entry(
            destination=destination.destination,
            change_id=change.change_id,
            message_id=self.message_id,
            payload_hash=self.payload_hash,
            status=status,
            attempts=attempts,
            delivered_at=time if status == "delivered" else None,
            error=error or None,
            audience=change.audience,
            entity=change.entity,
            entity_id=change.entity_id,
            change=self.sent_as,
            change_number=change.change_number,
            email_sha256=change.contact_email_sha256 if has_email else None,
            recorded_at=time,
        )


def message_id(destination: str, change: Change) -> str:
    """The same for the same change, in whichever run, so that a receiver can drop repeats."""
    parts = "|".join((destination, change.change_id, change.repeat_of))
    return hashlib.sha256(parts.encode()).hexdigest()[:32]


def payload_hash(change: Change) -> str:
    """Says whether two changes leave the receiver with the same."""
    parts = [*change.membership, change.account_id, change.change != "left", traits(change)]
    return hashlib.sha256(as_json(parts).encode()).hexdigest()


def as_json(value: Any) -> str:
    """JSON, the same text for the same value."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def traits(change: Change) -> dict[str, Any]:
    """What is told of a member; of one who left, only why."""
    if change.change == "left":
        return {"left_because": change.left_because}
    return {**change.traits, "contact_user_id": change.contact_user_id}


def render(destination: Destination, change: Change, state: State) -> Message:
    """The message of a change, given what the destination has.

    Whoever isn't there can't have changed: they enter.
    """
    sent_as = change.change
    if sent_as == "changed" and not state.has(change.membership):
        sent_as = "entered"
    identity = message_id(destination.destination, change)
    payload = RENDERED[destination.kind](destination, change, sent_as, identity)
    return Message(change, sent_as, identity, payload_hash(change), payload)


def _plain(destination: Destination, change: Change, sent_as: str, identity: str) -> dict[str, Any]:
    """What a webhook or a file with ids gets."""
    return {
        "message_id": identity,
        "destination": destination.destination,
        "audience": change.audience,
        "change": sent_as,
        "is_member": sent_as != "left",
        "entity": change.entity,
        "entity_id": change.entity_id,
        "account_id": change.account_id,
        "changed_at": time_in_words(change.changed_at) if change.changed_at else None,
        "as_of_date": change.as_of_date.isoformat() if change.as_of_date else None,
        "traits": traits(change),
    }


def flat_traits(change: Change, sent_as: str) -> dict[str, Any]:
    """Traits as a profile has them, those of an audience by its name; an exit clears them."""
    is_member = sent_as != "left"
    flat: dict[str, Any] = {f"audience_{change.audience}": is_member}
    for name in OF_THE_AUDIENCE:
        flat[f"{change.audience}_{name}"] = change.traits.get(name) if is_member else None
    if is_member:
        flat |= {name: change.traits.get(name) for name in OF_THE_ENTITY}
    return flat


def _identify(_: Destination, change: Change, sent_as: str, identity: str) -> dict[str, Any]:
    """A message of Segment's and RudderStack's batches: users are identified, accounts groups."""
    message: dict[str, Any] = {"messageId": identity, "traits": flat_traits(change, sent_as)}
    if change.changed_at:
        message["timestamp"] = time_in_words(change.changed_at)
    if change.entity == "user":
        return {**message, "type": "identify", "userId": change.entity_id}
    # a group call needs somebody who belongs to the group
    member = (
        {"userId": change.contact_user_id}
        if change.contact_user_id and sent_as != "left"
        else {"anonymousId": f"account_{change.entity_id}"}
    )
    return {**message, "type": "group", "groupId": change.entity_id, **member}


def _upsert(
    destination: Destination, change: Change, sent_as: str, identity: str
) -> dict[str, Any]:
    """An input of HubSpot's batch upsert; an empty text clears a property."""
    is_company = change.entity == "account"
    properties = {
        name: "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in flat_traits(change, sent_as).items()
    }
    return {
        "idProperty": destination.company_id_property
        if is_company
        else destination.contact_id_property,
        "id": change.entity_id,
        "objectWriteTraceId": identity,
        "properties": properties,
    }


RENDERED = {
    "webhook": _plain,
    "segment": _identify,
    "rudderstack": _identify,
    "hubspot": _upsert,
    "csv": _plain,
    "jsonl": _plain,
}
