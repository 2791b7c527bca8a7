"""A registry filled without the project's training: models whose probabilities are known otherwise.

One is fitted by interpret itself and expects what its `predict_proba` says; two are made up, and
what they expect is worked out here in plain Python. Statements are plain SQL for any engine.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from interpret.glassbox import ExplainableBoostingClassifier

Row = dict[str, Any]
Quote = Callable[[str], str]
HOSTILE = "x'); drop table registry.term_bins; -- \\' {{ ref('y') }} \\"
TRAINED = datetime(2026, 1, 1, 12)
ROWS_AT_ONCE = 400
READ = (
    "path:models/staging/registry",
    *("int_models_served", "int_model_terms", "int_model_axes", "int_hazard_effects"),
)
"""What the tests of parity read."""
PARITY = (
    "assert_scores_equal_the_library",
    "assert_contributions_add_up",
    "assert_uplift_equals_the_library",
)
STUBS = {
    "int_model_bindings_found": "model_id varchar(50), share_found double precision",
    "int_model_features_changed": (
        "model_id varchar(50), missing_features varchar(50), changed_features varchar(50)"
    ),
}
"""Tables that say whether a model fits the data here; an empty one says that it doesn't."""


@dataclass(frozen=True)
class Bins:
    """A feature in a term: a number's lower bounds, or the names of its categories."""

    feature: str
    bounds: tuple[float, ...] | None = None
    categories: tuple[str, ...] = ()

    def rows(self) -> Iterator[Row]:
        """Its bins, as the registry has them."""
        if self.bounds is not None:
            for index, bound in enumerate((None, None, *self.bounds)):
                yield {"bin_index": index, "lower_bound": bound}
        else:
            for index, category in enumerate((None, *self.categories, None)):
                yield {"bin_index": index, "category": category}

    def find(self, value: Any) -> int:
        """The bin of a value."""
        if value is None:
            return 0
        if self.bounds is not None:
            return 1 + bisect_right(self.bounds, value)
        known = value in self.categories
        return 1 + (self.categories.index(value) if known else len(self.categories))


@dataclass(frozen=True)
class Term:
    """What one or two features add."""

    axes: tuple[Bins, ...]
    scores: np.ndarray
    slopes: tuple[float, ...] = ()
    origins: tuple[float, ...] = ()

    def adds(self, row: Row) -> float:
        """To the logit of a row."""
        bins = tuple(axis.find(row[axis.feature]) for axis in self.axes)
        slope = self.slopes[bins[0]] if self.slopes else 0
        steps = row[self.axes[0].feature] - self.origins[bins[0]] if slope else 0
        return float(self.scores[bins]) + slope * steps


@dataclass(frozen=True)
class Model:
    """A model, the rows that it was asked about, and what it said."""

    model_id: str
    intercept: float
    terms: tuple[Term, ...]
    sample: list[Row]
    expected: list[float]
    effects: tuple[float, ...] = ()
    part_of: str | None = None
    """The uplift model of which this is a part; it expects logits then."""

    def rows(self) -> Iterator[tuple[str, Row]]:
        """All that the registry holds of it: table and row."""
        if self.part_of:
            part = {"model_id": self.part_of, "part": self.model_id.rpartition(".")[2]}
            yield "uplift_parts", {**part, "part_id": self.model_id, "intercept": self.intercept}
        else:
            yield from header("hazard" if self.effects else "propensity", self.intercept)
        for term_id, term in enumerate(self.terms, start=1):
            yield from self._term_rows(term_id, term)
        for number, effect in enumerate(self.effects, start=1):
            interval = {"interval_number": number, "days_through": 30 * number, "effect": effect}
            yield "hazard_intervals", interval
        yield from self._feature_rows()
        for number, value in enumerate(self.expected, start=1):
            said = "logit" if self.part_of else "probability"
            yield "parity_outputs", {"row_number": number, "output": said, "expected": value}

    def _term_rows(self, term_id: int, term: Term) -> Iterator[tuple[str, Row]]:
        features = {f"feature_{n}": axis.feature for n, axis in enumerate(term.axes, start=1)}
        yield "model_terms", {"term_id": term_id, **features}
        for axis, bins in enumerate(term.axes, start=1):
            for row in bins.rows():
                yield "term_bins", {"term_id": term_id, "axis": axis, **row}
        for place, score in np.ndenumerate(term.scores):
            row = {"bin_1": place[0], "bin_2": place[1] if len(place) > 1 else 0, "score": score}
            slope = term.slopes[place[0]] if term.slopes else 0.0
            origin = term.origins[place[0]] if term.origins else 0.0
            yield "term_scores", {"term_id": term_id, **row, "slope": slope, "origin": origin}

    def _feature_rows(self) -> Iterator[tuple[str, Row]]:
        axes = {axis.feature: axis for term in self.terms for axis in term.axes}
        for position, axis in enumerate(axes.values(), start=1):
            is_number = axis.bounds is not None
            data_type = "number" if is_number else "category"
            row = {"feature": axis.feature, "feature_version": 1, "position": position}
            yield "model_features", {**row, "data_type": data_type}
            for number, seen in enumerate(self.sample, start=1):
                column = "number_value" if is_number else "text_value"
                value = {column: seen[axis.feature]}
                yield "parity_inputs", {"row_number": number, "feature": axis.feature, **value}

    def logit(self, row: Row) -> float:
        """Intercept and contributions, added up."""
        return self.intercept + sum(term.adds(row) for term in self.terms)


