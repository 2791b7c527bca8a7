"""Take who was erased out of exports and boards that were written before.

Exports are written anew, boards removed. Builds run it after they have published; it prints a
sentence for each copy that it changed, or couldn't change: the next build tries again.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import sys
from pathlib import Path

import duckdb

import faults
from copies import ERASED, Copy, copies_problem, erased_by_now, erased_when, forget, remembered
from export import ExportError, export, is_set_of

AGAIN = {
    "boards": "`make dashboards` draws the boards again.",
    "export": "Its folder was no longer that of an export.",
}


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    return parser.parse_args()


def renew(warehouse: Path) -> list[str]:
    """Rid all copies of a warehouse of who was erased since they were written; what was done."""
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        erased = erased_by_now(connection)
    said, gone = [], []
    for copy in remembered(warehouse):
        place = Path(copy.place)
        try:
            stale = [folder for folder in folders_of(copy) if erased_when(folder) < erased]
            if stale and copy.kind == "export" and place.exists():
                with contextlib.redirect_stdout(sys.stderr):
                    export(warehouse, place)
                said.append(f"the export {place} was written anew.")
            elif stale:
                for folder in stale:
                    shutil.rmtree(folder)
                said.append(f"{place} was removed. {AGAIN[copy.kind]}")
            if not folders_of(copy):
                gone.append(copy)
        except (ExportError, OSError) as error:
            said.append(f"{place} still shows who was erased, and could not be changed: {error}")
    if gone:
        forget(warehouse, gone)
    problem = copies_problem(warehouse)
    return [*said, problem] if problem else said


def folders_of(copy: Copy) -> list[Path]:
    """What still lies there of a copy: the boards, or the sets of an export."""
    place = Path(copy.place)
    folders = [place]
    if copy.kind == "export" and place.parent.is_dir():
        folders = [one for one in place.parent.iterdir() if is_set_of(place, Path(one.name))]
    return [folder for folder in folders if (folder / ERASED).is_file()]


def main() -> int:
    """Renew, and say what was done."""
    warehouse = Path(parse_arguments().warehouse).expanduser().resolve()
    sys.stdout.writelines(f"{one}\n" for one in renew(warehouse))
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
