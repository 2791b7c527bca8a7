"""Who reads the marts is written down, and true."""

from __future__ import annotations

import re

import yaml

from conftest import ROOT

RELATION = re.compile(r"\b(?:(?:dim|fct|rpt)_[a-z_]+|quarantined_rows)\b")
MARTS = {path.stem for path in (ROOT / "models" / "marts").rglob("*.sql")}
EXPOSURES = {
    exposure["name"]: exposure
    for exposure in yaml.safe_load((ROOT / "models" / "exposures.yml").read_text(encoding="utf-8"))[
        "exposures"
    ]
}


def declared(exposure: dict) -> set[str]:
    """The models that an exposure says it reads."""
    return {re.fullmatch(r"ref\('(\w+)'\)", model).group(1) for model in exposure["depends_on"]}


def read(*paths: str) -> set[str]:
    """The marts that files name."""
    text = "\n".join((ROOT / path).read_text(encoding="utf-8") for path in paths)
    return set(RELATION.findall(text)) & MARTS


def test_each_board_says_which_marts_it_reads() -> None:
    """Whoever changes a mart sees in `dbt ls` which boards he changes."""
    boards = {
        f"board_{path.stem.split('_', 1)[1]}": read(path.relative_to(ROOT).as_posix())
        for path in (ROOT / "dashboards" / "charts").glob("[0-9]*_*.yml")
    }
    assert boards
    assert boards == {
        name: declared(exposure)
        for name, exposure in EXPOSURES.items()
        if exposure["type"] == "dashboard"
    }


def test_activation_says_which_marts_it_reads() -> None:
    """Likewise what customers are told by."""
    scripts = (ROOT / "scripts" / "activation").glob("*.py")
    files = [path.relative_to(ROOT).as_posix() for path in scripts]
    assert read("scripts/activate.py", *files) == declared(EXPOSURES["activation"])


def test_the_semantic_layer_says_which_marts_it_reads() -> None:
    """Those with a semantic model, and the calendar."""
    described = {
        model["name"]
        for path in (ROOT / "models" / "marts").rglob("*.yml")
        for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
        if "semantic_model" in model or "time_spine" in model
    }
    assert described == declared(EXPOSURES["semantic_layer"])
