"""Representations of accounts, trained before the models that read them.

Each is fitted on the earlier three quarters of the month ends there are and measured on the rest,
so that what models are chosen and reported on took no part in it. A new one replaces the old one:
its coordinates mean something else, which is why it is trained only when it is due.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from training.embeddings import Autoencoder, Projection, fit_behaviour, fit_paths, share_matrix
from training.refusals import RefusalError
from training.registry import CHAMPION, RETIRED, Decision, Registry
from training.rows import MOST_BINDINGS, PARITY_ROWS, library_versions
from training.schema import registry_rows
from training.topics import Texts, TopicModel, counts_of, fit_topics, read_texts

EARLIER_SHARE = 0.75
MOST_TEXTS = 50_000
MOST_PATHS = 20_000
MOST_ROWS = 10_000
"""Samples that are fitted on, the rows with the lowest hashes."""
MOST_STEPS = 200
RETRAIN_AFTER_DAYS = 365
BUILT = "int_representation_models+,+fct_account_representations dim_features"
"""What dbt builds again after a representation was trained, so that models can read it."""

Rows = list[dict[str, Any]]
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Period:
    """From and through when a representation is fitted; what comes after measures it."""

    first: date
    last: date


@dataclass(frozen=True)
class Fitted:
    """A representation as rows of the registry, without the model's id."""

    task: str
    kind: str
    features: Sequence[str]
    tables: Mapping[str, Rows]
    settings: Mapping[str, Any]
    fingerprint: str
    metrics: Mapping[str, float]


@dataclass(frozen=True)
class Represented:
    """A representation that was trained, or why it wasn't."""

    name: str
    model_id: str | None
    figures: Mapping[str, float]
    because: str | None = None


def train_representations(registry: Registry, only: Sequence[str], tell: Tell) -> list[Represented]:
    """Train each representation that is asked for or, where nothing is, due; then build them.

    Those that the data doesn't suffice for are refused, in a sentence each.
    """
    trained: list[Represented] = []
    period = fitted_period(registry)
    for name, fit in FITS.items():
        if name not in only and (only or not is_due(name, registry)):
            continue
        tell(f"{name}: fitting")
        try:
            if period is None:
                raise RefusalError("no month has ended yet.")
            fitted = fit(registry, period)
        except RefusalError as refusal:
            trained.append(Represented(name, None, {}, str(refusal)))
            continue
        if fitted is not None:
            model_id = write(name, fitted, period, registry)
            trained.append(Represented(name, model_id, fitted.metrics))
    if any(one.model_id for one in trained):
        tell("representations: building")
        registry.warehouse.run_models(BUILT)
    return trained


def fitted_period(registry: Registry) -> Period | None:
    """The month ends to fit on; None before a month has ended."""
    mart = f"{registry.warehouse.marts}.fct_account_representations"
    table = registry.warehouse.query(f"select distinct as_of_date from {mart} order by as_of_date")
    dates = table["as_of_date"].to_pylist()
    if not dates:
        return None
    return Period(dates[0], dates[max(int(len(dates) * EARLIER_SHARE) - 1, 0)])


def is_due(name: str, registry: Registry) -> bool:
    """Whether a representation isn't in use, or its training lies long back."""
    used = registry.warehouse.query(
        "select representation, model_id from intermediate.int_representation_models"
    ).to_pylist()
    model_ids = [row["model_id"] for row in used if row["representation"] == name]
    if not model_ids:
        return True
    known = {row["model_id"]: row for row in registry.versions(name)}
    trained_as_of = known[model_ids[0]]["trained_as_of"]
    return (registry.as_of_date - trained_as_of).days >= RETRAIN_AFTER_DAYS


