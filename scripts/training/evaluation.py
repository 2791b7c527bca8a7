"""How well each kind does on a labelled table of anyone's, by cross-validation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
from sklearn.model_selection import StratifiedKFold

from training import metrics
from training.additive import sigmoid
from training.frame import Bools, Floats, Frame, as_feature, is_number
from training.learning import fit
from training.refusals import TrainingError

FOLDS = 5
FEWEST_POSITIVES = 25
SEED = 1
TRUE_WORDS = {"1", "true", "t", "yes", "y"}
FALSE_WORDS = {"0", "false", "f", "no", "n"}
MOST_DISTINCT = 0.5
"""A text with more different values than this share of the rows names things, and explains none."""


@dataclass(frozen=True)
class LabelledTable:
    """A table to learn from: its rows, and the columns that were left out and why."""

    frame: Frame
    left_out: dict[str, str]


def read_table(path: Path, label: str) -> LabelledTable:
    """A Parquet or CSV file with a label of two values."""
    if not path.exists():
        raise TrainingError(f"There is no file {path}.")
    read = duckdb.read_csv if ".csv" in path.suffixes else duckdb.read_parquet
    try:
        table = read(str(path)).to_arrow_table()
    except duckdb.Error as error:
        raise TrainingError(f"{path} can't be read: {str(error).splitlines()[0]}") from None
    if label not in table.column_names:
        raise TrainingError(
            f"{path} has no column '{label}'. It has: {', '.join(table.column_names)}."
        )
    is_positive, labelled = _labels(table[label], label)
    columns, left_out = {}, {}
    for name in table.column_names:
        if name == label:
            continue
        values = _numbers_in_texts(as_feature(table[name]))
        reason = _why_left_out(values)
        if reason:
            left_out[name] = reason
        elif values is not None:
            columns[name] = values[labelled]
    if not columns:
        raise TrainingError(f"{path} has no column to learn from beside '{label}'.")
    rows = len(is_positive)
    frame = Frame(
        np.arange(rows).astype(str).astype(object),
        np.zeros(rows, dtype="datetime64[D]"),
        is_positive,
        columns,
    )
    fewer = min(int(is_positive.sum()), int((~is_positive).sum()))
    if fewer < FEWEST_POSITIVES:
        raise TrainingError(
            f"'{label}' has {fewer} rows of its rarer value; at least {FEWEST_POSITIVES} are "
            f"needed for {FOLDS} folds."
        )
    return LabelledTable(frame, left_out)


def _labels(column: pa.ChunkedArray, label: str) -> tuple[Bools, Bools]:
    """Which labelled rows are positive, and which rows are labelled."""
    texts = [None if value is None else str(value).strip().lower() for value in column.to_pylist()]
    texts = [text.removesuffix(".0") if text else text for text in texts]
    found = {text for text in texts if text}
    if not found <= TRUE_WORDS | FALSE_WORDS or len(found) != 2:
        shown = ", ".join(sorted(found)[:5])
        raise TrainingError(
            f"'{label}' must hold two values such as yes and no, true and false or 1 and 0. "
            f"Found: {shown}{' …' if len(found) > 5 else ''}."
        )
    labelled = np.array([bool(text) for text in texts])
    return np.array([text in TRUE_WORDS for text in texts])[labelled], labelled


def _numbers_in_texts(values: np.ndarray | None) -> np.ndarray | None:
    """Texts that are numbers but for blanks, as numbers."""
    if values is None or is_number(values):
        return values
    stripped = [None if value is None else str(value).strip() for value in values]
    try:
        return np.array([float(text) if text else np.nan for text in stripped])
    except ValueError:
        return np.array([text or None for text in stripped], dtype=object)


def _why_left_out(values: np.ndarray | None) -> str | None:
    """Why a column can't be learned from; None where it can."""
    if values is None:
        return "neither number, text nor yes or no"
    if is_number(values):
        known = values[~np.isnan(values)]
        if len(known) and len(np.unique(known)) == len(values) and (known % 1 == 0).all():
            return "a different whole number in every row, like an id"
        return None
    distinct = len({value for value in values if value is not None})
    if distinct > MOST_DISTINCT * len(values):
        return f"{distinct:,} different texts, like an id"
    return None


def cross_validated(
    frame: Frame, kind: str, tell: Callable[[int], None] = lambda _: None
) -> Floats:
    """For each row the probability from a model that never saw it."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=SEED)
    probabilities = np.empty(len(frame))
    parts = folds.split(np.empty((len(frame), 1)), frame.is_positive)
    for number, (fitted, left_out) in enumerate(parts, start=1):
        rows = frame.where(fitted)
        model = fit(kind, rows).additive()
        probabilities[left_out] = sigmoid(model.logits(frame.where(left_out).columns))
        tell(number)
    return probabilities


def measured(frame: Frame, probabilities: Floats) -> dict[str, metrics.Figure]:
    """Every metric of cross-validated probabilities."""
    return metrics.figures(frame.is_positive, probabilities, np.arange(len(frame)))
