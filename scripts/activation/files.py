"""Delivery as a file: what an advertising platform, or any other job, picks up from a folder."""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from activation.changes import TRAITS, time_in_words
from activation.destinations import Destination
from activation.ledger import Ledger
from activation.messages import Message, as_json, render
from activation.plan import Plan
from activation.refusals import StoppedError
from warehouse.project import project_folder

if TYPE_CHECKING:
    from activation.deliveries import Outcome

BY_EMAIL = ("operation", "audience", "contact_email_sha256", "changed_at", "message_id")
BY_ID = (
    *("operation", "audience", "entity", "entity_id", "account_id", "change", "changed_at"),
    *("as_of_date", *TRAITS, "contact_user_id", "left_because", "message_id"),
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")
NO_EMAIL = "there is no hashed e-mail of a contact (contact_email_sha256) to find the member by"


def deliver_file(
    destination: Destination,
    plan: Plan,
    ledger: Ledger,
    outcome: Outcome,
    advance: Callable[[int], None],
) -> None:
    """Write one file with all changes, then note them.

    Its name follows from the changes in it: a delivery that was killed before they were noted
    writes the same file again.
    """
    messages: list[Message] = []
    lines: list[dict[str, Any]] = []
    dead: list[Message] = []
    holders = email_holders(plan)
    for change in plan.to_send:
        message = render(destination, change, plan.state)
        found = lines_of(destination, message, plan, holders)
        if found is None:
            dead.append(message)
            continue
        messages.append(message)
        lines += found
        plan.state.note(message.entry(destination, "delivered", 1))
    if destination.by_email:
        lines = last_of_each(lines)
    if lines:
        outcome.file = str(write(destination, messages, lines))
    entries = [message.entry(destination, "delivered", 1) for message in messages]
    entries += [message.entry(destination, "dead", 1, NO_EMAIL) for message in dead]
    ledger.record(entries)
    outcome.delivered.update(message.sent_as for message in messages)
    outcome.dead.update(message.sent_as for message in dead)
    advance(len(entries))


def email_holders(plan: Plan) -> Counter[tuple[str, str]]:
    """How many members of an audience the destination knows by the same hashed e-mail."""
    return Counter(
        (entry.audience, entry.email_sha256)
        for membership, entry in plan.state.last.items()
        if plan.state.has(membership) and entry.email_sha256
    )


def lines_of(
    destination: Destination, message: Message, plan: Plan, holders: Counter[tuple[str, str]]
) -> list[dict[str, Any]] | None:
    """The lines of a change; none at all (`None`) where the receiver couldn't tell who it is.

    By e-mail, a new contact takes the former one's place, and an address that another member of
    the audience shares stays there, unless it was withdrawn.
    """
    change = message.change
    line = {
        **message.payload["traits"],
        **{name: value for name, value in message.payload.items() if name != "traits"},
        "operation": "remove" if message.sent_as == "left" else "add",
    }
    if not destination.by_email:
        return [line]
    before = plan.state.last.get(change.membership)
    known = before.email_sha256 if before and plan.state.has(change.membership) else None
    email = change.contact_email_sha256
    is_exit = message.sent_as == "left"
    if not (known or email or is_exit):
        return None
    if known:
        holders[change.audience, known] -= 1
    if email and not is_exit:
        holders[change.audience, email] += 1
    void = {known, email} if is_exit else {known} - {email}
    lines = [
        {**line, "operation": "remove", "contact_email_sha256": former}
        for former in sorted(filter(None, void))
        if holders[change.audience, former] <= 0 or change.is_withdrawal
    ]
    if email and not is_exit:
        lines.append({**line, "contact_email_sha256": email})
    return lines


def last_of_each(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line per audience and address, its last: platforms read adds and removes as two lists."""
    last = {(line["audience"], line["contact_email_sha256"]): line for line in lines}
    return [line for line in lines if last[line["audience"], line["contact_email_sha256"]] is line]


def write(destination: Destination, messages: list[Message], lines: list[dict[str, Any]]) -> Path:
    """Write the file beside its place and move it there, so that nobody reads half of it."""
    folder = project_folder() / Path(destination.folder).expanduser() / destination.destination
    ids = "|".join(message.message_id for message in messages)
    times = [message.change.changed_at for message in messages if message.change.changed_at]
    day = time_in_words(max(times))[:10] if times else "undated"
    digest = hashlib.sha256(ids.encode()).hexdigest()[:12]
    place = folder / f"{day}_{digest}.{destination.kind}"
    rows = [one_row(destination, line) for line in lines]
    text = as_csv(rows) if destination.kind == "csv" else as_json_lines(rows)
    half = place.with_name(f".{place.name}.part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with half.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        half.replace(place)
    except OSError as error:
        with suppress(OSError):
            half.unlink(missing_ok=True)
        raise StoppedError(f"{place} can't be written ({error.strerror}).") from None
    return place


def one_row(destination: Destination, line: dict[str, Any]) -> dict[str, Any]:
    """A line with just the columns of the file; a platform that goes by e-mail gets few."""
    return {name: line.get(name) for name in (BY_EMAIL if destination.by_email else BY_ID)}


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Lines of CSV under their names; nothing at all is an empty cell."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: as_cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def as_cell(value: Any) -> Any:
    """A value as a cell; before what a spreadsheet would calculate, or run, comes an apostrophe."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULAS) else value


def as_json_lines(rows: list[dict[str, Any]]) -> str:
    """One JSON object a line."""
    return "".join(f"{as_json(row)}\n" for row in rows)
