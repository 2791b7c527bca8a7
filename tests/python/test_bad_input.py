"""Input that does not fit the contract: what is said of it, and that nothing else is harmed."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from pathlib import Path

import duckdb
import pytest

from conftest import Build, Company, dbt

ACCOUNTS = "account_id,created_at\na1,2024-01-01\n"
SUBSCRIPTIONS = (
    "subscription_id,account_id,status,amount,billing_interval,valid_from\n"
    "s1,a1,active,10,month,2024-01-01\n"
)


def write(folder: Path, **files: str | bytes) -> Path:
    """Write files (a double underscore in a name stands for the dot), queries as Parquet."""
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif path.suffix == ".parquet":
            duckdb.sql(content).write_parquet(str(path))
        else:
            path.write_text(content, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def published(tiny_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse that was built and published before the bad input came."""
    return tiny_build.copy(tmp_path_factory.mktemp("published")).warehouse


def check_refusal(raw: Path, warehouse: Path, *expected: tuple[str, ...]) -> None:
    """The build refuses the folder in these words, and readers notice nothing."""
    before = hashlib.sha256(warehouse.read_bytes()).digest()
    build = dbt("build", raw=raw, warehouse=warehouse)
    assert build.returncode != 0
    assert "Traceback" not in build.output
    assert f"{len(expected)} problem" in build.output, build.output[-3000:]
    lines = build.output.splitlines()
    for words in expected:
        assert any(all(word in line for word in words) for line in lines), (words, build.output)
    assert hashlib.sha256(warehouse.read_bytes()).digest() == before
    assert build.published("select count(*) from dim_accounts") != [(0,)]


def test_every_broken_table_is_told_in_one_message(tmp_path: Path, published: Path) -> None:
    """Columns that are missing or cannot be read, and files that are no tables, all at once."""
    folder = write(
        tmp_path,
        accounts__parquet="select 'a1' as account_id, {'at': 1} as created_at",
        subscriptions__csv=SUBSCRIPTIONS.replace("amount", "price"),
        users__csv="user_id,account_id,signed_up_at\nu1,a1,31/12/2024\nu2,a1,\nu3,a1,30/12/2024\n",
        invoices__parquet=b"not a Parquet file, though its name says so",
        payments__csv__gz=b"not compressed, though its name says so",
        plans__csv="plan_id,plan_name\np1,Pro\np2,Max,Plus\np3\n",
        tickets__csv="",
        account_notes__csv="note_id,NOTE_ID,account_id,written_at,body\nn1,n1,a1,2024-01-01,x\n",
        opportunities__csv="stage\n",
        opportunities__parquet="select 'demo' as stage",
        survey_responses__parquet="select 1700000000 as responded_at, 'r1' as response_id,"
        " 'a1' as account_id, 'nps' as survey_type, 'x'::blob as score",
        marketing_spend__csv="spend_date,channel,amount\n2024-01-01,café,1\n".encode("latin-1"),
        plan_features__csv="plan_id,feature\np1,dashboards\n".encode("utf-16"),
        exchange_rates__csv="rate_date,rate\n2024-01-01,1\r\n2024-01-02,1\n",
    )
    check_refusal(
        folder,
        published,
        ("accounts.created_at", "STRUCT", "a timestamp such as 2024-12-31"),
        ("subscriptions.amount", "missing", "price", "a number such as 12.50"),
        ("users.signed_up_at", "no cell", "'30/12/2024'", "a timestamp such as"),
        ("invoices:", "invoices.parquet cannot be read", "a whole Parquet file"),
        ("payments:", "payments.csv.gz cannot be read"),
        ("plans:", "line 3 of the file", "Expected Number of Columns: 2 Found: 3", "p2,Max,Plus"),
        ("plans:", "line 4 of the file", "Expected Number of Columns: 2 Found: 1", "p3"),
        ("tickets:", "tickets.csv is empty", "the names of the columns"),
        ("account_notes.note_id", "2 times", "once"),
        ("opportunities:", "both Parquet and CSV", "one kind"),
        ("survey_responses.responded_at", "INTEGER", "a timestamp such as"),
        ("survey_responses.score", "BLOB", "a number such as 12.50"),
        ("marketing_spend:", "line 2 of the file", "UTF-8"),
        ("plan_features:", "a first line that is not UTF-8", "a text file in UTF-8"),
        ("exchange_rates.from_currency", "missing", "rate_date, rate"),
        ("exchange_rates.to_currency", "missing"),
        ("exchange_rates:", "lines that end in different ways"),
    )


def test_tables_that_must_be_there(tmp_path: Path, published: Path) -> None:
    """Accounts, and a history of what they paid or did."""
    folder = write(tmp_path, users__csv="user_id,account_id,signed_up_at\nu1,a1,2024-01-01\n")
    check_refusal(
        folder,
        published,
        ("the table accounts is missing", "found: users", "account_id, created_at"),
        ("the tables events and subscriptions are both missing", "at least one of them"),
    )


def test_no_folder_at_all(tmp_path: Path, published: Path) -> None:
    """A folder that doesn't exist, or one without a table."""
    check_refusal(tmp_path / "nowhere", published, ("nowhere", "no such folder", "Set RAW_DIR"))


