"""Draft a tracking plan from raw events, or export the plan as JSON Schema.

`draft` reads the events of a raw folder and writes what it finds as a CSV file in the shape of
seeds/tracking_plan.csv: each event and version, the properties that it carries and their types.
What an event means for the business it does not guess. `export` writes one JSON Schema per event
and version, for those who validate events where they are received.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import faults
from terminal import escape

ROOT = Path(__file__).resolve().parent.parent
SEED = ROOT / "seeds" / "tracking_plan.csv"
JSON_TYPES = {"text": "string", "number": "number", "boolean": "boolean"}
COLUMNS = (
    "event_name",
    "plan_version",
    "description",
    "feature",
    "category",
    "is_core",
    "is_value",
    "is_collaboration",
    "is_expansion_signal",
    "is_error",
    "flow",
    "flow_step",
    "required_properties",
    "optional_properties",
    "segmentable_properties",
)
REQUIRED_SHARE = 0.99
MOST_SEGMENT_VALUES = 20
FIRST_VERSION = "1"

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


class PlanError(Exception):
    """Something that the user can mend; its text says how."""


@dataclass(frozen=True)
class Property:
    """A property of an event, as the plan has it."""

    name: str
    type: str
    is_required: bool
    is_segmentable: bool = False


@dataclass(frozen=True)
class Event:
    """An event in one version, as the plan has it."""

    name: str
    version: str
    description: str
    properties: tuple[Property, ...]


def parse_arguments(arguments: list[str] | None = None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    draft = commands.add_parser("draft", help="draft a plan from the events of a raw folder")
    draft.add_argument(
        "raw_dir", nargs="?", type=Path, default=Path(os.environ.get("RAW_DIR") or "data/raw")
    )
    draft.add_argument("--out", type=Path, default=Path("target/tracking_plan.csv"))
    export = commands.add_parser("export", help="export the plan as JSON Schema")
    export.add_argument("--plan", type=Path, default=SEED)
    export.add_argument("--out", type=Path, default=Path("target/json_schema"))
    return parser.parse_args(arguments)


def event_files(raw_dir: Path) -> list[Path]:
    """The files of the table `events`, of one kind."""
    if not raw_dir.is_dir():
        raise PlanError(
            f"There is no folder {raw_dir}. Give the folder that holds your raw tables."
        )
    inside = [*raw_dir.glob("events.*"), *raw_dir.glob("events/*")]
    parquet = sorted(path for path in inside if path.suffix == ".parquet")
    text = sorted(path for path in inside if path.name.endswith((".csv", ".csv.gz")))
    if parquet and text:
        raise PlanError(f"{raw_dir} holds events as Parquet and as CSV. Remove one of them.")
    if not parquet and not text:
        raise PlanError(
            f"{raw_dir} holds no events. Expected: events.parquet or events.csv, or a folder "
            "`events` of such files."
        )
    return parquet or text


def read_events(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> None:
    """Make the view `events` of name, version, time and properties."""
    paths = [re.sub(r"([\[*?])", r"[\1]", str(file)) for file in files]
    try:
        if files[0].suffix == ".parquet":
            source = connection.read_parquet(paths, union_by_name=True)
        else:
            source = connection.read_csv(paths, header=True, all_varchar=True, union_by_name=True)
    except duckdb.Error as error:
        raise PlanError(f"The events cannot be read: {str(error).splitlines()[0]}") from error
    types = {
        name.lower(): (name, str(type_))
        for name, type_ in zip(source.columns, source.types, strict=True)
    }
    for name in ("event_name", "occurred_at"):
        if name not in types:
            raise PlanError(
                f"The events lack the column {name}. Found: {', '.join(source.columns)}."
            )

    def column(name: str) -> str:
        return '"' + types[name][0].replace('"', '""') + '"' if name in types else "null"

    is_nested = types.get("properties", ("", ""))[1].startswith(("STRUCT", "MAP"))
    properties = f"to_json({column('properties')})" if is_nested else column("properties")
    source.create_view("raw_events")
    connection.execute(
        f"""
        create temporary view events as
        select
            trim(cast({column("event_name")} as varchar)) as event_name,
            coalesce(nullif(trim(cast({column("schema_version")} as varchar)), ''),
                '{FIRST_VERSION}') as version,
            try_cast(cast({column("occurred_at")} as varchar) as timestamp) as occurred_at,
            cast({properties} as varchar) as properties
        from raw_events
        where trim(cast({column("event_name")} as varchar)) <> ''
        """
    )


def find_events(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Each event and version: how often it was seen, and when first and last."""
    return connection.execute(
        """
        select event_name, version, count(*), min(occurred_at), max(occurred_at)
        from events
        group by event_name, version
        order by event_name, version
        """
    ).fetchall()


