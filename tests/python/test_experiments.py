"""Experiments held against the truth of the demo company, and against numpy and published figures.

The models' own statements are run, by themselves, on made-up or damaged input.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import duckdb
import numpy as np
import pytest

from conftest import Build, Company

INTERVALS = (
    "int_experiment_moments",
    "int_experiment_adjusted_arms",
    "int_experiment_differences",
    "int_experiment_tails",
    "int_experiment_intervals",
    "int_experiment_exact_tests",
)
# What each experiment changes in truth, and which way the metric counts it.
OUTCOMES = {"onboarding_by_persona": ("trial_to_paid", 1), "usage_nudges": ("customer_churn", -1)}


class Statements:
    """The models' statements, on a warehouse whose relations can be replaced by others."""

    def __init__(self, build: Build) -> None:
        manifest = json.loads(
            (build.warehouse.with_suffix(".target") / "manifest.json").read_text(encoding="utf-8")
        )
        self.nodes = {node["name"]: node for node in manifest["nodes"].values()}
        self.connection = duckdb.connect()
        self.connection.execute(f"attach '{build.work_file}' (read_only)")
        self.replaced: dict[str, str] = {}

    def replace(self, name: str, query: str) -> None:
        """From now on another query's rows stand for a relation; `{name}` is what it was."""
        rows = query.format(**{name: self.relation(name)})
        self.connection.execute(f"create or replace temp table new_{name} as {rows}")
        self.replaced[name] = f"new_{name}"

    def relation(self, name: str) -> str:
        """A model's or seed's relation, or what stands for it."""
        return self.replaced.get(name) or self.nodes[name]["relation_name"]

    def run(self, *names: str) -> None:
        """Run models in this order; each reads what the ones before it gave."""
        for name in names:
            self.connection.execute(f"create or replace temp table ran_{name} as {self.sql(name)}")
            self.replaced[name] = f"ran_{name}"

    def sql(self, name: str) -> str:
        """A model's or test's statement on the relations as they stand now."""
        node = self.nodes[name]
        # The build leaves tests out, and so dbt has compiled none.
        sql = node.get("compiled_code") or re.sub(
            r"\{\{ ref\('(\w+)'\) \}\}",
            lambda reference: self.nodes[reference[1]]["relation_name"],
            node["raw_code"],
        )
        for replaced, by in self.replaced.items():
            sql = sql.replace(self.nodes[replaced]["relation_name"], by)
        return sql

    def rows(self, query: str) -> list[tuple]:
        """Rows of a query that names relations in braces."""
        names = {name for name in self.nodes if f"{{{name}}}" in query}
        return self.connection.execute(
            query.format(**{name: self.relation(name) for name in names})
        ).fetchall()


@pytest.fixture
def demo(demo_build: Build) -> Iterator[Statements]:
    """The demo company's statements, nothing replaced yet."""
    statements = Statements(demo_build)
    yield statements
    statements.connection.close()


def compare_by_kind(demo: Statements, demo_company: Company) -> None:
    """Run all comparisons with the latent kinds as segments."""
    effects = demo_company.truth / "effects.parquet"
    demo.replace(
        "int_experiment_segment_units",
        f"""
        select
            experiment_id, 'drawn' as chosen, 'everyone' as segment, 'account' as entity,
            account_id as entity_id
        from '{effects}'
        union all
        select experiment_id, 'drawn', kind, 'account', account_id from '{effects}'
        """,
    )
    demo.run(*INTERVALS)


@pytest.mark.parametrize("experiment", OUTCOMES)
def test_true_effects_lie_in_the_intervals(
    demo: Statements, demo_company: Company, experiment: str
) -> None:
    """Overall and per latent kind: fixed (exact where samples are tiny), adjusted, always valid."""
    compare_by_kind(demo, demo_company)
    metric, sign = OUTCOMES[experiment]
    found = demo.rows(
        f"""
        with truth as (
            select coalesce(kind, 'everyone') as segment, {sign} * avg(effect) as effect
            from '{demo_company.truth / "effects.parquet"}'
            where experiment_id = '{experiment}' and effect is not null
            group by grouping sets ((), (kind))
        )

        select
            truth.segment,
            effect,
            exact.experiment_id is not null,
            coalesce(score_low, interval_low),
            coalesce(score_high, interval_high),
            adjusted_low,
            adjusted_high,
            sequential_low,
            sequential_high
        from truth
        left join {{int_experiment_intervals}} as fixed
            on truth.segment = fixed.segment
            and fixed.experiment_id = '{experiment}' and fixed.metric = '{metric}'
        left join {{int_experiment_exact_tests}} as exact
            on truth.segment = exact.segment
            and exact.experiment_id = '{experiment}' and exact.metric = '{metric}'
        """
    )
    assert len(found) == 6
    for segment, effect, is_exact, low, high, *approximate in found:
        assert low <= effect <= high, segment
        if not is_exact:
            assert approximate[0] <= effect <= approximate[1], segment
            assert approximate[2] < low <= high < approximate[3], segment


