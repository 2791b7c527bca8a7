"""A board as an e-mail: tables and text alone, styles within the elements, and a plain twin."""

from __future__ import annotations

from typing import Any

import css_inline
from jinja2 import Environment

from boards.board import Answers, Board

# The board that is sent.
BOARD = "this_week"
MAX_CELL = 160


def clip(text: str) -> str:
    """A cell that a message has room for."""
    return text if len(text) <= MAX_CELL else f"{text[: MAX_CELL - 1].rstrip()}…"


def visible_columns(chart: dict[str, Any], row: dict[str, Any]) -> list[str]:
    """The columns of a table that a reader sees."""
    styles = chart.get("style", {}).get("columns", {})
    return [column for column in row if styles.get(column, {}).get("visible", True)]


def write_email(environment: Environment, board: Board, answers: Answers) -> dict[str, str]:
    """The message as HTML and as plain text, by the ending of its file."""
    environment.filters |= {"clip": clip}
    environment.globals |= {"visible_columns": visible_columns}
    html = environment.get_template("email.html.j2").render(board=board, answers=answers)
    text = environment.get_template("email.txt.j2").render(board=board, answers=answers)
    return {
        "html": css_inline.inline(html, load_remote_stylesheets=False),
        "txt": text,
    }
