"""Which columns hold personal data, followed through the compiled SQL of the models.

By what flows into a column, not by its name: a value does through functions, concatenation,
`select *`, the JSON of a row, unions and CTEs. What only asks about a value doesn't carry it: a
condition, a count, an order; nor does the salted hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

Node = dict[str, Any]
Columns = Mapping[str, list[str]]
"""By relation, `schema.name`, its columns in their order."""

SALTED = "salted_hash"
ASKS = (exp.Predicate, exp.Connector, exp.Not, exp.Count)


class LineageError(Exception):
    """A model whose SQL can't be followed: it would count as clean."""


def relation_of(node: Node) -> str:
    """A model's or source's relation."""
    return f"{node['schema']}.{node.get('alias') or node['identifier']}".lower()


def is_tagged(column: Node) -> bool:
    """Whether YAML says of a column that it holds personal data."""
    return bool(meta_of(column).get("personal_data"))


def meta_of(described: Node) -> Node:
    """The `meta` of a model or column."""
    return described.get("config", {}).get("meta") or described.get("meta") or {}


def personal_columns(
    manifest: Node, columns: Columns, with_released: bool = False
) -> dict[str, set[str]]:
    """By relation, the columns that hold personal data: tagged at the source, and what they reach.

    What a model's YAML declares `released_because` is taken for clean from there on, unless
    `with_released`.
    """
    found = {
        relation_of(origin): {name for name, one in origin["columns"].items() if is_tagged(one)}
        for origin in origins(manifest)
    }
    models = {relation_of(model): model for model in in_order(manifest)}
    parents = {
        relation: read_by(model["compiled_code"]) & (models.keys() | found.keys())
        for relation, model in models.items()
    }
    # as often as needed: a model that reads what an earlier run left of a later one closes a circle
    step, changed_at, computed_at = 0, dict.fromkeys(found, 1), dict.fromkeys(models, 0)
    while due := [
        relation
        for relation in models
        if any(changed_at.get(one, 0) > computed_at[relation] for one in parents[relation])
    ]:
        for relation in due:
            step += 1
            model = models[relation]
            released = set() if with_released else released_columns(model)
            reached = reached_columns(model["compiled_code"], found, columns) - released
            computed_at[relation] = step + 1
            if reached != found.get(relation, set()):
                found[relation], changed_at[relation] = reached, step + 1
    return {relation: set() for relation in models} | found


def read_by(sql: str) -> set[str]:
    """What SQL reads, by its text: whether or not it comes from ref() or source()."""
    named = re.findall(r'\b(?=(\w+)"?\."?(\w+))', sql)
    return {f"{schema}.{name}".lower() for schema, name in named}


def origins(manifest: Node) -> list[Node]:
    """Where data comes in: sources and seeds."""
    seeds = [node for node in manifest["nodes"].values() if node["resource_type"] == "seed"]
    return [*manifest["sources"].values(), *seeds]


def released_columns(model: Node) -> set[str]:
    """The columns that a model's YAML lets everybody read, with the reason."""
    return {name for name, one in model["columns"].items() if meta_of(one).get("released_because")}


def in_order(manifest: Node) -> Iterator[Node]:
    """The models, each after those that it reads."""
    models = {
        key: node for key, node in manifest["nodes"].items() if node["resource_type"] == "model"
    }
    done: set[str] = set()

    def visit(key: str) -> Iterator[Node]:
        if key in done or key not in models:
            return
        done.add(key)
        for parent in models[key]["depends_on"]["nodes"]:
            yield from visit(parent)
        yield models[key]

    for key in models:
        yield from visit(key)


