"""The macros of macros/stats against scipy, on DuckDB; stats_macros_match_published_values holds
the other engines to the same figures.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from scipy import special, stats

from rendered_sql import Macro, stats_macros

Floats = np.ndarray
TOLERANCE = 1e-9
LEAST_TAIL = 1e-15
DEGREES = (0.01, 0.1, 0.3, 0.5, 1, 1.5, 2, 2.5, 3, 3.7, 5, 7.2, 10, 15, 20, 30.5, 50, 100, 301.7)
HUGE_DEGREES = (1e3, 1e4, 1e5, 1e6, 1e8, 1e10, 1e14)


@pytest.fixture(scope="module")
def macros() -> dict[str, Macro]:
    """Every macro by its name."""
    return stats_macros()


def query(sql: str, **columns: object) -> Floats:
    """The column `figure` of a query over the given columns; null is not a number."""
    with duckdb.connect() as connection:
        connection.register("given", pa.table(columns))
        figures = connection.sql(sql).to_arrow_table()["figure"]
        return np.array([np.nan if value is None else value for value in figures.to_pylist()])


def evaluated(expression: str, **columns: object) -> Floats:
    """An expression for each of the given rows."""
    return query(f"select cast({expression} as double) as figure from given", **columns)


def assert_equal(found: Floats, expected: Floats, tolerance: float = TOLERANCE) -> None:
    """Equal to the tolerance, both absolutely and relatively."""
    assert len(found) == len(expected) > 20
    assert np.abs(found - expected).max() <= tolerance
    assert (np.abs(found - expected) / np.maximum(np.abs(expected), 1e-300)).max() <= tolerance


def grid(first: object, second: object) -> tuple[Floats, Floats]:
    """Every pair of the two."""
    one, other = np.meshgrid(first, second)
    return one.ravel(), other.ravel()


def test_normal_tails(macros: dict[str, Macro]) -> None:
    """Both sides of 0, where one formula gives way to the next, and far out."""
    z = np.concatenate([np.linspace(-8, 8, 4001), [5.2499, 5.25, 5.2501, -37, 0]])
    tail = 2 * special.ndtr(-np.abs(z))
    assert_equal(evaluated(macros["normal_cdf"]("z"), z=z), special.ndtr(z))
    assert_equal(evaluated(macros["normal_tail"]("z"), z=z), tail)


def test_normal_quantiles(macros: dict[str, Macro]) -> None:
    """In the middle and in tails of 1e-299."""
    p = np.concatenate([np.logspace(-299, -1, 2000), np.linspace(0.0001, 0.9999, 5002)])
    assert_equal(evaluated(macros["normal_quantile"]("p"), p=p), special.ndtri(p))


def test_ln_gamma(macros: dict[str, Macro]) -> None:
    """Against what it adds up to near its zeros 1 and 2; logarithms of huge numbers relatively."""
    x = np.concatenate([np.logspace(-8, 8, 4000), np.linspace(0.5, 30, 500), [1, 2]])
    expected = special.gammaln(x)
    error = np.abs(evaluated(macros["ln_gamma"]("x"), x=x) - expected)
    assert (error / np.maximum(np.abs(expected), 1)).max() <= 1e-12


def test_half_gamma_ratios(macros: dict[str, Macro]) -> None:
    """Of numbers whose gamma function is finite, by it; of huge ones, by their limit."""
    n = np.concatenate([np.logspace(-3, 2.5, 500), np.logspace(10, 15, 50)])
    expected = np.where(n < 1e9, special.poch(n / 2 + 1, -0.5), np.sqrt(2 / n) * (1 - 1 / (4 * n)))
    assert_equal(evaluated(macros["half_gamma_ratio"]("n"), n=n), expected)


def test_chi_square_tails(macros: dict[str, Macro]) -> None:
    """For every number of degrees of freedom that it takes."""
    x, degrees = grid(np.concatenate([[0], np.logspace(-6, 2.7, 400)]), np.arange(1, 21))
    expected = special.chdtrc(degrees, x)
    told = expected >= LEAST_TAIL
    found = evaluated(
        macros["chi_square_tail"]("x", "degrees"), x=x[told], degrees=degrees[told].astype("int32")
    )
    assert_equal(found, expected[told])


def test_chi_square_tails_beyond_their_reach_are_null(macros: dict[str, Macro]) -> None:
    """Rather than wrong."""
    degrees = pa.array([0, 21, None, 2, 3], pa.int32())
    found = evaluated(
        macros["chi_square_tail"]("x", "degrees"), x=[1.0, 1.0, 1.0, None, None], degrees=degrees
    )
    assert np.isnan(found).all()


def test_student_t_tails(macros: dict[str, Macro]) -> None:
    """Tiny, fractional and huge degrees of freedom, near 0 and in far tails."""
    t, degrees = grid(
        np.concatenate([np.logspace(-4, 0, 40), np.linspace(1, 40, 300), np.logspace(1.6, 12, 90)]),
        DEGREES + HUGE_DEGREES,
    )
    expected = 2 * special.stdtr(degrees, -t)
    told = expected >= LEAST_TAIL
    found = evaluated(
        macros["student_t_tail"]("t", "degrees"), t=t[told] * -1, degrees=degrees[told]
    )
    assert_equal(found, expected[told])


def test_student_t_tail_at_its_ends(macros: dict[str, Macro]) -> None:
    """All at 0, nothing at the end of the world, null where something is; as of arc tangent."""
    sql = macros["student_t_tail"]("t", "degrees")
    found = evaluated(sql, t=[0.0, 1e150, None, 1.0, 1e-9], degrees=[3.0, 40.0, 3.0, None, 1.0])
    assert found[0] == 1
    assert 0 <= found[1] < 1e-290
    assert np.isnan(found[2:4]).all()
    assert found[4] == pytest.approx(1 - 2e-9 / np.pi, abs=1e-15)


def test_student_t_quantiles(macros: dict[str, Macro]) -> None:
    """Both sides of 0, tails of 1e-15; within ± 1 absolutely, since p has no more digits there.

    With 1 and 2 degrees by their formulas, from which scipy strays by 1e-8 near 0.
    """
    tail = np.concatenate([np.linspace(0.001, 0.999, 500), np.logspace(-15, -3, 90)]) / 2
    p, degrees = grid(np.concatenate([tail, 1 - tail[:500]]), DEGREES[1:] + HUGE_DEGREES)
    expected = np.select(
        [degrees == 1, degrees == 2],
        [-1 / np.tan(np.pi * p), (2 * p - 1) / np.sqrt(2 * p * (1 - p))],
        special.stdtrit(degrees, p),
    )
    sql = macros["student_t_quantile"]("given", "p", "degrees", "figure")
    found = query(sql, p=p, degrees=degrees)
    assert (np.abs(found - expected) / np.maximum(np.abs(expected), 1)).max() <= TOLERANCE


def test_student_t_quantiles_at_their_ends(macros: dict[str, Macro]) -> None:
    """0 in the middle; null where there is none."""
    sql = macros["student_t_quantile"]("given", "p", "degrees", "figure")
    found = query(sql, p=[0.5, 0.0, 1.0, None, 0.9], degrees=[3.0, 3.0, 3.0, 3.0, None])
    assert found[0] == 0
    assert np.isnan(found[1:]).all()


def test_fisher_exact_tests(macros: dict[str, Macro]) -> None:
    """2,000 tables drawn at random, with arms of one unit and outcomes that all or none reach."""
    draw = np.random.default_rng(5)
    units, control_units = draw.integers(1, 150, (2, 2000))
    chance, control_chance = draw.choice([0, 0.02, 0.2, 0.5, 0.9, 1], (2, 2000))
    tables = {
        "key": np.arange(2000),
        "successes": draw.binomial(units, chance),
        "units": units,
        "control_successes": draw.binomial(control_units, control_chance),
        "control_units": control_units,
    }
    expected = [
        stats.fisher_exact([[successes, size - successes], [others, other_size - others]]).pvalue
        for _, successes, size, others, other_size in zip(*tables.values(), strict=True)
    ]
    names = list(tables)[1:]
    sql = macros["fisher_exact_test"]("given", ["key"], *names, "figure")
    found = query(f"select figure from ({sql}) order by key", **tables)
    assert_equal(found, np.array(expected))


def test_fisher_exact_tests_leave_large_samples_out(macros: dict[str, Macro]) -> None:
    """200 of 10,000 are still told, 201 are not."""
    sql = macros["fisher_exact_test"]("given", ["key"], "successes", "units", "others", "rest", "p")
    found = query(
        f"select key as figure from ({sql}) order by key",
        key=[1, 2],
        successes=[100, 101],
        units=[5000, 5000],
        others=[100, 100],
        rest=[5000, 5000],
    )
    assert found.tolist() == [1]
