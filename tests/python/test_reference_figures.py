"""MRR, churn and retention against figures that two independent implementations agree on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import foreign_data
from conftest import dbt, shared_data

FIGURES = """
    select
        kpi_month,
        customers_start,
        customers_end,
        customers_churned,
        mrr_start,
        mrr_churn,
        mrr_contraction,
        mrr_expansion,
        mrr_new + mrr_reactivation,
        mrr_end,
        net_revenue_retention
    from marts.fct_segment_kpis
    where segment = 'all_customers'
"""


@pytest.mark.parametrize(
    ("name", "mapping"),
    [("crm5", foreign_data.crm5), ("simple_app", foreign_data.simple_app)],
)
def test_figures_equal_the_reference(
    name: str, mapping: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    """Every figure of every month, to the cent."""
    source = shared_data(name)
    raw = mapping(source, tmp_path / "raw")
    build = dbt(
        *("build", "--resource-type", "model", "--resource-type", "seed"),
        *("--select", "+fct_segment_kpis"),
        raw=raw,
        warehouse=tmp_path / "warehouse.duckdb",
    )
    assert build.returncode == 0, build.output[-4000:]
    found = {month: figures for month, *figures in build.query(FIGURES)}
    reference = duckdb.sql(f"from read_csv('{source / 'reference_monthly.csv'}')").fetchall()
    assert reference
    for month, *expected in reference:
        *money, retention = found[month]
        assert money == expected[:-1], month
        assert retention == pytest.approx(expected[-1], rel=1e-12), month
