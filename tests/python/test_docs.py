"""The pages under docs/ say what is true: marts, queries, changes to files."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
import yaml

from conftest import ROOT, Build

GUIDE = (ROOT / "docs" / "analysts_guide.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^#### (\d+)\. (.+?\?)\n```sql\n(.+?)```\n\n(\|.+?)\n\n", GUIDE, re.M | re.S)
# What models say is there once they were trained; the fixture isn't.
MAY_BE_EMPTY = {"3", "17"}


def described_marts() -> list[dict]:
    """What the YAML says of each mart, folder by folder."""
    return [
        model
        for path in sorted((ROOT / "models" / "marts").rglob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]


def key_of(model: dict) -> list[str]:
    """The columns that a test of the mart calls unique, together or alone."""
    for test in model.get("data_tests", []):
        if isinstance(test, dict) and "unique_combination" in test:
            return test["unique_combination"]["arguments"]["columns"]
    return [column["name"] for column in model["columns"] if "unique" in tests_of(column)][:1]


def tests_of(column: dict) -> set[str]:
    """The names of a column's tests."""
    tests = column.get("data_tests", [])
    return {test if isinstance(test, str) else next(iter(test)) for test in tests}


def marts_in_words() -> list[str]:
    """The table of the guide, as the YAML has it: mart, grain, key."""
    rows = ["| mart | one row per | key |", "| --- | --- | --- |"]
    for model in described_marts():
        grain = re.match(r"One row per (.+?)(?:: |\. |\.$|$)", " ".join(model["description"].split()))
        assert grain, f"{model['name']}: its description doesn't begin with the grain"
        key = ", ".join(f"`{column}`" for column in key_of(model)) or "none"
        rows.append(f"| `{model['name']}` | {grain[1]} | {key} |")
    return rows


def test_the_guide_has_every_mart_with_its_grain_and_key() -> None:
    """As the YAML has them, so that the table can't say anything else."""
    written = [line for line in GUIDE.splitlines() if re.match(r"\| (mart|`\w+`) \| ", line)]
    expected = [row for row in marts_in_words() if not row.startswith("| ---")]
    assert written == expected


def test_the_guide_has_twenty_queries() -> None:
    """Each heading with its query and an answer, numbered from 1."""
    assert [number for number, *_ in QUERIES] == [str(number) for number in range(1, 21)]
    assert len(QUERIES) == GUIDE.count("```sql")


@pytest.mark.parametrize(("number", "question", "sql", "answer"), QUERIES)
def test_query_of_the_guide_answers(
    number: str, question: str, sql: str, answer: str, demo_build: Build
) -> None:
    """It runs on the published file, its columns are those of the answer shown, and it has rows."""
    with duckdb.connect(str(demo_build.warehouse), read_only=True) as connection:
        result = connection.execute(sql)
        columns = [column[0] for column in result.description]
        rows = result.fetchall()
    assert columns == [name.strip() for name in answer.splitlines()[0].strip("|").split("|")]
    assert rows or number in MAY_BE_EMPTY, question


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file that exists, and to a heading that it has."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path) if path else page
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.M)
            assert anchor in {as_anchor(heading) for heading in headings}, target


def as_anchor(heading: str) -> str:
    """A heading as the end of an address, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


RECIPES = (ROOT / "docs" / "how_to.md").read_text(encoding="utf-8")
CHANGES = re.findall(
    r"(Under `(\w+)` in|At the end of|In|New,) `([\w./]+)`:\n```(\w+)\n(.+?)```", RECIPES, re.S
)


def changed(old: str, how: str, key: str, change: str) -> str:
    """A file with a change of the recipes in it."""
    if how == "New,":
        assert not old
        return change
    if how == "At the end of":
        return old + change
    if how == "In":
        lines = change.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert old.count(before) == 1, f"not once in the file:\n{before}"
        return old.replace(before, after)
    assert len(re.findall(rf"^ *{key}:$", old, re.M)) == 1
    return re.sub(rf"^( *{key}:\n)", rf"\1{change}", old, count=1, flags=re.M)


def apply_recipes(project: Path) -> None:
    """Do to a copy of the project what the recipes say."""
    for how, key, path, _, change in CHANGES:
        file = project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(changed(old, how, key, change), encoding="utf-8")