def find_properties(connection: duckdb.DuckDBPyConnection) -> list[tuple]:
    """Each property of each event and version: its commonest type, how often, how many values."""
    return connection.execute(
        """
        with objects as (
            select event_name, version, properties
            from events
            where coalesce(try(json_type(properties)) = 'OBJECT', false)
        ),

        cells as (
            select
                event_name,
                version,
                entry.key as property,
                case
                    when entry.type = 'VARCHAR' then 'text'
                    when entry.type in ('BOOLEAN', 'OBJECT', 'ARRAY') then lower(entry.type)
                    else 'number'
                end as type,
                entry.atom
            from objects, json_each(objects.properties) as entry
            where entry.type <> 'NULL'
        )

        select
            event_name,
            version,
            property,
            type,
            count(*) as cells_of_type,
            approx_count_distinct(cast(atom as varchar)),
            sum(count(*)) over (partition by event_name, version, property) as cells
        from cells
        group by event_name, version, property, type
        qualify row_number() over (
            partition by event_name, version, property order by cells_of_type desc, type
        ) = 1
        order by event_name, version, property
        """
    ).fetchall()


def in_background(connection: duckdb.DuckDBPyConnection, files: list[Path]) -> tuple:
    """Read the events behind a progress bar; returns the events and their properties."""
    found: dict[str, list[tuple]] = {}
    failed: list[Exception] = []

    def read() -> None:
        try:
            read_events(connection, files)
            found["events"] = find_events(connection)
            found["properties"] = find_properties(connection)
        except (PlanError, duckdb.Error) as error:
            failed.append(error)

    reader = threading.Thread(target=read, daemon=True)
    with Progress(
        TextColumn("[bold]{task.description}"), BarColumn(), TimeElapsedColumn(), console=console
    ) as progress:
        task = progress.add_task("Reading events", total=None)
        reader.start()
        while reader.is_alive():
            reader.join(0.2)
            percent = connection.query_progress()
            if percent > 0:
                progress.update(task, total=100, completed=percent)
        progress.update(task, total=100, completed=100)
    if failed:
        raise failed[0]
    return found["events"], found["properties"]


def plan_property(found: tuple, event_count: int) -> Property | None:
    """A found property as the plan has it; none where it is no single value of one type.

    A stray value of another type is a fault of its row, which the plan is there to find.
    """
    _, _, name, type_, count, distinct, cells = found
    if type_ not in JSON_TYPES or count < REQUIRED_SHARE * cells or re.search("[:;]", name):
        return None
    return Property(
        name=name,
        type=type_,
        is_required=count >= REQUIRED_SHARE * event_count,
        is_segmentable=type_ == "text"
        and distinct <= MOST_SEGMENT_VALUES
        and count >= 10 * distinct,
    )


def draft_row(event: tuple, properties: list[Property]) -> dict[str, str]:
    """A line of the draft."""
    name, version, count, first_at, last_at = event
    seen = f"{first_at:%Y-%m-%d} to {last_at:%Y-%m-%d}" if first_at else "at unreadable times"
    row = dict.fromkeys(COLUMNS, "")
    row.update((flag, "false") for flag in COLUMNS if flag.startswith("is_"))
    row.update(
        event_name=name,
        plan_version=version,
        description=f"To be described; seen {count:,} times, {seen}",
        category="administration",
        required_properties=as_list(p for p in properties if p.is_required),
        optional_properties=as_list(p for p in properties if not p.is_required),
        segmentable_properties=";".join(p.name for p in properties if p.is_segmentable),
    )
    return row


def as_list(properties: Iterator[Property]) -> str:
    """Properties as the plan writes them: `name:type;name:type`."""
    return ";".join(f"{p.name}:{p.type}" for p in properties)


def draft(raw_dir: Path, out: Path) -> None:
    """Write a draft of the events that a raw folder holds."""
    if out.resolve() == SEED:
        raise PlanError(f"{out} is the plan in force. Write the draft elsewhere and compare first.")
    with duckdb.connect() as connection:
        events, properties = in_background(connection, event_files(raw_dir))
    if not events:
        raise PlanError(f"The events in {raw_dir} have no rows with an event_name.")
    rows, left_out = [], []
    for event in events:
        of_event = [found for found in properties if found[:2] == event[:2]]
        planned = [(found, plan_property(found, event[2])) for found in of_event]
        rows.append(draft_row(event, [p for _, p in planned if p]))
        left_out += [f"{event[0]}.{found[2]}" for found, p in planned if not p]
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    report_draft(out, rows, left_out)


