"""Write the marts of the published warehouse as Parquet files, for tools that can't open it.

One file per mart, `<mart>.parquet`, in the folder OUT. A set is written beside it and takes its
place in one step: OUT is a link to the newest set, so a reader never sees half of one. The marts
are those of one build, also while another one is published.

Exit status: 0 when everything was written, 1 when nothing was.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import faults
from copies import erased_when, note_erased, remember
from terminal import escape

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


class ExportError(Exception):
    """What is wrong and what to do, in a sentence."""


def parse_arguments() -> argparse.Namespace:
    """Read the command line; the warehouse is the one that builds publish."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    parser.add_argument(
        "--out", default="", help="the folder to write; one written before is replaced"
    )
    return parser.parse_args()


def place_for(out: str) -> Path:
    """The folder to write, checked: what somebody else put there stays."""
    if not out:
        raise ExportError("No folder is given. Say where to: make export OUT=folder")
    place = Path(out).expanduser().absolute()
    for above in place.parents:
        if above.is_symlink() and is_set_of(above, above.readlink()):
            raise ExportError(f"OUT is {place}, in an export that is replaced. Give a new folder.")
    if place.is_symlink() and is_set_of(place, place.readlink()):
        return place
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise ExportError(f"OUT is {place}, which is no folder of an export. Give another one.")
    if place.exists() and any(place.iterdir()):
        raise ExportError(
            f"OUT is {place}, which holds files that no export wrote. Give a new folder."
        )
    return place


def is_set_of(place: Path, folder: Path) -> bool:
    """Whether a folder is named as the sets that lie beside the place."""
    return len(folder.parts) == 1 and folder.name.startswith(f".{place.name}-")


def write_marts(connection: duckdb.DuckDBPyConnection, folder: Path) -> int:
    """Write each mart into the folder, behind a progress bar; returns how many there are."""
    marts = connection.sql(
        "select table_name from duckdb_tables() where schema_name = 'marts' order by table_name"
    ).fetchall()
    with Progress(
        TextColumn("[bold]{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        task = progress.add_task("Exporting", total=len(marts))
        for (mart,) in marts:
            file = str(folder / f"{mart}.parquet").replace("'", "''")
            connection.execute(
                f"copy marts.\"{mart}\" to '{file}' (format parquet, compression zstd)"
            )
            progress.advance(task)
    return len(marts)


def put_in_place(folder: Path, place: Path) -> None:
    """Let the place point at the new set, in one step; only the set before it is kept.

    It is kept for readers that have listed its files and not opened them all, unless somebody was
    erased since.
    """
    before = place.readlink().name if place.is_symlink() else None
    if before and erased_when(place) < erased_when(folder):
        before = None
    if place.is_dir() and not place.is_symlink():
        place.rmdir()
    link = folder.with_suffix(".link")
    link.symlink_to(folder.name)
    link.replace(place)
    for other in place.parent.iterdir():
        if is_set_of(place, Path(other.name)) and other.name not in (folder.name, before):
            shutil.rmtree(other)


def export(warehouse: Path, place: Path) -> int:
    """Write the marts of a warehouse to a place, all or nothing; returns how many there are."""
    if not warehouse.is_file():
        raise ExportError(f"WAREHOUSE is {warehouse}, which is no file. Build it: make build")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        lock = place.with_name(f".{place.name}.lock")
        lock.touch()  # FileLock takes one that can't be made for one that is held
        with FileLock(lock, timeout=0):
            problem = remember(warehouse, "export", place)
            if problem:
                errors.print(escape(problem), highlight=False)
            folder = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
            try:
                folder.chmod(0o755)
                with duckdb.connect(str(warehouse), read_only=True) as connection:
                    note_erased(folder, connection)
                    marts = write_marts(connection, folder)
                if not marts:
                    raise ExportError(f"{warehouse} holds no marts. Build it: make build")
                put_in_place(folder, place)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
    except Timeout as error:
        raise ExportError(f"Another export to {place} is running. Wait for its end.") from error
    except OSError as error:
        raise ExportError(f"{place} can't be written: {error.strerror or error}.") from error
    except duckdb.Error as error:
        raise ExportError(f"{warehouse} can't be exported: {str(error).splitlines()[0]}") from error
    return marts


def main() -> int:
    """Export, or say what is wrong."""
    arguments = parse_arguments()
    try:
        place = place_for(arguments.out)
        marts = export(Path(arguments.warehouse).expanduser().resolve(), place)
    except ExportError as error:
        errors.print(escape(str(error)), highlight=False)
        return 1
    console.print(f"{marts} marts written to {escape(str(place))}", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
