"""What the simulated company hides in its invoices, found account by account."""

from __future__ import annotations

from pathlib import Path

from conftest import dbt, simulate

FOUND = "select distinct account_id from intermediate.int_mrr_invoice_differences"
INJECTED = """
    select distinct truth.account_id
    from read_parquet('{truth}/invoice_differences.parquet') as truth
    inner join intermediate.int_invoices_checked as invoice using (invoice_id)
    cross join intermediate.int_run as run
    where invoice.rejected_because is null and cast(invoice.issued_at as date) <= run.as_of_date
"""


def test_invoices_differ_from_mrr_exactly_where_they_were_made_to(tmp_path: Path) -> None:
    """Fees that nobody agreed to and forgotten seats, and nothing else."""
    company = simulate(tmp_path, "--accounts", "1000")
    build = dbt(
        *("build", "--exclude-resource-type", "test", "unit_test"),
        *("--select", "+int_mrr_invoice_differences"),
        raw=company.raw,
        warehouse=tmp_path / "warehouse.duckdb",
    )
    assert build.returncode == 0, build.output[-4000:]
    injected = build.query(INJECTED.format(truth=company.truth))
    assert injected
    assert sorted(build.query(FOUND)) == sorted(injected)
