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
SERIES = (exp.GenerateSeries, exp.GenerateDateArray, exp.GenerateTimestampArray)
UNNAMED = re.compile(r"_col_\d+")
"""What qualify calls an expression that has no name; the engine calls it otherwise."""
NOT_FOLLOWED = {
    exp.Pivot: "columns that become rows or rows that become columns",
    exp.Columns: "columns that are chosen by a pattern",
    exp.PositionalColumn: "a column by its number",
    exp.Dot: "a function that is called by a dot",
}


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
    try:
        tree = parse_one(sql, dialect="duckdb")
    except SqlglotError as error:
        raise LineageError(str(error)) from error
    tree = tree.unnest() if isinstance(tree, exp.Subquery) else tree
    if unfollowed := what_cannot_be_followed(tree):
        raise LineageError(f"{unfollowed}: {sql[:200]}")
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
    return named(_Reach(personal, columns).of(scopes[-1]), tree)


def what_cannot_be_followed(tree: exp.Expression) -> str | None:
    """What stands in a query whose values nobody could tell the way of, in words."""
    if not isinstance(tree, exp.Query):
        return "no query"
    for node in tree.walk():
        for kind, words in NOT_FOLLOWED.items():
            if isinstance(node, kind) and not is_field(node):
                return words
        if isinstance(node, exp.Table):
            if not isinstance(node.this, (exp.Identifier, *SERIES)):
                return "a table that a function makes"
            if isinstance(node.this, exp.Identifier) and node.alias_column_names:
                return "new names for the columns of a table"
        if isinstance(node, (exp.Values, exp.Unnest)) and node.find(exp.Query):
            return "a query within rows or lists that a query reads from"
    return None


def is_field(node: exp.Expression) -> bool:
    """Whether a dot leads to a field of a struct."""
    return (
        isinstance(node, exp.Dot)
        and not isinstance(node.expression, exp.Func)
        and not isinstance(node.this, exp.Identifier)
    )


def named(reached: set[str], query: exp.Expression) -> set[str]:
    """The same columns, if all that hold personal data have a name by which others read them."""
    if any(UNNAMED.fullmatch(name) for name in reached):
        raise LineageError(f"personal data in a column without a name: {query.sql()[:200]}")
    return reached


class _Reach:
    """The columns of each scope that personal data flows into."""

    def __init__(self, personal: Mapping[str, set[str]], columns: Columns) -> None:
        self.personal = personal
        self.columns = columns
        self.known: dict[int, set[str]] = {}
        self.open: set[int] = set()
        self.recursive: set[int] = set()

    def of(self, scope: Scope) -> set[str]:
        """Names of the columns of a scope."""
        key = id(scope.expression)
        if key in self.open:
            self.recursive.add(key)
        if key not in self.known:
            self.open.add(key)
            before, self.known[key] = dict(self.known), set()
            found = self._find(scope)
            # what reads itself is looked at again, until nothing is added
            while key in self.recursive and found != self.known[key]:
                self.known = before | {key: found}
                found = self._find(scope)
            self.known[key] = found
            self.open.remove(key)
        return self.known[key]

    def _find(self, scope: Scope) -> set[str]:
        query = scope.expression
        if isinstance(query, exp.SetOperation):
            names = query.named_selects
            parts = [(one, self.of(one)) for one in scope.set_operation_scopes]
            if query.args.get("by_name"):
                return named(set().union(*(reached for _, reached in parts)), query)
            if any(len(one.expression.named_selects) != len(names) for one, _ in parts):
                raise LineageError(f"queries of different width in one: {query.sql()[:200]}")
            return {
                name
                for place, name in enumerate(names)
                if any(one.expression.named_selects[place] in reached for one, reached in parts)
            }
        if not isinstance(query, exp.Select):
            holds = self._holds(scope, query.find_all(exp.Column))
            return {"*"} if holds or any(map(self.of, scope.subquery_scopes)) else set()
        reached = set()
        for projection in query.selects:
            if any(not star.find_ancestor(exp.Count) for star in projection.find_all(exp.Star)):
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
            if not inner:
                raise LineageError(f"a query in an odd place: {query.sql()[:200]}")
            return any(self.of(one) for one in inner)
        table = "" if isinstance(column, exp.TableColumn) else column.table
        source = self._source(scope, table) if table else None
        if source is not None and column.name != table:
            return column.name in self._reached(source) or "*" in self._reached(source)
        # a row as a whole goes by the name of its relation
        source = self._source(scope, column.name)
        if source is not None:
            return bool(self._reached(source))
        # nobody knows which relation it is of, such as what a list was made rows of
        return not table and any(
            column.name in self._reached(one) or "*" in self._reached(one)
            for one in self._sources(scope)
        )

    def _sources(self, scope: Scope | None) -> Iterator[exp.Table | Scope]:
        while scope is not None:
            yield from scope.sources.values()
            scope = scope.parent

    def _source(self, scope: Scope | None, name: str) -> exp.Table | Scope | None:
        while scope is not None:
            if name in scope.sources:
                return scope.sources[name]
            scope = scope.parent
        return None

    def _reached(self, source: exp.Table | Scope) -> set[str]:
        if isinstance(source, exp.Table):
            return self.personal.get(f"{source.db}.{source.name}".lower(), set())
        return named(self.of(source), source.expression)


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
    elif isinstance(expression, exp.WithinGroup):
        yield from carriers(expression.this)
        for ordered in expression.expression.expressions:
            yield from carriers(ordered.this)
    elif isinstance(expression, exp.Order):
        # mode(order by x) and quantile_disc(0.5 order by x) take the value from the order
        own = expression.this
        from_order = own is None or not own.find(exp.Column)
        for part in [ordered.this for ordered in expression.expressions] if from_order else [own]:
            yield from carriers(part)
    elif isinstance(expression, exp.Filter):
        yield from carriers(expression.this)
    else:
        for part in expression.iter_expressions():
            yield from carriers(part)
