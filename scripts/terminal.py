"""Text of others, such as a customer's name, on the way to a terminal."""

from __future__ import annotations

import re

from rich import markup

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Signs that a terminal obeys instead of showing them, those that turn the direction of text, and
halves of signs, which nothing can write; line breaks and tabs aside."""


def visible(text: str) -> str:
    """The text with a sign in the place of each that a terminal would obey."""
    return CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def escape(text: str) -> str:
    """The text as rich prints it as it stands: neither its markup nor its control signs count."""
    return markup.escape(visible(text))
