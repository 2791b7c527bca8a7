"""From features to the space in which entities are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import PCA

from training.frame import Columns, Floats

LOW_QUANTILE, HIGH_QUANTILE = 0.01, 0.99
"""Values beyond are drawn in: one extreme customer is no group."""
SKEWED = 2.0
"""Skewness from which a feature without negative values is taken as a logarithm."""
NONE, LOG = "none", "log"
"""How a feature is transformed before it is scaled; `log` is ln(1 + value)."""
SEED = 1


@dataclass(frozen=True)
class Scaler:
    """One feature: missing values filled, drawn in, transformed and scaled."""

    feature: str
    transform: str
    impute: float
    low: float
    high: float
    mean: float
    standard_deviation: float

    def transformed(self, values: Floats) -> Floats:
        """Values before scaling."""
        filled = np.clip(np.where(np.isnan(values), self.impute, values), self.low, self.high)
        return np.log1p(filled) if self.transform == LOG else filled

    def scaled(self, values: Floats) -> Floats:
        """Values as clusters see them."""
        return (self.transformed(values) - self.mean) / self.standard_deviation


@dataclass(frozen=True)
class Space:
    """Scaled features, or a few components of them."""

    scalers: tuple[Scaler, ...]
    loadings: Floats | None = None
    """Component × feature; without them the features themselves are the dimensions."""

    @property
    def features(self) -> list[str]:
        """The features, in their order."""
        return [scaler.feature for scaler in self.scalers]

    @property
    def dimensions(self) -> list[str]:
        """Names of the dimensions."""
        if self.loadings is None:
            return self.features
        return [f"component_{number}" for number in range(1, len(self.loadings) + 1)]

    def scaled(self, columns: Columns) -> Floats:
        """Entities × scaled features."""
        return np.column_stack([scaler.scaled(columns[scaler.feature]) for scaler in self.scalers])

    def coordinates(self, columns: Columns) -> Floats:
        """Entities × dimensions."""
        scaled = self.scaled(columns)
        return scaled if self.loadings is None else scaled @ self.loadings.T

    def as_features(self, coordinates: Floats) -> Floats:
        """Coordinates as scaled features; what the components leave out is average."""
        return coordinates if self.loadings is None else coordinates @ self.loadings


def make_space(columns: Columns, scaling: str, components: float | None) -> Space:
    """The space that the rows suggest.

    Scaling `standard` gives every feature a standard deviation of 1; `common` divides all of them
    by the same number, for features that are measured alike.
    """
    scalers = [make_scaler(name, values) for name, values in columns.items()]
    if scaling == "common":
        common = float(np.sqrt(np.mean([one.standard_deviation**2 for one in scalers])))
        scalers = [Scaler(**{**vars(scaler), "standard_deviation": common}) for scaler in scalers]
    space = Space(tuple(scalers))
    if components is None or len(scalers) < 2:
        return space
    wanted = components if components < 1 else min(int(components), len(scalers))
    fitted = PCA(wanted, svd_solver="full", random_state=SEED).fit(space.scaled(columns))
    return Space(space.scalers, fitted.components_)


def make_scaler(feature: str, values: Floats) -> Scaler:
    """The scaler of one feature; it must not be the same in all rows."""
    known = values[~np.isnan(values)]
    low, high = map(float, np.quantile(known, [LOW_QUANTILE, HIGH_QUANTILE]))
    if low == high:
        low, high = float(known.min()), float(known.max())
    drawn_in = np.clip(known, low, high)
    is_log = known.min() >= 0 and skewness(drawn_in) >= SKEWED
    bare = Scaler(feature, LOG if is_log else NONE, float(np.median(known)), low, high, 0.0, 1.0)
    transformed = bare.transformed(values)
    deviation = float(transformed.std())
    return Scaler(
        **{
            **vars(bare),
            "mean": float(transformed.mean()),
            "standard_deviation": deviation if deviation > 0 else 1.0,
        }
    )


def skewness(values: Floats) -> float:
    """Third standardised moment; 0 where nothing varies."""
    deviation = values.std()
    if deviation == 0:
        return 0.0
    return float(np.mean(((values - values.mean()) / deviation) ** 3))


def standardised_means(space: Space, columns: Columns, members: Sequence[np.ndarray]) -> Floats:
    """Group × feature: how many standard deviations a group's mean lies from everyone's."""
    scaled = space.scaled(columns)
    deviations = scaled.std(axis=0)
    deviations = np.where(deviations > 0, deviations, 1.0)
    center = scaled.mean(axis=0)
    return np.array([(scaled[rows].mean(axis=0) - center) / deviations for rows in members])