def report_draft(out: Path, rows: list[dict[str, str]], left_out: list[str]) -> None:
    """Say what the draft holds, and what it leaves to people."""
    console.print(f"[bold]{len(rows)} events drafted[/] in {escape(str(out))}.", highlight=False)
    if left_out:
        shown = ", ".join(left_out[:5]) + (" …" if len(left_out) > 5 else "")
        console.print(
            f"Left out, as they hold no single type of value: {escape(shown)}.", highlight=False
        )
    console.print(
        "What the events mean is not guessed: no event is marked as core, value, collaboration or "
        "expansion, none has a feature or a flow, and every category says administration. Fill "
        "these in, strike what you don't segment by, then put the file in the place of "
        "seeds/tracking_plan.csv. Until then features that need these marks are null.",
        highlight=False,
    )


def read_plan(plan: Path) -> list[Event]:
    """The events of a plan, checked."""
    if not plan.is_file():
        raise PlanError(f"There is no file {plan}.")
    with plan.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
        if missing:
            raise PlanError(f"{plan} lacks the columns {', '.join(missing)}.")
        return [read_event(plan, number, row) for number, row in enumerate(reader, start=2)]


def read_event(plan: Path, line: int, row: dict[str, str | None]) -> Event:
    """One line of a plan."""
    name = (row["event_name"] or "").strip()
    if not name:
        raise PlanError(f"{plan}, line {line}: event_name is empty.")
    properties = []
    for column in ("required_properties", "optional_properties"):
        for entry in filter(None, ((row[column] or "").strip().split(";"))):
            property_name, _, type_ = (part.strip() for part in entry.partition(":"))
            if type_.lower() not in JSON_TYPES:
                raise PlanError(
                    f"{plan}, line {line}, {column}: '{entry.strip()}' is not `name:type`. "
                    f"Expected a type of {', '.join(JSON_TYPES)}."
                )
            properties.append(
                Property(property_name, type_.lower(), column == "required_properties")
            )
    return Event(
        name=name,
        version=(row["plan_version"] or FIRST_VERSION).strip(),
        description=(row["description"] or "").strip(),
        properties=tuple(properties),
    )


def json_schema(event: Event) -> dict:
    """The JSON Schema of an event as it is sent; `properties` is an object there."""
    required = [p.name for p in event.properties if p.is_required]
    properties = {
        p.name: {"type": JSON_TYPES[p.type] if p.is_required else [JSON_TYPES[p.type], "null"]}
        for p in event.properties
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"{event.name}, version {event.version}",
        "description": event.description,
        "type": "object",
        "required": [
            "event_id",
            "event_name",
            "occurred_at",
            *(["properties"] if required else []),
        ],
        "properties": {
            "event_id": {"type": "string", "minLength": 1},
            "event_name": {"const": event.name},
            "occurred_at": {"type": "string", "format": "date-time"},
            "schema_version": {"const": event.version},
            "properties": {"type": "object", "required": required, "properties": properties},
        },
    }


def export(plan: Path, out: Path) -> None:
    """Write one JSON Schema per event and version."""
    events = read_plan(plan)
    out.mkdir(parents=True, exist_ok=True)
    written: dict[str, Event] = {}
    for event in events:
        name = re.sub(r"[^\w.-]", "_", f"{event.name}.v{event.version}") + ".json"
        if name in written:
            raise PlanError(
                f"{event.name} (version {event.version}) and {written[name].name} (version "
                f"{written[name].version}) would share the file {name}. Rename one of them."
            )
        written[name] = event
        text = json.dumps(json_schema(event), indent=2, ensure_ascii=False)
        (out / name).write_text(text + "\n", encoding="utf-8")
    console.print(f"[bold]{len(written)} schemas[/] in {escape(str(out))}.", highlight=False)


def main() -> int:
    """Draft or export; say what is wrong in words."""
    arguments = parse_arguments()
    try:
        if arguments.command == "draft":
            draft(arguments.raw_dir, arguments.out)
        else:
            export(arguments.plan, arguments.out)
    except (PlanError, OSError) as error:
        errors.print(f"[bold red]No {arguments.command}.[/] {escape(str(error))}", highlight=False)
        return 1
    except duckdb.Error as error:
        reason = escape(str(error).splitlines()[0])
        errors.print(f"[bold red]The events cannot be read.[/] {reason}", highlight=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
