"""Personas: from a plan to rows of the registry."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.special import logsumexp
from threadpoolctl import threadpool_limits

from training.clustering import rows as registry_of
from training.clustering.choice import MOST_POINTS, Candidate, choose, silhouette_of
from training.clustering.clusters import assignments
from training.clustering.identities import Earlier, Persona, identify
from training.clustering.kinds import APPROXIMATE, some_of
from training.clustering.space import Space, make_space, standardised_means
from training.frame import Columns, Floats, Frame, Ints, is_number, read_frame
from training.plan import Plan
from training.refusals import RefusalError
from training.registry import CHALLENGER, CHAMPION, RETIRED, Decision, Registry
from training.results import Trained
from training.rows import binding_rows, library_versions
from training.schema import registry_rows
from training.screening import without_constants

Tell = Callable[[str], None]

NUMBERS = (5, 8)
"""Least and most personas, where vars.yml says nothing."""
FEWEST_ENTITIES = 10
"""Entities for each persona, at least."""
EARLIER_TABLES = (
    *("feature_scalers", "projections", "centroids", "mixture_parameters", "exemplars"),
    "persona_names",
)


def train_personas(
    plan: Plan, table: pa.Table, registry: Registry, tell: Tell = lambda _: None
) -> Trained:
    """Find the personas of a population as it is at its last month end, and write them."""
    fewest, most = plan.settings.get("clusters") or NUMBERS
    frame = last_rows(plan, table, fewest)
    with threadpool_limits(1):
        space = make_space(
            frame.columns,
            plan.settings.get("scaling") or "standard",
            plan.settings.get("components"),
        )
        points = space.coordinates(frame.columns)
        chosen, candidates = choose(points, plan.kinds, range(fewest, most + 1), tell)
    order = by_size(assignments(chosen.fit.clusters, points), chosen.number)
    clusters = chosen.fit.clusters.reordered(order)
    labels = assignments(clusters, points)
    members = [np.flatnonzero(labels == cluster) for cluster in range(chosen.number)]

    number = registry.next_version(plan.model)
    model_id = f"{plan.model}_v{number}"
    champion = registry.champion(plan.model)
    earlier = earlier_version(registry, champion) if champion else None
    personas = identify(
        space.scalers,
        space.as_features(clusters.centers),
        standardised_means(space, frame.columns, members),
        np.array([len(rows) / len(frame) for rows in members]),
        earlier,
        keys_ever_used(registry, plan.model),
    )
    sample = parity_sample(frame, labels)
    tables = {
        "model_features": feature_rows(plan, space),
        "model_bindings": binding_rows(frame),
        **registry_of.space_rows(space),
        **registry_of.cluster_rows(clusters, space.dimensions),
        "persona_names": registry_of.persona_rows(personas),
        **registry_of.parity_rows(
            sample, library_probabilities(chosen, order, space.coordinates(sample))
        ),
        "trained_models": [
            header(plan, number, registry.as_of_date, frame, chosen, candidates, personas)
        ],
    }
    decisions = decide(plan, model_id, chosen, points, frame, champion, earlier)
    tell("writing")
    registry.append(
        {
            name: registry_rows(name, [{"model_id": model_id, **row} for row in table_rows])
            for name, table_rows in tables.items()
        },
        decisions,
    )
    return Trained(plan, model_id, chosen.kind, decisions[0], headline(chosen, frame))


def last_rows(plan: Plan, table: pa.Table, fewest: int) -> Frame:
    """The population at its last date, with the features that are numbers and differ."""
    if not table.num_rows:
        raise RefusalError("the population is empty: no entity was in it at any month end.")
    missing = [feature.name for feature in plan.features if feature.name not in table.column_names]
    if missing:
        raise RefusalError(
            f"the warehouse lacks the features {', '.join(missing)}. Build it again."
        )
    frame = read_frame(table, [feature.name for feature in plan.features])
    frame = frame.where(frame.as_of_dates == frame.as_of_dates.max())
    known = {
        name: values
        for name, values in frame.columns.items()
        if is_number(values) and not np.isnan(values).all()
    }
    if not known:
        raise RefusalError(
            "none of the features is a number that is known of anyone. Embeddings are known once "
            "they were trained and the warehouse was built again."
        )
    if len(frame) < FEWEST_ENTITIES * fewest:
        raise RefusalError(
            f"too few {plan.entity}s: {len(frame)} are in the population at its last month end, "
            f"at least {FEWEST_ENTITIES * fewest} are needed for {fewest} personas. Widen the "
            "population, or lower `clusters`."
        )
    return without_constants(frame.only(known))


def by_size(labels: Ints, number: int) -> Ints:
    """The clusters' numbers, the one with the most members first."""
    sizes = np.array([(labels == cluster).sum() for cluster in range(number)])
    return np.argsort(-sizes, kind="stable")


