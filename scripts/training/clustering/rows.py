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


def earlier_from_rows(tables: dict[str, Table]) -> Earlier:
    """The personas of an earlier version from its rows."""
    scalers = {
        row["feature"]: Scaler(**{name: row[name] for name in Scaler.__dataclass_fields__})
        for row in tables["feature_scalers"]
    }
    features = list(scalers)
    components = sorted({row["component"] for row in tables["projections"]})
    loadings = None
    if components:
        loadings = np.zeros((len(components), len(features)))
        for row in tables["projections"]:
            place = features.index(row["feature"])
            loadings[components.index(row["component"]), place] = row["loading"]
    space = Space(tuple(scalers.values()), loadings)
    named = sorted(tables["persona_names"], key=lambda row: row["cluster"])
    places = {row["cluster"]: place for place, row in enumerate(named)}
    centers = np.zeros((len(named), len(space.dimensions)))
    for row in tables["centroids"]:
        centers[places[row["cluster"]], space.dimensions.index(row["dimension"])] = row["value"]
    units = np.array([scaler.standard_deviation for scaler in space.scalers])
    means = np.array([scaler.mean for scaler in space.scalers])
    return Earlier(
        scalers,
        tuple(Persona(row["persona"], row["name"], row["description"]) for row in named),
        space.as_features(centers) * units + means,
    )
