"""Run a file of SQL on a DuckDB file, in a process of its own so that it can be measured.

    python -m benchmarking.run_sql warehouse.duckdb statements.sql [events=folder/*.parquet …]

Arguments of the form name=value become variables. Prints the last statement's first row as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb


def main(database: str, file: str, *variables: str) -> None:
    """Run all statements of the file."""
    with duckdb.connect(database) as connection:
        # The progress bar would mix with what is printed.
        connection.execute("set enable_progress_bar = false")
        for variable in variables:
            name, value = variable.split("=", 1)
            connection.execute(f"set variable {name} = $value", {"value": value})
        result = connection.execute(Path(file).read_text(encoding="utf-8"))
        columns = [column[0] for column in result.description or []]
        rows = result.fetchall()
    sys.stdout.write(json.dumps(dict(zip(columns, rows[0], strict=True)) if rows else {}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