def library_probabilities(chosen: Candidate, order: Ints, points: Floats) -> Floats:
    """Probabilities from the library's own figures, in the order of the clusters."""
    weights = chosen.fit.library_log_weights(points)[:, order]
    shares = np.exp(weights - logsumexp(weights, axis=1, keepdims=True))
    shares[chosen.fit.clusters.is_outside(points)] = 0.0
    return shares


def parity_sample(frame: Frame, labels: Ints) -> Columns:
    """Rows of every cluster, one of which nothing is known, and one beyond all that was seen."""
    ranked = np.argsort(labels, kind="stable")
    places = np.linspace(0, len(ranked) - 1, min(registry_of.PARITY_ROWS, len(ranked)))
    sample = frame.where(ranked[np.unique(places.astype(int))])
    return {
        name: np.concatenate([values, [np.nan, np.nanmax(np.abs(values)) * 10 + 1]])
        for name, values in sample.columns.items()
    }


def feature_rows(plan: Plan, space: Space) -> list[dict[str, Any]]:
    """The features that the personas are made of."""
    versions = {feature.name: feature.version for feature in plan.features}
    return [
        {
            "feature": feature,
            "feature_version": versions[feature],
            "data_type": "number",
            "position": position,
        }
        for position, feature in enumerate(space.features, start=1)
    ]


def header(
    plan: Plan,
    number: int,
    as_of_date: date,
    frame: Frame,
    chosen: Candidate,
    candidates: Sequence[Candidate],
    personas: Sequence[Persona],
) -> dict[str, Any]:
    """The row of the model itself."""
    trained_on = frame.as_of_dates.max().item()
    figures = {
        "silhouette": chosen.silhouette,
        "stability": chosen.stability,
        "personas": len(personas),
        "rows_fitted": len(frame),
        "is_approximate": chosen.kind in APPROXIMATE,
        "considered": [
            {
                "kind": candidate.kind,
                "personas": candidate.number,
                "silhouette": candidate.silhouette,
                "stability": candidate.stability,
            }
            for candidate in candidates
        ],
    }
    return {
        "model": plan.model,
        "version": number,
        "entity": plan.entity,
        "task": plan.task,
        "kind": chosen.kind,
        "population": plan.population,
        "definition_hash": plan.definition_hash,
        "trained_from": trained_on,
        "trained_through": trained_on,
        "trained_as_of": as_of_date,
        "trained_at": datetime.now(UTC).replace(tzinfo=None),
        "data_hash": frame.fingerprint(),
        "library_versions": json.dumps(library_versions(), sort_keys=True),
        "metrics": json.dumps(figures, sort_keys=True),
    }


def earlier_version(registry: Registry, champion: dict[str, Any]) -> Earlier:
    """The champion as its rows tell it."""
    return registry_of.earlier_from_rows(
        champion["kind"],
        {
            name: registry.rows(name, f"model_id = '{champion['model_id']}'")
            for name in EARLIER_TABLES
        },
    )


def keys_ever_used(registry: Registry, model: str) -> set[str]:
    """The keys of all personas that any version of the model had."""
    versions = [row["model_id"] for row in registry.versions(model)]
    if not versions:
        return set()
    listed = ", ".join(f"'{version}'" for version in versions)
    return {row["persona"] for row in registry.rows("persona_names", f"model_id in ({listed})")}


def decide(
    plan: Plan,
    model_id: str,
    chosen: Candidate,
    points: Floats,
    frame: Frame,
    champion: dict[str, Any] | None,
    earlier: Earlier | None,
) -> list[Decision]:
    """The new personas take over where there were none that still serve, or where they tell
    today's entities apart better than the champion's do, by silhouette.
    """
    if champion is None or earlier is None:
        return [Decision(model_id, CHAMPION, "The first of its name: there was no champion.")]
    old_id = champion["model_id"]
    missing = [name for name in earlier.space.features if name not in frame.columns]
    if missing:
        because = f"{old_id} reads what is no longer there: {', '.join(missing)}."
    elif champion["definition_hash"] != plan.definition_hash:
        because = f"The entry in vars.yml has changed since {old_id} was trained."
    else:
        labels = assignments(earlier.clusters, earlier.space.coordinates(frame.columns))
        sample = some_of(len(points), MOST_POINTS)
        before = silhouette_of(labels[sample], points[sample])
        because = f"silhouette {chosen.silhouette:.3f} against {before:.3f} of {old_id} today."
        if chosen.silhouette <= before:
            return [Decision(model_id, CHALLENGER, f"Not better: {because}")]
        because = f"Better: {because}"
    return [
        Decision(model_id, CHAMPION, because),
        Decision(old_id, RETIRED, f"Replaced by {model_id}. {because}"),
    ]


def headline(chosen: Candidate, frame: Frame) -> dict[str, str]:
    """The figures for the closing table."""
    return {
        "personas": str(chosen.number),
        "silhouette": f"{chosen.silhouette:.2f}",
        "stability": f"{chosen.stability:.2f}",
        "rows": f"{len(frame):,}",
    }
