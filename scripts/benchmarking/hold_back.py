"""Split a raw folder in what was there before a moment and what came after.

    python -m benchmarking.hold_back raw folder --from 2026-09-30
    python -m benchmarking.hold_back raw folder --newest 10000

folder/before holds the tables as they stood at the moment. folder/after holds all tables as they
are in raw, the events as in folder/before, and in one file more those received since; with
--from, late ones among them (which happened before the moment) are left out. Whole files are
links. Prints what it did as JSON.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

import duckdb

from earlier_state import write_earlier_state

RECEIVED_AT = "coalesce(received_at, occurred_at)"


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("raw", type=Path)
    parser.add_argument("folder", type=Path)
    moment = parser.add_mutually_exclusive_group(required=True)
    moment.add_argument("--from", dest="moment", type=datetime.fromisoformat)
    moment.add_argument("--newest", type=int, help="hold back so many events")
    return parser.parse_args()


def arrival_of_newest(raw: Path, events: int) -> datetime:
    """When the first of the newest events was received."""
    return duckdb.sql(
        f"select min(received) from (select {RECEIVED_AT} as received "
        f"from '{raw}/events/*.parquet' order by received desc nulls last limit {events})"
    ).fetchall()[0][0]


def split_events(raw: Path, before: Path, after: Path, moment: datetime, is_late_kept: bool) -> int:
    """Write the events of both folders; returns how many are held back."""
    is_new = f"coalesce({RECEIVED_AT} >= timestamp '{moment}', false)"
    is_kept = "true" if is_late_kept else f"occurred_at >= timestamp '{moment}'"
    parts = sorted(raw.glob("events/*.parquet"))
    straddling = []
    for part in parts:
        has_new = duckdb.sql(f"select coalesce(bool_or({is_new}), false) from '{part}'")
        if has_new.fetchall()[0][0]:
            straddling.append(str(part))
            earlier = before / "events" / part.name
            duckdb.sql(f"copy (from '{part}' where not {is_new}) to '{earlier}'")
            (after / "events" / part.name).symlink_to(earlier.resolve())
        else:
            for folder in (before, after):
                (folder / "events" / part.name).symlink_to(part.resolve())
    new = after / "events" / "new.parquet"
    duckdb.sql(f"copy (from read_parquet({straddling}) where {is_new} and {is_kept}) to '{new}'")
    return duckdb.sql(f"select count(*) from '{new}'").fetchall()[0][0]


def main() -> None:
    """Split the folder."""
    arguments = parse_arguments()
    moment = arguments.moment or arrival_of_newest(arguments.raw, arguments.newest)
    before, after = arguments.folder / "before", arguments.folder / "after"
    for folder in (before, after):
        (folder / "events").mkdir(parents=True)
    write_earlier_state(arguments.raw, before, moment, leave_out=("events",))
    for table in arguments.raw.glob("*.parquet"):
        (after / table.name).symlink_to(table.resolve())
    held_back = split_events(
        arguments.raw, before, after, moment, is_late_kept=arguments.newest is not None
    )
    sys.stdout.write(json.dumps({"moment": moment.isoformat(), "events": held_back}) + "\n")


if __name__ == "__main__":
    main()
