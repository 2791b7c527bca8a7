"""Who asks for erasure is nowhere after the next run, and who refuses profiling in no profile."""

from __future__ import annotations

import errno
import html
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest

from audience_changes import write_project
from conftest import ROOT, Build, Company, dbt
from copies import (
    ERASED,
    copies_problem,
    erased_when,
    forget,
    memory_of,
    remember,
    remembered,
)
from erasure_report import rows_that_may_hold, search_bytes, search_file
from renew_copies import renew

ODD_SIGNS = [
    "o'brien@customer.example",
    '"john doe"@customer.example',
    "dom\\ann@customer.example",
    "jürgen2@customer.example",
    "李@customer.example",
]
"""Ids and addresses with signs that engines and files write in ways of their own."""
WITHOUT_TESTS = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


@dataclass(frozen=True)
class Erasure:
    """A company before and after a user and an account were erased, and a user withdrew consent."""

    before: Build
    after: Build
    folder: Path
    account: str
    user: str
    vanished: str
    """An account whose users the input no longer has, when the request comes."""
    withdrew: str
    sought: list[str]
    """Ids, e-mails and names of all that was erased, the account's users included."""

    def files(self) -> list[Path]:
        """Everything that the build, the deliveries and the export left, but no raw input."""
        return sorted(
            file
            for place in ("warehouse", "out", ".marts", "marts", "boards")
            for top in self.folder.glob(f"{place}*")
            for file in ([top] if top.is_file() else top.rglob("*"))
            if file.is_file() and "project" not in file.parts
        )


