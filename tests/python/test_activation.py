"""activate.py against a real HTTP server that refuses, stalls and cuts off, and into files."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import httpx
import pytest

import activate
from activation.ledger import writing
from activation.transport import seconds_to_wait
from audience_changes import change, hashed, write_mart, write_project
from receiver import Receiver, Reply, Request, first, receiving, refusing

TOKEN = "token-that-nobody-may-see"
IMPATIENT = ("--attempts", "3", "--backoff", "0.01", "--timeout", "2")


class Run(NamedTuple):
    """How a run of the script ended."""

    status: int
    output: str
    errors: str

    @property
    def said(self) -> str:
        """All that it said, on one line."""
        return " ".join((self.output + self.errors).split())


class Workplace:
    """A folder with a vars.yml, a warehouse and a ledger, in which the script is run."""

    def __init__(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.folder = folder
        self.warehouse = folder / "warehouse.duckdb"
        self.ledger = folder / "warehouse_ledger.sqlite"
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        monkeypatch.chdir(folder)
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        for name in ("LEDGER", "TARGET", "WAREHOUSE"):
            monkeypatch.delenv(name, raising=False)

    def destinations(self, *entries: dict[str, Any]) -> None:
        """The destinations of vars.yml."""
        write_project(self.folder, *entries)

    def changes(self, rows: list[dict[str, Any]]) -> None:
        """The mart, as a build leaves it."""
        write_mart(self.warehouse, rows)

    def access(self, receiver: Receiver, destination: str = "crm", token: str = TOKEN) -> None:
        """Where the destination is, and what opens it."""
        self.monkeypatch.setenv(f"ACTIVATE_{destination.upper()}_URL", receiver.url)
        self.monkeypatch.setenv(f"ACTIVATE_{destination.upper()}_TOKEN", token)

    def run(self, *arguments: str) -> Run:
        """Run the script in this process; it says nothing secret, whatever it is asked."""
        self.monkeypatch.setattr("sys.argv", ["activate.py", *arguments])
        status = activate.main()
        run = Run(status, *self.capsys.readouterr())
        assert TOKEN not in run.output + run.errors
        assert "Traceback" not in run.errors
        return run

    def deliver(self, *arguments: str) -> Run:
        """Deliver, quick to give up."""
        return self.run("deliver", *IMPATIENT, *arguments)

    def noted(self, columns: str, where: str = "true") -> list[tuple]:
        """Rows of the ledger."""
        with sqlite3.connect(self.ledger) as connection:
            return connection.execute(
                f"select {columns} from deliveries where {where} order by change_id"
            ).fetchall()


@pytest.fixture
def work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Workplace:
    """A webhook that takes ten changes at a time, and a warehouse of 25 accounts."""
    workplace = Workplace(tmp_path, monkeypatch, capsys)
    workplace.destinations(over_http("webhook"))
    workplace.changes(members(25))
    return workplace


def over_http(kind: str, **others: Any) -> dict[str, Any]:
    """A destination that is not made to wait."""
    entry = {"destination": "crm", "kind": kind, "channels": ["sales"], "batch_size": 10}
    return {**entry, "requests_per_second": 1000, **others}


def into_files(kind: str, **others: Any) -> dict[str, Any]:
    """A destination in a folder."""
    return {"destination": "ads", "kind": kind, "channels": ["ads"], "folder": "out", **others}


def members(number: int, **others: Any) -> list[dict[str, Any]]:
    """So many accounts that have entered."""
    return [change(f"account_{place:02}", 1, **others) for place in range(number)]


def entities(receiver: Receiver) -> list[str]:
    """The entities of all accepted messages, sorted."""
    return sorted(message["entity_id"] for message in receiver.messages)


def test_each_change_is_delivered_once(work: Workplace) -> None:
    """Twice in a row, after a rebuild, and a day later."""
    with receiving() as receiver:
        work.access(receiver)
        run = work.deliver()
        assert run.status == 0
        assert "There is no ledger yet" in run.said
        assert [len(request.messages) for request in receiver.requests] == [10, 10, 5]
        assert {request.headers["authorization"] for request in receiver.requests} == {
            f"Bearer {TOKEN}"
        }
        run = work.deliver()
        assert (run.status, len(receiver.requests)) == (0, 3)
        assert "crm: nothing new." in run.said
        assert "no ledger" not in run.said
        work.changes([*members(25), change("account_07", 2, "left")])
        assert work.deliver().status == 0
        assert receiver.messages[25:] == [
            {
                "message_id": receiver.ids[25],
                "destination": "crm",
                "audience": "save_at_risk",
                "change": "left",
                "is_member": False,
                "entity": "account",
                "entity_id": "account_07",
                "account_id": "account_07",
                "changed_at": "2026-03-04T00:00:00Z",
                "as_of_date": "2026-03-03",
                "traits": {"left_because": "membership ended"},
            }
        ]
    assert work.noted("status, attempts, count(*)", "true group by 1, 2") == [("delivered", 1, 26)]


def test_a_clock_that_jumps_loses_nothing_and_repeats_nothing(work: Workplace) -> None:
    """Put back by a year, then ahead by two: who left has left, and enters again as new."""

    class Jumping(datetime):
        by = timedelta()

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return datetime.now(tz) + cls.by

    work.monkeypatch.setattr("activation.ledger.datetime", Jumping)
    rows = members(25)
    with receiving() as receiver:
        work.access(receiver)
        assert work.deliver().status == 0
        for number, kind, years in ((2, "left", -1), (3, "entered", -1), (4, "left", 1)):
            Jumping.by = timedelta(days=365 * years)
            rows.append(change("account_01", number, kind))
            work.changes(rows)
            assert work.deliver().status == 0
            assert "crm: nothing new." in work.deliver().said
    assert [message["change"] for message in receiver.messages[25:]] == ["left", "entered", "left"]
    times = work.noted("delivered_at, recorded_at", "entity_id = 'account_01'")
    assert times == sorted(times)
    with sqlite3.connect(work.ledger) as connection:
        last = "select change from deliveries order by delivered_at desc limit 1"
        assert connection.execute(last).fetchall() == [("left",)]


def test_a_lost_ledger_sends_the_same_ids(work: Workplace) -> None:
    """Whoever drops repeats has nothing twice; the user is warned."""
    with receiving() as receiver:
        work.access(receiver)
        work.deliver()
        for path in work.folder.glob("*_ledger.sqlite*"):
            path.unlink()
        assert "There is no ledger yet" in work.deliver().said
        assert receiver.ids[:25] == receiver.ids[25:]
        keys = [request.headers["idempotency-key"] for request in receiver.requests]
        assert keys[:3] == keys[3:]


@pytest.mark.parametrize(
    "trouble",
    [
        Reply(429, headers={"Retry-After": "0.2"}),
        Reply(500),
        Reply(503, headers={"Retry-After": "0.2"}),
        Reply(500, is_cut=True),
        Reply(200, is_cut=True),
        Reply(200, delay=2.3),
    ],
    ids=["429", "500", "503", "cut before", "cut after", "time-out"],
)
def test_what_passes_is_tried_again(work: Workplace, trouble: Reply) -> None:
    """With the same body, so that what did arrive before the connection broke does no harm."""
    with receiving(first(Reply(), trouble)) as receiver:
        work.access(receiver)
        run = work.deliver()
        assert run.status == 0
        assert "again in" in run.output
        assert receiver.requests[1].body == receiver.requests[2].body
        assert set(entities(receiver)) == {row["entity_id"] for row in members(25)}
        if "Retry-After" in trouble.headers:
            assert receiver.requests[2].time - receiver.requests[1].time >= 0.2
    assert work.noted("attempts, count(*)", "true group by 1") == [(1, 15), (2, 10)]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "12"}, 12),
        ({"Retry-After": "-5"}, 0),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "nan"}, None),
        # by the server's own clock, where it tells it
        (
            {
                "Retry-After": "Mon, 02 Mar 2026 08:00:30 GMT",
                "Date": "Mon, 02 Mar 2026 08:00:00 GMT",
            },
            30,
        ),
        ({"Retry-After": "Mon, 02 Mar 2015 08:00:30 GMT"}, 0),
    ],
)
def test_retry_after_is_seconds_or_a_date(headers: dict[str, str], seconds: float | None) -> None:
    """What can't be read is as good as nothing."""
    assert seconds_to_wait(httpx.Response(429, headers=headers)) == seconds