def header(task: str, intercept: float | None) -> Iterator[tuple[str, Row]]:
    """The row of a champion itself, and what was decided on it."""
    row = {"version": 1, "entity": "account", "task": task, "intercept": intercept}
    yield (
        "trained_models",
        {**row, "model": task, "trained_through": date(2025, 12, 31), "trained_at": TRAINED},
    )
    yield "model_statuses", {"status_number": 1, "status": "champion", "decided_at": TRAINED}


def boosted() -> Model:
    """An Explainable Boosting Machine with pairs, and what interpret says of rows it never saw."""
    from interpret.glassbox import ExplainableBoostingClassifier  # not in Spark's environment

    chance = np.random.default_rng(7)
    rows = 1500
    days = chance.integers(0, 29, rows).astype(object)
    usage = chance.gamma(2.0, 0.3, rows).astype(object)
    tier = chance.choice(["free", "pro", HOSTILE], rows).astype(object)
    late = chance.integers(0, 2, rows).astype(object)
    days[chance.random(rows) < 0.1] = None
    tier[chance.random(rows) < 0.1] = None
    known = np.array([0 if day is None else day for day in days], dtype=float)
    logits = 1 - known / 7 + (tier == "pro") + 2 * ((known > 14) & (late == 1))
    labels = (chance.random(rows) < 1 / (1 + np.exp(-logits))).astype(int)
    names = ["active_days", "usage_to_limit", "plan_tier", "is_late"]
    machine = ExplainableBoostingClassifier(
        feature_names=names,
        feature_types=["continuous", "continuous", "nominal", "continuous"],
        interactions=3,
        outer_bags=2,
        n_jobs=1,
        random_state=1,
    )
    columns = (days, usage, tier, late)
    machine.fit(_matrix(columns), labels)
    # On a bound, just below it, far out, missing, and of a category that training never saw.
    bound = float(machine.bins_[1][0][3])
    sample = [
        *(
            dict(zip(names, row, strict=True))
            for row in zip(*(c[:200] for c in columns), strict=True)
        ),
        {"active_days": 0, "usage_to_limit": bound, "plan_tier": "free", "is_late": 0},
        {
            "active_days": 28,
            "usage_to_limit": math.nextafter(bound, 0),
            "plan_tier": "pro",
            "is_late": 1,
        },
        {"active_days": 1e12, "usage_to_limit": -5.0, "plan_tier": "never seen", "is_late": 7},
        dict.fromkeys(names),
    ]
    asked = tuple(np.array([row[name] for row in sample], dtype=object) for name in names)
    expected = machine.predict_proba(_matrix(asked))[:, 1]
    terms = tuple(
        _boosted_term(machine, names, features, scores)
        for features, scores in zip(machine.term_features_, machine.term_scores_, strict=True)
    )
    intercept = float(np.ravel(machine.intercept_)[0])
    return Model("boosted_v1", intercept, terms, sample, [float(value) for value in expected])


def _matrix(columns: tuple[np.ndarray, ...]) -> np.ndarray:
    """Columns side by side, missing numbers as interpret wants them."""
    matrix = np.empty((len(columns[0]), len(columns)), dtype=object)
    for place, column in enumerate(columns):
        matrix[:, place] = column
    return matrix


def _boosted_term(
    machine: ExplainableBoostingClassifier,
    names: list[str],
    features: tuple[int, ...],
    scores: np.ndarray,
) -> Term:
    """A term of interpret's: a number's last bin is for values that are no number, and goes."""
    axes = []
    for dimension, feature in enumerate(features):
        levels = machine.bins_[feature]
        level = levels[min(len(features), len(levels)) - 1]
        if isinstance(level, dict):
            axes.append(Bins(names[feature], categories=tuple(sorted(level, key=level.get))))
        else:
            axes.append(Bins(names[feature], bounds=tuple(float(cut) for cut in level)))
            scores = np.delete(scores, -1, axis=dimension)
    return Term(tuple(axes), scores)