def script(name: str, *arguments: str, folder: Path) -> str:
    """Run a script in a workplace of its own; what it said."""
    outcome = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / name), *arguments],
        cwd=folder,
        env=os.environ | {"LEDGER": "", "TARGET": "", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr
    return outcome.stdout


def one(build: Build, sql: str) -> str:
    """The first value of a query's only row."""
    return build.query(sql)[0][0]


@pytest.fixture(scope="module")
def erasure(
    tiny_company: Company, tiny_build: Build, tmp_path_factory: pytest.TempPathFactory
) -> Erasure:
    """Deliver, export, draw boards, ask for erasure, build the next day, and deliver again."""
    folder = tmp_path_factory.mktemp("erasure")
    before = tiny_build.copy(folder)
    account = one(
        tiny_build,
        "select entity_id from marts.fct_audience_changes where entity = 'account' "
        "and destination = 'team_files' group by 1 having max_by(change, change_number) <> 'left' "
        "order by count(*) desc, 1 limit 1",
    )
    user = one(
        tiny_build,
        "select user_id from intermediate.int_tickets_checked where rejected_because is null "
        f"and user_id is not null and account_id <> '{account}' group by 1 "
        "order by count(*) desc, 1 limit 1",
    )
    vanished = one(
        tiny_build,
        "select entity_id from seeds.manual_reviews where entity_id in "
        f"(select account_id from marts.dim_users) and entity_id <> '{account}' order by 1 limit 1",
    )
    withdrew = one(
        tiny_build,
        "select entity_id from marts.fct_segment_memberships as m "
        "inner join marts.dim_users as u on m.entity_id = u.user_id "
        f"where entity = 'user' and is_current and u.user_id <> '{user}' "
        f"and u.account_id not in ('{account}', '{vanished}') order by 1 limit 1",
    )
    sought = [
        account,
        user,
        vanished,
        *(
            value
            for row in tiny_build.query(
                "select user_id, email from intermediate.int_users_checked "
                f"where account_id in ('{account}', '{vanished}') or user_id = '{user}'"
            )
            for value in row
            if value
        ),
        *(
            value
            for row in tiny_build.query(
                "select account_name, domain from marts.dim_accounts "
                f"where account_id in ('{account}', '{vanished}')"
            )
            for value in row
        ),
    ]
    sought = list(dict.fromkeys(sought))

    raw = folder / "input"
    shutil.copytree(tiny_company.raw, raw)
    with duckdb.connect() as connection:
        for table, rows in {
            "erasure_requests": "from given union all by name "
            "select unnest(['account', 'user', 'account', 'user']) as entity, "
            f"unnest(['{account}', '{user}', '{vanished}', upper('{withdrew}')]) as entity_id, "
            "timestamp '2026-01-01 00:00:00' as requested_at",
            "users": "select * replace (consent_profiling and "
            f"user_id is distinct from '{withdrew}' as consent_profiling) from given "
            f"where account_id is distinct from '{vanished}'",
        }.items():
            place = str(raw / f"{table}.parquet")
            connection.execute(f"create or replace table given as from read_parquet('{place}')")
            connection.execute(f"copy ({rows}) to '{place}' (format parquet)")

    there = {"kind": "jsonl", "channels": ["in-app", "email", "customer success", "sales"]}
    write_project(
        folder, {"destination": "team_files", "match_by": "entity_id", "folder": "out", **there}
    )
    deliver = ("--warehouse", str(before.warehouse), "--accept-gone")
    export = ("--warehouse", str(before.warehouse), "--out", str(folder / "marts"))
    script("activate.py", *deliver, folder=folder)
    script("export.py", *export, folder=folder)
    boards = folder / "boards"
    boards.mkdir()
    for name in ("index.html", ERASED):
        (boards / name).write_text(account if name != ERASED else "0", encoding="utf-8")
    remember(before.warehouse, "boards", boards)
    with duckdb.connect(str(before.work_file)) as connection:
        connection.execute(
            "insert into registry.identity_matches by name select 1 as run_number, "
            "min(entity_hash) as left_hash, max(entity_hash) as right_hash "
            f"from intermediate.int_identity_traits where user_id in ('{user}', '{withdrew}')"
        )
    as_of_date = tiny_build.query("select as_of_date from intermediate.int_run")[0][0]
    after = dbt(
        *("build", *WITHOUT_TESTS),
        raw=raw,
        warehouse=before.warehouse,
        as_of_date=str(as_of_date + timedelta(days=1)),
        environment={"EMAIL_SALT": "pepper-of-the-test"},
    )
    assert after.returncode == 0, after.output[-4000:]
    said = script("activate.py", *deliver, folder=folder)
    assert "forgotten" in said
    return Erasure(tiny_build, after, folder, account, user, vanished, withdrew, sought)


def test_who_was_erased_is_nowhere(erasure: Erasure) -> None:
    """Not in a row of any table nor in a byte of any file, but where the tools are told to delete.

    The last file for a destination names whom it has to take out.
    """
    found = {
        (place.place, place.found)
        for file in erasure.files()
        for place in search_file(file, erasure.sought)
    }
    newest = max((erasure.folder / "out").rglob("*.jsonl"), key=lambda file: file.stat().st_mtime)
    assert found == {(f"{newest}: bytes", erasure.account)}
    exits = [line for line in newest.read_text("utf-8").splitlines() if erasure.account in line]
    assert exits
    assert all('"operation":"remove"' in line for line in exits)


def test_copies_of_the_warehouse_are_reached_and_it_is_said(erasure: Erasure) -> None:
    """The run that erases writes exports anew, removes boards, and says what is left to people."""
    exported = erasure.folder / "marts" / "dim_accounts.parquet"
    accounts = "select count(*) from {}"
    with duckdb.connect() as connection:
        found = connection.execute(accounts.format(f"read_parquet('{exported}')")).fetchall()
    assert found == erasure.after.published(accounts.format("marts.dim_accounts"))
    assert not (erasure.folder / "boards").exists()
    said = " ".join(erasure.after.output.split())
    for sentence in (
        f"Erased: the export {erasure.folder / 'marts'} was written anew.",
        f"Erased: {erasure.folder / 'boards'} was removed. `make dashboards` draws",
        "Erased: 1 rows of seeds/manual_reviews.csv name who was erased.",
        "Erased: `make activate` has the destinations delete who was erased",
    ):
        assert sentence in said
    assert [one.kind for one in remembered(erasure.after.warehouse)] == ["export"]


def test_a_request_that_names_nobody_is_told(erasure: Erasure) -> None:
    """An id in another case erases nobody: said by entity and time, counted, and no id is kept.

    Everybody else was known: in the input, or, of the account without users, from a run before.
    """
    said = " ".join(erasure.after.output.split())
    assert "Erased: 1 of the erasure_requests name nobody that the warehouse" in said
    assert "knows (user, 2026-01-01 00:00:00). Who was gone" in said
    assert erasure.withdrew.upper() not in said
    assert erasure.after.published(
        "select subject, period, rows_failing, is_failure from marts.rpt_data_quality "
        "where check_name = 'erasures_of_nobody'"
    ) == [("user", date(2026, 1, 1), 1, False)]
    for file in (erasure.after.warehouse, erasure.after.work_file):
        with duckdb.connect(str(file), read_only=True) as connection:
            assert not any(
                connection.execute(
                    f'select 1 from "{schema}"."{table}" as r '
                    "where contains(cast(r as varchar), ?)",
                    [erasure.withdrew.upper()],
                ).fetchone()
                for schema, table in connection.execute(
                    "select schema_name, table_name from duckdb_tables()"
                ).fetchall()
            )


def test_no_match_is_kept_of_who_was_erased(erasure: Erasure) -> None:
    """A hash names somebody too, to whom knows the id and the day of the sign-up."""
    assert erasure.after.query("select count(*) from registry.identity_matches") == [(0,)]


def test_the_search_finds_what_is_there(erasure: Erasure, tiny_build: Build) -> None:
    """Before the erasure each id and address stood in tables, and in the bytes of the file."""
    places = search_file(tiny_build.work_file, erasure.sought)
    assert {place.found for place in places if ": bytes" not in place.place} == set(erasure.sought)
    assert search_bytes(tiny_build.work_file, [erasure.account])


@pytest.mark.parametrize("address", ODD_SIGNS)
def test_signs_hide_nobody(address: str, tmp_path: Path) -> None:
    """An address is found in any case in text, JSON within JSON, lists and structs, and bytes."""
    in_json = json.dumps({"email": address})
    values = {
        "text": address,
        "capitals": address.upper(),
        "in_json": in_json,
        "in_json_in_json": json.dumps({"row": in_json}),
        "json_as_written": json.dumps({"row": json.dumps([address], ensure_ascii=False)}),
    }
    file = tmp_path / "some.duckdb"
    with duckdb.connect(str(file)) as connection:
        for name, value in values.items():
            connection.execute(f"create table {name} as select 1 as n, ?::varchar as v", [value])
            # what only looks like it
            connection.execute(f"insert into {name} values (2, ?)", [f"x{address}x"])
        connection.execute("create table in_list as select [null, ?::varchar] as v", [address])
        connection.execute("create table in_struct as select {'a': [{'b': ?}]} as v", [address])
        connection.execute("create table in_map as select map {?: 1} as v", [address])
        connection.execute("create table as_json as select ?::json as v", [in_json])
    tables = {
        place.place.rpartition(".")[2]: place.times
        for place in search_file(file, [address, "somebody.else@customer.example"])
        if ": bytes" not in place.place
    }
    assert tables == dict.fromkeys([*values, "in_list", "in_struct", "in_map", "as_json"], 1)

    spelled = {
        **values,
        "sql": "values ('" + address.replace("'", "''") + "')",
        "csv": address.replace('"', '""'),
        "html": html.escape(address),
        "link": quote(address),
    }
    for name, value in spelled.items():
        text = tmp_path / name
        text.write_text(f"<p>{value}</p>\n", encoding="utf-8")
        assert [place.times for place in search_file(text, [address])] == [1], name
    assert not search_file(tmp_path / "text", ["somebody.else@customer.example"])


def test_each_column_is_text_for_itself_on_every_engine() -> None:
    """A row cast as a whole is escaped, and `like` takes backslashes for its own."""
    for target in ("duckdb", "postgres", "spark"):
        query = rows_that_may_hold(target, "t", ["a", 'b"`'], ODD_SIGNS[:3])
        assert query.count("cast(") == 2, target
        assert " like " not in query
        assert not any(sign in query for sign in ("o'brien", "dom\\", "john doe"))


def test_nothing_built_is_no_all_clear(tmp_path: Path) -> None:
    """A name that is mistyped must not say that somebody is nowhere."""
    outcome = erasure_report("--warehouse", str(tmp_path / "warehuose.duckdb"), "usr_1")
    assert outcome.returncode == 1
    assert f"Nothing is built at {tmp_path / 'warehuose.duckdb'}" in outcome.stderr
    assert "nowhere" not in outcome.stdout


def erasure_report(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Ask the report."""
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "erasure_report.py"), *arguments],
        env=os.environ | {"LEDGER": "", "TARGET": "", "COLUMNS": "1000"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_damaged_memory_of_copies_loses_none(tmp_path: Path) -> None:
    """Half a line, as a full disk leaves it: it is named, and the other copies are reached."""
    warehouse = tmp_path / "company.duckdb"
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create schema state")
        connection.execute("create table state.published_run as select 2 as erased_count")
    boards = [tmp_path / name for name in ("one", "two")]
    for folder, note in zip(boards, ("1", ""), strict=True):
        folder.mkdir()
        (folder / ERASED).write_text(note, encoding="utf-8")
    assert erased_when(boards[1]) == 0, "half a note is none"
    assert remember(warehouse, "boards", boards[0]) is None
    for half in (b'["export", "/data/mar\xc3\n', b"\x00\x00\n", b'["export"]\n', b"7\n"):
        with memory_of(warehouse).open("ab") as memory:
            memory.write(half)
    said = remember(warehouse, "boards", boards[1])
    assert said == copies_problem(warehouse)
    assert f"{memory_of(warehouse)} names copies" in said
    assert "can't be read in line 2, 3, 4, 5:" in said
    assert [copy.place for copy in remembered(warehouse)] == [str(folder) for folder in boards]
    forget(warehouse, [])
    assert copies_problem(warehouse) == said, "a person mends them: they stay"

    report = erasure_report("--warehouse", str(warehouse), "nobody_of_this_name")
    assert report.returncode == 1, "a copy that nobody can find is no all-clear"
    assert said in report.stderr
    assert "nowhere, in " in report.stdout
    assert renew(warehouse)[-1].startswith(f"{memory_of(warehouse)} names copies")
    assert not any(folder.exists() for folder in boards)
    assert not remembered(warehouse)


def test_a_memory_is_whole_or_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that fills up within a line leaves what was known."""
    warehouse = tmp_path / "company.duckdb"
    remember(warehouse, "export", tmp_path / "one")

    def half(self: Path, text: str, **_: str) -> None:
        self.write_bytes(text.encode()[:-5])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", half)
    said = remember(warehouse, "export", tmp_path / "two")
    assert said
    assert f"Builds won't know of {tmp_path / 'two'}" in said
    assert [copy.place for copy in remembered(warehouse)] == [str(tmp_path / "one")]
    assert copies_problem(warehouse) is None


def test_every_erased_row_is_counted(erasure: Erasure) -> None:
    """Accepted, quarantined and erased add up to the rows of the input."""
    counts = erasure.after.query(
        "select table_name, sum(row_count) from intermediate.int_verdicts_counted group by all"
    )
    before = dict(
        erasure.before.query(
            "select table_name, sum(row_count) from intermediate.int_verdicts_counted group by all"
        )
    )
    [(vanished_users,)] = erasure.before.query(
        "select count(*) from intermediate.int_users_checked "
        f"where account_id = '{erasure.vanished}'"
    )
    assert vanished_users
    for table, rows in counts:
        added = {"erasure_requests": 4, "users": -vanished_users}.get(table, 0)
        assert rows == before[table] + added, table
    erased = dict(
        erasure.after.query(
            "select table_name, row_count from staging.base_operations__erased_rows"
        )
    )
    was = dict(
        erasure.before.query(
            "select table_name, row_count from staging.base_operations__erased_rows"
        )
    )
    assert erased["events"] > was["events"]
    assert erased["accounts"] == 2
    assert erased["erasure_requests"] == was["erasure_requests"] + 4


def test_closed_months_stay_as_they_were_published(erasure: Erasure) -> None:
    """An erasure takes nobody out of what was reported of months that are over.

    The last one is not: events of its last days may still be late.
    """
    (as_of_date,) = erasure.before.query("select as_of_date from intermediate.int_run")[0]
    kpis = (
        f"select * from marts.fct_segment_kpis where kpi_month < date_trunc('month', "
        f"date '{as_of_date}') order by segment, kpi_month"
    )
    assert erasure.before.query(kpis)
    assert erasure.after.query(kpis)[: len(erasure.before.query(kpis))] == erasure.before.query(
        kpis
    )


def test_activity_is_that_of_who_stayed(erasure: Erasure) -> None:
    """Accounts' days add up to the events that are left, as after a full refresh."""
    assert (
        erasure.after.query(
            "select event_day, sum(event_count) from intermediate.int_account_days group by all "
            "except select event_day, count(*) from ("
            "select event_day from intermediate.int_events_checked "
            "where rejected_because is null and account_id is not null "
            "union all select event_day from intermediate.int_events_linked) group by all"
        )
        == []
    )


def test_a_withdrawal_ends_memberships_the_same_day(erasure: Erasure) -> None:
    """With the reason; what was there before stays as history, and no profile comes after it."""
    (withdrawn_on,) = erasure.after.query("select as_of_date from intermediate.int_run")[0]
    memberships = erasure.after.query(
        "select valid_to, left_because from marts.fct_segment_memberships "
        f"where entity = 'user' and entity_id = '{erasure.withdrew}' order by valid_from"
    )
    assert memberships
    assert memberships[-1] == (withdrawn_on, "no consent to profiling")
    for mart, key in {
        "fct_user_features": "user_id",
        "fct_personas": "entity_id",
        "fct_scores": "entity_id",
    }.items():
        assert not erasure.after.query(
            f"select 1 from marts.{mart} where {key} = '{erasure.withdrew}' "
            f"and as_of_date = date '{withdrawn_on}'"
        ), mart
    assert erasure.after.query(
        f"select 1 from marts.fct_user_features where user_id = '{erasure.withdrew}'"
    )


def test_who_refused_counts_in_the_account_s_totals(erasure: Erasure) -> None:
    """Users of an account are counted whatever they said, and profiled only where they may be."""
    refused = erasure.before.query(
        "select count(*) from marts.dim_users where not consent_profiling"
    )
    assert refused[0][0] > 0
    assert not erasure.before.query(
        "with run as (from intermediate.int_run), "
        "users as (select account_id, count(*) as users from marts.dim_users group by all) "
        "select 1 from marts.fct_account_features as f inner join run using (as_of_date) "
        "inner join users using (account_id) where f.users_total <> users.users"
    )


def test_no_mart_but_the_users_own_names_who_refused(erasure: Erasure) -> None:
    """Whatever column may hold a user: no feature, score, persona, segment, audience, contact.

    Found by the columns' names, so that a new mart is looked at too.
    """
    columns: dict[str, list[str]] = {}
    for mart, column in erasure.before.query(
        "select table_name, column_name from information_schema.columns "
        "where table_schema = 'marts' and table_name not in ('dim_users', 'quarantined_rows') "
        "and (column_name like '%user_id' or column_name in ('entity', 'entity_id', 'unit_id'))"
    ):
        columns.setdefault(mart, []).append(column)
    places = {
        f"{mart}.{column}": f"select 1 from marts.{mart} where {column} in (select user_id "
        "from marts.dim_users where not consent_profiling)"
        for mart, names in columns.items()
        for column in names
        if column != "entity"
    }
    assert {
        "fct_user_features.user_id",
        "fct_scores.entity_id",
        "fct_score_drivers.entity_id",
        "fct_personas.entity_id",
        "fct_segment_memberships.entity_id",
        "fct_playbook_assignments.entity_id",
        "fct_audience_changes.entity_id",
        "fct_audience_changes.contact_user_id",
        "rpt_worklist.contact_user_id",
    } <= set(places)
    assert not {place for place, rows in places.items() if erasure.before.query(rows)}


def test_the_salt_is_written_nowhere(erasure: Erasure) -> None:
    """It makes the hashes, and stands in no table, artefact or log."""
    hashes = erasure.after.query("select count(email_hash), count(*) from marts.dim_users")[0]
    assert hashes[0] > 0
    assert erasure.before.query("select count(email_hash) from marts.dim_users") == [(0,)]
    for file in erasure.files():
        assert not search_bytes(file, ["pepper-of-the-test"]), file