def write(name: str, fitted: Fitted, period: Period, registry: Registry) -> str:
    """Write a representation as the new champion; returns its id."""
    number = registry.next_version(name)
    model_id = f"{name}_v{number}"
    features = [
        {"feature": feature, "data_type": "number", "position": position}
        for position, feature in enumerate(fitted.features, start=1)
    ]
    hashes = registry.warehouse.query(
        "select entity_hash from intermediate.int_account_hashes order by entity_hash"
    )["entity_hash"].to_pylist()
    step = max(len(hashes) // MOST_BINDINGS, 1)
    header = {
        "model": name,
        "version": number,
        "entity": "account",
        "task": fitted.task,
        "kind": fitted.kind,
        "definition_hash": _hash(json.dumps(fitted.settings, sort_keys=True)),
        "trained_from": period.first,
        "trained_through": period.last,
        "trained_as_of": registry.as_of_date,
        "trained_at": datetime.now(UTC).replace(tzinfo=None),
        "data_hash": fitted.fingerprint,
        "library_versions": json.dumps(library_versions(), sort_keys=True),
        "metrics": json.dumps(
            {name: None if np.isnan(one) else one for name, one in fitted.metrics.items()},
            sort_keys=True,
        ),
    }
    tables = {
        "model_features": features,
        "model_bindings": [{"entity_hash": one} for one in hashes[::step][:MOST_BINDINGS]],
        **fitted.tables,
        "trained_models": [header],
    }
    old = registry.champion(name)
    decisions = [Decision(model_id, CHAMPION, "Representations are renewed when they are due.")]
    if old:
        decisions.append(Decision(old["model_id"], RETIRED, f"Replaced by {model_id}."))
    registry.append(
        {
            table: registry_rows(table, [{"model_id": model_id, **row} for row in rows])
            for table, rows in tables.items()
        },
        decisions,
    )
    return model_id


def represent_texts(registry: Registry, period: Period) -> Fitted | None:
    """Topics of tickets, notes and comments; None where there are none, or they aren't wanted."""
    table = registry.warehouse.query(f"""
        with sampled as (
            select text_id, account_id, written_on
            from intermediate.int_texts
            order by md5(text_id)
            limit {MOST_TEXTS}
        )
        select
            sampled.text_id, sampled.account_id, sampled.written_on, words.word,
            count(*) as times
        from sampled
        inner join intermediate.int_text_words as words on sampled.text_id = words.text_id
        group by sampled.text_id, sampled.account_id, sampled.written_on, words.word
        order by sampled.text_id, words.word
    """)
    if not table.num_rows:
        return None
    earlier, later = _parted(table, "written_on", period)
    before = topics_before(registry)
    known, new = read_texts(earlier), read_texts(later)
    model = fit_topics(known, new, before)
    return Fitted(
        task="topics",
        kind="nmf",
        features=model.words,
        tables={
            "projections": _loading_rows(model.words, model.loadings.T),
            "centroids": [
                {"cluster": topic, "dimension": word, "value": float(weight)}
                for topic, weights in enumerate(model.weights, start=1)
                for word, weight in zip(model.words, weights, strict=True)
                if weight > 0
            ],
            **_topic_parity(model, known),
        },
        settings={"topics": len(model.weights)},
        fingerprint=_fingerprint(earlier),
        metrics={
            "texts": model.texts,
            "words": len(model.words),
            "explained": model.explained,
            "agreement_with_search": model.agreement,
        },
    )


def topics_before(registry: Registry) -> dict[int, dict[str, float]]:
    """Words and weights of the topics in use, by their numbers."""
    old = registry.champion("text_topics")
    if old is None:
        return {}
    table = registry.warehouse.query(
        "select cluster, dimension, value from registry.centroids "
        f"where model_id = '{old['model_id']}'"
    )
    before: dict[int, dict[str, float]] = {}
    for row in table.to_pylist():
        before.setdefault(row["cluster"], {})[row["dimension"]] = row["value"]
    return before


def represent_paths(registry: Registry, period: Period, name: str) -> Fitted | None:
    """The embedding of the first 28 days or of the last 28; None where there are no paths."""
    counted = registry.warehouse.query(f"""
        select step, sum(times) as times
        from intermediate.int_account_paths
        where period = '{name}' and as_of_date <= date '{period.last}'
        group by step
    """)
    if not counted.num_rows:
        return None
    times = counted["times"].to_numpy().astype(float)
    steps = counted["step"].to_numpy().astype(str)
    frequent = sorted(steps[np.lexsort((steps, -times))][:MOST_STEPS].tolist())
    table = registry.warehouse.query(f"""
        with sampled as (
            select account_id, as_of_date
            from intermediate.int_account_paths
            where period = '{name}'
            group by account_id, as_of_date
            order by md5(concat(account_id, cast(as_of_date as varchar(10))))
            limit {MOST_PATHS}
        )
        select shares.account_id, shares.as_of_date, shares.step, shares.share
        from intermediate.int_account_path_shares as shares
        inner join sampled
            on shares.account_id = sampled.account_id and shares.as_of_date = sampled.as_of_date
        where shares.period = '{name}'
        order by shares.as_of_date, shares.account_id, shares.step
    """)
    earlier, later = _parted(table, "as_of_date", period)
    rows = share_matrix(earlier, frequent)
    model = fit_paths(rows, share_matrix(later, frequent), frequent)
    return Fitted(
        task="embedding",
        kind="svd",
        features=model.steps,
        tables={
            "projections": _loading_rows(model.steps, model.loadings),
            **_path_parity(model, rows),
        },
        settings={"components": len(model.loadings), "steps": MOST_STEPS},
        fingerprint=_fingerprint(earlier),
        metrics={"rows": model.rows, "steps": len(model.steps), "explained": model.explained},
    )


def represent_behaviour(registry: Registry, period: Period) -> Fitted | None:
    """The embedding of behaviour; None where it isn't configured."""
    table = registry.warehouse.query(f"""
        select *
        from intermediate.int_behaviour_inputs
        order by md5(concat(account_id, cast(as_of_date as varchar(10))))
        limit {MOST_ROWS}
    """)
    if not table.num_rows:
        return None
    features = [name for name in table.column_names if name not in ("account_id", "as_of_date")]
    earlier, later = _parted(table, "as_of_date", period)
    rows = _matrix(earlier, features)
    model = fit_behaviour(rows, _matrix(later, features), features)
    return Fitted(
        task="embedding",
        kind="autoencoder",
        features=features,
        tables={
            "feature_scalers": _scaler_rows(model),
            "dense_layers": _layer_rows(model),
            **_behaviour_parity(model, rows),
        },
        settings={"features": features, "layers": [len(b) for _, b in model.layers()]},
        fingerprint=_fingerprint(earlier),
        metrics={
            "rows": model.rows,
            "explained": model.explained,
            "explained_linearly": model.explained_linearly,
        },
    )


FITS: dict[str, Callable[[Registry, Period], Fitted | None]] = {
    "text_topics": represent_texts,
    "onboarding_embedding": lambda registry, period: represent_paths(
        registry, period, "onboarding"
    ),
    "usage_embedding": lambda registry, period: represent_paths(registry, period, "usage"),
    "behaviour_embedding": represent_behaviour,
}
"""Who fits which representation."""


def _parted(table: pa.Table, column: str, period: Period) -> tuple[pa.Table, pa.Table]:
    """The rows through the period's end, and those after it."""
    dates = table[column].cast(pa.date32()).to_numpy().astype("datetime64[D]")
    is_earlier = dates <= np.datetime64(period.last)
    return table.filter(pa.array(is_earlier)), table.filter(pa.array(~is_earlier))


def _matrix(table: pa.Table, features: Iterable[str]) -> np.ndarray:
    """The features side by side; missing is NaN."""
    columns = [table[name].cast(pa.float64()).to_numpy(zero_copy_only=False) for name in features]
    return np.column_stack(columns)


def _loading_rows(names: Sequence[str], loadings: np.ndarray) -> Rows:
    """Rows of a linear map, given by component and name."""
    return [
        {"component": component, "feature": name, "loading": float(loading)}
        for component, row in enumerate(loadings, start=1)
        for name, loading in zip(names, row, strict=True)
    ]


def _scaler_rows(model: Autoencoder) -> Rows:
    """The scaler, a row per feature."""
    scaler = model.scaler
    return [
        {
            "feature": feature,
            "impute": float(scaler.impute[place]),
            "low": float(scaler.low[place]),
            "high": float(scaler.high[place]),
            "mean": float(scaler.mean[place]),
            "standard_deviation": float(scaler.standard_deviation[place]),
        }
        for place, feature in enumerate(model.features)
    ]


def _layer_rows(model: Autoencoder) -> Rows:
    """The layers, a row per weight; input 0 is the bias."""
    rows: Rows = []
    for layer, (weights, biases) in enumerate(model.layers(), start=1):
        with_biases = np.vstack([biases, weights])
        rows += [
            {
                "layer": layer,
                "output": output + 1,
                "input": place,
                "weight": float(weight),
                "activation": "tanh",
            }
            for (place, output), weight in np.ndenumerate(with_biases)
        ]
    return rows


def _topic_parity(model: TopicModel, texts: Texts) -> dict[str, Rows]:
    """Some texts as counts of words, and their topics."""
    counts = counts_of(model.words, texts)
    shares = model.shares(counts)
    told = np.flatnonzero(~np.isnan(shares).any(axis=1))
    places = told[np.unique(np.linspace(0, len(told) - 1, PARITY_ROWS).astype(int))]
    return _sparse_parity(counts[places], model.words, shares[places], "topic")


def _path_parity(model: Projection, shares: Any) -> dict[str, Rows]:
    """Some rows' shares of steps, and their coordinates."""
    places = np.unique(np.linspace(0, shares.shape[0] - 1, PARITY_ROWS).astype(int))
    found = model.coordinates(shares[places])
    return _sparse_parity(shares[places], model.steps, found, "component")


def _sparse_parity(
    matrix: Any, names: Sequence[str], expected: np.ndarray, output: str
) -> dict[str, Rows]:
    """Rows without their zeros, and what the library says of them."""
    entries = matrix.tocoo()
    inputs = [
        {"row_number": int(row) + 1, "feature": names[column], "number_value": float(value)}
        for row, column, value in zip(entries.row, entries.col, entries.data, strict=True)
    ]
    return {"parity_inputs": inputs, "parity_outputs": _expected_rows(expected, output)}


def _behaviour_parity(model: Autoencoder, rows: np.ndarray) -> dict[str, Rows]:
    """Some rows, one of which nothing is known, and what the network makes of them."""
    places = np.unique(np.linspace(0, len(rows) - 1, PARITY_ROWS).astype(int))
    sample = np.vstack([rows[places], np.full((1, rows.shape[1]), np.nan)])
    inputs = [
        {
            "row_number": row + 1,
            "feature": model.features[place],
            "number_value": None if np.isnan(value) else float(value),
        }
        for (row, place), value in np.ndenumerate(sample)
    ]
    expected = _expected_rows(model.encoded(sample), "unit")
    return {"parity_inputs": inputs, "parity_outputs": expected}


def _expected_rows(expected: np.ndarray, output: str) -> Rows:
    """What the library says, a row per figure."""
    return [
        {"row_number": row + 1, "output": f"{output}_{place + 1}", "expected": float(value)}
        for (row, place), value in np.ndenumerate(expected)
    ]


def _fingerprint(table: pa.Table) -> str:
    """Hash of the rows that were fitted on."""
    columns = ["\n".join(map(str, table[name].to_pylist())) for name in table.column_names]
    return _hash("\0".join(columns))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