def test_cuped_narrows_intervals_of_use(demo: Statements) -> None:
    """By a fifth at least, for each metric of how much accounts use the product."""
    narrower = demo.rows(
        """
        select metric, 1 - adjusted_standard_error / standard_error
        from {int_experiment_differences}
        where experiment_id = 'usage_nudges'
            and population = 'assigned'
            and segment = 'all_customers'
            and metric in (
                'active_days', 'weekly_active_accounts', 'core_events', 'core_feature_adoption'
            )
        """
    )
    assert len(narrower) == 4
    assert min(share for _, share in narrower) >= 0.2, narrower


def test_the_alarm_is_for_damaged_assignments_alone(demo: Statements) -> None:
    """A third of one arm is lost: both experiments raise it, and neither did before."""
    names = ", ".join(f"'{name}'" for name in OUTCOMES)
    query = (
        "select is_sample_ratio_off, blocked_because from {int_experiment_checks} "
        f"where experiment_id in ({names})"
    )
    assert demo.rows(query) == [(False, None)] * 2
    demo.replace(
        "int_experiment_enrolments",
        """
        select * from {int_experiment_enrolments}
        where variant = 'control' or hash(entity_id) % 3 > 0
        """,
    )
    demo.run("int_experiment_checks")
    found = demo.rows(query)
    assert len(found) == 2
    for is_off, because in found:
        assert is_off
        assert because.startswith("not to be trusted: the arms (control ")


def verdicts(demo: Statements) -> dict[str, set[str]]:
    """The verdicts of each experiment, from checks that are made anew."""
    demo.run("int_experiment_checks", "fct_experiment_results", "rpt_experiment_health")
    found: dict[str, set[str]] = {}
    for experiment, verdict in demo.rows(
        """
        select experiment_id, verdict from {fct_experiment_results}
        union all
        select experiment_id, verdict from {rpt_experiment_health}
        """
    ):
        found.setdefault(experiment, set()).add(verdict)
    return found


def test_too_early_is_no_verdict(demo: Statements) -> None:
    """On the fourth day of 28, whatever the figures say."""
    assert "too early" not in str(verdicts(demo))
    demo.replace("int_run", "select date '2026-04-26' as as_of_date")
    demo.replace(
        "int_experiment_enrolments",
        "select * from {int_experiment_enrolments} where assigned_on <= date '2026-04-26'",
    )
    assert verdicts(demo)["usage_nudges"] == {"too early: 4 of 28 days"}


def test_clicks_alone_are_refused_in_words(demo: Statements) -> None:
    """By a failing test before the results, and in the verdicts of whoever skips tests."""
    assert not demo.rows(demo.sql("assert_experiments_are_well_defined"))
    demo.replace(
        "int_experiment_definitions",
        """
        select * replace (
            case experiment_id when 'usage_nudges' then 'billing_page_views' else primary_metric end
                as primary_metric
        )
        from {int_experiment_definitions}
        """,
    )
    demo.run("int_experiment_parts", "int_experiment_problems")
    sentence = "clicks alone decide nothing: name a metric of what the customer gains"
    assert demo.rows(demo.sql("assert_experiments_are_well_defined")) == [
        (
            "usage_nudges",
            "primary_metric",
            f"Experiment usage_nudges, primary_metric: {sentence}.",
        )
    ]
    found = verdicts(demo)
    assert found["usage_nudges"] == {f"refused: primary_metric: {sentence}"}
    assert not any("refused" in verdict for verdict in found["onboarding_by_persona"])


def test_money_is_winsorised_at_the_registered_quantile(demo: Statements) -> None:
    """Of both arms together, as numpy has it; the demo company's largest figures are cut."""
    raw = np.array(
        demo.rows(
            """
            select numerator from {int_experiment_revenue_values}
            where experiment_id = 'usage_nudges' and metric = 'expansion_mrr'
                and population = 'assigned' and period = 'after'
            """
        )
    )
    (highest,), *_ = demo.rows(
        """
        select max(numerator) from {int_experiment_unit_values}
        where experiment_id = 'usage_nudges' and metric = 'expansion_mrr'
            and population = 'assigned'
        """
    )
    assert highest == pytest.approx(np.quantile(raw, 0.99), rel=1e-9)
    assert highest < raw.max()


