"""One run of training: every model in turn, none stopped by another's refusal."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from multiprocessing import get_context

import pyarrow as pa
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from training.docs import write_docs
from training.personas import train_personas
from training.plan import Plan, read_plans
from training.propensities import Lesson, learn_additive, write_additive
from training.refusals import RefusalError, TrainingError
from training.registry import Registry, open_registry
from training.representations import FITS, train_representations
from training.results import Outcome, Refused, Trained
from training.uplift.training import train_uplift
from warehouse.engines import Warehouse
from warehouse.project import project_folder

Tell = Callable[[str], None]
Learn = Callable[[Plan, pa.Table], Future[Lesson]]

ADDITIVE = ("propensity", "hazard")
HERE: dict[str, Callable[[Plan, pa.Table, Registry], Trained]] = {
    "personas": train_personas,
    "uplift": train_uplift,
}
"""Tasks that are trained in this process, while the additive models are learned in others."""
MOST_ROWS = 200_000
HASH_DIGITS = 4
WORKERS = 2


def choose_plans(plans: Sequence[Plan], only: Sequence[str]) -> list[Plan]:
    """The plans that are asked for; all of them where none is named."""
    names = [*(plan.model for plan in plans), *FITS]
    for name in only:
        if name not in names:
            near = difflib.get_close_matches(name, names, 3, 0.4) or names
            raise TrainingError(f"There is no model '{name}' in vars.yml. Try: {', '.join(near)}.")
    return [plan for plan in plans if not only or plan.model in only]


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


@contextmanager
def learners(models: int) -> Iterator[Learn]:
    """Where models are learned: in processes beside this one where there are several."""
    if models < 2:
        yield learn_here
        return
    with ProcessPoolExecutor(WORKERS, get_context("spawn")) as pool:
        yield lambda plan, rows: pool.submit(learn_additive, plan, rows)


def learn_here(plan: Plan, rows: pa.Table) -> Future[Lesson]:
    """Learn in this process, at once."""
    future: Future[Lesson] = Future()
    try:
        future.set_result(learn_additive(plan, rows))
    except RefusalError as refusal:
        future.set_exception(refusal)
    return future


def train_models(warehouse: Warehouse, only: Sequence[str], due: bool, console: Console) -> Outcome:
    """Train what is asked for; what is refused stops no other."""
    outcome = Outcome()
    columns = (TextColumn("[bold]{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        bar = progress.add_task("Reading what to train", total=None)

        def tell(what: str) -> None:
            progress.update(bar, description=what)

        plans = choose_plans(read_plans(warehouse), only)
        registry = open_registry(warehouse)
        outcome.represented = train_representations(registry, only, tell)
        if any(one.model_id for one in outcome.represented):
            # what representations say has another version now
            plans = choose_plans(read_plans(warehouse), only)
        if due:
            outcome.not_due = [plan for plan in plans if not registry.is_due(plan)]
            plans = [plan for plan in plans if registry.is_due(plan)]
        progress.update(bar, total=len(plans))
        for plan, trained in each_trained(plans, registry, tell):
            try:
                outcome.trained.append(trained())
            except RefusalError as refusal:
                outcome.refused.append(Refused(plan, str(refusal)))
            progress.advance(bar)
        registry.refuse({refused.plan.model: refused.because for refused in outcome.refused})
        outcome.trained.sort(key=lambda one: plans.index(one.plan))
        write_docs(project_folder(), registry.champions())
        tell("Trained")
    return outcome


def each_trained(
    plans: Sequence[Plan], registry: Registry, tell: Tell
) -> Iterator[tuple[Plan, Callable[[], Trained]]]:
    """Each plan with what ends its training: additive models are learned beside personas."""
    additive = [plan for plan in plans if plan.task in ADDITIVE]
    with learners(len(additive)) as learn:
        waiting: dict[Future[Lesson], Plan] = {}
        for plan in additive:
            tell(f"Reading {plan.model}")
            waiting[learn(plan, read_rows(registry.warehouse, plan))] = plan
        for plan in plans:
            if plan.task in HERE:
                tell(f"Training {plan.model}")
                rows = read_rows(registry.warehouse, plan)
                yield plan, partial(HERE[plan.task], plan, rows, registry)
        tell("Training")
        for future in as_completed(waiting):
            plan = waiting[future]
            yield (
                plan,
                lambda plan=plan, future=future: write_additive(plan, future.result(), registry),
            )
