"""What SQL on DuckDB lacks: to replace a file atomically, so that readers of the warehouse never
meet a half-made one, to go on after a query that failed, so that every fault is told at once, to
read a text's first line whatever the other lines hold, and to see that the last one is whole, to
say in a sentence that another build holds the work file; to hash with a salt that no SQL shows; and
to take who was erased out of what was written beside the warehouse.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

import duckdb
from dbt.adapters.duckdb.credentials import DuckDBCredentials
from dbt.adapters.duckdb.plugins import BasePlugin
from dbt_common.exceptions import DbtRuntimeError


def replace_file(new_file: str, old_file: str) -> str:
    """Put new_file in the place of old_file in one step; returns old_file."""
    Path(new_file).replace(old_file)
    return old_file


def copy_file(file: str, copy: str) -> str | None:
    """Copy file, of which the copy may share the blocks; null where there is no file."""
    if not Path(file).exists():
        return None
    return shutil.copyfile(file, copy)


def remove_file(file: str) -> str:
    """Remove file and its write-ahead log where a killed run left them; returns file."""
    for path in (Path(file), Path(f"{file}.wal")):
        path.unlink(missing_ok=True)
    return file


def try_queries(queries: str) -> str:
    """Run a JSON list of queries in a database of its own; JSON of their rows, or of the error."""
    try:
        with duckdb.connect() as connection:
            results = [connection.execute(query).fetchall() for query in json.loads(queries)]
    except duckdb.Error as error:
        return json.dumps({"error": str(error).splitlines()[0], "results": []})
    return json.dumps({"error": None, "results": results}, default=str)


def _last_byte(lines: BinaryIO, is_packed: bool) -> bytes:
    """The last byte of an open file; one that is packed has to be unpacked for it."""
    if not is_packed:
        lines.seek(max(lines.seek(0, 2) - 1, 0))
        return lines.read(1)
    last = b"\n"
    while part := lines.read(1 << 20):
        last = part[-1:]
    return last


def first_line(file: str) -> str:
    """JSON of a text file's first line, without its end, or of the error; and whether its last line
    has an end: without one it may be half a line, and half a number is another number.
    """
    is_packed = file.lower().endswith(".gz")
    try:
        with gzip.open(file) if is_packed else Path(file).open("rb") as lines:
            line = re.split(b"[\r\n]", lines.readline(), maxsplit=1)[0].decode("utf-8-sig")
            last = _last_byte(lines, is_packed)
    except UnicodeDecodeError:
        return json.dumps({"error": "a first line that is not UTF-8"})
    except (OSError, EOFError) as error:
        return json.dumps({"error": str(error)})
    return json.dumps({"error": None, "line": line, "has_end": last in (b"", b"\n", b"\r")})


def name_problem(path: str) -> str | None:
    """Why dbt can't name its relations by a work file's path, if so.

    It writes the file's name into SQL as it stands, and takes the path for an address on the web.
    """
    found = re.search(r"[?#]", path) or re.search(r"""['";]""", Path(path).name)
    if not found:
        return None
    return (
        f"WAREHOUSE can't hold the sign {found[0]} at this place: {path}. "
        "dbt names relations by it. Expected: a file such as company.duckdb, of letters, digits, "
        "spaces, - and _, in a folder whose path is without ? and #."
    )


def salted_hash(text: str) -> str | None:
    """SHA-256 of $EMAIL_SALT and the text; null without a salt."""
    salt = os.environ.get("EMAIL_SALT")
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest() if salt and text else None


def renew_copies(warehouse: str) -> list[str]:
    """Have exports and boards rid of who was erased since; a sentence for each that was changed."""
    if not Path(f"{Path(warehouse).expanduser().resolve()}.copies").exists():
        return []
    script = Path(__file__).resolve().parents[2] / "scripts" / "renew_copies.py"
    outcome = subprocess.run(
        [sys.executable, str(script), "--warehouse", warehouse],
        capture_output=True,
        text=True,
        check=False,
    )
    if outcome.returncode:
        last = (outcome.stderr.strip().splitlines() or ["no reason given"])[-1]
        return [
            "exports and boards could not be looked through, and may still show who was erased: "
            f"{last} The next daily run tries again."
        ]
    return outcome.stdout.splitlines()


class Plugin(BasePlugin):
    """Registers the functions with each connection that dbt opens."""

    def update_connection_config(self, creds: DuckDBCredentials, _config: dict) -> None:
        """Before dbt opens the work file: stop where its name can't be used, or another process has
        it open.
        """
        problem = name_problem(creds.path)
        if problem:
            raise DbtRuntimeError(problem)
        try:
            duckdb.connect(creds.path).close()
        except duckdb.IOException as error:
            holder = re.search(r"[Cc]onflicting lock is held.*?\(PID (\d+)\)", str(error))
            if not holder:
                raise
            raise DbtRuntimeError(
                f"{creds.path} is in use by the process {holder[1]}: another build is running, or "
                "somebody has opened the work file. Wait until it has ended, then start again."
            ) from None

    def configure_connection(self, conn: object) -> None:
        """Add the functions of this module to the connection's SQL functions."""
        conn.create_function("replace_file", replace_file, side_effects=True)
        conn.create_function("copy_file", copy_file, side_effects=True, null_handling="special")
        conn.create_function("remove_file", remove_file, side_effects=True)
        conn.create_function("salted_hash", salted_hash, side_effects=True, null_handling="special")
        conn.create_function("first_line", first_line, side_effects=True)
        conn.create_function("try_queries", try_queries, side_effects=True)
        conn.create_function("renew_copies", renew_copies, side_effects=True)