def test_who_asks_for_too_long_a_wait_is_left_alone(work: Workplace) -> None:
    """The next delivery goes on."""
    with receiving(first(Reply(), Reply(429, headers={"Retry-After": "3600"}))) as receiver:
        work.access(receiver)
        run = work.deliver()
        assert run.status == 1
        assert "429 Too Many Requests and asks to wait 3600 s" in run.said
        assert len(receiver.requests) == 2
        assert work.deliver().status == 0
        assert entities(receiver) == [row["entity_id"] for row in members(25)]


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (Reply(500), "answered 500 Internal Server Error, after 3 attempts"),
        (Reply(200, delay=2.3), "didn't answer within 2 s, after 3 attempts"),
        (Reply(500, is_cut=True), "cut the connection"),
    ],
    ids=["500", "time-out", "cut"],
)
def test_what_does_not_pass_stops_without_dead_letters(
    work: Workplace, trouble: Reply, said: str
) -> None:
    """Attempts come to an end; what was acknowledged before is noted, the rest waits."""
    with receiving(first(Reply(), *[trouble] * 3)) as receiver:
        work.access(receiver)
        run = work.deliver()
        assert run.status == 1
        assert said in run.said
        assert work.noted("status, count(*)", "true group by 1") == [("delivered", 10)]
        assert work.deliver().status == 0
        assert set(entities(receiver)) == {row["entity_id"] for row in members(25)}
    assert work.noted("count(*)") == [(25,)]


