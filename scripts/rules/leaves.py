"""Where expressions stand in vars.yml, and which columns each of them may read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.expressions import expression_problems
from warehouse.project import read_variables
from warehouse.yaml_files import read_yaml

ENTITIES = ("account", "user")
DATE_OF_ROW = "as_of_date"
ENDINGS = {
    "personas": {"persona": "varchar"},
    "uplift": {"quadrant": "varchar", "effect": "double precision"},
}
"""What a model's columns end in, with their types, by its task."""
ENDINGS_OF_OTHERS = {"bucket": "varchar", "score": "double precision"}

Columns = dict[str, dict[str, str]]
"""By entity, columns and their types."""


@dataclass(frozen=True)
class Leaf:
    """One expression, the place of it, and whose features it reads."""

    place: str
    sql: object
    entity: str
    after_scores: bool
    """Whether it may read what models say: segments are decided after them, populations before."""


def sql_leaves(variables: dict[Any, Any]) -> Iterator[Leaf]:
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
    if isinstance(node, list | tuple):
        for position, part in enumerate(node):
            yield from _expressions(part, f"{path}[{position}]")
    elif isinstance(node, dict):
        for key, part in node.items():
            inner = f"{path}.{key}" if path else str(key)
            if key == "sql":
                yield inner, part
            elif key != "where":
                yield from _expressions(part, inner)


def feature_columns(project: Path) -> Columns:
    """The features of each entity, as the models that compute them describe them."""
    columns: Columns = {entity: {} for entity in ENTITIES}
    for path in sorted((project / "models").rglob("*.yml")):
        for model in _models_in(path):
            entity = _meta(model).get("feature_entity")
            for column in model.get("columns", []) if entity in columns else []:
                if _meta(column).get("version"):
                    columns[entity][column["name"]] = column["data_type"]
    return columns


def learned_columns(variables: dict[Any, Any]) -> Columns:
    """What trained models say of each entity, by the names that rules give it."""
    columns: Columns = {entity: {} for entity in ENTITIES}
    models = variables.get("models")
    for entry in models if isinstance(models, list) else []:
        entity = entry.get("entity", "account") if isinstance(entry, dict) else None
        if isinstance(entity, str) and entity in columns:
            endings = ENDINGS.get(str(entry.get("task")), ENDINGS_OF_OTHERS)
            for ending, data_type in endings.items():
                columns[entity][f"{entry.get('model')}_{ending}"] = data_type
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
            | {DATE_OF_ROW: "date"}
            | (learned[leaf.entity] if leaf.after_scores else {}),
        )
    ]


def _models_in(path: Path) -> list[dict[str, Any]]:
    """The models that a YAML file describes, if it says of one whose features it computes."""
    if "feature_entity" not in path.read_text(encoding="utf-8"):
        return []
    return read_yaml(path).get("models") or []


def _meta(described: dict[str, Any]) -> dict[str, Any]:
    return (described.get("config") or {}).get("meta") or {}
