"""One run of training: every model in turn, none stopped by another's refusal."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence

import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from training.docs import write_docs
from training.personas import train_personas
from training.plan import Plan, read_plans
from training.propensities import train_additive
from training.refusals import RefusalError, TrainingError
from training.registry import Registry, open_registry
from training.representations import FITS, train_representations
from training.results import Outcome, Refused, Trained
from training.warehouses import Warehouse, project_folder

Tell = Callable[[str], None]
Trainer = Callable[[Plan, pa.Table, Registry, Tell], Trained]

MOST_ROWS = 200_000
HASH_DIGITS = 4
TRAINERS: dict[str, Trainer] = {
    "propensity": train_additive,
    "hazard": train_additive,
    "personas": train_personas,
}
"""Who trains a task."""


def choose_plans(plans: Sequence[Plan], only: Sequence[str]) -> list[Plan]:
    """The plans that are asked for; all of them where none is named."""
    names = [*(plan.model for plan in plans), *FITS]
    for name in only:
        if name not in names:
            near = difflib.get_close_matches(name, names, 3, 0.4) or names
            raise TrainingError(f"There is no model '{name}' in vars.yml. Try: {', '.join(near)}.")
    return [plan for plan in plans if plan.task in TRAINERS and (not only or plan.model in only)]


def read_rows(warehouse: Warehouse, plan: Plan) -> pa.Table:
    """The training rows of a plan; of a large company those of some entities, by their hashes.

    Whole entities and the same ones each time: rates stay as they are, and so does the model.
    """
    rows = f"({plan.sql}) as training_rows"
    count = warehouse.query(f"select count(*) as row_count from {rows}")["row_count"][0].as_py()
    if count <= MOST_ROWS:
        return warehouse.query(plan.sql)
    bound = f"{int(MOST_ROWS / count * 16**HASH_DIGITS):0{HASH_DIGITS}x}"
    return warehouse.query(
        f"select * from {rows} where substr(entity_hash, 1, {HASH_DIGITS}) < '{bound}'"
    )


def train_models(warehouse: Warehouse, only: Sequence[str], due: bool, console: Console) -> Outcome:
    """Train what is asked for, one model after the other."""
    outcome = Outcome()
    columns = (TextColumn("[bold]{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        task = progress.add_task("Reading what to train", total=None)
        plans = choose_plans(read_plans(warehouse), only)
        registry = open_registry(warehouse)
        if due:
            outcome.not_due = [plan for plan in plans if not registry.is_due(plan)]
            plans = [plan for plan in plans if registry.is_due(plan)]
        outcome.represented = train_representations(
            registry, only, lambda what: progress.update(task, description=what)
        )
        progress.update(task, total=len(plans))
        for plan in plans:

            def tell(what: str, plan: Plan = plan) -> None:
                progress.update(task, description=f"{plan.model}: {what}")

            tell("reading")
            try:
                rows = read_rows(warehouse, plan)
                outcome.trained.append(TRAINERS[plan.task](plan, rows, registry, tell))
            except RefusalError as refusal:
                outcome.refused.append(Refused(plan, str(refusal)))
            progress.advance(task)
        write_docs(project_folder(), registry.champions())
        progress.update(task, description="Trained")
    return outcome
