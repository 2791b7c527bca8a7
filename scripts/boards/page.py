"""One page: the board's layout as HTML that fits a desk and a phone, in light and dark."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from dbt_charts.core.compile.format_value import format_table_cell_value
from jinja2 import Environment, FileSystemLoader, ChainableUndefined
from markupsafe import Markup

from boards.board import Answers, Board, Page, Row
from boards.charts import NARROW, Painter

DESK, PHONE, GAP, PADDING = 1236, 330, 20, 42
IN_HTML = {"kpi", "table"}
LINK = re.compile(r"/(\w+)/(?:\?\w+={{ (\w+) }})?")


class Layout:
    """Writes pages of boards by the template beside this file."""

    def __init__(self, painter: Painter, navigation: list[Page], facts: dict[str, str]) -> None:
        """Keep what is the same on all pages: the navigation, the as-of date, the currency."""
        self.painter = painter
        self.facts = facts
        self.settings = {"regional": {"currency": facts["currency"]}}
        environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent),
            autoescape=True,
            undefined=ChainableUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals |= {"navigation": navigation, "facts": facts}
        environment.filters |= {"figure": self.figure, "address": address, "tone": tone}
        self.template = environment.get_template("page.html.j2")

    def figure(self, value: Any, number_format: Any = None) -> str:
        """A value as a reader sees it, by the formats of dbt-charts."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, str) and number_format is None:
            if re.fullmatch(r"\d{4}-\d\d-\d\d(T[\d:.]+)?", value):
                return value[:10]
            return value
        return format_table_cell_value(value, number_format).replace("$", self.facts["symbol"])

    def write(self, page: Page, board: Board, answers: Answers) -> str:
        """The page as HTML."""
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
        return self.template.render(
            page=page,
            board=board,
            answers=answers,
            pictures=pictures,
            words=words_of(board, answers.rows),
        )


def places_of(rows: list[Any]) -> dict[str, int]:
    """How wide each chart is on a desk, by how many stand beside it."""
    widths: dict[str, int] = {}
    for row in rows:
        for section in [row] if isinstance(row, dict) else [{"cols": [row]}]:
            if "rows" in section:
                widths |= places_of(section["rows"])
                continue
            beside = section.get("cols", [])
            for name in beside:
                widths[name] = (DESK - GAP * (len(beside) - 1)) // len(beside) - PADDING
    return widths


def words_of(board: Board, rows: dict[str, list[Row]]) -> dict[str, Row]:
    """The first row of each query: titles and sentences may name its columns."""
    return {query: answer[0] for query, answer in rows.items() if answer}


def address(link: str, row: Row) -> str:
    """A link of dbt-charts, `/segment/?segment={{ segment }}`, as the file of that page."""
    board, column = LINK.fullmatch(link).groups()
    return f"{board}-{row[column]}.html" if column else f"{board}.html"


def tone(rules: dict[str, Any] | None, value: Any) -> str:
    """positive, negative, warning or nothing, by the chart's conditional formatting."""
    for rule in (rules or {}).get("when", []):
        if rule.get("eq") == value or value in rule.get("in", []):
            return rule["tone"]
    return ""
