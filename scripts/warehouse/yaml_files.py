"""YAML files that people write: read as dbt reads them, or refused in a sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from warehouse.refusals import WarehouseError

DEEPEST = 200
"""Levels of lists and mappings; rules may have 30. The reader crashes at some tens of thousands."""

MOST_PARTS = 1_000_000
"""Parts with aliases written out: few lines of them can stand for more than any memory holds."""

UNREADABLE = (yaml.YAMLError, ValueError, TypeError, AttributeError, LookupError, OverflowError)
"""What the reader raises for wrong YAML, and for a tag or a date whose value is none."""


def read_yaml(path: Path) -> Any:
    """What a YAML file holds."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise WarehouseError(f"{path.name} can't be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        raise WarehouseError(
            f"{path.name} can't be read: byte {error.start + 1:,} is no UTF-8. "
            "Save the file as UTF-8."
        ) from None
    try:
        problem = _shape_problem(text)
        written = None if problem else yaml.load(text, Loader=yaml.CSafeLoader)
    except UNREADABLE as error:
        problem = " ".join(str(error).split()) or type(error).__name__
    if problem:
        raise WarehouseError(f"{path.name} can't be read as YAML: {problem}") from None
    return written


def _shape_problem(text: str) -> str | None:
    """What would keep the whole from being walked through, told before it is put together."""
    parts: list[int] = [0]
    """How many parts each open list or mapping has by now, aliases written out."""
    anchors: list[str | None] = [None]
    sizes: dict[str, int] = {}
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        name = getattr(event, "anchor", None)
        if isinstance(event, yaml.CollectionStartEvent):
            parts.append(1)
            anchors.append(name)
        elif isinstance(event, yaml.CollectionEndEvent):
            size, closed = parts.pop(), anchors.pop()
            parts[-1] += size
            if closed is not None:
                sizes[closed] = size
        elif isinstance(event, yaml.AliasEvent):
            if name in anchors:
                return f"*{name} stands within &{name} itself; write out what it stands for."
            parts[-1] += sizes.get(name, 1)
        elif isinstance(event, yaml.ScalarEvent):
            parts[-1] += 1
            if name is not None:
                sizes[name] = 1
        if len(parts) > DEEPEST:
            return f"it is nested more than {DEEPEST} deep."
        if parts[-1] > MOST_PARTS:
            return f"it has more than {MOST_PARTS:,} parts once its aliases are written out."
    return None
