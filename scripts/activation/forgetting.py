"""Forgets whom the warehouse no longer has, once no destination has them any more.

An erasure takes an entity out of the mart. The next delivery tells each destination to take it out
too, and then nothing needs to be known of it: neither in the ledger nor in files written before.
"""

from __future__ import annotations

import csv
import json
import os
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from activation.changes import AudienceChanges
from activation.destinations import Destination
from activation.files import as_csv, as_json_lines
from activation.ledger import Entry, Ledger
from activation.refusals import StoppedError
from warehouse.project import project_folder

Entity = tuple[str, str]
"""Entity and entity_id."""


def forget_gone(
    destinations: Iterable[Destination], ledger: Ledger, changes: AudienceChanges
) -> int:
    """Forget everything about the entities that are gone; how many they are."""
    known = set(
        zip(
            changes.table["entity"].to_pylist(),
            changes.table["entity_id"].to_pylist(),
            strict=True,
        )
    )
    if not known:
        return 0  # an empty mart is taken for the wrong warehouse
    contacts = set(changes.table["contact_user_id"].to_pylist())
    by_name = {destination.destination: destination for destination in destinations}
    forgotten: set[Entity] = set()
    for name in ledger.destinations():
        gone = gone_from(ledger.entries(name), known)
        if gone:
            ledger.forget(name, gone)
            forgotten |= gone
        destination = by_name.get(name)
        if destination and destination.is_file:
            clean_files(destination, gone, contacts)
    if forgotten:
        ledger.leave_nothing_behind()
    return len(forgotten)


def gone_from(entries: Iterable[Entry], known: set[Entity]) -> set[Entity]:
    """The entities that neither the warehouse nor the destination has, and that owe no exit."""
    told: dict[Entity, dict[str, str]] = defaultdict(dict)
    owed: set[Entity] = set()
    for entry in entries:
        entity = entry.entity, entry.entity_id
        if entity in known:
            continue
        audiences = told[entity]
        if entry.status in ("delivered", "replaced"):
            audiences[entry.audience] = entry.change
        elif entry.status == "dead" and entry.change == "left":
            owed.add(entity)
    return {
        entity
        for entity, audiences in told.items()
        if entity not in owed and all(change == "left" for change in audiences.values())
    }


def clean_files(destination: Destination, gone: set[Entity], contacts: set[str | None]) -> None:
    """Leave of these entities, in the files of a destination, the last word that they are out.

    Whoever is no account's contact any more may have been erased, and isn't named. Files by e-mail
    don't say whose address it is: there, what was added before it was removed goes.
    """
    folder = project_folder() / Path(destination.folder).expanduser() / destination.destination
    files = sorted(
        folder.glob(f"*.{destination.kind}"), key=lambda path: (path.stat().st_mtime_ns, path.name)
    )
    removed: set[Any] = set()
    for file in reversed(files):
        rows = _rows(file)
        kept = []
        has_changed = False
        for row in reversed(rows):
            if destination.by_email:
                whose: Any = row["audience"], row["contact_email_sha256"]
                is_gone = bool(gone) and whose in removed
            else:
                whose = row["entity"], row["entity_id"]
                is_gone = whose in gone and (whose in removed or row["operation"] != "remove")
                if (row.get("contact_user_id") or None) not in contacts | {None}:
                    row["contact_user_id"] = None
                    has_changed = True
            if not is_gone:
                kept.append(row)
            if row["operation"] == "remove":
                removed.add(whose)
        if has_changed or len(kept) < len(rows):
            _write(file, kept[::-1])


def _rows(file: Path) -> list[dict[str, Any]]:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".csv":
        return list(csv.DictReader(text.splitlines()))
    return [json.loads(line) for line in text.splitlines()]


def _write(file: Path, rows: list[dict[str, Any]]) -> None:
    """Put the rows in the file's place; without any it goes."""
    try:
        if not rows:
            file.unlink()
            return
        half = file.with_name(f".{file.name}.part")
        text = as_csv(rows) if file.suffix == ".csv" else as_json_lines(rows)
        half.write_text(text, encoding="utf-8", newline="")
        before = file.stat()
        half.chmod(before.st_mode)
        os.utime(half, ns=(before.st_atime_ns, before.st_mtime_ns))
        half.replace(file)
    except OSError as error:
        raise StoppedError(f"{file} can't be cleaned ({error.strerror}).") from None