def test_one_bad_cell_is_one_bad_row(tmp_path: Path) -> None:
    """Texts are read cell by cell, whatever the tool that wrote the file thinks of a cell."""
    folder = write(
        tmp_path / "it's [the] *raw* folder",
        **{
            "accounts/1__csv": 'Account_ID;created_at ;employee_count;"owner";colour\n'
            ' a1 ;2024-01-01T01:30:00+02:00;12.0;"O\'Neill; ""Kim""";red\n'
            "a2;2024-01-02 10:00:00Z;;;red\n",
            "accounts/2__csv": "created_at,account_id\n2024-01-03,a3\nsoon,a4\n,a5\ninfinity,a6\n",
            "accounts/3__csv": "\ufeffaccount_id,created_at,owner\r\n"
            'a7,2024-01-07,"Zoë\nBö"\r\n'.encode(),
        },
        users__parquet="select 1.0::double as user_id, 'a1' as account_id,"
        " timestamptz '2024-01-01 00:00:00-05:00' as signed_up_at, 1 as consent_profiling,"
        " null as email",
        subscriptions__csv=SUBSCRIPTIONS
        + "s2,a2,active,10.005,month,2024-01-01\ns3,a3,active,€ 9,month,2024-01-01\n",
        events__parquet="select 'e1' as event_id, 'login' as event_name,"
        " date '2024-01-05' as occurred_at, {'page': 'home', 'ms': 5} as properties",
    )
    zipped = folder / "plans.csv.gz"
    zipped.write_bytes(gzip.compress(b"plan_id,plan_name,seat_limit\np1,Pro,2.5\np2,Max,3.0\n"))
    build = dbt(
        *("run", "--select", "staging"), raw=folder, warehouse=tmp_path / "warehouse.duckdb"
    )
    assert build.returncode == 0, build.output[-3000:]

    accounts = build.query(
        "select account_id, cast(created_at as varchar), employee_count, owner, unreadable_cells "
        "from staging.stg_crm__accounts order by account_id"
    )
    assert accounts == [
        ("a1", "2023-12-31 23:30:00", 12, 'O\'Neill; "Kim"', None),
        ("a2", "2024-01-02 10:00:00", None, None, None),
        ("a3", "2024-01-03 00:00:00", None, None, None),
        ("a4", None, None, None, "created_at: 'soon' is not a timestamp"),
        ("a5", None, None, None, None),
        ("a6", None, None, None, "created_at: 'infinity' is not a timestamp"),
        ("a7", "2024-01-07 00:00:00", None, "Zoë\nBö", None),
    ]
    assert build.query(
        "select user_id, cast(signed_up_at as varchar), consent_profiling, email, device "
        "from staging.stg_crm__users"
    ) == [("1", "2024-01-01 05:00:00", True, None, None)]
    assert build.query(
        "select cast(amount as varchar), unreadable_cells "
        "from staging.stg_billing__subscriptions order by subscription_id"
    ) == [("10.00", None), ("10.01", None), (None, "amount: '€ 9' is not a number")]
    assert build.query(
        "select cast(occurred_at as varchar), cast(received_at as varchar), properties "
        "from staging.stg_product__events"
    ) == [("2024-01-05 00:00:00", None, '{"page":"home","ms":5}')]
    assert build.query(
        "select seat_limit, unreadable_cells from staging.stg_product__plans order by plan_id"
    ) == [(None, "seat_limit: '2.5' is not a whole number"), (3, None)]
    assert build.query("select count(*) from staging.stg_support__tickets") == [(0,)]


def test_quarantine_holds_what_was_injected(tiny_build: Build, tiny_company: Company) -> None:
    """Every bad row of the simulated company, no other, each for its true reason.

    Rows of who asked for erasure are nowhere, the bad ones included.
    """
    difference = """
        select * from {} except all select * from {}
    """
    raw = tiny_company.raw
    asked = (
        f"select entity_id from '{raw}/erasure_requests.parquet' "
        "where entity = 'user' and requested_at is not null"
    )
    of_erased = " union all ".join(
        f"select '{table}' as table_name, {key} as row_key from '{raw}/{files}' "
        f"where user_id in ({asked})"
        for table, key, files in (
            ("users", "user_id", "users.parquet"),
            ("events", "event_id", "events/*.parquet"),
            ("tickets", "ticket_id", "tickets.parquet"),
            ("survey_responses", "response_id", "survey_responses.parquet"),
        )
    )
    found = "(select table_name, row_key, rejected_because from marts.quarantined_rows)"
    truth = (
        f"(select table_name, row_key, reason from '{tiny_company.truth}/bad_rows.parquet' "
        f"where (table_name, row_key) not in (from ({of_erased}) where row_key is not null) "
        "and not (split_part(row_key, ' | ', 1) = "
        f"'user' and split_part(row_key, ' | ', 2) in ({asked})) "
        f"except all select table_name, '(none)', 'missing_value' from ({of_erased}) "
        "where row_key is null)"
    )
    assert tiny_build.query(difference.format(found, truth)) == []
    assert tiny_build.query(difference.format(truth, found)) == []


def test_too_much_quarantine_fails_the_build(tmp_path: Path, tiny_company: Company) -> None:
    """Above max_quarantined_share the table, the share and the commonest reason are named."""
    folder = tmp_path / "raw"
    shutil.copytree(tiny_company.raw, folder)
    table = folder / "payments.parquet"
    payments = duckdb.sql(
        f"select * replace (if(random() < 0.5, 'lost', status) as status) from '{table}'"
    ).to_arrow_table()
    duckdb.sql("select * from payments").write_parquet(str(table))
    assert payments.num_rows > 0
    build = dbt(
        *("build", "--select", "+int_quarantined_shares"),
        *("assert_quarantined_share_is_small", "--exclude-resource-type", "unit_test"),
        raw=folder,
        warehouse=tmp_path / "warehouse.duckdb",
    )
    assert build.returncode != 0
    told = [line for line in build.output.splitlines() if "payments:" in line]
    assert told, build.output[-3000:]
    assert "more than the 5.0 % of max_quarantined_share" in told[0]
    assert "unknown_value" in told[0]
    assert "status is 'lost'" in told[0]