def test_an_unreachable_host_is_said_to_be_one(work: Workplace) -> None:
    """In a sentence; nothing is noted."""
    work.monkeypatch.setenv("ACTIVATE_CRM_URL", f"http://127.0.0.1:9/{TOKEN}")
    run = work.deliver()
    assert run.status == 1
    assert "127.0.0.1:9 can't be reached" in run.said
    assert work.noted("count(*)") == [(0,)]


@pytest.mark.parametrize("status", [401, 403, 404, 302])
def test_wrong_access_stops_at_once(work: Workplace, status: int) -> None:
    """Not a single row is to blame for a wrong token."""
    with receiving(lambda request: Reply(status, headers={"Location": "/"})) as receiver:
        work.access(receiver)
        run = work.deliver()
        assert run.status == 1
        assert f"answered {status}" in run.said
        assert len(receiver.requests) == 1
    assert work.noted("count(*)") == [(0,)]


def test_one_bad_row_does_not_stop_the_rest(work: Workplace) -> None:
    """It is found by halving, lies in the dead letters with the reason, and may be retried."""
    with receiving(refusing("account_13", status=422)) as receiver:
        work.access(receiver)
        run = work.deliver()
        assert run.status == 1
        assert "crm: 1 change refused" in run.said
        assert len(receiver.messages) == 24
        assert len(receiver.requests) <= 3 + 2 * 4
    assert work.noted("entity_id, attempts > 2, error", "status = 'dead'") == [
        ("account_13", 1, '422: {"error": "bad row"}')
    ]
    with receiving() as receiver:
        work.access(receiver)
        assert work.deliver().status == 0
        assert not receiver.requests
        status = work.run("status")
        assert "account_13" in status.output
        assert "422" in status.output
        assert work.run("retry-dead", *IMPATIENT).status == 0
        assert entities(receiver) == ["account_13"]
        assert "No dead letters." in work.run("retry-dead").output
        assert "No dead letters." in work.run("status").output


