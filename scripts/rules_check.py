"""Hold the SQL expressions of rules against what they may be, before anything is built.

A leaf `sql:` in vars.yml goes into queries as it stands, so it may be a condition over the columns
of features and nothing else: a parser says so for each engine. Exit status: 0 when all are, 1 when
some are not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

import faults
from rules.leaves import rule_problems
from terminal import escape
from warehouse.project import project_folder
from warehouse.refusals import WarehouseError

errors = Console(stderr=True, emoji=False)


def expressions_are_harmless(project: Path) -> bool:
    """Whether every expression may be built; says what is wrong where one may not."""
    try:
        problems = rule_problems(project)
    except WarehouseError as error:
        errors.print(f"{escape(str(error))}\n\nNothing was run.", highlight=False, soft_wrap=True)
        return False
    if problems:
        errors.print(
            f"[bold red]{len(problems)} {'problem' if len(problems) == 1 else 'problems'} in the "
            "SQL expressions of vars.yml:[/]\n\n  - "
            + escape("\n  - ".join(problems))
            + "\n\nNothing was run.",
            highlight=False,
            soft_wrap=True,
        )
    return not problems


def main() -> int:
    """Check the project in the present folder, or else the one that this file belongs to."""
    return 0 if expressions_are_harmless(project_folder()) else 1


if __name__ == "__main__":
    sys.exit(faults.run(main))
