"""The whole project on a real PostgreSQL server, held against DuckDB: `make test-postgres`.

The server, its data and every warehouse here are made for this run and gone after it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

import compare_warehouses
import loader_views
from conftest import ROOT, Build, Company, dbt, simulate
from earlier_state import write_earlier_state
from postgres_server import PostgresMissingError, PostgresServer, running_server
from random_rules import write_raw
from registry_by_hand import (
    PARITY,
    READ,
    all_models,
    earlier_statements,
    standard_quote,
    stub_statements,
)
from training.schema import registry_rows, registry_tables
from training.warehouses import DuckDBWarehouse, PostgresWarehouse

DEMO_ACCOUNTS = os.environ.get("DEMO_ACCOUNTS", "2000")
COMPARED = ROOT / "target" / "postgres"
TRAINED = ("expansion_90d", "pql_conversion_30d")
"""Models that the demo company suffices for, and that are learned in seconds."""
SCORES = ("path:models/staging/registry", "path:models/intermediate/scores")
SCORES += ("path:models/marts/scores",)
PERSONS = ("int_identity_pairs", "int_persons", "dim_users")
NO_TESTS = ("--exclude-resource-type", "test", "unit_test")


@dataclass(frozen=True)
class Engines:
    """One company in two warehouses: a database of the server and a DuckDB file."""

    server: PostgresServer
    database: str
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """How the profile and the scripts reach the database."""
        return self.server.environment(self.database)

    @property
    def duckdb_file(self) -> Path:
        """The published DuckDB file."""
        return self.folder / "warehouse.duckdb"

    def script(self, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a script of the project against the database."""
        return subprocess.run(
            [sys.executable, str(ROOT / "scripts" / name), *arguments],
            env=os.environ | self.environment | {"COLUMNS": "100"},
            capture_output=True,
            text=True,
            check=False,
        )

    def load(self, raw: Path, schema: str = "raw_input") -> None:
        """Put a raw folder into a schema that PostgreSQL's build reads."""
        loaded = self.script(
            *("load_raw.py", "--target", "postgres", "--raw-dir", str(raw), "--schema", schema)
        )
        assert loaded.returncode == 0, loaded.stderr

    def build_postgres(self, *arguments: str) -> Build:
        """Build on the database."""
        return self.dbt_postgres("build", *arguments)

    def dbt_postgres(self, *arguments: str) -> Build:
        """Run dbt on the database; the raw folder that it is given doesn't exist."""
        return dbt(
            *(*arguments, "--target", "postgres"),
            raw=self.folder / "none",
            warehouse=self.folder / "postgres.duckdb",
            profiles=self.folder,
            environment=self.environment,
        )

    def build_duckdb(self, raw: Path) -> Build:
        """Build the DuckDB file of the same company, without its tests."""
        return dbt(*("build", *NO_TESTS), raw=raw, warehouse=self.duckdb_file, profiles=self.folder)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """The server; stopped when the last test has ended, or the run is broken off."""
    try:
        with running_server() as running:
            yield running
    except PostgresMissingError as error:
        raise pytest.fail.Exception(str(error), pytrace=False) from None


def engines(server: PostgresServer, database: str, folder: Path) -> Engines:
    """A new database and a folder for the DuckDB file, reached by the profile as it is shipped."""
    server.run(f"create database {database}")
    shutil.copy(ROOT / "profiles.yml.example", folder / "profiles.yml")
    return Engines(server, database, folder)


@pytest.fixture(scope="session")
def demo_company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """The company of `make demo`."""
    return simulate(tmp_path_factory.mktemp("demo"), "--accounts", DEMO_ACCOUNTS)


@pytest.fixture(scope="session")
def demo(
    server: PostgresServer, demo_company: Company, tmp_path_factory: pytest.TempPathFactory
) -> Engines:
    """The demo company, loaded."""
    both = engines(server, "demo", tmp_path_factory.mktemp("demo_warehouses"))
    both.load(demo_company.raw)
    return both


@pytest.fixture
def trial(server: PostgresServer, tmp_path: Path) -> Iterator[Engines]:
    """An empty database of this test alone."""
    both = engines(server, "trial", tmp_path)
    yield both
    server.run("drop database trial")


