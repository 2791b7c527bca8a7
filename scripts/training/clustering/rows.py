"""Personas as rows of the registry, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from training.clustering.clusters import Centers, Clusters, Exemplars, Mixture
from training.clustering.identities import Earlier, Persona
from training.clustering.space import Scaler, Space
from training.frame import Columns, Floats

Table = list[dict[str, Any]]
PARITY_ROWS = 40
ALL_CLUSTERS = 0
"""Stands for the cluster where a parameter is of all of them."""


def space_rows(space: Space) -> dict[str, Table]:
    """Scalers and projection."""
    loadings = [] if space.loadings is None else space.loadings
    return {
        "feature_scalers": [dict(vars(scaler)) for scaler in space.scalers],
        "projections": [
            {"component": number, "feature": feature, "loading": float(loading)}
            for number, row in enumerate(loadings, start=1)
            for feature, loading in zip(space.features, row, strict=True)
        ],
    }


def cluster_rows(clusters: Clusters, dimensions: Sequence[str]) -> dict[str, Table]:
    """Centres, and what else a kind has."""
    rows: dict[str, Table] = {
        "centroids": [
            {"cluster": number, "dimension": dimension, "value": float(value)}
            for number, center in enumerate(clusters.centers, start=1)
            for dimension, value in zip(dimensions, center, strict=True)
        ]
    }
    if isinstance(clusters, Mixture):
        rows["mixture_parameters"] = mixture_rows(clusters, dimensions)
    elif isinstance(clusters, Centers | Exemplars):
        rows["mixture_parameters"] = [
            {"cluster": ALL_CLUSTERS, "parameter": "variance", "value": clusters.variance}
        ]
    if isinstance(clusters, Exemplars):
        rows["exemplars"] = exemplar_rows(clusters, dimensions)
    return rows


def mixture_rows(mixture: Mixture, dimensions: Sequence[str]) -> Table:
    """Log weights, factors and their log determinants; the means are the centroids."""
    rows: Table = []
    for place, factors in enumerate(mixture.factors):
        cluster = place + 1
        for parameter, values in (
            ("log_weight", mixture.log_shares),
            ("log_determinant", mixture.log_determinants),
        ):
            rows.append({"cluster": cluster, "parameter": parameter, "value": float(values[place])})
        rows += [
            {
                "cluster": cluster,
                "parameter": "precision_factor",
                "dimension_1": dimensions[one],
                "dimension_2": dimensions[two],
                "value": float(value),
            }
            for (one, two), value in np.ndenumerate(factors)
            if value != 0
        ]
    return rows


def exemplar_rows(clusters: Exemplars, dimensions: Sequence[str]) -> Table:
    """The exemplars of each cluster, numbered through."""
    rows: Table = []
    exemplar = 0
    for cluster, (points, radius) in enumerate(
        zip(clusters.exemplars, clusters.radii, strict=True), start=1
    ):
        for point in points:
            exemplar += 1
            rows += [
                {
                    "cluster": cluster,
                    "exemplar": exemplar,
                    "dimension": dimension,
                    "value": float(value),
                    "radius": None if np.isnan(radius) else float(radius),
                }
                for dimension, value in zip(dimensions, point, strict=True)
            ]
    return rows


def persona_rows(personas: Sequence[Persona]) -> Table:
    """The personas of the clusters."""
    return [
        {
            "cluster": number,
            "persona": persona.key,
            "name": persona.name,
            "description": persona.description,
        }
        for number, persona in enumerate(personas, start=1)
    ]


def parity_rows(columns: Columns, probabilities: Floats) -> dict[str, Table]:
    """Rows of features, and what the library says of each cluster."""
    inputs = [
        {
            "row_number": number,
            "feature": feature,
            "number_value": None if np.isnan(value) else float(value),
        }
        for feature, values in columns.items()
        for number, value in enumerate(values, start=1)
    ]
    outputs = [
        {"row_number": number, "output": f"cluster_{cluster}", "expected": float(value)}
        for number, row in enumerate(probabilities, start=1)
        for cluster, value in enumerate(row, start=1)
    ]
    return {"parity_inputs": inputs, "parity_outputs": outputs}


def space_from_rows(tables: dict[str, Table]) -> Space:
    """The space of a trained model."""
    scalers = tuple(
        Scaler(**{name: row[name] for name in Scaler.__dataclass_fields__})
        for row in tables["feature_scalers"]
    )
    features = [scaler.feature for scaler in scalers]
    number = max((row["component"] for row in tables["projections"]), default=0)
    if not number:
        return Space(scalers)
    loadings = np.zeros((number, len(features)))
    for row in tables["projections"]:
        loadings[row["component"] - 1, features.index(row["feature"])] = row["loading"]
    return Space(scalers, loadings)


def clusters_from_rows(kind: str, tables: dict[str, Table], dimensions: Sequence[str]) -> Clusters:
    """The clusters of a trained model."""
    places = {dimension: place for place, dimension in enumerate(dimensions)}
    number = max(row["cluster"] for row in tables["centroids"])
    centers = np.zeros((number, len(dimensions)))
    for row in tables["centroids"]:
        centers[row["cluster"] - 1, places[row["dimension"]]] = row["value"]
    parameters = tables["mixture_parameters"]
    if kind == "mixture":
        log_shares = np.zeros(number)
        factors = np.zeros((number, len(dimensions), len(dimensions)))
        for row in parameters:
            if row["parameter"] == "log_weight":
                log_shares[row["cluster"] - 1] = row["value"]
            elif row["parameter"] == "precision_factor":
                one, two = places[row["dimension_1"]], places[row["dimension_2"]]
                factors[row["cluster"] - 1, one, two] = row["value"]
        return Mixture(log_shares, centers, factors)
    variance = next(row["value"] for row in parameters if row["parameter"] == "variance")
    if not tables["exemplars"]:
        return Centers(centers, variance)
    points: list[dict[int, Floats]] = [{} for _ in range(number)]
    radii = np.full(number, np.nan)
    for row in tables["exemplars"]:
        own = points[row["cluster"] - 1]
        point = own.setdefault(row["exemplar"], np.zeros(len(dimensions)))
        point[places[row["dimension"]]] = row["value"]
        radii[row["cluster"] - 1] = np.nan if row["radius"] is None else row["radius"]
    exemplars = tuple(np.array(list(own.values())) for own in points)
    return Exemplars(centers, exemplars, radii, variance)


def earlier_from_rows(kind: str, tables: dict[str, Table]) -> Earlier:
    """A trained model, as the next version looks back on it."""
    space = space_from_rows(tables)
    clusters = clusters_from_rows(kind, tables, space.dimensions)
    named = sorted(tables["persona_names"], key=lambda row: row["cluster"])
    return Earlier(
        space,
        clusters,
        tuple(Persona(row["persona"], row["name"], row["description"]) for row in named),
    )
