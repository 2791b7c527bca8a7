"""The metrics say what the marts say, at every grain, and of every group."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from dbt_metricflow.cli.cli_configuration import CLIConfiguration
from dbt_metricflow.cli.main import query, validate_configs
from metricflow.engine.metricflow_engine import MetricFlowQueryRequest

from conftest import ROOT, Build, parsed_project

Key = tuple[Any, ...]
Figures = dict[str, float | None]

# metric of all accounts, and with `segment_` before it of a segment: column of fct_segment_kpis
COLUMNS = {
    "mrr": "mrr_end",
    "arr": "12 * mrr_end",
    "customers": "customers_end",
    "arpa": "cast(mrr_end as double) / nullif(customers_end, 0)",
    "mrr_at_start": "mrr_start",
    "gained_mrr": "mrr_new + mrr_reactivation + mrr_expansion",
    "lost_mrr": "mrr_churn + mrr_contraction",
    "customers_at_start": "customers_start",
    "churned_customers": "customers_churned",
    "customer_churn_rate": "customer_churn_rate",
    "gross_mrr_churn_rate": "gross_mrr_churn_rate",
    "net_mrr_churn_rate": "net_mrr_churn_rate",
    "gross_revenue_retention": "gross_revenue_retention",
    "net_revenue_retention": "net_revenue_retention",
    "gross_revenue_retention_12m": "gross_revenue_retention_12m",
    "net_revenue_retention_12m": "net_revenue_retention_12m",
    "quick_ratio": "quick_ratio",
    "activation_rate": "activation_rate",
    "onboarding_completion": "onboarding_completion",
    "core_feature_adoption": "core_feature_adoption",
}
OF_ACCOUNTS = {
    "accounts": "members_end",
    "new_mrr": "mrr_new",
    "reactivation_mrr": "mrr_reactivation",
    "expansion_mrr": "mrr_expansion",
    "contraction_mrr": "mrr_contraction",
    "churned_mrr": "mrr_churn",
    "fx_mrr": "mrr_fx",
    "active_accounts": "active_members",
    "signups": "signed_up",
    "trials": "trials_started",
    "converted_trials": "trials_converted",
    "trial_to_paid": "trial_to_paid",
}
OF_SEGMENTS = {
    "members": "members_end",
    "entered_mrr": "mrr_entered",
    "left_mrr": "mrr_left",
    "ltv": "ltv",
}
OVERLAP = "Segments overlap: group by segment or filter on one; the total is that of all_customers."


@pytest.fixture(scope="module")
def build(tiny_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A copy of the tiny build whose project and profile lie where `mf` looks for them."""
    copy = tiny_build.copy(tmp_path_factory.mktemp("metrics"))
    target = copy.warehouse.with_suffix(".target")
    project = parsed_project(target)
    (project / "target").symlink_to(target)
    shutil.copy(ROOT / "profiles.yml.example", project / "profiles.yml")
    return copy


@pytest.fixture(scope="module")
def metrics(build: Build) -> Iterator[CLIConfiguration]:
    """`mf`, set up as scripts/metrics.py does it: on the published marts."""
    project = build.warehouse.with_suffix(".target") / "project"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAREHOUSE", str(build.warehouse))
        patch.setenv("DBT_TARGET", "published")
        patch.setenv("DO_NOT_TRACK", "1")
        patch.setenv("DBT_PROJECT_DIR", str(project))
        patch.setenv("DBT_PROFILES_DIR", str(project))
        patch.chdir(project)
        configuration = CLIConfiguration()
        configuration.setup(configure_file_logging=False)
        yield configuration


def ask(
    metrics: CLIConfiguration, names: list[str], groups: list[str], **arguments: Any
) -> dict[Key, Figures]:
    """Figures of metrics by group, as MetricFlow computes them."""
    request = MetricFlowQueryRequest.create(
        metric_names=names, group_by_names=groups or None, **arguments
    )
    table = metrics.mf.query(request).result_df
    assert table is not None
    answers = {}
    for row in table.rows:
        values = dict(zip(table.column_names, row, strict=True))
        key = tuple(plain(values[group]) for group in groups)
        answers[key] = {name: number(values[name]) for name in names}
    return answers