def test_a_set_up_that_is_wrong_is_not_the_rows_fault(work: Workplace) -> None:
    """Everything is refused from the start: nothing goes to the dead letters."""
    with receiving(lambda request: Reply(400, {"message": f"unknown property ({TOKEN})"})) as there:
        work.access(there)
        run = work.deliver("--most-refused", "8")
        assert run.status == 1
        assert "refused the first 8 changes and accepted none" in run.said
        assert "unknown property (…)" in run.said
    assert work.noted("count(*)") == [(0,)]
    with receiving(lambda request: Reply(400)) as there:
        work.access(there)
        work.changes(members(3))
        assert work.deliver().status == 1
    assert work.noted("status, count(*)", "true group by 1") == [("dead", 3)]


def test_a_webhook_may_refuse_some(work: Workplace) -> None:
    """A 207 that names messages: those are dead, the others delivered."""

    def reply(request: Request) -> Reply:
        bad = [row for row in request.messages if row["entity_id"] in ("account_03", "account_04")]
        errors = [{"message_id": row["message_id"], "error": "no such account"} for row in bad]
        return Reply(207, {"errors": errors}) if errors else Reply()

    with receiving(reply) as receiver:
        work.access(receiver)
        assert work.deliver().status == 1
        assert len(receiver.requests) == 3
    assert work.noted("entity_id, error", "status = 'dead'") == [
        ("account_03", "no such account"),
        ("account_04", "no such account"),
    ]
    assert work.noted("count(*)", "status = 'delivered'") == [(23,)]


@pytest.mark.parametrize("names", ["trace", "ids", "nobody"])
def test_hubspot_upserts_companies_and_contacts(work: Workplace, names: str) -> None:
    """By an id property; the rows that its 207 refuses are dead, however it names them."""
    work.destinations(over_http("hubspot", contact_id_property="external_id"))
    work.changes(
        [
            *members(3, persona="builder", reason=None),
            change("user_1", 1, entity="user", account_id="account_00"),
            change("user_2", 1, entity="user", account_id="account_00"),
        ]
    )

    def reply(request: Request) -> Reply:
        good = [row for row in request.messages if row["id"] != "user_2"]
        if len(good) == len(request.messages):
            return Reply(200, {"status": "COMPLETE", "results": [{"id": "77"}]})
        bad = next(row for row in request.messages if row["id"] == "user_2")
        context = {
            "trace": {"objectWriteTraceId": [bad["objectWriteTraceId"]]},
            "ids": {"ids": ["user_2"]},
            "nobody": {},
        }[names]
        error = {"category": "VALIDATION_ERROR", "message": "no such contact", "context": context}
        results = [{"id": str(place), "properties": {}} for place, _ in enumerate(good)]
        return Reply(207, {"numErrors": 1, "errors": [error], "results": results})

    with receiving(reply) as receiver:
        work.access(receiver)
        assert work.deliver().status == 1
        paths = [request.path for request in receiver.requests]
        assert paths[:2] == [
            "/crm/v3/objects/companies/batch/upsert",
            "/crm/v3/objects/contacts/batch/upsert",
        ]
        company, contact = (receiver.requests[place].messages[0] for place in (0, 1))
        assert (company["idProperty"], company["id"]) == ("account_id", "account_00")
        assert (contact["idProperty"], contact["id"]) == ("external_id", "user_1")
        assert company["properties"]["audience_save_at_risk"] == "true"
        assert company["properties"]["save_at_risk_probability"] == "0.25"
        assert company["properties"]["save_at_risk_reason"] == ""
        assert company["properties"]["persona"] == "builder"
        assert company["properties"]["mrr"] == "120.5"
    assert work.noted("entity_id, error", "status = 'dead'") == [("user_2", "no such contact")]
    assert work.noted("count(*)", "status = 'delivered'") == [(4,)]


