"""Model cards where dbt's own docs show them: on their first page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

INTRODUCTION = """
# SaaS segments
Customer segments from product events, billing, support and surveys. The models are on the left, the
marts that readers open in `models/marts`. Each begins with its grain: one row per …

README.md says how to start, docs/analysts_guide.md has twenty questions with their queries,
docs/how_to.md how to add to the project, DECISIONLOG.md why things are as they are.
""".strip()
CARDS = "Below are the cards of the learned models that score now."


def write_docs(project: Path, champions: Sequence[str]) -> None:
    """Write the overview page with the cards of those models that have one."""
    cards = [project / "target" / "model_cards" / f"{name}.md" for name in sorted(champions)]
    texts = [card.read_text(encoding="utf-8") for card in cards if card.exists()]
    folder = project / "target" / "docs"
    folder.mkdir(parents=True, exist_ok=True)
    page = "\n\n".join([INTRODUCTION, *([CARDS] if texts else []), *map(as_part, texts)])
    (folder / "overview.md").write_text(
        f"{{% docs __overview__ %}}\n{page}\n{{% enddocs %}}\n", encoding="utf-8"
    )


def as_part(card: str) -> str:
    """A card as part of a page: its headings a level lower, and nothing that dbt would run."""
    lines = [f"#{line}" if line.startswith("#") else line for line in card.splitlines()]
    return "\n".join(lines).replace("{", "&#123;").replace("}", "&#125;")