def told(build: Build, figures: dict[str, str], groups: list[str], relation: str) -> dict:
    """The same from SQL on the marts: `figures` are expressions by name of the metric."""
    expressions = [*groups, *figures.values()]
    by = f"group by {', '.join(map(str, range(1, len(groups) + 1)))}" if groups else ""
    aggregated = any("sum(" in expression for expression in figures.values())
    rows = build.query(
        f"select {', '.join(expressions)} from {relation} {by if aggregated else ''}"
    )
    return {
        row[: len(groups)]: dict(zip(figures, map(number, row[len(groups) :]), strict=True))
        for row in rows
    }


def plain(value: Any) -> Any:
    """A day where MetricFlow gives a time."""
    return value.date() if hasattr(value, "date") else value


def number(value: Any) -> float | None:
    """Decimals as floats."""
    return None if value is None else float(value)


def agree(one: float | None, other: float | None) -> bool:
    """Whether two figures are one, but for the order of a sum."""
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=1e-9, abs=1e-9)


def assert_same(answers: dict[Key, Figures], expected: dict[Key, Figures], rows: int) -> None:
    """Each figure agrees, and there are as many as there must be."""
    assert len(expected) >= rows
    assert set(answers) == set(expected)
    differing = [
        (key, name, answers[key][name], figure)
        for key, figures in expected.items()
        for name, figure in figures.items()
        if not agree(answers[key][name], figure)
    ]
    assert not differing[:5]
    assert any(figure for figures in expected.values() for figure in figures.values())


def test_mf_validates_the_metrics_without_a_word(metrics: CLIConfiguration) -> None:
    """`mf validate-configs`, also against the warehouse: no error, no warning."""
    outcome = CliRunner().invoke(validate_configs, ["--show-all"], obj=metrics)
    assert outcome.exit_code == 0, outcome.output
    assert "WARNING" not in outcome.output.upper().replace("WARNINGS: 0", ""), outcome.output


def test_mf_query_says_what_the_mart_says(
    build: Build, metrics: CLIConfiguration, tmp_path: Path
) -> None:
    """The command, as people type it."""
    file = tmp_path / "mrr.csv"
    arguments = ["--metrics", "mrr", "--group-by", "metric_time__month", "--csv", str(file)]
    outcome = CliRunner().invoke(query, arguments, obj=metrics)
    assert outcome.exit_code == 0, outcome.output
    with file.open(encoding="utf-8") as lines:
        answers = {row[0][:10]: float(row[1]) for row in list(csv.reader(lines))[1:]}
    assert answers == {
        str(month): pytest.approx(float(mrr))
        for month, mrr in build.query(
            "select kpi_month, mrr_end from marts.fct_segment_kpis where segment = 'all_customers'"
        )
    }


def test_metrics_by_segment_are_the_segments_kpis(build: Build, metrics: CLIConfiguration) -> None:
    """Each figure of each segment and month."""
    figures = {f"segment_{name}": column for name, column in (COLUMNS | OF_SEGMENTS).items()}
    assert_same(
        ask(metrics, list(figures), ["segment_month__segment", "metric_time__month"]),
        told(build, figures, ["segment", "kpi_month"], "marts.fct_segment_kpis"),
        rows=500,
    )


def test_metrics_of_all_accounts_are_those_of_all_customers(
    build: Build, metrics: CLIConfiguration
) -> None:
    """Each figure of each month, from accounts one by one.

    Before anything of its kind is on record a count of the KPIs is null, here it is 0.
    """
    figures = COLUMNS | OF_ACCOUNTS
    answers = ask(metrics, list(figures), ["metric_time__month"])
    expected = told(
        build, figures, ["kpi_month"], "marts.fct_segment_kpis where segment = 'all_customers'"
    )
    for key, of_month in expected.items():
        for name, figure in of_month.items():
            if figure is None and answers[key][name] == 0:
                of_month[name] = 0
    assert_same(answers, expected, rows=20)


