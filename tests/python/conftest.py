"""What the Python tests share: simulated companies, builds of them, and the built files."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from filelock import FileLock

from network import Network

ROOT = Path(__file__).resolve().parents[2]
SHARED_DATA = ROOT.parent / "shared" / "data"
# Where the project lies parsed, from one session to the next.
PARSED = ROOT / "target" / "tests"
PARTS_OF_PROJECT = ("dbt_project.yml", "models", "macros", "seeds", "tests", "analyses")
SETTINGS_OF_PROJECT = ("vars.yml", "selectors.yml")


@dataclass(frozen=True)
class Company:
    """A simulated company: its raw folder and what truly drives it."""

    raw: Path
    truth: Path


@dataclass(frozen=True)
class Build:
    """A build: dbt's outcome and the files that it left."""

    returncode: int
    output: str
    warehouse: Path

    @property
    def work_file(self) -> Path:
        """The file that the build wrote to, every layer in it."""
        return self.warehouse.with_name(f"{self.warehouse.stem}_work.duckdb")

    def query(self, sql: str) -> list[tuple]:
        """Rows of a query on the work file."""
        with duckdb.connect(str(self.work_file), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def published(self, sql: str) -> list[tuple]:
        """Rows of a query on the file that readers open."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def copy(self, folder: Path) -> Build:
        """A copy of its files and of the parsed project: dbt may write it, tests may break it."""
        copy = Build(self.returncode, self.output, folder / self.warehouse.name)
        shutil.copy(self.warehouse, copy.warehouse)
        shutil.copy(self.work_file, copy.work_file)
        shutil.copytree(
            self.warehouse.with_suffix(".target"),
            copy.warehouse.with_suffix(".target"),
            symlinks=True,
        )
        return copy


def run_dbt(
    *arguments: str,
    target: Path,
    environment: Mapping[str, str],
    project: Path,
    profiles: Path = ROOT,
) -> subprocess.CompletedProcess[str]:
    """Run dbt in a process of its own."""
    return subprocess.run(
        dbt_command(*arguments, target=target, profiles=profiles),
        cwd=project,
        env=os.environ | {"DO_NOT_TRACK": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def dbt_command(*arguments: str, target: Path, profiles: Path = ROOT) -> list[str]:
    """dbt as a command line, to be run in the project's folder."""
    folders = ["--target-path", str(target), "--profiles-dir", str(profiles)]
    return [str(Path(sys.executable).parent / "dbt"), *arguments, *folders]


def link_project(folder: Path, *names: str) -> Path:
    """The project as a folder of links; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        link = folder / name
        if not link.is_symlink():
            link.symlink_to(ROOT / name)
    return folder


def parsed_project(target: Path) -> Path:
    """The folder to run dbt in; a new target folder is given the parsed project.

    dbt parses all of the project again, for 8 seconds, where the file of the warehouse bears
    another path. So it is run in a folder of links within the target folder, from where
    every warehouse has the same one: `here(warehouse, project)`.
    """
    parsed = target / "partial_parse.msgpack"
    project = link_project(target / "project", *PARTS_OF_PROJECT, *SETTINGS_OF_PROJECT)
    if not parsed.exists():
        PARSED.mkdir(parents=True, exist_ok=True)
        with FileLock(PARSED / "lock"):
            shutil.copy(parse_once(), parsed)
    return project


@functools.cache
def parse_once() -> Path:
    """What spares each warehouse the parsing, brought up to date."""
    project = link_project(PARSED / "project", *PARTS_OF_PROJECT, *SETTINGS_OF_PROJECT)
    environment = {"WAREHOUSE": here(PARSED.parent / "warehouse.duckdb", project)}
    parsed = run_dbt("parse", target=PARSED, project=project, environment=environment)
    assert parsed.returncode == 0, parsed.stdout[-4000:]
    return PARSED / "partial_parse.msgpack"


def here(warehouse: Path, project: Path) -> str:
    """A warehouse's path as seen from the folder in which dbt runs."""
    return os.path.relpath(warehouse, project)


def dbt(
    *arguments: str,
    raw: Path,
    warehouse: Path,
    as_of_date: str = "",
    variables: Path | None = None,
    profiles: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> Build:
    """Build or whatever else dbt is to do; each warehouse keeps its own target folder.

    With `variables`, a folder that holds a vars.yml of its own takes the project's place;
    `environment` says how another engine is reached.
    """
    target = warehouse.with_suffix(".target")
    project = variables or parsed_project(target)
    outcome = run_dbt(
        *arguments,
        target=target,
        project=project,
        profiles=profiles,
        environment={
            "RAW_DIR": str(raw),
            "WAREHOUSE": here(warehouse, project),
            "AS_OF_DATE": as_of_date,
            **(environment or {}),
        },
    )
    return Build(outcome.returncode, outcome.stdout + outcome.stderr, warehouse)


def simulate(folder: Path, *arguments: str) -> Company:
    """Simulate a company into folder/raw and folder/truth."""
    company = Company(folder / "raw", folder / "truth")
    subprocess.run(
        [
            sys.executable,
            str(ROOT / "scripts" / "simulate.py"),
            *("--out", str(company.raw), "--truth", str(company.truth)),
            *arguments,
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return company


def project_with(folder: Path, variables: str, with_tests: bool = True) -> Path:
    """The project as a folder of links, with a vars.yml of its own; returns the folder.

    Other settings have dbt parse all again. Without dbt's tests, where none is run, it takes half
    the time.
    """
    if with_tests:
        link_project(folder, *PARTS_OF_PROJECT)
    else:
        link_project(folder, *(set(PARTS_OF_PROJECT) - {"models", "tests", "analyses"}))
        models = folder / "models"
        if not models.is_symlink():
            models.symlink_to(models_without_tests())
    (folder / "vars.yml").write_text(variables, encoding="utf-8")
    return folder


@functools.cache
def models_without_tests() -> Path:
    """A copy of the models whose YAML describes and configures, but tests nothing."""
    files = sorted(path for path in (ROOT / "models").rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in files:
        digest.update(f"{path}\0{path.read_text(encoding='utf-8')}\0".encode())
    copy = PARSED / f"models_{digest.hexdigest()[:16]}"
    PARSED.mkdir(parents=True, exist_ok=True)
    with FileLock(PARSED / "lock"):
        if not copy.exists():
            for path in files:
                target = copy.with_suffix(".new") / path.relative_to(ROOT / "models")
                target.parent.mkdir(parents=True, exist_ok=True)
                if path.suffix == ".yml":
                    described = without_tests(yaml.safe_load(path.read_text(encoding="utf-8")))
                    target.write_text(yaml.safe_dump(described), encoding="utf-8")
                else:
                    shutil.copy(path, target)
            copy.with_suffix(".new").rename(copy)
    return copy


def without_tests(described: Any) -> Any:
    """A description without the tests in it, however deep."""
    if isinstance(described, list):
        return [without_tests(part) for part in described]
    if isinstance(described, dict):
        return {
            key: without_tests(part)
            for key, part in described.items()
            if key not in ("data_tests", "unit_tests")
        }
    return described


def shared_data(name: str) -> Path:
    """A folder of real data beside the checkout; the test is skipped where it is absent."""
    folder = SHARED_DATA / name
    if not folder.exists():
        pytest.skip(f"real data is not at hand: no folder ../shared/data/{name}")
    return folder


@pytest.fixture(autouse=True)
def environment_stays() -> Iterator[None]:
    """A test that leaves a setting in the environment fails itself, not one that comes after it."""
    before = dict(os.environ)
    yield
    left = {name for name in {*before, *os.environ} if before.get(name) != os.environ.get(name)}
    left.discard("PYTEST_CURRENT_TEST")
    for name in left:
        os.environ.pop(name, None)
    os.environ.update({name: before[name] for name in left if name in before})
    assert not left, "the test leaves these in the environment"


@pytest.fixture(scope="session", autouse=True)
def nothing_leaves_this_machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No Python process that a test starts asks anybody else for anything."""
    network = Network(tmp_path_factory.mktemp("network") / "attempts")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in network.environment.items():
            patch.setenv(name, value)
        yield
    assert network.attempts == []


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder of this session that all parallel workers share."""
    folder = tmp_path_factory.getbasetemp()
    return folder if worker_id == "master" else folder.parent


@pytest.fixture(scope="session")
def tiny_company(shared_folder: Path) -> Company:
    """200 accounts: enough for each kind of row, quick to build."""
    folder = shared_folder / "tiny_company"
    with FileLock(shared_folder / "tiny_company.lock"):
        if not folder.exists():
            simulate(folder, "--accounts", "200")
    return Company(folder / "raw", folder / "truth")


@pytest.fixture(scope="session")
def tiny_build(tiny_company: Company, shared_folder: Path) -> Build:
    """The tiny company, built and tested once for all workers: read it, let dbt open a copy.

    dbt locks the file that it opens, and then no other worker could read it.
    """
    warehouse = shared_folder / "tiny_build" / "warehouse.duckdb"
    with FileLock(shared_folder / "tiny_build.lock"):
        if not warehouse.exists():
            warehouse.parent.mkdir(exist_ok=True)
            build = dbt("build", raw=tiny_company.raw, warehouse=warehouse)
            assert build.returncode == 0, build.output[-4000:]
    return Build(0, "", warehouse)


@pytest.fixture(scope="session")
def demo_company(shared_folder: Path) -> Company:
    """The company of `make demo`: 2,000 accounts, enough to learn from."""
    folder = shared_folder / "demo_company"
    with FileLock(shared_folder / "demo_company.lock"):
        if not folder.exists():
            simulate(folder, "--accounts", "2000")
    return Company(folder / "raw", folder / "truth")


@pytest.fixture(scope="session")
def demo_build(demo_company: Company, shared_folder: Path) -> Build:
    """The demo company, built once for all workers, without tests: read it, train on a copy."""
    warehouse = shared_folder / "demo_build" / "warehouse.duckdb"
    with FileLock(shared_folder / "demo_build.lock"):
        if not warehouse.exists():
            warehouse.parent.mkdir(exist_ok=True)
            build = dbt(
                *("build", "--exclude-resource-type", "test", "unit_test"),
                raw=demo_company.raw,
                warehouse=warehouse,
            )
            assert build.returncode == 0, build.output[-4000:]
    return Build(0, "", warehouse)
