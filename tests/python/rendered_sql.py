"""Macros of macros/stats, models and singular tests as SQL for DuckDB, without dbt."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import SimpleNamespace

import jinja2

from conftest import ROOT

Macro = Callable[..., str]


class _ReturnedError(Exception):
    """What a macro hands back by `return`, as dbt has it."""


def _return(text: str) -> None:
    raise _ReturnedError(text)


def _series(numbers: int) -> str:
    return f"select cast(range + 1 as integer) as generated_number from range({numbers})"


@functools.cache
def _jinja() -> tuple[jinja2.Environment, dict[str, Macro]]:
    jinja = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
    compiled: dict[str, Macro] = {}

    def by_name(name: str) -> Macro:
        def call(*arguments: object) -> str:
            try:
                return str(compiled[name](*arguments))
            except _ReturnedError as returned:
                return returned.args[0]

        return call

    files = sorted((ROOT / "macros" / "stats").glob("*.sql"))
    macros = {path.stem: by_name(path.stem) for path in files}
    jinja.globals |= macros
    jinja.globals |= {"return": _return, "without_merging": str, "in_byte_order": str, "ref": str}
    jinja.globals["dbt"] = SimpleNamespace(generate_series=_series)
    for path in files:
        module = jinja.from_string(path.read_text(encoding="utf-8")).module
        compiled[path.stem] = getattr(module, path.stem)
    return jinja, macros


def stats_macros() -> dict[str, Macro]:
    """Every macro of macros/stats by its name."""
    return _jinja()[1]


def model_sql(name: str) -> str:
    """A model that needs nothing of dbt but `ref`; its inputs are tables of their own names."""
    return _rendered("models", name)


def check_sql(name: str) -> str:
    """A singular test in the same way; its rows are what fails."""
    return _rendered("tests/singular", name)


def _rendered(folder: str, name: str) -> str:
    path = next((ROOT / folder).rglob(f"{name}.sql"))
    return _jinja()[0].from_string(path.read_text(encoding="utf-8")).render()