def assert_same_marts(both: Engines, name: str) -> None:
    """Both warehouses hold the same; leaves the comparison in target/postgres."""
    compared = both.script("compare_warehouses.py", str(both.duckdb_file), "postgres")
    said = f"{compared.stdout}{compared.stderr}"
    COMPARED.mkdir(parents=True, exist_ok=True)
    (COMPARED / f"{name}.txt").write_text(said, encoding="utf-8")
    assert compared.returncode == 0, said


def test_every_model_and_test_passes(demo: Engines) -> None:
    """Seeds, models, hooks, data tests and unit tests of the project, all of them."""
    build = demo.build_postgres()
    assert build.returncode == 0, build.output[-6000:]
    assert " WARN=0 ERROR=0 SKIP=0 " in build.output


def test_marts_are_those_of_duckdb(demo: Engines, demo_company: Company) -> None:
    """Every mart of the demo company holds the same rows on both engines."""
    build = demo.build_duckdb(demo_company.raw)
    assert build.returncode == 0, build.output[-4000:]
    assert_same_marts(demo, "demo_company")


def test_models_trained_on_the_server_score_there_as_on_duckdb(
    demo: Engines, demo_company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trained from the server's rows, written to its registry; SQL says what the library said, and
    the same parameters, carried over to DuckDB, give the same scores and drivers there. Users who
    are one person, matched likewise, are so on both.
    """
    for name, value in demo.environment.items():
        monkeypatch.setenv(name, value)
    if not demo.duckdb_file.exists():  # this test alone
        for build in (demo.build_postgres(*NO_TESTS), demo.build_duckdb(demo_company.raw)):
            assert build.returncode == 0, build.output[-4000:]
    trained = demo.script("train.py", "--target", "postgres", "--only", ",".join(TRAINED))
    assert trained.returncode == 0, trained.stdout + trained.stderr
    matched = demo.script("match_identities.py", "--target", "postgres")
    assert matched.returncode == 0, matched.stdout + matched.stderr

    server, file = PostgresWarehouse(), DuckDBWarehouse(demo.folder / "warehouse_work.duckdb")
    file.append(
        {name: server.query(f"select * from registry.{name}") for name in registry_tables()}
    )
    builds = (
        demo.build_postgres(
            *("--select", *SCORES, *PERSONS, "--exclude-resource-type", "unit_test")
        ),
        dbt(
            *("run", "--select", *SCORES, *PERSONS),
            raw=demo_company.raw,
            warehouse=demo.duckdb_file,
            profiles=demo.folder,
        ),
    )
    for build in builds:
        assert build.returncode == 0, build.output[-4000:]
    assert "PASS assert_scores_equal_the_library" in builds[0].output
    models = server.query("select distinct model from marts.fct_scores")["model"].to_pylist()
    assert sorted(models) == sorted(TRAINED)
    several = server.query("select user_id from marts.dim_users where users_of_person > 1")
    assert several.num_rows > 50
    with duckdb.connect() as connection, ExitStack() as stack:
        sides = [
            compare_warehouses.open_warehouse(place, connection, stack)
            for place in (str(file.work_file), "postgres")
        ]
        for mart in ("fct_scores", "fct_score_drivers", "dim_users"):
            key = compare_warehouses.keys_of_marts()[mart]
            rows = [side.read(mart) for side in sides]
            assert compare_warehouses.compare(mart, *rows, key, connection).is_equal, mart


def test_daily_runs_are_those_of_duckdb(trial: Engines, tmp_path: Path) -> None:
    """A build of yesterday's input and a run over what arrived since, late events included."""
    tiny_company = simulate(tmp_path / "company", "--accounts", "200")
    events = f"read_parquet('{tiny_company.raw}/events/*.parquet')"
    newest: datetime = duckdb.sql(f"select max(received_at) from {events}").fetchall()[0][0]
    yesterday = write_earlier_state(
        tiny_company.raw, tmp_path / "yesterday", newest - timedelta(days=1)
    )
    for raw in (yesterday, tiny_company.raw):
        trial.load(raw)
        for build in (trial.build_postgres(*NO_TESTS), trial.build_duckdb(raw)):
            assert build.returncode == 0, build.output[-4000:]
    runs = trial.server.run("select count(*) from state.successful_runs", "trial")
    assert runs == "2"
    assert_same_marts(trial, "daily_runs")


def test_learned_models_say_what_their_library_says(trial: Engines, tmp_path: Path) -> None:
    """A registry filled by hand: interpret's machine, slopes, a hazard, to 1e-9.

    Two of its tables are of an earlier version: the columns that they lack are added.
    """
    trial.load(write_raw(tmp_path / "raw"))
    for statement in earlier_statements():
        trial.server.run(statement, "trial")
    made = trial.dbt_postgres("run-operation", "prepare_registry")
    assert made.returncode == 0, made.output[-4000:]
    for statement in (*all_models().statements(standard_quote), *stub_statements()):
        trial.server.run(statement, "trial")
    selected = ("--select", *READ, *PARITY, "--indirect-selection", "cautious")
    build = trial.build_postgres(*selected)
    assert build.returncode == 0, build.output[-4000:]


def test_what_breaks_the_contract_is_told_before_anything_is_built(trial: Engines) -> None:
    """A missing table, a missing column and an unreadable one, in one message."""
    nothing = trial.build_postgres()
    assert nothing.returncode != 0
    assert "raw_input: there is no such schema in postgres" in nothing.output
    trial.server.run(
        "create schema raw_input; "
        "create table raw_input.events (event_id text, event_name text, occurred_at boolean);"
        "insert into raw_input.events values ('e1', 'signed_up', true);"
        "create table raw_input.plans (plan_id text)",
        "trial",
    )
    broken = trial.build_postgres()
    assert broken.returncode != 0
    for problem in (
        "the table accounts is missing in the schema raw_input",
        "plans.plan_name: the required column is missing",
        "events.occurred_at: the column cannot be read. Found: the type BOOLEAN",
    ):
        assert problem in broken.output
    made = "select count(*) from information_schema.tables where table_schema in ('raw', 'staging')"
    assert trial.server.run(made, "trial") == "0"
    assert "Traceback" not in nothing.output + broken.output


def test_views_of_loaders_hold_the_rows_of_duckdb(trial: Engines, tmp_path: Path) -> None:
    """Stripe by Airbyte, HubSpot, Segment and Zendesk: every case of theirs, as text."""
    raw = loader_views.write_tables(tmp_path / "raw")
    on_duckdb = loader_views.build_on_duckdb(raw, trial.duckdb_file, trial.folder)
    for loader in loader_views.LOADERS:
        trial.load(raw / loader, loader)
    built = trial.dbt_postgres(*loader_views.ARGUMENTS)
    assert built.returncode == 0, built.output[-4000:]
    for view, query in loader_views.as_texts(on_duckdb).items():
        expected = sorted(line for (line,) in on_duckdb.query(query))
        assert expected, view
        assert sorted(trial.server.run(query, trial.database).splitlines()) == expected, view


def test_registry_of_models_is_written_whole_or_not_at_all(
    trial: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What training appends: typed as the tables are, and nothing of it where one part fails."""
    columns = {"trained_models": "model_id varchar, version integer, trained_as_of date, "}
    columns["trained_models"] += "trained_at timestamp, intercept double precision"
    columns["model_statuses"] = "status_number bigint, model_id varchar, status varchar"
    made = "; ".join(f"create table registry.{name} ({kinds})" for name, kinds in columns.items())
    trial.server.run(f"create schema registry; {made}", trial.database)
    for name, value in trial.environment.items():
        monkeypatch.setenv(name, value)
    warehouse = PostgresWarehouse()
    now = datetime(2026, 1, 15, 12, 30)
    header = {"model_id": "m_v1", "version": 1, "trained_as_of": now.date(), "trained_at": now}
    names = [kind.split()[0] for kind in columns["trained_models"].split(", ")]
    model = registry_rows("trained_models", [header | {"intercept": -1.5}]).select(names)
    status = registry_rows("model_statuses", [{"status_number": 1, "model_id": "m_v1"}])
    warehouse.append({"trained_models": model, "model_statuses": status.select([0, 1, 2])})
    read = warehouse.query("select * from registry.trained_models").to_pylist()
    assert read == [header | {"intercept": -1.5}]
    with pytest.raises(Exception, match="no_such_table"):
        warehouse.append({"trained_models": model, "no_such_table": status})
    counted = warehouse.query("select count(*) as models from registry.trained_models")
    assert counted["models"].to_pylist() == [1]
