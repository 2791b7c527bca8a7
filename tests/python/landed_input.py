"""A raw folder landed and judged without dbt: the macros and models as they stand, in memory.

What dbt would hand a macro is made up here, so that a folder costs a fraction of a second.
"""

from __future__ import annotations

import functools
import importlib.util
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import duckdb
import jinja2
import yaml

from conftest import ROOT

CONTRACT = ("billing", "crm", "marketing", "operations", "product", "support")
MACROS = ("landing", "files", "cross_db", "connectors", "privacy", "run", "validation")
SEEDS = ("tracking_plan",)
EVENTS = (
    *("int_events_to_read", "int_event_kinds", "int_tracking_plan_properties"),
    *("int_events_off_plan", "int_event_ids_repeated", "int_events_identified"),
    *("int_events_judged", "int_events_repeated", "int_events_checked"),
)


class RefusedInputError(Exception):
    """What the build would say instead of building."""


class _ReturnedError(Exception):
    """What a macro hands back by `return`, as dbt has it."""


def _return(value: Any = None) -> None:
    raise _ReturnedError(value)


def _refuse(message: str) -> None:
    raise RefusedInputError(message)


@functools.cache
def _functions() -> ModuleType:
    """The functions that the project adds to DuckDB."""
    place = ROOT / "macros" / "cross_db" / "duckdb_functions.py"
    spec = importlib.util.spec_from_file_location("duckdb_functions", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@functools.cache
def _sources() -> list[SimpleNamespace]:
    """The input contract's tables, as dbt's graph has them."""
    found = []
    for path in sorted((ROOT / "models" / "staging").rglob("_*__sources.yml")):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in source.get("tables", ()):
                columns = {
                    column["name"]: SimpleNamespace(
                        name=column["name"],
                        data_type=column.get("data_type"),
                        config=SimpleNamespace(meta=column.get("config", {}).get("meta", {})),
                        meta={},
                    )
                    for column in table.get("columns", ())
                }
                found.append(
                    SimpleNamespace(
                        schema=source.get("schema", source["name"]),
                        name=table["name"],
                        identifier=table["name"],
                        database="memory",
                        columns=columns,
                        config=SimpleNamespace(meta=table.get("config", {}).get("meta", {})),
                        meta={},
                    )
                )
    return found


@dataclass
class LandedInput:
    """An in-memory warehouse with a folder's tables landed as `raw.<table>`."""

    folder: Path = Path()
    connection: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    connectors: dict[str, str] = field(default_factory=dict)
    _macros: dict[str, Callable] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Prepare the connection and the macros."""
        _functions().Plugin.configure_connection(None, self.connection)
        for schema in ("staging", "intermediate", "seeds"):
            self.connection.execute(f"create schema {schema}")
        for seed in SEEDS:
            self.connection.execute(
                f"create table seeds.{seed} as "
                f"from read_csv('{ROOT}/seeds/{seed}.csv', all_varchar = true)"
            )
        self.connection.execute(
            "create table staging.base_operations__erased_entities "
            "(entity varchar, entity_hash varchar, requested_at timestamp)"
        )
        # no run before this one
        self.connection.execute(
            "create table intermediate.int_run as select "
            "cast(null as timestamp) as received_after, "
            "cast(null as date) as previous_as_of_date, "
            "cast(null as timestamp) as previously_received_through"
        )
        variables = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))["vars"]
        variables["connectors"] |= self.connectors
        jinja = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
        jinja.globals |= {
            "return": _return,
            "execute": True,
            "flags": SimpleNamespace(WHICH="run", EMPTY=False),
            "graph": SimpleNamespace(sources={s.schema + s.name: s for s in _sources()}),
            "var": lambda name, default=None: variables.get(name, default),
            "env_var": lambda name, default="": str(self.folder) if name == "RAW_DIR" else default,
            "modules": SimpleNamespace(re=re),
            "tojson": json.dumps,
            "fromjson": json.loads,
            "exceptions": SimpleNamespace(raise_compiler_error=_refuse),
            "run_query": self._run,
            "adapter": SimpleNamespace(
                dispatch=self._dispatch, quote=lambda name: f'"{name}"', create_schema=self._create
            ),
            "api": SimpleNamespace(
                Relation=SimpleNamespace(create=lambda _, *names: _Relation(".".join(names)))
            ),
            "target": SimpleNamespace(database="memory", name="duckdb"),
            "config": lambda **_: "",
            "is_incremental": lambda: False,
            "ref": _place_of,
            "source": lambda _, table: f"raw.{table}",
            "dbt": SimpleNamespace(
                dateadd=lambda part, number, at: f"({at} + ({number}) * interval '1 {part}')",
                generate_series=lambda most: (
                    f"select range + 1 as generated_number from range({most})"
                ),
            ),
            "commit_hook": lambda: "",
            "delete_events_to_read": lambda: "",
        }
        self.jinja = jinja
        texts = {}
        for path in sorted((ROOT / "macros").rglob("*.sql")):
            if path.parent.name in MACROS:
                text = path.read_text(encoding="utf-8")
                for macro in re.findall(r"\{%-? macro .*?endmacro -?%\}", text, re.S):
                    texts[re.search(r"macro (\w+)", macro)[1]] = macro
        # a template sees the names that were known when it was compiled
        for name in texts:
            jinja.globals.setdefault(name, functools.partial(self.call, name))
        for name, text in texts.items():
            self._macros[name] = getattr(jinja.from_string(text).module, name)

    def call(self, name: str, *arguments: Any, **named: Any) -> Any:
        """What a macro of the project gives."""
        try:
            return str(self._macros[name](*arguments, **named))
        except _ReturnedError as returned:
            return returned.args[0]

    def _dispatch(self, name: str) -> Callable:
        own = f"duckdb__{name}"
        return functools.partial(self.call, own if own in self._macros else f"default__{name}")

    def _run(self, sql: str) -> SimpleNamespace:
        return SimpleNamespace(rows=self.connection.execute(sql).fetchall())

    def _create(self, schema: str) -> None:
        self.connection.execute(f"create schema if not exists {schema}")

    def land(self, folder: Path) -> LandedInput:
        """Land a folder, or raise what the build would say."""
        self.folder = folder
        self.call("land")
        return self

    def judge(self, *tables: str) -> LandedInput:
        """Build the checked tables of some tables and of those that they refer to."""
        for table in dict.fromkeys(("accounts", "users", "exchange_rates", *tables)):
            views = (ROOT / "models" / "staging").glob(f"*/stg_*__{table}.sql")
            (view,) = (path for path in views if path.parent.name in CONTRACT)
            self._build(view.stem, "staging", "view")
            if table == "events":
                # of a first run: who has changed accounts isn't known yet
                self.connection.execute(
                    "create or replace view intermediate.int_user_account_history as "
                    "select user_id, account_id, date '0001-01-01' as valid_from, "
                    "cast(null as date) as valid_to "
                    "from intermediate.int_users_checked where rejected_because is null"
                )
            for name in EVENTS if table == "events" else (f"int_{table}_checked",):
                self._build(name, "intermediate", "table")
        return self

    def _build(self, name: str, schema: str, kind: str) -> None:
        (path,) = (ROOT / "models" / schema).rglob(f"{name}.sql")
        query = self.jinja.from_string(path.read_text(encoding="utf-8")).render()
        self.connection.execute(f"create or replace {kind} {schema}.{name} as {query}")

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query."""
        return self.connection.execute(sql).fetchall()


def _place_of(name: str) -> str:
    """Where a model or a seed stands."""
    schema = "staging" if name.startswith(("stg_", "base_")) else "intermediate"
    return f"{'seeds' if name in SEEDS else schema}.{name}"


class _Relation(str):
    """A relation's name, as SQL and as macros read it."""

    __slots__ = ()

    def without_identifier(self) -> str:
        """Its schema."""
        return self.split(".")[0]