def test_hubspot_rows_that_came_too_fast_are_sent_again(work: Workplace) -> None:
    """An error that passes is no dead letter."""
    work.destinations(over_http("hubspot"))

    def reply(request: Request) -> Reply:
        if request.number > 1:
            return Reply(200, {"results": []})
        error = {
            "category": "RATE_LIMITS",
            "message": "slow down",
            "context": {"ids": ["account_01"]},
        }
        return Reply(207, {"errors": [error]})

    work.changes(members(3))
    with receiving(reply) as receiver:
        work.access(receiver)
        assert work.deliver().status == 0
        assert [len(request.messages) for request in receiver.requests] == [3, 1, 1]
    assert work.noted("count(*)", "status = 'delivered'") == [(3,)]


@pytest.mark.parametrize("kind", ["segment", "rudderstack"])
def test_segment_and_rudderstack_identify_and_group(work: Workplace, kind: str) -> None:
    """Users are identified, accounts are groups; an exit clears the audience's traits."""
    work.destinations(over_http(kind))
    user = {"entity": "user", "account_id": "account_00"}
    rows = [change("account_00", 1, contact_user_id="user_9"), change("user_1", 1, **user)]
    work.changes(rows)
    with receiving() as receiver:
        work.access(receiver)
        work.deliver()
        work.changes([*rows, change("account_00", 2, "left"), change("user_1", 2, "left", **user)])
        work.deliver()
        assert {request.path for request in receiver.requests} == {"/v1/batch"}
        assert {request.headers["authorization"] for request in receiver.requests} == {
            "Basic dG9rZW4tdGhhdC1ub2JvZHktbWF5LXNlZTo="
        }
        group, identify, left_group, left = receiver.messages
    assert (group["type"], group["groupId"], group["userId"]) == ("group", "account_00", "user_9")
    assert (identify["type"], identify["userId"]) == ("identify", "user_1")
    assert identify["timestamp"] == "2026-03-03T00:00:00Z"
    assert identify["traits"]["audience_save_at_risk"] is True
    assert identify["traits"]["save_at_risk_reason"] == "paying; no core action for 24 days"
    assert left["traits"]["audience_save_at_risk"] is False
    assert left["traits"]["save_at_risk_reason"] is None
    assert "mrr" not in left["traits"]
    assert left_group["anonymousId"] == "account_account_00"
    assert len({group["messageId"], identify["messageId"], left["messageId"]}) == 3


def test_requests_keep_to_the_rate(work: Workplace) -> None:
    """Never more a second than the destination was set to."""
    work.destinations(over_http("webhook", requests_per_second=20, batch_size=5))
    with receiving() as receiver:
        work.access(receiver)
        work.deliver()
        times = [request.time for request in receiver.requests]
    assert len(times) == 5
    # sent a twentieth of a second apart; when they are received, a busy machine decides
    assert times[-1] - times[0] > 4 / 20 - 0.02


def ads_of(work: Workplace) -> list[list[dict[str, str]]]:
    """The files of the advertising destination, oldest first."""
    found = sorted(work.folder.glob("out/ads/*"), key=lambda path: path.stat().st_mtime_ns)
    return [list(csv.DictReader(path.open(encoding="utf-8"))) for path in found]


def test_an_advertising_file_has_adds_and_removes_alone(work: Workplace) -> None:
    """A new contact takes the former one's place; who left goes by the address that was added."""
    work.destinations(into_files("csv"))
    rows = [change(name, 1, destination="ads") for name in ("stays", "moves", "leaves", "nobody")]
    rows[3]["contact_email"] = None
    work.changes(rows)
    run = work.deliver()
    assert run.status == 1
    assert work.noted("entity_id", "status = 'dead'") == [("nobody",)]
    moved = {"destination": "ads", "contact_email": "somebody else"}
    rows += [
        change("moves", 2, "changed", **moved),
        change("leaves", 2, "left", destination="ads", contact_email=None),
        change("nobody", 2, "left", destination="ads", contact_email=None),
    ]
    work.changes(rows)
    assert work.deliver().status == 0
    first_file, second_file = ads_of(work)
    assert list(first_file[0]) == [
        *("operation", "audience", "contact_email_sha256", "changed_at", "message_id"),
    ]
    added = [(row["operation"], row["contact_email_sha256"]) for row in first_file]
    assert sorted(added) == sorted(("add", hashed(name)) for name in ("stays", "moves", "leaves"))
    assert [(row["operation"], row["contact_email_sha256"]) for row in second_file] == [
        ("remove", hashed("leaves")),
        ("remove", hashed("moves")),
        ("add", hashed("somebody else")),
    ]
    assert work.deliver().status == 0
    assert len(ads_of(work)) == 2
    assert work.noted("email_sha256", "entity_id = 'leaves' and email_sha256 is not null") == []


