"""Segments that divide the accounts among them: their bridges add up to that of all customers."""

from __future__ import annotations

from pathlib import Path

from conftest import ROOT, Company, dbt, project_with

STATUSES = ("paying", "active_trial", "trial_expired", "paused", "churned", "free")
TERMS = (
    *("customers_start", "customers_end", "customers_churned", "mrr_start", "mrr_new"),
    *("mrr_reactivation", "mrr_expansion", "mrr_contraction", "mrr_churn", "mrr_fx", "mrr_end"),
    *("members_start", "members_end"),
)


def test_a_partition_adds_up(tiny_company: Company, tmp_path: Path) -> None:
    """Each status of an account as a segment: accounts move between them all the time."""
    variables = (ROOT / "vars.yml").read_text(encoding="utf-8").partition("  segments:")[0]
    variables += "  segments:\n" + "".join(
        f"    - segment: is_{status}\n      enter: {{attribute: account_status, is: {status}}}\n"
        for status in STATUSES
    )
    build = dbt(
        *("build", "--resource-type", "model", "--resource-type", "seed"),
        *("--select", "+fct_segment_kpis"),
        raw=tiny_company.raw,
        warehouse=tmp_path / "warehouse.duckdb",
        variables=project_with(tmp_path / "project", variables, with_tests=False),
    )
    assert build.returncode == 0, build.output[-4000:]

    def summed(terms: tuple[str, ...], condition: str) -> list[tuple]:
        sums = ", ".join(f"sum({term})" for term in terms)
        return build.query(
            f"select kpi_month, {sums} from marts.fct_segment_kpis "
            f"where {condition} group by kpi_month order by kpi_month"
        )

    assert summed(TERMS, "segment <> 'all_customers'") == summed(TERMS, "segment = 'all_customers'")
    moves = summed(
        ("mrr_entered - mrr_left", "members_entered - members_left"), "segment <> 'all_customers'"
    )
    newcomers = summed(("members_entered",), "segment = 'all_customers'")
    assert [(month, money) for month, money, _ in moves] == [(month, 0) for month, _ in newcomers]
    assert [(month, members) for month, _, members in moves] == newcomers
