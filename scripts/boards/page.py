"""One page: the board's layout as HTML that fits a desk and a phone, in light and dark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dbt_charts.core.compile.format_value import format_table_cell_value
from jinja2 import ChainableUndefined, Environment, FileSystemLoader
from markdown_it import MarkdownIt
from markupsafe import Markup

from boards.board import Answers, Board, Page, Row
from boards.charts import NARROW, Painter
from boards.email import BOARD, write_email

DESK, PHONE, GAP, PADDING = 1236, 330, 20, 42
LONG = 40
IN_HTML = {"kpi", "table"}
LINK = re.compile(r"/(\w+)/(?:\?\w+={{ (\w+) }})?")
DATE = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+)?")
SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


class Layout:
    """Writes pages of boards by the template beside this file."""

    def __init__(self, painter: Painter, pages: list[Page], as_of_date: str, currency: str) -> None:
        """Keep what is the same on all pages: the navigation, the as-of date, the currency."""
        self.painter = painter
        self.pages = pages
        self.files = {page.file for page in pages}
        self.symbol = SYMBOLS.get(currency, f"{currency} ")
        locale = {"decimal": ".", "thousands": ",", "grouping": [3], "currency": [self.symbol, ""]}
        self.settings = {"regional": {"locale": {"number": locale}}}
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            undefined=ChainableUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals |= {
            "navigation": [page for page in pages if page.is_entry],
            "as_of_date": as_of_date,
            "currency": currency,
        }
        environment.filters |= {
            "figure": self.figure,
            "address": self.address,
            "verdict": verdict,
            "kind": kind,
            "has_long_words": has_long_words,
        }
        self.environment = environment
        self.template = environment.get_template("page.html.j2")

    def figure(self, value: Any, number_format: Any = None) -> str:
        """A value as a reader sees it, by the formats of dbt-charts."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str) and number_format is None and not DATE.fullmatch(value):
            return value
        return format_table_cell_value(value, number_format).replace("$", self.symbol)

    def address(self, link: Any, row: Row) -> str:
        """A link of dbt-charts, `/segment/?segment={{ segment }}`, as the page's file, if any."""
        if not link:
            return ""
        board, column = LINK.fullmatch(link).groups()
        file = f"{board}-{row[column]}.html" if column else f"{board}.html"
        return file if file in self.files else ""

    def board(self, page: Page, board: Board, answers: Answers) -> str:
        """The page of a board as HTML."""
        return self.template.render(
            page=page,
            board=board,
            answers=answers,
            pictures=self.pictures(board, answers),
            email=f"{board.name}_email.html" if board.name == BOARD else "",
            siblings=[
                sibling for sibling in self.pages if sibling.board == page.board and sibling.value
            ],
        )

    def emails(self, board: Board, answers: Answers) -> dict[str, str]:
        """The files of the board that is sent as an e-mail; of the others none."""
        if board.name != BOARD:
            return {}
        message = write_email(self.environment, board, answers)
        return {f"{board.name}_email.{ending}": text for ending, text in message.items()}

    def text(self, page: Page, markdown: str) -> str:
        """A page of text, such as a model card."""
        body = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
        return self.template.render(page=page, text=Markup(body), siblings=[])

    def pictures(self, board: Board, answers: Answers) -> dict[str, list[Markup]]:
        """Each picture for the desk and, where that is too wide, once more for the phone."""
        shown = {
            name: chart
            for name, chart in board.charts.items()
            if chart["type"] not in IN_HTML and answers.rows.get(chart["query"])
        }
        places = places_of(board.content["rows"])
        widths = {
            name: {places[name]} if places[name] <= NARROW else {places[name], PHONE}
            for name in shown
        }
        pictures: dict[str, list[Markup]] = {name: [] for name in shown}
        for width in sorted(set().union(*widths.values()), reverse=True):
            charts = {name: chart for name, chart in shown.items() if width in widths[name]}
            for name, svg in self.painter.draw(charts, answers.rows, width, self.settings).items():
                pictures[name].append(Markup(svg))
        return pictures


def places_of(rows: list[Any]) -> dict[str, int]:
    """How wide each chart is on a desk, by how many stand beside it."""
    widths: dict[str, int] = {}
    for row in rows:
        if isinstance(row, dict) and "rows" in row:
            widths |= places_of(row["rows"])
            continue
        beside = row["cols"] if isinstance(row, dict) else [row]
        width = (DESK - GAP * (len(beside) - 1)) // len(beside) - PADDING
        widths |= dict.fromkeys(beside, width)
    return widths


def verdict(formatting: dict[str, Any] | None, value: Any) -> dict[str, str]:
    """The rule of the chart's conditional formatting that holds: its tone and its glyph."""
    for rule in (formatting or {}).get("when", []):
        if rule.get("eq") == value or value in rule.get("in", []):
            return rule
    return {}


def kind(value: Any) -> str:
    """The class of a cell without a number format."""
    if isinstance(value, str) and DATE.fullmatch(value):
        return "date"
    return "words long" if isinstance(value, str) and len(value) > LONG else "words"


def has_long_words(rows: list[Row]) -> bool:
    """Whether a table has texts too long to stand beside other columns on a phone."""
    return any(kind(value) == "words long" for row in rows for value in row.values())
