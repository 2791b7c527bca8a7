"""The whole project on a real PostgreSQL server, held against DuckDB: `make test-postgres`.

The server, its data and every warehouse here are made for this run and gone after it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import psycopg2
import pytest
import yaml

import compare_warehouses
import harmless_sql
import loader_views
from conftest import ROOT, Build, Company, dbt, project_with, simulate
from earlier_state import write_earlier_state
from erasure_report import ReportError, search_warehouse
from postgres_readers import (
    LAYERS,
    RETIRED,
    Seen,
    State,
    connect,
    held,
    lose,
    readable,
    readers,
    state_of,
)
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
from test_erasure import ODD_SIGNS
from training.schema import registry_rows, registry_tables
from warehouse.engines import DuckDBWarehouse, PostgresWarehouse

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

    def dbt_postgres(self, *arguments: str, variables: Path | None = None) -> Build:
        """Run dbt on the database; the raw folder that it is given doesn't exist."""
        return dbt(
            *(*arguments, "--target", "postgres"),
            raw=self.folder / "none",
            warehouse=self.folder / "postgres.duckdb",
            variables=variables,
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
    models = server.query("select distinct model from marts_work.fct_scores")["model"].to_pylist()
    assert sorted(models) == sorted(TRAINED)
    several = server.query("select user_id from marts_work.dim_users where users_of_person > 1")
    assert several.num_rows > 50
    with duckdb.connect() as connection, ExitStack() as stack:
        sides = [
            compare_warehouses.open_warehouse(place, connection, stack)
            for place in (str(file.work_file), "postgres_work")
        ]
        for mart in ("fct_scores", "fct_score_drivers", "dim_users"):
            key = compare_warehouses.keys_of_marts()[mart]
            rows = [side.read(mart) for side in sides]
            assert compare_warehouses.compare(mart, *rows, key, connection).is_equal, mart


ROLES = {"analyst": "analysts", "customer_success": "CS-Team", "engineer": "engineers"}
USERS = {"analyst": "anna", "customer_success": "carla", "engineer": "emil"}
FOR_CUSTOMER_SUCCESS = {"dim_accounts", "dim_segments", "fct_segment_memberships", "rpt_worklist"}
FAILING_TEST = "select * from {{ ref('int_run') }}"


@dataclass(frozen=True)
class Nights:
    """A small company, built for one day; what arrived since isn't loaded yet."""

    both: Engines
    yesterday: Path
    today: Path
    project: Path

    def dbt(self, *arguments: str) -> Build:
        """Run dbt on the server, with roles."""
        return self.both.dbt_postgres(*arguments, variables=self.project)

    def build(self, *arguments: str) -> Build:
        """Build on the server."""
        return self.dbt("build", *NO_TESTS, *arguments)

    def state(self) -> State:
        """The marts as readers find them."""
        with closing(connect(self.both.server, self.both.database)) as reader:
            return state_of(reader)

    def run(self, sql: str) -> str:
        """Run a statement on the database."""
        return self.both.server.run(sql, self.both.database)


@pytest.fixture(scope="module")
def nights(server: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    """A first build of yesterday's input, by a job that knows three roles."""
    folder = tmp_path_factory.mktemp("nights")
    both = engines(server, "nights", folder)
    for name, role in ROLES.items():
        user = USERS[name]
        server.run(f'create role "{role}"')
        server.run(f"create user {user} password '{server.password}' in role \"{role}\"")
    company = simulate(folder / "company", "--accounts", "200")
    events = f"read_parquet('{company.raw}/events/*.parquet')"
    newest: datetime = duckdb.sql(f"select max(received_at) from {events}").fetchall()[0][0]
    yesterday = write_earlier_state(company.raw, folder / "yesterday", newest - timedelta(days=1))
    settings = yaml.safe_load((ROOT / "vars.yml").read_text(encoding="utf-8"))
    settings["vars"]["roles"] = ROLES
    project = project_with(folder / "project", yaml.safe_dump(settings), with_tests=False)
    (project / "selectors.yml").symlink_to(ROOT / "selectors.yml")
    (project / "tests").mkdir()
    both.load(yesterday)
    night = Nights(both, yesterday, company.raw, project)
    build = night.build()
    assert build.returncode == 0, build.output[-4000:]
    both.load(company.raw)
    return night


@dataclass(frozen=True)
class SecondNight:
    """A night of faults, and the run after them."""

    nights: Nights
    before: State
    seen: Seen
    failed_test: Build
    lost_while_building: Build
    source_gone: Build
    lost_while_publishing: Build
    at_once: Build
    passed: Build


@pytest.fixture(scope="module")
def second_night(nights: Nights) -> SecondNight:
    """While two readers query in a loop, and a mart lies there that the project doesn't have."""
    server, database = nights.both.server, nights.both.database
    nights.run(
        f"create table marts.{RETIRED} as select 1 as x;"
        f"insert into state.published_marts values ('{RETIRED}');"
        "create table marts.of_a_reader as select 1 as x;"
        "create view marts.view_of_a_reader as select account_id from marts.dim_accounts;"
        "comment on column marts.dim_accounts.account_id is 'something else';"
        "grant select on marts.quarantined_rows to analysts"
    )
    before = nights.state()
    with readers(server, database) as seen, ThreadPoolExecutor(1) as elsewhere:
        test = nights.project / "tests" / "fails.sql"
        test.write_text(FAILING_TEST, encoding="utf-8")
        failed_test = nights.dbt("build", "--exclude", "test_type:generic")
        test.unlink()
        with held(server, database, "intermediate.int_run") as holder:
            building = elsewhere.submit(nights.build)
            lose(server, holder.wait_for_writer(building))
        lost_while_building = building.result()
        nights.run("create schema kept; create table kept.tickets as table raw_input.tickets")
        with held(server, database, "intermediate.int_run") as holder:
            building = elsewhere.submit(nights.build)
            holder.wait_for_writer(building)
            nights.run("drop table raw_input.tickets cascade")
        source_gone = building.result()
        nights.run("create table raw_input.tickets as table kept.tickets; drop schema kept cascade")
        with held(server, database, "marts.rpt_worklist") as holder:
            publishing = elsewhere.submit(nights.build)
            writer = holder.wait_for_writer(publishing)
            at_once = nights.build()
            lose(server, writer)
        lost_while_publishing = publishing.result()
        assert nights.state() == before
        passed = nights.build()
    builds = (failed_test, lost_while_building, source_gone, lost_while_publishing, at_once, passed)
    return SecondNight(nights, before, seen, *builds)


def granted(restricted: set[str], marts: set[str]) -> dict[str, set[str]]:
    """The published marts that each role reads."""
    return {
        "analyst": marts - restricted,
        "customer_success": FOR_CUSTOMER_SUCCESS,
        "engineer": marts,
    }


def assert_roles_read_what_is_granted(nights: Nights) -> None:
    """Each user logs in, and queries every table and view there is."""
    described = [
        yaml.safe_load(path.read_text(encoding="utf-8"))["models"][0]
        for path in (ROOT / "models" / "marts").rglob("*.yml")
    ]
    marts = {mart["name"] for mart in described}
    restricted = {
        mart["name"]
        for mart in described
        if mart.get("config", {}).get("meta", {}).get("restricted")
    }
    assert "quarantined_rows" in restricted
    for name, expected in granted(restricted, marts).items():
        found = readable(nights.both.server, nights.both.database, USERS[name])
        published = {table.removeprefix("marts.") for table in found if table.startswith("marts.")}
        assert published == expected, name
        layers = {table.split(".")[0] for table in found}
        assert layers == (set(LAYERS) if name == "engineer" else {"marts"}), name
        reader = connect(nights.both.server, nights.both.database, USERS[name])
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            reader.cursor().execute("delete from marts.dim_segments")
        reader.close()


@pytest.mark.nights
def test_roles_read_what_is_granted_to_them(nights: Nights) -> None:
    """After a first build: analysts, customer success and engineers, each a user of their own."""
    assert_roles_read_what_is_granted(nights)


@pytest.mark.nights
def test_a_failed_test_leaves_the_last_good_marts(second_night: SecondNight) -> None:
    """It is told which one."""
    assert second_night.failed_test.returncode != 0
    assert (
        "Not published, so readers keep the last good state: fails failed"
        in second_night.failed_test.output
    )


@pytest.mark.nights
def test_a_lost_connection_leaves_the_last_good_marts(second_night: SecondNight) -> None:
    """It is told which step failed, and that nothing was published."""
    building, publishing = second_night.lost_while_building, second_night.lost_while_publishing
    for build in (building, publishing):
        assert build.returncode != 0
        assert "server closed the connection" in build.output
        assert "Traceback" not in build.output
    assert "Why: The connection to the database was lost. Build again" in building.output
    assert "Not published, so readers keep the last good state: int_run failed" in building.output
    assert "Readers keep the last good state until all is in place." in publishing.output
    assert "Published " not in publishing.output


@pytest.mark.nights
def test_a_source_that_disappears_is_named(second_night: SecondNight) -> None:
    """Dropped by a loader while the run was under way; the next run has it again."""
    build = second_night.source_gone
    assert build.returncode != 0
    assert (
        "Not published, so readers keep the last good state: int_tickets_checked failed"
        in build.output
    )
    assert (
        "Why: A part of the input went away while it was read: raw_input.tickets. Bring it back"
        in build.output
    )
    assert "Traceback" not in build.output


@pytest.mark.nights
def test_a_second_run_at_once_is_refused(second_night: SecondNight) -> None:
    """While the first one lives, though none of its connections is older than a model."""
    assert second_night.at_once.returncode != 0
    assert "Another run is at work on this database" in second_night.at_once.output
    assert "Traceback" not in second_night.at_once.output


@pytest.mark.nights
def test_readers_see_whole_states_alone(second_night: SecondNight) -> None:
    """Through failed builds, a failed publication and a good one: what was before, and after."""
    assert second_night.passed.returncode == 0, second_night.passed.output[-4000:]
    after = second_night.nights.state()
    assert after != second_night.before
    assert not second_night.seen.errors
    assert second_night.seen.reads > 20
    assert {second_night.before} <= set(second_night.seen.states) <= {second_night.before, after}


@pytest.mark.nights
def test_published_tables_follow_the_project(second_night: SecondNight) -> None:
    """Comments and grants are mended, and what is no mart any more is dropped.

    What readers made for themselves stays, and a view on a mart goes on.
    """
    nights = second_night.nights
    left = nights.run("select relname from pg_class where relnamespace = 'marts'::regnamespace")
    assert {"of_a_reader", "view_of_a_reader"} <= set(left.split())
    assert RETIRED not in left.split()
    assert nights.run("select count(*) = count(account_id) from marts.view_of_a_reader") == "t"
    assert_marts_are_described(nights)
    assert_roles_read_what_is_granted(nights)


@pytest.mark.nights
def test_daily_runs_are_those_of_duckdb(second_night: SecondNight) -> None:
    """A build of yesterday's input and a run over what arrived since, late events included."""
    nights = second_night.nights
    for raw in (nights.yesterday, nights.today):
        build = nights.both.build_duckdb(raw)
        assert build.returncode == 0, build.output[-4000:]
    assert nights.run("select count(*) from state.successful_runs") == "2"
    nights.run("drop view marts.view_of_a_reader; drop table marts.of_a_reader")
    assert_same_marts(nights.both, "daily_runs")


@pytest.mark.nights
def test_columns_of_published_tables_follow_the_project(second_night: SecondNight) -> None:
    """Added and dropped by the next publication, here that of a near-real-time run."""
    nights = second_night.nights
    nights.run(
        "alter table marts.fct_account_current add column no_more integer, drop column current_at, "
        "alter column onboarding_steps_total type integer;"
        "grant select on marts.fct_account_current to public"
    )
    build = nights.build("--selector", "near_real_time")
    assert build.returncode == 0, build.output[-4000:]
    rows = "select md5(string_agg(row(account_id, current_at, onboarding_steps_total)::text, ';'"
    rows += " order by account_id)) from {}.fct_account_current"
    assert nights.run(rows.format("marts")) == nights.run(rows.format("marts_work")) != ""
    columns = (
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_schema = '{}' and table_name not like '%of_a_reader' order by 1, 2"
    )
    assert nights.run(columns.format("marts")) == nights.run(columns.format("marts_work"))
    assert_marts_are_described(nights)
    assert_roles_read_what_is_granted(nights)


def assert_marts_are_described(nights: Nights) -> None:
    """Every column of every published mart has its own words."""
    described = "coalesce(col_description(attrelid, attnum), 'something else') = 'something else'"
    undescribed = (
        "select attrelid::regclass, attname from pg_attribute join pg_class on oid = attrelid "
        "where relnamespace = 'marts'::regnamespace and attnum > 0 and not attisdropped "
        f"and relname not like '%of_a_reader' and {described}"
    )
    assert nights.run(undescribed) == ""


@pytest.mark.nights
def test_marts_of_an_earlier_version_are_built_upon(second_night: SecondNight) -> None:
    """Where there is no schema yet in which marts are built, it begins with what readers have."""
    nights = second_night.nights
    nights.run("alter schema marts_work rename to set_aside")
    adopted = nights.dbt("run-operation", "adopt_marts")
    assert adopted.returncode == 0, adopted.output[-4000:]
    count = "select count(*) from {}.fct_segment_memberships"
    assert nights.run(count.format("marts_work")) == nights.run(count.format("marts")) != "0"
    nights.run("drop schema marts_work cascade; alter schema set_aside rename to marts_work")


@pytest.mark.nights
def test_a_role_that_does_not_exist_is_told_before_anything_is_built(
    second_night: SecondNight,
) -> None:
    """With the statement that makes it."""
    nights = second_night.nights
    nights.run('drop owned by "CS-Team"; drop role "CS-Team"')
    build = nights.build()
    assert build.returncode != 0
    assert "roles.customer_success is CS-Team" in build.output
    assert 'create role "CS-Team";' in build.output
    assert "Traceback" not in build.output
    assert " START sql " not in build.output


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


def test_expressions_in_rules_answer_as_on_duckdb(server: PostgresServer) -> None:
    """What the check of rules lets through means the same here."""
    assert server.run(harmless_sql.asked()).split() == harmless_sql.answers()


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


def test_signs_hide_nobody_from_the_erasure_report(
    trial: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each column is text for itself; before anything is built, nobody is nowhere."""
    for name, value in trial.environment.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ReportError, match="Nothing is built on postgres"):
        search_warehouse("postgres", PostgresWarehouse(), ODD_SIGNS)
    many = ", ".join(f"{number} as c{number}" for number in range(120))
    with closing(connect(trial.server, trial.database, "postgres")) as connection:
        for number, address in enumerate(ODD_SIGNS):
            kept = f"create table t{number}"
            with connection.cursor() as cursor:
                cursor.execute(f"{kept}_text as select {many}, upper(%s) as v", [address])
                cursor.execute(f"{kept}_list as select array[%s] as v", [address])
                cursor.execute(f"{kept}_json as select jsonb_build_object('a', %s) as v", [address])
        connection.commit()
    found = search_warehouse("postgres", PostgresWarehouse(), [*ODD_SIGNS, "else@x.example"])
    assert {(place.place, place.found, place.times) for place in found} == {
        (f"postgres: public.t{number}_{kind}", address, 1)
        for number, address in enumerate(ODD_SIGNS)
        for kind in ("text", "list", "json")
    }