def test_an_address_that_two_members_share_stays_until_it_is_withdrawn(work: Workplace) -> None:
    """Else the account that stays would be taken out with the one that left."""
    work.destinations(into_files("csv"))
    shared = {"destination": "ads", "contact_email": "one and the same"}
    rows = [change("a", 1, **shared), change("b", 1, **shared)]
    work.changes(rows)
    work.deliver()
    rows.append(change("a", 2, "left", **shared))
    work.changes(rows)
    work.deliver()
    assert len(ads_of(work)) == 1
    rows.append(change("b", 2, "left", **shared, left_because="no consent to marketing"))
    work.changes(rows)
    work.deliver()
    files = ads_of(work)
    assert [row["operation"] for row in files[0]] == ["add"]
    assert [row["operation"] for row in files[1]] == ["remove"]


def test_a_file_of_lines_has_ids_and_traits(work: Workplace) -> None:
    """Every change is a line, in order, and nothing is left beside the file."""
    work.destinations(into_files("jsonl", match_by="entity_id"))
    work.changes([change("a", 1, destination="ads", contact_email=None)])
    assert work.deliver().status == 0
    (path,) = (work.folder / "out" / "ads").iterdir()
    line = json.loads(path.read_text(encoding="utf-8"))
    assert (line["operation"], line["entity_id"], line["probability"]) == ("add", "a", 0.25)
    assert line["action"] == "Call the owner", "what to do is no word of the file's"
    assert path.name.startswith("2026-03-03_")


def test_a_file_is_the_same_when_its_delivery_was_not_noted(work: Workplace) -> None:
    """Killed between the file and the ledger, the next delivery writes the file again."""
    work.destinations(into_files("csv"))
    work.changes(members(5, destination="ads"))
    work.deliver()
    before = ads_of(work)
    work.ledger.unlink()
    work.deliver()
    assert ads_of(work) == before


def test_a_folder_that_can_t_be_written_is_said_to_be_one(work: Workplace) -> None:
    """And nothing is noted."""
    work.destinations(into_files("csv"))
    (work.folder / "out").write_text("a file", encoding="utf-8")
    work.changes(members(5, destination="ads"))
    run = work.deliver()
    assert run.status == 1
    assert "can't be written" in run.said
    assert work.noted("count(*)") == [(0,)]


def test_a_dry_run_sends_and_notes_nothing(work: Workplace) -> None:
    """It shows counts and samples, without a token, and leaves no ledger."""
    work.destinations(over_http("segment"), into_files("csv"))
    work.changes([*members(25), *members(2, destination="ads")])
    run = work.deliver("--dry-run")
    assert run.status == 0
    assert "crm (segment): 25 changes" in run.output
    assert "ads (csv): 2 changes" in run.output
    samples = [json.loads(line) for line in run.output.splitlines() if line.startswith("{")]
    assert len(samples) == 3 + 2
    assert samples[0]["type"] == "group"
    assert set(samples[-1]) == {
        *("operation", "audience", "contact_email_sha256", "changed_at", "message_id"),
    }
    assert {path.name for path in work.folder.iterdir()} == {
        *("vars.yml", "warehouse.duckdb", "warehouse_work.duckdb"),
    }


def test_one_destination_s_trouble_is_not_another_s(work: Workplace) -> None:
    """Who has no token is told so; the others are delivered to."""
    work.destinations(over_http("hubspot"), into_files("csv"))
    work.changes([*members(3), *members(2, destination="ads")])
    run = work.deliver()
    assert run.status == 1
    assert "crm stopped. It has no token: set ACTIVATE_CRM_TOKEN" in run.said
    assert len(ads_of(work)[0]) == 2
    work.destinations(over_http("rudderstack"))
    assert "It has no address: set ACTIVATE_CRM_URL" in work.deliver().said


