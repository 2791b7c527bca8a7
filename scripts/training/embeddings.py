"""Embeddings: a linear one of paths (truncated SVD), and one of behaviour (an autoencoder)."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_matrix
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from training.frame import Floats
from training.refusals import RefusalError

COMPONENTS = 8
"""Coordinates of paths, as many as fct_account_representations has columns for."""
FEWEST_ROWS = 50
HIDDEN, NARROW = 12, 6
"""The layers of the autoencoder's first half; fct_account_representations has a column for each
output of the narrow one."""
SEED = 1


@dataclass(frozen=True)
class Projection:
    """A linear map from shares of steps to coordinates."""

    steps: tuple[str, ...]
    machine: TruncatedSVD
    rows: int
    explained: float
    """Share of the later rows' sum of squares that the coordinates account for."""

    @property
    def loadings(self) -> Floats:
        """By component and step."""
        return self.machine.components_

    def coordinates(self, shares: csr_matrix) -> Floats:
        """What the library says."""
        return self.machine.transform(shares)


def share_matrix(table: pa.Table, steps: Sequence[str]) -> csr_matrix:
    """Rows of account_id, as_of_date, step and share as a matrix, a column per step given."""
    keys = np.char.add(
        table["as_of_date"].cast(pa.string()).to_numpy().astype(str),
        table["account_id"].to_numpy().astype(str),
    )
    names, rows = np.unique(keys, return_inverse=True)
    places = {step: column for column, step in enumerate(steps)}
    columns = np.array([places.get(step, -1) for step in table["step"].to_pylist()], dtype=int)
    known = columns >= 0
    shares = table["share"].to_numpy()[known]
    return csr_matrix((shares, (rows[known], columns[known])), shape=(len(names), len(steps)))


def fit_paths(earlier: csr_matrix, later: csr_matrix, steps: Sequence[str]) -> Projection:
    """Fit the coordinates of paths on the earlier rows and measure them on the later ones."""
    if earlier.shape[0] < FEWEST_ROWS or len(steps) <= COMPONENTS:
        raise RefusalError(
            f"too few paths: {earlier.shape[0]} of accounts at month ends with {len(steps)} steps, "
            f"at least {FEWEST_ROWS} with {COMPONENTS + 1} are needed. Wait for more history."
        )
    machine = TruncatedSVD(COMPONENTS, algorithm="arpack", random_state=SEED).fit(earlier)
    placed = machine.transform(later)
    total = float(later.multiply(later).sum())
    explained = float((placed**2).sum()) / total if total else float("nan")
    return Projection(tuple(steps), machine, earlier.shape[0], explained)


@dataclass(frozen=True)
class Scaler:
    """Makes features comparable: fills in, cuts off, then standardises."""

    impute: Floats
    low: Floats
    high: Floats
    mean: Floats
    standard_deviation: Floats

    @classmethod
    def of(cls, values: Floats) -> Scaler:
        """The scaler of rows: medians, first and last hundredth, mean and deviation of the rest."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)
            impute, low, high = (
                np.nan_to_num(figure) for figure in np.nanpercentile(values, (50, 1, 99), axis=0)
            )
        cut = np.clip(np.where(np.isnan(values), impute, values), low, high)
        deviation = cut.std(axis=0)
        return cls(impute, low, high, cut.mean(axis=0), np.where(deviation > 0, deviation, 1.0))

    def scaled(self, values: Floats) -> Floats:
        """The rows as the network reads them."""
        filled = np.where(np.isnan(values), self.impute, values)
        return (np.clip(filled, self.low, self.high) - self.mean) / self.standard_deviation


@dataclass(frozen=True)
class Autoencoder:
    """A network that hands on its inputs through a narrow layer, and the scaler before it."""

    features: tuple[str, ...]
    scaler: Scaler
    machine: MLPRegressor
    rows: int
    explained: float
    """Share of the later rows' variance that it hands on."""
    explained_linearly: float
    """The same for as many principal components."""

    def layers(self) -> list[tuple[Floats, Floats]]:
        """Weights (inputs × outputs) and biases of its first half."""
        return list(zip(self.machine.coefs_, self.machine.intercepts_, strict=True))[:2]

    def encoded(self, values: Floats) -> Floats:
        """The narrow layer's outputs."""
        found = self.scaler.scaled(values)
        for weights, biases in self.layers():
            found = np.tanh(found @ weights + biases)
        return found


def fit_behaviour(earlier: Floats, later: Floats, features: Sequence[str]) -> Autoencoder:
    """Fit the network on the earlier rows and measure it on the later ones."""
    if len(earlier) < FEWEST_ROWS or len(features) <= NARROW:
        raise RefusalError(
            f"too few rows: {len(earlier)} of accounts at month ends with {len(features)} "
            f"behaviour_features, at least {FEWEST_ROWS} with {NARROW + 1} are needed."
        )
    scaler = Scaler.of(earlier)
    inputs = scaler.scaled(earlier)
    machine = MLPRegressor(
        hidden_layer_sizes=(HIDDEN, NARROW, HIDDEN),
        activation="tanh",
        alpha=1e-3,
        learning_rate_init=5e-3,
        max_iter=120,
        n_iter_no_change=8,
        tol=1e-4,
        random_state=SEED,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(inputs, inputs)
    targets = scaler.scaled(later)
    components = PCA(NARROW, svd_solver="full").fit(inputs)
    linear = components.inverse_transform(components.transform(targets))
    return Autoencoder(
        tuple(features),
        scaler,
        machine,
        len(earlier),
        _explained(targets, machine.predict(targets), inputs.mean(axis=0)),
        _explained(targets, linear, inputs.mean(axis=0)),
    )


def _explained(targets: Floats, found: Floats, center: Floats) -> float:
    """Share of the variance around the center that is found again."""
    total = float(((targets - center) ** 2).sum())
    return 1 - float(((targets - found) ** 2).sum()) / total if total else float("nan")