def made_up() -> Model:
    """Slopes and a category, worked out here."""
    slope = Term(
        (Bins("usage_to_limit", bounds=(0.5, 1.0)),),
        np.array([0.3, 0.0, 0.5, 1.0]),
        slopes=(0.0, 1.0, -2.0, 0.25),
        origins=(0.0, 0.0, 0.5, 1.0),
    )
    tier = Term((Bins("plan_tier", categories=("free", HOSTILE)),), np.array([0.1, 0.2, -1.0, 2.0]))
    flag = Term((Bins("is_late", bounds=()),), np.array([0.7, -0.7]))
    sample = [
        {"usage_to_limit": usage, "plan_tier": plan, "is_late": late}
        for usage in (None, -1.0, 0.0, 0.4999, 0.5, 0.75, 1.0, 40.0)
        for plan in (None, "free", HOSTILE, "unseen", "")
        for late in (None, 0, 1)
    ]
    model = Model("made_up_v1", -0.5, (slope, tier, flag), sample, [])
    expected = [1 / (1 + math.exp(-model.logit(row))) for row in sample]
    return Model(model.model_id, model.intercept, model.terms, sample, expected)


def hazard() -> Model:
    """Three intervals, worked out here; in one row the outcome is all but certain."""
    effects = (-1.0, 0.25, 1.5)
    days = Term((Bins("active_days", bounds=(3.0,)),), np.array([0.0, 60.0, -0.5]))
    sample: list[Row] = [{"active_days": value} for value in (None, 2.9, 3.0)]
    model = Model("hazard_v1", -2.0, (days,), sample, [])
    expected = []
    for row in sample:
        stays = 1.0
        for effect in effects:
            stays *= 1 - 1 / (1 + math.exp(-(model.logit(row) + effect)))
        expected.append(1 - stays)
    return Model(model.model_id, model.intercept, model.terms, sample, expected, effects)


def uplift_parts() -> list[Model]:
    """The arms of a trial, and the effect, which is no probability."""
    model = made_up()
    expected = [model.logit(row) for row in model.sample]
    return [
        replace(
            model,
            model_id=f"uplift_v1.{part}",
            intercept=model.intercept + shift,
            expected=[value + shift for value in expected],
            part_of="uplift_v1",
        )
        for part, shift in (("control", 0.0), ("treatment", 0.75), ("effect", -3.0))
    ]


@dataclass
class Tables:
    """Rows to be written, by table."""

    rows: dict[str, list[Row]] = field(default_factory=dict)

    def add(self, model: Model) -> Tables:
        """All rows of a model."""
        for table, row in model.rows():
            self.rows.setdefault(table, []).append({"model_id": model.model_id, **row})
        return self

    def add_uplift(self) -> Tables:
        """An uplift model with its parts."""
        for part in uplift_parts():
            self.add(part)
        for table, row in header("uplift", None):
            self.rows.setdefault(table, []).append({"model_id": "uplift_v1", **row})
        return self

    def statements(self, quote: Quote) -> Iterator[str]:
        """Inserts for each table, of the columns that some row has."""
        for table, rows in self.rows.items():
            columns = list(dict.fromkeys(name for row in rows for name in row))
            for some in batched(rows, ROWS_AT_ONCE):
                values = ", ".join(
                    "(" + ", ".join(_literal(row.get(name), quote) for name in columns) + ")"
                    for row in some
                )
                yield f"insert into registry.{table} ({', '.join(columns)}) values {values}"


def batched(rows: list[Row], size: int) -> Iterator[list[Row]]:
    """The rows, so many at once."""
    left = iter(rows)
    while some := list(islice(left, size)):
        yield some


def stub_statements() -> Iterator[str]:
    """The tables that int_models_served reads beside the registry, empty."""
    yield "create schema if not exists intermediate"
    for table, columns in STUBS.items():
        yield f"create table intermediate.{table} ({columns})"


def earlier_statements() -> Iterator[str]:
    """Tables of a registry that an earlier version made, each without some of today's columns."""
    yield "create schema if not exists registry"
    yield (
        "create table registry.term_scores "
        "(model_id varchar(40), term_id integer, score double precision)"
    )
    yield "create table registry.model_buckets (model_id varchar(40), bucket varchar(40))"
    yield "insert into registry.model_buckets values ('earlier_v1', 'low')"


def standard_quote(text: str) -> str:
    """A text as DuckDB and PostgreSQL read it."""
    return "'" + text.replace("'", "''") + "'"


def spark_quote(text: str) -> str:
    """A text as Spark reads it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _literal(value: Any, quote: Quote) -> str:
    """A value in SQL; doubles in full."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, datetime):
        return f"timestamp '{value:%Y-%m-%d %H:%M:%S}'"
    if isinstance(value, date):
        return f"date '{value}'"
    if isinstance(value, float):
        return f"cast('{float(value)!r}' as double precision)"
    return str(value)


def all_models() -> Tables:
    """All models of this module."""
    return Tables().add(boosted()).add(made_up()).add(hazard()).add_uplift()