def made_up_units(demo: Statements, units: list[tuple]) -> None:
    """Units of a made-up experiment; figures and errors are worked out from them."""
    columns = "variant, numerator, denominator, past_numerator, past_denominator, has_past"
    demo.connection.execute(
        "create temp table made_up (entity_id varchar, variant varchar, numerator double, "
        "denominator double, past_numerator double, past_denominator double, has_past integer)"
    )
    demo.connection.executemany("insert into made_up values (?, ?, ?, ?, ?, ?, ?)", units)
    demo.replace(
        "int_experiment_unit_values",
        f"""
        select 'usage_nudges' as experiment_id, 'assigned' as population, entity_id,
            'customer_churn' as metric, {columns}
        from made_up
        """,
    )
    demo.replace(
        "int_experiment_segment_units",
        """
        select 'usage_nudges' as experiment_id, 'drawn' as chosen, 'everyone' as segment, entity_id
        from made_up
        """,
    )
    demo.run(*INTERVALS)


def test_units_without_a_past_are_told_by_an_indicator(demo: Statements) -> None:
    """The adjusted difference and its error are those of least squares on past and indicator."""
    draw = np.random.default_rng(5)
    treated = draw.random(600) < 0.5
    has_past = draw.random(600) < 0.6
    past = np.where(has_past, draw.normal(10, 3, 600), 0)
    figure = 2 + 0.8 * past - 3 * has_past + 0.5 * treated + draw.normal(0, 1, 600)
    made_up_units(
        demo,
        [
            (str(unit), arm, figure[unit], 1.0, past[unit], 1.0, int(has_past[unit]))
            for unit, arm in enumerate(np.where(treated, "treatment", "control"))
        ],
    )
    covariates = np.column_stack([past, has_past])
    centred = covariates - covariates.mean(axis=0)
    thetas = np.linalg.lstsq(centred, figure - figure.mean(), rcond=None)[0]
    left = figure - centred @ thetas
    arms = left[treated], left[~treated]
    error = np.sqrt(sum(arm.var(ddof=1) / len(arm) for arm in arms))
    ((*found,),) = demo.rows(
        """
        select theta_past, theta_has_past, adjusted_difference, adjusted_standard_error
        from {int_experiment_differences}
        """
    )
    assert found == pytest.approx([*thetas, arms[0].mean() - arms[1].mean(), error], rel=1e-9)
    assert error < 0.5 * np.sqrt(
        figure[treated].var() / treated.sum() + figure[~treated].var() / (~treated).sum()
    )


@pytest.mark.parametrize(
    ("treatment", "control", "low", "high"),
    [
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_tiny_samples_have_the_published_intervals(
    demo: Statements, treatment: tuple[int, int], control: tuple[int, int], low: float, high: float
) -> None:
    """Of R. G. Newcombe, Statistics in Medicine 17 (1998), table II, method 10."""
    made_up_units(
        demo,
        [
            (f"{arm}{unit}", arm, float(unit < successes), 1.0, 0.0, 1.0, 0)
            for arm, (successes, units) in (("treatment", treatment), ("control", control))
            for unit in range(units)
        ],
    )
    ((*found,),) = demo.rows("select score_low, score_high from {int_experiment_exact_tests}")
    assert found == pytest.approx([low, high], abs=0.00006)


def test_an_experiment_without_units_says_so(demo: Statements) -> None:
    """A company that draws nobody still gets every comparison, and no figure."""
    demo.replace("int_experiment_enrolments", "select * from {int_experiment_enrolments} limit 0")
    demo.run(
        "int_experiment_windows",
        "int_experiment_daily_values",
        "int_experiment_lifecycle_values",
        "int_experiment_revenue_values",
        "int_experiment_unit_values",
        "int_experiment_segment_units",
        *INTERVALS,
        "int_experiment_comparisons",
        "int_experiment_figures",
    )
    found = verdicts(demo)
    assert [found[name] for name in OUTCOMES] == [{"nobody was drawn yet"}] * 2
    assert demo.rows(
        "select distinct units, difference, missing_because from {fct_experiment_results}"
    ) == [(0, None, "no unit to be measured in an arm")]
