"""Where the benchmark works: its companies, its one warehouse, and the commands that it runs."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarking.figures import DAYS, Step
from benchmarking.measure import Measurement, StepFailedError, measure
from no_telemetry import SWITCHES

SCRIPTS = Path(__file__).resolve().parent.parent
ROOT = SCRIPTS.parent
SQL = Path(__file__).resolve().parent

LAST_DAY = date(2026, 9, 30)
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
EVENTS_PER_ACCOUNT = 500
FEW_ACCOUNTS = 200
FEWEST_ACCOUNTS = 50
# What the project consists of, where a folder of links takes its place.
PROJECT = ("dbt_project.yml", "selectors.yml", "models", "macros", "seeds", "tests", "analyses")
SLOWEST_SHOWN = 15


@dataclass(frozen=True)
class Company:
    """A simulated company of one year."""

    accounts: int
    raw: Path
    events: int

    @property
    def files(self) -> str:
        """The pattern of its files of events."""
        return str(self.raw / "events" / "*.parquet")


class Bench:
    """One run of the benchmark: what it has measured, and the means to measure more."""

    def __init__(self, folder: Path, events: int, console: Console) -> None:
        self.folder = folder
        self.events = events
        self.console = console
        self.steps: dict[str, Step] = {}
        self.built: Company | None = None
        """Of which company the warehouse holds a whole build."""
        for part in ("data", "logs", "profile"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / "profiles.yml.example", folder / "profile" / "profiles.yml")

    # --- companies ----------------------------------------------------------------------------

    def company(self, events: int) -> Company:
        """A company with about so many events; simulated anew only if the simulator changed."""
        accounts = max(events // EVENTS_PER_ACCOUNT, FEWEST_ACCOUNTS)
        folder = self.folder / "data" / f"{accounts}_accounts"
        options = [
            *("--accounts", str(accounts), "--events", str(accounts * EVENTS_PER_ACCOUNT)),
            *("--start", str(FIRST_DAY), "--end", str(LAST_DAY)),
        ]
        code = [SCRIPTS / "simulate.py", *sorted((SCRIPTS / "simulation").glob("*.py"))]

        def simulate() -> None:
            self.python(
                f"Simulating {accounts:,} accounts",
                *(str(SCRIPTS / "simulate.py"), *options),
                *("--out", str(folder / "raw"), "--truth", str(folder / "truth")),
            )

        keep(folder, {"options": options, "code": fingerprint(code)}, simulate)
        parts = (folder / "raw" / "events").glob("*.parquet")
        return Company(accounts, folder / "raw", sum(pq.read_metadata(p).num_rows for p in parts))

    def few_accounts(self) -> Company:
        """The company on which a run costs little but dbt itself."""
        return self.company(FEW_ACCOUNTS * EVENTS_PER_ACCOUNT)

    def held_back(self, company: Company, *options: str) -> tuple[Path, dict[str, Any]]:
        """The company's raw folder, split at a moment; returns the folder and what was split."""
        folder = company.raw.parent / "_".join(("held_back", *options)).replace("--", "")
        code = [SQL / "hold_back.py", SCRIPTS / "earlier_state.py"]
        made = company.raw.parent / "made_of.json"
        facts = folder / "held_back.json"

        def split() -> None:
            said = self.python(
                "Holding back the newest events",
                *("-m", "benchmarking.hold_back", str(company.raw), str(folder), *options),
            )
            facts.write_text(said, encoding="utf-8")

        keep(folder, {"code": fingerprint(code), "company": fingerprint([made])}, split)
        return folder, json.loads(facts.read_text(encoding="utf-8"))

    # --- commands -----------------------------------------------------------------------------

    def python(self, title: str, *arguments: str) -> str:
        """Run a script of the project, not measured; returns its last line."""
        _, log = self.run(title, [sys.executable, *arguments])
        return log.read_text(encoding="utf-8").splitlines()[-1]

    def sql(
        self, title: str, file: str, database: Path, **variables: str
    ) -> tuple[Measurement, dict[str, Any]]:
        """Run a file of SQL on a DuckDB file; returns its cost and the last statement's row."""
        values = [f"{name}={value}" for name, value in variables.items()]
        command = [sys.executable, "-m", "benchmarking.run_sql", str(database), str(SQL / file)]
        cost, log = self.run(title, [*command, *values])
        return cost, json.loads(log.read_text(encoding="utf-8").splitlines()[-1])

    def dbt(
        self,
        title: str,
        *arguments: str,
        raw: Path,
        as_of_date: date | str = LAST_DAY,
        project: Path = ROOT,
        is_parsed_first: bool = True,
    ) -> Measurement:
        """Run dbt on the warehouse; by default the project is parsed before, not measured."""
        environment = {
            "RAW_DIR": str(raw),
            "WAREHOUSE": str(self.warehouse),
            "AS_OF_DATE": str(as_of_date),
        }
        folders = [
            *("--profiles-dir", str(self.folder / "profile"), "--target", "duckdb"),
            *("--target-path", str(self.target(project)), "--log-path", str(self.folder / "logs")),
        ]
        self.warehouse.parent.mkdir(parents=True, exist_ok=True)
        dbt = str(Path(sys.executable).parent / "dbt")
        if is_parsed_first:
            reading = [dbt, "parse", *folders]
            self.run(f"{title}: reading the project", reading, environment, project)
        return self.run(title, [dbt, *arguments, *folders], environment, project)[0]

    def run(
        self,
        title: str,
        command: list[str],
        environment: dict[str, str] | None = None,
        folder: Path = ROOT,
    ) -> tuple[Measurement, Path]:
        """Run a command with a sign of life; returns its cost and the log of what it said."""
        log = self.folder / "logs" / (re.sub(r"\W+", "_", title.lower()).strip("_") + ".log")
        quietly = {
            **SWITCHES,
            "DBT_USE_COLORS": "false",
            "NO_COLOR": "1",
            "PYTHONPATH": str(SCRIPTS),
            "PYTHONUNBUFFERED": "1",
        }
        with self.sign_of_life(title) as follow:
            try:
                cost = measure(
                    command,
                    environment=quietly | (environment or {}),
                    folder=folder,
                    log=log,
                    follow=follow,
                )
            except StepFailedError as error:
                raise StepFailedError(f"{title} failed.\n{error}") from None
        return cost, log

    @contextmanager
    def sign_of_life(self, title: str) -> Iterator[Callable[[str], None]]:
        """A spinner with the time that has passed, and how far dbt is."""
        if not self.console.is_terminal:
            self.console.print(f"{title} …", highlight=False)
            yield lambda _line: None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
        with Progress(*columns, console=self.console, transient=True) as progress:
            task = progress.add_task(title, total=None)

            def follow(line: str) -> None:
                if how_far := re.search(r"\b(\d+) of (\d+) \w+", line):
                    done, total = how_far.groups()
                    progress.update(task, description=f"{title}: {done} of {total}")

            yield follow

    # --- the warehouse ------------------------------------------------------------------------

    @property
    def warehouse(self) -> Path:
        """The file that builds publish. There is one at a time, so dbt parses the project once."""
        return self.folder / "warehouse" / "benchmark.duckdb"

    @property
    def work_file(self) -> Path:
        """The file that builds write to."""
        return self.warehouse.with_name("benchmark_work.duckdb")

    def forget_warehouse(self) -> None:
        """Delete it."""
        shutil.rmtree(self.warehouse.parent, ignore_errors=True)
        self.built = None

    def target(self, project: Path = ROOT) -> Path:
        """Where dbt keeps the parsed project."""
        return self.folder / "target" if project == ROOT else project / "target"

    def build(
        self, title: str, raw: Path, as_of_date: date | str = LAST_DAY
    ) -> tuple[Measurement, dict[str, Any]]:
        """`dbt build` without tests; returns its cost and its slowest models."""
        cost = self.dbt(
            title,
            *("build", "--exclude-resource-type", "test", "unit_test"),
            raw=raw,
            as_of_date=as_of_date,
        )
        seconds = {name: times["seconds"] for name, times in self.model_times().items()}
        slowest = sorted(seconds, key=seconds.__getitem__, reverse=True)[:SLOWEST_SHOWN]
        return cost, {"slowest_models": {name: seconds[name] for name in slowest}}

    def build_anew(
        self, title: str, raw: Path, as_of_date: date | str = LAST_DAY
    ) -> tuple[Measurement, dict[str, Any]]:
        """Build a warehouse that doesn't exist yet."""
        self.forget_warehouse()
        return self.build(title, raw, as_of_date)

    def model_times(self, project: Path = ROOT) -> dict[str, dict[str, float]]:
        """What dbt itself says of its last run: seconds of each node, compiling and executing."""
        file = self.target(project) / "run_results.json"
        results = json.loads(file.read_text(encoding="utf-8"))["results"]
        return {
            result["unique_id"].split(".")[-1]: {
                "seconds": result["execution_time"],
                **{part["name"]: seconds_between(part) for part in result["timing"]},
            }
            for result in results
        }

    # --- steps --------------------------------------------------------------------------------

    def note(self, key: str, step: Step) -> None:
        """Keep a step, and say what it cost."""
        self.steps[key] = step
        self.console.print(
            f"[green]✓[/] {step.title}: {step.cost.seconds:,.1f} s, "
            f"{step.cost.peak_bytes / 1e9:,.1f} GB",
            highlight=False,
        )


def project_with(folder: Path, variables: str) -> Path:
    """The project as a folder of links, with a vars.yml of its own; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PROJECT:
        if (ROOT / name).exists() and not (folder / name).is_symlink():
            (folder / name).symlink_to(ROOT / name)
    (folder / "vars.yml").write_text(variables, encoding="utf-8")
    return folder


def keep(folder: Path, made_of: dict[str, Any], make: Callable[[], None]) -> None:
    """Make a folder, unless it was made of the same before."""
    stamp = folder / "made_of.json"
    wanted = json.dumps(made_of, indent=2)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    make()
    stamp.write_text(wanted, encoding="utf-8")


def fingerprint(files: list[Path]) -> str:
    """A text that changes when a file does."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def seconds_between(timing: dict[str, str]) -> float:
    """How long a part of a node took."""
    started, ended = (
        datetime.fromisoformat(timing[moment]) for moment in ("started_at", "completed_at")
    )
    return (ended - started).total_seconds()