@pytest.mark.parametrize(
    ("prepare", "arguments", "said"),
    [
        (
            None,
            ("--destination", "crn"),
            "There is no destination crn in vars.yml; there are: crm.",
        ),
        (lambda work: work.warehouse.unlink(), (), "Nothing is built at"),
        (
            lambda work: write_mart_without(work.warehouse),
            (),
            "The mart fct_audience_changes can't be read from",
        ),
        (
            lambda work: work.ledger.write_text("this is no ledger" * 100),
            (),
            "can't be used (file is not a database)",
        ),
        (
            lambda work: work.destinations({"destination": "crm", "kind": "fax"}),
            (),
            "destination 'crm', kind: expected webhook or segment or",
        ),
        (
            lambda work: work.monkeypatch.setenv("ACTIVATE_CRM_URL", f"ftp://{TOKEN}@example.com"),
            (),
            "Its address is none: ACTIVATE_CRM_URL",
        ),
    ],
    ids=["destination", "warehouse", "mart", "ledger", "settings", "address"],
)
def test_what_is_missing_is_said_in_a_sentence(
    work: Workplace,
    prepare: Callable[[Workplace], Any] | None,
    arguments: tuple[str, ...],
    said: str,
) -> None:
    """And the exit status is 1."""
    if prepare:
        prepare(work)
    run = work.deliver(*arguments)
    assert run.status == 1
    assert said in run.said


def write_mart_without(warehouse: Path) -> None:
    """A warehouse that was built before the mart was there."""
    warehouse.unlink()
    duckdb.connect(str(warehouse)).close()


def test_without_destinations_there_is_nothing_to_do(work: Workplace) -> None:
    """That is no error."""
    work.destinations()
    run = work.deliver()
    assert (run.status, run.output.strip()) == (
        0,
        "There are no destinations in vars.yml: nothing to deliver.",
    )


def test_a_second_delivery_at_once_is_refused(work: Workplace) -> None:
    """It would send the same; reading the ledger is allowed meanwhile."""
    with receiving() as receiver, writing(work.ledger):
        work.access(receiver)
        run = work.deliver()
        assert run.status == 1
        assert "Another delivery is writing to the ledger" in run.said
        assert not receiver.requests
        assert work.run("status").status == 0
        assert work.deliver("--dry-run").status == 0


def test_a_destination_that_is_gone_is_told_of(work: Workplace) -> None:
    """Its members stay where they are, and somebody should know."""
    with receiving() as receiver:
        work.access(receiver)
        work.deliver()
    work.destinations(into_files("csv"))
    assert (
        "crm is none of the destinations of vars.yml any more and keeps 25" in work.deliver().said
    )


def test_no_secret_is_written_anywhere(work: Workplace) -> None:
    """Not where the server says it back, nor where an address holds it."""
    secret = "path-of-a-secret"

    def reply(request: Request) -> Reply:
        said = {"error": f"{request.headers.get('authorization')} at {request.path}"}
        bad = [row for row in request.messages if row["entity_id"] == "account_05"]
        return Reply(400, said) if bad else Reply()

    with receiving(reply) as receiver:
        work.access(receiver)
        address = receiver.url.replace("http://", "http://me:hunter2hunter2@")
        work.monkeypatch.setenv("ACTIVATE_CRM_URL", f"{address}/{secret}?key=hunter3hunter3")
        runs = [work.deliver(), work.run("status"), work.deliver("--dry-run")]
        assert receiver.requests[0].path == f"/{secret}?key=hunter3hunter3"
    said = "".join(run.output + run.errors for run in runs)
    written = b"".join(path.read_bytes() for path in work.folder.rglob("*") if path.is_file())
    for kept in (secret, "hunter2", "hunter3", TOKEN):
        assert kept not in said
        assert kept.encode() not in written
    assert work.noted("count(*)", "status = 'dead'") == [(1,)]
