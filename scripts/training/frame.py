"""The rows that a model learns from: one per entity and as-of date."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Dates = NDArray[np.datetime64]
Texts = NDArray[np.object_]
Columns = Mapping[str, NDArray]
"""Features by name: numbers as floats (missing is NaN), categories as texts (missing is None)."""

KEYS = ("entity_id", "as_of_date", "entity_hash")
LABELS = ("is_positive", "is_censored", "days_to_outcome", "days_observed")


def is_number(values: NDArray) -> bool:
    """Whether a column is read as a number; categories are texts."""
    return values.dtype != object


@dataclass(frozen=True)
class Frame:
    """Entities at dates, what was known of them then, and what came to be.

    `days_to_outcome` (NaN where it hasn't come) and `days_observed` are those of hazards; other
    tasks have none.
    """

    entity_ids: Texts
    as_of_dates: Dates
    is_positive: Bools
    columns: Columns
    entity_hashes: Texts | None = None
    days_to_outcome: Floats | None = None
    days_observed: Floats | None = None

    def __len__(self) -> int:
        return len(self.entity_ids)

    def where(self, rows: Bools | Ints) -> Frame:
        """Some of the rows."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        taken = {
            name: values[rows]
            for name, values in given.items()
            if values is not None and name != "columns"
        }
        columns = {name: values[rows] for name, values in self.columns.items()}
        return Frame(**taken, columns=columns)

    def only(self, features: Iterable[str]) -> Frame:
        """Some of the features, in their order."""
        return replace(self, columns={name: self.columns[name] for name in features})

    def labelled(self, is_positive: Bools) -> Frame:
        """The same rows with another outcome."""
        return replace(self, is_positive=is_positive)

    @property
    def entities(self) -> Ints:
        """A number per row that says which rows are of one entity."""
        return np.unique(self.entity_ids.astype(str), return_inverse=True)[1]

    def fingerprint(self) -> str:
        """Hash of all that is in it: the same rows in the same order hash alike anywhere."""
        digest = hashlib.sha256()
        for text in ("\n".join(self.entity_ids), "\n".join(self.as_of_dates.astype(str))):
            digest.update(text.encode())
        digest.update(self.is_positive.tobytes())
        for values in (self.days_to_outcome, self.days_observed):
            if values is not None:
                digest.update(values.tobytes())
        for name, values in self.columns.items():
            digest.update(name.encode())
            digest.update(
                values.tobytes() if is_number(values) else "\n".join(map(str, values)).encode()
            )
        return digest.hexdigest()


def as_feature(column: pa.ChunkedArray) -> NDArray | None:
    """A column as a feature; None where it is neither number, yes or no, nor text."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column, kind = column.cast(kind.value_type), kind.value_type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.to_numpy()
    if pa.types.is_boolean(kind):
        column = column.cast(pa.int8())
    elif not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        return None
    values = pc.fill_null(column.cast(pa.float64(), safe=False), float("nan")).to_numpy()
    return np.where(np.isinf(values), np.nan, values)


def read_frame(table: pa.Table, features: Iterable[str]) -> Frame:
    """The frame that a query gave, ordered by date and entity; censored rows must be gone."""
    ids = table["entity_id"].cast(pa.string()).to_numpy()
    dates = table["as_of_date"].cast(pa.date32()).to_numpy().astype("datetime64[D]")
    order = np.lexsort((ids.astype(str), dates))
    columns = {}
    for name in features:
        values = as_feature(table[name])
        if values is not None:
            columns[name] = values[order]

    def optional(name: str) -> NDArray | None:
        if name not in table.column_names:
            return None
        return as_feature(table[name])[order]

    return Frame(
        ids[order],
        dates[order],
        optional("is_positive") == 1,
        columns,
        optional("entity_hash"),
        optional("days_to_outcome"),
        optional("days_observed"),
    )