def reached_columns(sql: str, personal: Mapping[str, set[str]], columns: Columns) -> set[str]:
    """The columns of a query that personal columns of its relations flow into."""
    tree = parse_one(sql, dialect="duckdb")
    if tree.find(exp.Pivot):
        raise LineageError(f"columns that become rows or rows that become columns: {sql[:200]}")
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for table in tree.find_all(exp.Table):
        relation = f"{table.db}.{table.name}".lower()
        if relation in columns:
            place = schema.setdefault(table.db.lower(), {})
            place[table.name.lower()] = dict.fromkeys(columns[relation], "varchar")
        table.set("catalog", None)
    try:
        tree = qualify(
            tree,
            dialect="duckdb",
            schema=schema,
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
        scopes = list(traverse_scope(tree))
    except SqlglotError as error:
        raise LineageError(str(error)) from error
    return _Reach(personal, columns).of(scopes[-1])


class _Reach:
    """The columns of each scope that personal data flows into."""

    def __init__(self, personal: Mapping[str, set[str]], columns: Columns) -> None:
        self.personal = personal
        self.columns = columns
        self.known: dict[int, set[str]] = {}

    def of(self, scope: Scope) -> set[str]:
        """Names of the columns of a scope."""
        key = id(scope.expression)
        if key not in self.known:
            self.known[key] = set()  # a recursive query reads itself
            self.known[key] = self._find(scope)
        return self.known[key]

    def _find(self, scope: Scope) -> set[str]:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            names = query.named_selects
            parts = [(one, self.of(one)) for one in scope.set_operation_scopes]
            return {
                name
                for place, name in enumerate(names)
                if any(one.expression.named_selects[place] in reached for one, reached in parts)
            }
        if not isinstance(query, exp.Select):
            return {"*"} if self._holds(scope, query.find_all(exp.Column)) else set()
        reached = set()
        for projection in query.selects:
            if projection.find(exp.Star) and not projection.find(exp.Count):
                raise LineageError(f"a star that can't be resolved: {query.sql()[:200]}")
            if self._holds(scope, carriers(projection)):
                reached.add(projection.alias_or_name)
        return reached

    def _holds(self, scope: Scope, carried: Iterable[exp.Expression]) -> bool:
        return any(self._is_personal(scope, column) for column in carried)

    def _is_personal(self, scope: Scope, column: exp.Expression) -> bool:
        if isinstance(column, exp.Query):
            query = column.unnest()
            inner = [one for one in scope.subquery_scopes if one.expression is query]
            return any(self.of(one) for one in inner)
        table = "" if isinstance(column, exp.TableColumn) else column.table
        source = self._source(scope, table) if table else None
        if source is not None and column.name != table:
            return column.name in self._reached(source) or "*" in self._reached(source)
        # a row as a whole goes by the name of its relation
        source = self._source(scope, column.name)
        return source is not None and bool(self._reached(source))

    def _source(self, scope: Scope | None, name: str) -> exp.Table | Scope | None:
        while scope is not None:
            if name in scope.sources:
                return scope.sources[name]
            scope = scope.parent
        return None

    def _reached(self, source: exp.Table | Scope) -> set[str]:
        if isinstance(source, exp.Table):
            return self.personal.get(f"{source.db}.{source.name}".lower(), set())
        return self.of(source)


def carriers(expression: exp.Expression) -> Iterator[exp.Expression]:
    """The columns and subqueries whose values flow into the value of an expression."""
    if isinstance(expression, (exp.Column, exp.TableColumn, exp.Query)):
        yield expression
    elif isinstance(expression, ASKS) or (
        isinstance(expression, exp.Anonymous) and expression.name.lower() == SALTED
    ):
        return
    elif isinstance(expression, exp.Window):
        yield from carriers(expression.this)
    elif isinstance(expression, exp.Case):
        for branch in expression.args["ifs"]:
            yield from carriers(branch.args["true"])
        if expression.args.get("default"):
            yield from carriers(expression.args["default"])
    elif isinstance(expression, exp.Order):
        if expression.this:
            yield from carriers(expression.this)
    elif isinstance(expression, exp.Filter):
        yield from carriers(expression.this)
    else:
        for part in expression.iter_expressions():
            yield from carriers(part)
