"""The README says what is true."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_contract_in_the_readme_is_the_contract() -> None:
    """Tables, columns and which are required, as the sources' YAML has them."""
    written = dict(re.findall(r"^\| `(\w+)` \| (\*\*.+?) \|$", README, re.M))
    sources = {}
    for path in Path(ROOT / "models" / "staging").glob("*/_*__sources.yml"):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                if source.get("schema") == "raw":
                    sources[table["name"]] = ", ".join(
                        f"**{column['name']}**" if is_required(column) else column["name"]
                        for column in table["columns"]
                        if column["name"] != "unreadable_cells"
                    )
    assert written == sources


def is_required(column: dict) -> bool:
    """Whether the contract asks for the column where its table is present."""
    return bool(column.get("config", {}).get("meta", {}).get("required"))


def test_every_make_target_in_the_readme_exists() -> None:
    """Nobody types a command that isn't there."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"(?:^|`)make ([a-z-]+)", README, re.M)) <= targets


def test_every_mart_is_in_the_readme() -> None:
    """A mart that nobody hears of is not used."""
    marts = {path.stem for path in Path(ROOT / "models" / "marts").rglob("*.sql")}
    assert marts == {mart for mart in marts if f"`{mart}`" in README}


def test_every_folder_of_models_is_in_the_readme() -> None:
    """Who looks for a model finds its folder among the five words."""
    table = README.partition("| word | folder |")[2].partition("\n\n")[0]
    named = {
        f"{start}{name}"
        for start, names in re.findall(r"`(models/\w+/)\{?([\w,]+)\}?`", table)
        for name in names.split(",")
    }
    folders = {
        str(path.relative_to(ROOT))
        for layer in ("intermediate", "marts")
        for path in (ROOT / "models" / layer).iterdir()
        if path.is_dir()
    }
    assert named == folders


def test_headings_that_are_referred_to_exist() -> None:
    """`docs/file.md, "Heading"` in settings and pages leads somewhere."""
    pages = [ROOT / "vars.yml", ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    references = {
        reference
        for page in pages
        for reference in re.findall(
            r'((?:docs/)?\w+\.md), "([^"]+)"', page.read_text(encoding="utf-8")
        )
    }
    assert references
    for page, heading in references:
        text = (ROOT / page).read_text(encoding="utf-8")
        assert re.search(rf"^#+ {re.escape(heading)}$", text, re.M), (page, heading)
