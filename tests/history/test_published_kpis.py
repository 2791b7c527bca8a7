"""KPIs of closed months stay as published; what later data would change is listed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from conftest import Build, dbt

MONTHS = """
    select strftime(kpi_month, '%Y-%m'), mrr_end, is_settled
    from marts.fct_segment_kpis
    where segment = 'all_customers'
    order by kpi_month
"""
RESTATEMENTS = """
    select strftime(kpi_month, '%Y-%m'), figure, published, recomputed
    from intermediate.int_kpi_restatements
    where segment = 'all_customers' and figure in ('mrr_end', 'members_end')
    order by kpi_month, figure
"""


def write_company(raw: Path, first_amount: str, last_amount: str) -> None:
    """An account that pays one amount up to the end of February and another from then on."""
    raw.mkdir(exist_ok=True)
    (raw / "accounts.csv").write_text("account_id,created_at\na1,2025-01-05\n", encoding="utf-8")
    (raw / "subscriptions.csv").write_text(
        "subscription_id,account_id,status,amount,billing_interval,valid_from,valid_to\n"
        f"s1,a1,active,{first_amount},month,2025-01-05,2025-03-01\n"
        f"s1,a1,active,{last_amount},month,2025-03-01,\n",
        encoding="utf-8",
    )


def run(folder: Path, as_of_date: str, *options: str) -> Build:
    """Build every model as of a date."""
    build = dbt(
        *("build", "--resource-type", "model", "--resource-type", "seed", *options),
        raw=folder / "raw",
        warehouse=folder / "warehouse.duckdb",
        as_of_date=as_of_date,
    )
    assert build.returncode == 0, build.output[-4000:]
    return build


def money(*figures: tuple[str, str, bool]) -> list[tuple[str, Decimal, bool]]:
    """Expected months."""
    return [(month, Decimal(amount), is_settled) for month, amount, is_settled in figures]


def test_settled_months_stay_and_restatements_are_listed(tmp_path: Path) -> None:
    """What is settled stays, what is not follows the data, and a rebuild rewrites everything."""
    write_company(tmp_path / "raw", first_amount="10", last_amount="10")
    build = run(tmp_path, "2025-03-02")
    assert build.query(MONTHS) == money(
        ("2025-01", "10", True), ("2025-02", "10", False), ("2025-03", "10", False)
    )
    assert build.query(RESTATEMENTS) == []

    write_company(tmp_path / "raw", first_amount="30", last_amount="40")
    build = run(tmp_path, "2025-03-10")
    assert build.query(MONTHS) == money(
        ("2025-01", "10", True), ("2025-02", "30", True), ("2025-03", "40", False)
    )
    assert build.query(RESTATEMENTS) == [("2025-01", "mrr_end", 10, 30)]

    build = run(tmp_path, "2025-03-11", "--full-refresh")
    assert build.query(MONTHS) == money(
        ("2025-01", "30", True), ("2025-02", "30", True), ("2025-03", "40", False)
    )
    assert build.query(RESTATEMENTS) == []