@pytest.mark.parametrize(
    ("group", "expression"),
    [
        ("account__country", "dim_accounts.country"),
        ("account__acquisition_channel", "dim_accounts.acquisition_channel"),
        ("account_month__plan_id", "features.plan_id"),
    ],
)
def test_rates_of_groups_are_sums_over_sums(
    build: Build, metrics: CLIConfiguration, group: str, expression: str
) -> None:
    """Over all months at once: churned customers over customers at start, wherever it happened."""
    relation = """
        intermediate.int_account_months as months
        left join marts.dim_accounts on months.account_id = dim_accounts.account_id
        left join marts.fct_account_features as features
            on months.account_id = features.account_id
            and features.as_of_date = case
                when is_churned then months.kpi_month - 1 else months.month_end_date
            end
    """
    start = "nullif(sum(months.mrr_start), 0)"
    figures = {
        "churned_customers": "sum(is_churned::int)",
        "customer_churn_rate": "sum(is_churned::int) / nullif(sum(is_paying_start::int), 0)",
        "gross_mrr_churn_rate": f"sum(mrr_churn + mrr_contraction) / {start}",
        "net_revenue_retention": "sum(case when is_paying_start then mrr_end else 0 end)"
        " / nullif(sum(mrr_start_at_end_rates), 0)",
    }
    assert_same(
        ask(metrics, list(figures), [group]),
        told(build, figures, [expression], relation),
        rows=5,
    )


def test_states_of_a_quarter_are_those_of_its_last_month(
    build: Build, metrics: CLIConfiguration
) -> None:
    """MRR doesn't add up over months, movements do, and rates weigh each month by its start."""
    last = "arg_max({}, kpi_month) + 0 * sum(1)"
    figures = {
        "mrr": last.format("mrr_end"),
        "customers": last.format("customers_end"),
        "arpa": "arg_max(mrr_end::double, kpi_month)"
        " / nullif(arg_max(customers_end, kpi_month), 0) + 0 * sum(1)",
        "lost_mrr": "sum(mrr_churn + mrr_contraction)",
        "customer_churn_rate": "sum(customers_churned) / nullif(sum(customers_start), 0)",
    }
    assert_same(
        ask(metrics, list(figures), ["metric_time__quarter"]),
        told(
            build,
            figures,
            ["date_trunc('quarter', kpi_month)::date"],
            "marts.fct_segment_kpis where segment = 'all_customers'",
        ),
        rows=7,
    )


@pytest.mark.parametrize(
    "group",
    ["account_month__persona_name", "account_month__plan_tier", "account__industry"],
)
def test_groups_add_up_to_all(metrics: CLIConfiguration, group: str) -> None:
    """Each account is in one of them, those of whom nothing is known among them."""
    names = ["mrr", "customers", "accounts", "churned_customers"]
    grouped = ask(metrics, names, [group])
    total = ask(metrics, names, [])[()]
    assert {
        name: pytest.approx(sum(figures[name] or 0 for figures in grouped.values()))
        for name in names
    } == total


def test_ltv_over_a_year_is_that_of_the_marts(build: Build, metrics: CLIConfiguration) -> None:
    """Twelve complete months of all accounts, to the cent."""
    ((month, ltv),) = build.query(
        "select max(kpi_month), arg_max(ltv, kpi_month) from marts.fct_segment_kpis "
        "where segment = 'all_customers' and is_complete and ltv is not null"
    )
    first = date(month.year - (month.month < 12), month.month % 12 + 1, 1)
    answer = ask(
        metrics,
        ["ltv"],
        [],
        time_constraint_start=datetime.combine(first, time()),
        time_constraint_end=datetime.combine(month, time()),
    )
    assert answer[()]["ltv"] == pytest.approx(float(ltv), abs=0.006)


def test_each_metric_of_segments_says_how_to_ask_it() -> None:
    """Segments overlap, so their sum is nobody's."""
    path = ROOT / "models" / "marts" / "kpis" / "fct_segment_kpis.yml"
    described = yaml.safe_load(path.read_text(encoding="utf-8"))
    defined = described["models"][0]["metrics"] + described["metrics"]
    assert len(defined) > len(COLUMNS)
    assert not [metric["name"] for metric in defined if OVERLAP not in metric["description"]]


def test_metrics_without_a_warehouse_say_what_to_do(tmp_path: Path) -> None:
    """One sentence, no stack trace."""
    outcome = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "metrics.py"), "list", "metrics"],
        env=os.environ | {"WAREHOUSE": str(tmp_path / "none.duckdb"), "DBT_TARGET": "duckdb"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 1
    assert "make build" in " ".join(outcome.stderr.split())
    assert "Traceback" not in outcome.stderr
