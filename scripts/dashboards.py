"""Render the boards of `dashboards/` over a published warehouse as static pages.

Every page opens from disk without a network: `target/dashboards/index.html` first. The boards are
YAML for dbt-charts, which draws; this asks the warehouse, fills the layout and runs in parallel.
"""

from __future__ import annotations

import argparse
import base64
import multiprocessing
import os
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path

import duckdb
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import faults
from copies import note_erased, remember
from no_telemetry import SWITCHES
from terminal import escape
from warehouse.project import read_variables
from warehouse.refusals import WarehouseError

try:
    from dbt_charts.agent_api import get_fonts_dir

    from boards.board import BoardError, Page, ask, connect, pages_of, read_boards
    from boards.charts import Painter
    from boards.page import Layout
except ModuleNotFoundError as error:
    Console(stderr=True, emoji=False).print(
        f"The boards are drawn by dbt-charts, which is not in this environment ({error.name} is "
        "missing). Run `make dashboards`, which installs it into .venv-boards."
    )
    sys.exit(1)

ROOT = Path(__file__).resolve().parent.parent
DASHBOARDS = ROOT / "dashboards"
CARDS = ROOT / "target" / "model_cards"
FONTS = {
    "Inter Variable": ("InterVariable.woff2", "100 900"),
    "dbt Sans Tabular": ("DBTSansTabular-Regular.woff2", "400"),
}

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


def parse_arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb")
    parser.add_argument("--out", default="target/dashboards", help="folder of the pages")
    parser.add_argument(
        "--only", nargs="+", help="boards or pages, such as overview segment-advocates"
    )
    return parser.parse_args()


def currency_of_project() -> str:
    """The currency of all figures of money."""
    return str(read_variables(ROOT).get("reporting_currency"))


def as_of_date_of(connection: duckdb.DuckDBPyConnection) -> str:
    """The date that the figures are of."""
    as_of_date = connection.sql("select max(as_of_date) from rpt_segment_quality").fetchall()[0][0]
    return str(as_of_date or "no date yet")


def cards_of(connection: duckdb.DuckDBPyConnection) -> list[Page]:
    """A page for the card of each model that is served and was trained here."""
    try:
        models = connection.sql(
            "select model_id, label from dim_models where is_served order by label"
        ).fetchall()
    except duckdb.CatalogException:
        return []
    return [
        Page("card", f"card-{model_id}.html", label, model_id, within="trust")
        for model_id, label in models
        if (CARDS / f"{model_id}.md").is_file()
    ]


def write_assets(folder: Path) -> None:
    """The style and the fonts of all pages, the fonts in the style sheet itself."""
    folder.mkdir(parents=True, exist_ok=True)
    faces = ""
    for family, (file, weights) in FONTS.items():
        data = base64.b64encode((get_fonts_dir() / file).read_bytes()).decode()
        faces += (
            f'@font-face {{ font-family: "{family}"; font-weight: {weights}; '
            f'src: url("data:font/woff2;base64,{data}") format("woff2"); }}\n'
        )
    style = Path(__file__).parent / "boards" / "style.css"
    (folder / "style.css").write_text(faces + style.read_text(encoding="utf-8"), encoding="utf-8")


class Worker:
    """What a process keeps open from page to page."""

    current: Worker

    def __init__(self, warehouse: Path, out: Path, pages: list[Page]) -> None:
        """Open the warehouse and dbt-charts."""
        self.boards = read_boards(DASHBOARDS / "charts")
        self.connection = connect(warehouse)
        self.out = out
        self.layout = Layout(
            Painter(DASHBOARDS), pages, as_of_date_of(self.connection), currency_of_project()
        )

    def files(self, page: Page) -> dict[str, str]:
        """One page, and what else is made of its board, by the names of the files."""
        if page.board == "card":
            card = (CARDS / f"{page.value}.md").read_text("utf-8")
            return {page.file: self.layout.text(page, card)}
        board = self.boards[page.board]
        variables = {board.variable: page.value} if board.variable else {}
        answers = ask(board, self.connection, variables)
        return {page.file: self.layout.board(page, board, answers)} | self.layout.emails(
            board, answers
        )


def start_worker(warehouse: Path, out: Path, pages: list[Page]) -> None:
    """Make the worker of this process."""
    Worker.current = Worker(warehouse, out, pages)


def render(page: Page) -> None:
    """Write one page in a process of the pool."""
    worker = Worker.current
    for file, text in worker.files(page).items():
        (worker.out / file).write_text(text, encoding="utf-8")


def render_all(pages: list[Page], start: partial[None]) -> None:
    """Write all pages on all cores, behind a progress bar."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["boards.page"])
    with (
        Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
        ) as progress,
        ProcessPoolExecutor(os.cpu_count(), mp_context=context, initializer=start) as pool,
    ):
        task = progress.add_task("Drawing the boards", total=len(pages))
        waiting = [pool.submit(render, page) for page in pages]
        try:
            for done in as_completed(waiting):
                done.result()
                progress.advance(task)
        finally:
            pool.shutdown(cancel_futures=True)


def run(warehouse: Path, out: Path, only: list[str] | None) -> None:
    """Render the boards of a warehouse into a folder, which is replaced."""
    boards = read_boards(DASHBOARDS / "charts")
    with connect(warehouse) as connection:
        as_of_date_of(connection)
        pages = pages_of(boards, connection) + cards_of(connection)
    for name in only or []:
        if not any(name in names_of(page) for page in pages):
            raise BoardError(f"There is no board or page {name}. Boards: {', '.join(boards)}.")
    wanted = {
        page.file: page for page in pages if only is None or not names_of(page).isdisjoint(only)
    }
    shutil.rmtree(out, ignore_errors=True)
    write_assets(out / "assets")
    problem = remember(warehouse, "boards", out)
    if problem:
        errors.print(escape(problem), highlight=False)
    with connect(warehouse) as connection:
        note_erased(out, connection)
    render_all(list(wanted.values()), partial(start_worker, warehouse, out, pages))


def names_of(page: Page) -> set[str]:
    """By what a page is asked for: its board and its file."""
    return {page.board, Path(page.file).stem}


def main() -> int:
    """Render, or say in a sentence why not."""
    arguments = parse_arguments()
    os.environ.update(SWITCHES)
    warehouse, out = Path(arguments.warehouse), Path(arguments.out)
    if not warehouse.is_file():
        errors.print(
            f"No warehouse at {escape(str(warehouse))}. "
            "Run `make demo`, or `make build RAW_DIR=folder`."
        )
        return 1
    try:
        run(warehouse.resolve(), out.resolve(), arguments.only)
    except (BoardError, WarehouseError) as error:
        errors.print(escape(str(error)), highlight=False)
        return 1
    except duckdb.Error as error:
        errors.print(
            f"{escape(str(warehouse))} is no warehouse that a build has published: "
            f"{escape(str(error).splitlines()[0])}",
            highlight=False,
        )
        return 1
    console.print(f"Open [bold]{escape(str(out / 'index.html'))}[/]", highlight=False)
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
