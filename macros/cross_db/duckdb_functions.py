"""What SQL on DuckDB lacks: to replace a file atomically, so that readers of the warehouse never
meet a half-made one, to go on after a query that failed, so that every fault is told at once, to
read a text's first line whatever the other lines hold, and to see that the last one is whole, and
to say in a sentence that another build holds the work file.
"""

import gzip
import json
import re
import shutil
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
    """JSON of a text file's first line, without its end, or of the error; a last line without an
    end may be half of one, and half a number is another number.
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
    if last not in (b"", b"\n", b"\r"):
        return json.dumps({"error": "a last line without a line break: it may have been cut off"})
    return json.dumps({"error": None, "line": line})


class Plugin(BasePlugin):
    """Registers the functions with each connection that dbt opens."""

    def update_connection_config(self, creds: DuckDBCredentials, _config: dict) -> None:
        """Before dbt opens the work file: stop where another process has it open."""
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
        conn.create_function("first_line", first_line, side_effects=True)
        conn.create_function("try_queries", try_queries, side_effects=True)
