"""A board of `dashboards/charts`: its YAML, and the rows that the warehouse has for it."""

from __future__ import annotations

import datetime
import decimal
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import yaml

Row = dict[str, Any]
ABSENT = re.compile(r'(?:Table with name|Referenced column) "?(\w+)"?')


class BoardError(Exception):
    """A board that can't be shown, in one sentence."""


@dataclass(frozen=True)
class Board:
    """One file: `4_onboarding.yml` is the board onboarding, the fourth in the navigation."""

    name: str
    number: int
    content: dict[str, Any]

    @property
    def title(self) -> str:
        """Its heading, and its name in the navigation."""
        return self.content["title"]

    @property
    def file(self) -> str:
        """Where it is written."""
        return f"dashboards/charts/{self.number}_{self.name}.yml"

    @property
    def charts(self) -> dict[str, dict[str, Any]]:
        """Its pictures, figures and tables by name."""
        return self.content["charts"]

    @property
    def variable(self) -> str | None:
        """The variable that it is rendered for, value by value, if it has one."""
        return next(iter(self.content.get("variables", {})), None)


@dataclass(frozen=True)
class Page:
    """One file of HTML: a board, for a board with a variable one of its values."""

    board: str
    file: str
    title: str
    value: str | None = None
    is_entry: bool = False
    within: str | None = None


@dataclass
class Answers:
    """What the warehouse said: rows by query, or the relation that it doesn't have."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)


def read_boards(folder: Path) -> dict[str, Board]:
    """All boards of the folder, in the order of the navigation."""
    boards = []
    for path in folder.glob("[0-9]*_*.yml"):
        number, name = path.stem.split("_", 1)
        boards.append(Board(name, int(number), yaml.safe_load(path.read_text(encoding="utf-8"))))
    return {board.name: board for board in sorted(boards, key=lambda board: board.number)}


def connect(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open the published warehouse for reading; boards name marts without their schema."""
    connection = duckdb.connect(str(warehouse), read_only=True, config={"threads": 1})
    connection.execute("set schema = 'marts'")
    return connection


def plain(value: Any) -> Any:
    """A value as YAML and HTML write it: decimals as numbers, times as text."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    return value


def rows_of(
    connection: duckdb.DuckDBPyConnection, sql: str, variables: dict[str, str]
) -> list[Row]:
    """Run one query of a board; `{{ variable }}` is a parameter, as it is to dbt-charts."""
    used = {name: value for name, value in variables.items() if f"{{{{ {name} }}}}" in sql}
    for name in used:
        sql = sql.replace(f"{{{{ {name} }}}}", f"${name}")
    result = connection.execute(sql, used)
    columns = [column[0] for column in result.description]
    return [
        {name: plain(value) for name, value in zip(columns, row, strict=True)}
        for row in result.fetchall()
    ]


def ask(board: Board, connection: duckdb.DuckDBPyConnection, variables: dict[str, str]) -> Answers:
    """Run the queries that the board shows. A mart that isn't there is an answer, not an error."""
    answers = Answers()
    for query in {chart["query"] for chart in board.charts.values() if "query" in chart}:
        sql = board.content["queries"][query]
        try:
            answers.rows[query] = rows_of(
                connection, sql if isinstance(sql, str) else sql["sql"], variables
            )
        except duckdb.CatalogException as error:
            absent = ABSENT.search(str(error))
            if absent is None:
                raise BoardError(f"{board.file}: query {query}: {error}") from None
            answers.absent[query] = absent[1]
        except duckdb.Error as error:
            raise BoardError(f"{board.file}: query {query}: {str(error).splitlines()[0]}") from None
    return answers


def pages_of(boards: dict[str, Board], connection: duckdb.DuckDBPyConnection) -> list[Page]:
    """Every page of a board; the first board is index.html."""
    pages = []
    for board in boards.values():
        if board.variable is None:
            file = f"{board.name}.html" if pages else "index.html"
            pages.append(Page(board.name, file, board.title, is_entry=True))
            continue
        options = board.content["variables"][board.variable]["options"]
        rows = rows_of(connection, board.content["queries"][options["query"]], {})
        if rows:
            first = f"{board.name}-{rows[0][options['column']]}.html"
            pages.append(Page(board.name, first, board.title, is_entry=True))
        for row in rows:
            value, label = row[options["column"]], row[options["label_column"]]
            pages.append(Page(board.name, f"{board.name}-{value}.html", label, value))
    return pages
