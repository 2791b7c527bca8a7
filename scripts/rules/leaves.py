"""Where expressions stand in vars.yml, and which columns each of them may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rules.expressions import expression_problems

ENTITIES = ("account", "user")
DATE_OF_ROW = "as_of_date"
ENDINGS = {"personas": ("persona",), "uplift": ("quadrant", "effect")}
"""What a model's columns end in, by its task; of any other, bucket and score."""


@dataclass(frozen=True)
class Leaf:
    """One expression, the place of it, and whose features it reads."""

    place: str
    sql: object
    entity: str
    after_scores: bool
    """Whether it may read what models say: segments are decided after them, populations before."""


def read_variables(project: Path) -> dict[str, Any]:
    """What vars.yml and dbt_project.yml hold under vars."""
    variables: dict[str, Any] = {}
    for name in ("dbt_project.yml", "vars.yml"):
        path = project / name
        written = _read(path.read_text(encoding="utf-8")) if path.exists() else None
        given = written.get("vars") if isinstance(written, dict) else None
        variables |= given if isinstance(given, dict) else {}
    return variables


def sql_leaves(variables: dict[str, Any]) -> Iterator[Leaf]:
    """Every expression in the segments and the models, however deep."""
    for section, name in (("segments", "segment"), ("models", "model")):
        entries = variables.get(section)
        for position, entry in enumerate(entries if isinstance(entries, list) else []):
            if not isinstance(entry, dict):
                continue
            given = entry.get(name)
            place = f"{name} '{given}'" if isinstance(given, str) else f"{section}[{position}]"
            entity = "user" if entry.get("entity") == "user" else "account"
            for path, sql in _expressions(entry):
                yield Leaf(f"{place}, {path}", sql, entity, section == "segments")


def _expressions(node: Any, path: str = "") -> Iterator[tuple[str, object]]:
    """Path and text of each expression below a node; a property called sql is none."""
    if isinstance(node, list):
        for position, part in enumerate(node):
            yield from _expressions(part, f"{path}[{position}]")
    elif isinstance(node, dict):
        for key, part in node.items():
            inner = f"{path}.{key}" if path else str(key)
            if key == "sql":
                yield inner, part
            elif key != "where":
                yield from _expressions(part, inner)


def feature_columns(project: Path) -> dict[str, set[str]]:
    """The features of each entity, as the models that compute them describe them."""
    columns: dict[str, set[str]] = {entity: set() for entity in ENTITIES}
    for path in sorted((project / "models").rglob("*.yml")):
        text = path.read_text(encoding="utf-8")
        for model in _models_in(text):
            entity = _meta(model).get("feature_entity")
            for column in model.get("columns", []) if entity in columns else []:
                if _meta(column).get("version"):
                    columns[entity].add(column["name"])
    return columns


def learned_columns(variables: dict[str, Any]) -> dict[str, set[str]]:
    """What trained models say of each entity, by the names that rules give it."""
    columns: dict[str, set[str]] = {entity: set() for entity in ENTITIES}
    models = variables.get("models")
    for entry in models if isinstance(models, list) else []:
        if isinstance(entry, dict) and entry.get("entity", "account") in columns:
            for ending in ENDINGS.get(str(entry.get("task")), ("bucket", "score")):
                columns[entry.get("entity", "account")].add(f"{entry.get('model')}_{ending}")
    return columns


def rule_problems(project: Path) -> list[str]:
    """Everything that is wrong with the expressions of a project, each with its place."""
    variables = read_variables(project)
    leaves = list(sql_leaves(variables))
    if not leaves:
        return []
    features, learned = feature_columns(project), learned_columns(variables)
    return [
        f"{leaf.place}: {problem}"
        for leaf in leaves
        for problem in expression_problems(
            leaf.sql,
            features[leaf.entity]
            | {DATE_OF_ROW}
            | (learned[leaf.entity] if leaf.after_scores else set()),
        )
    ]


def _models_in(text: str) -> list[dict[str, Any]]:
    """The models that a YAML file describes, if it says of one whose features it computes."""
    return _read(text).get("models") or [] if "feature_entity" in text else []


def _meta(described: dict[str, Any]) -> dict[str, Any]:
    return (described.get("config") or {}).get("meta") or {}


def _read(text: str) -> Any:
    return yaml.load(text, Loader=yaml.CSafeLoader)
