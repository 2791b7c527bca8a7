"""Traits and consent arrive as today's values: the project remembers what they were."""

from __future__ import annotations

from pathlib import Path

from conftest import Build, dbt

SUBSCRIPTION = "s1,a1,active,10,month,2024-01-01"
MODELS = ("+int_account_trait_history", "+int_user_trait_history")
INDUSTRIES = """
    select account_id, industry, cast(valid_from as varchar), cast(valid_to as varchar)
    from intermediate.int_account_trait_history
    order by account_id, valid_from
"""
CONSENTS = """
    select user_id, consent_marketing, cast(valid_from as varchar), cast(valid_to as varchar)
    from intermediate.int_user_trait_history
    order by user_id, valid_from
"""


def write_company(raw: Path, industry: str, consent: str | None) -> None:
    """A company of one account and one user; without a consent, users lack the column."""
    asked, answer = ("", "") if consent is None else (",consent_marketing", f",{consent}")
    raw.mkdir(exist_ok=True)
    tables = {
        "accounts": f"account_id,created_at,industry\na1,2024-01-01,{industry}",
        "users": f"user_id,account_id,signed_up_at{asked}\nu1,a1,2024-01-02{answer}",
        "subscriptions": (
            f"subscription_id,account_id,status,amount,billing_interval,valid_from\n{SUBSCRIPTION}"
        ),
    }
    for table, text in tables.items():
        (raw / f"{table}.csv").write_text(f"{text}\n", encoding="utf-8")


def run(folder: Path, as_of_date: str, *options: str) -> Build:
    """Build the histories as of a date."""
    build = dbt(
        *("run", "--select", *MODELS, *options),
        raw=folder / "raw",
        warehouse=folder / "warehouse.duckdb",
        as_of_date=as_of_date,
    )
    assert build.returncode == 0, build.output[-4000:]
    return build


def test_changes_are_remembered(tmp_path: Path) -> None:
    """A change starts a period, and a full refresh forgets nothing, nor does a lost column."""
    write_company(tmp_path / "raw", industry="retail", consent="true")
    run(tmp_path, "2024-02-01")
    write_company(tmp_path / "raw", industry="media", consent="false")
    run(tmp_path, "2024-02-05")
    write_company(tmp_path / "raw", industry="", consent=None)
    build = run(tmp_path, "2024-02-09", "--full-refresh")
    assert build.query(INDUSTRIES) == [
        ("a1", "retail", "1900-01-01", "2024-02-05"),
        ("a1", "media", "2024-02-05", "2024-02-09"),
        ("a1", None, "2024-02-09", None),
    ]
    assert build.query(CONSENTS) == [
        ("u1", True, "1900-01-01", "2024-02-05"),
        ("u1", False, "2024-02-05", "2024-02-09"),
        ("u1", False, "2024-02-09", None),
    ]
