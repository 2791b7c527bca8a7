"""What a simulation is asked for, and the clock and random numbers that it runs on.

Times are whole microseconds since 1970 (UTC) in int64 arrays; `NEVER` stands for "no such time".
"""

import zlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NEVER = int(np.iinfo(np.int64).max)

DEFAULT_ACCOUNTS = 2_500
EVENTS_PER_ACCOUNT = 320


@dataclass(frozen=True)
class Config:
    """The arguments of one simulation."""

    accounts: int
    """How many accounts sign up between start and end."""
    events: int
    """About how many events they cause (the real number varies by a few per cent)."""
    seed: int
    start: date
    """First day of the company's life."""
    end: date
    """Last day of which everything is known."""
    raw: Path
    """Folder that the tables of the input contract go to."""
    truth: Path
    """Folder of what drives it all; only tests may read it."""
    as_csv: bool = False
    """Write CSV instead of Parquet."""

    @cached_property
    def start_at(self) -> int:
        """Microsecond at which the first day begins."""
        return days_to_us(self.start)

    @cached_property
    def end_at(self) -> int:
        """Microsecond after the last day."""
        return days_to_us(self.end) + DAY

    @cached_property
    def days(self) -> int:
        """Number of simulated days."""
        return (self.end_at - self.start_at) // DAY

    @cached_property
    def weeks(self) -> int:
        """Number of weeks that cover the days."""
        return -(-self.days // 7)

    def rng(self, topic: str) -> np.random.Generator:
        """Random numbers of a topic's own, so that a change in one leaves the others alone."""
        return np.random.default_rng([self.seed, zlib.crc32(topic.encode())])

    def day_of(self, times: Ints) -> Ints:
        """Day number (0 = start) of each time."""
        return (times - self.start_at) // DAY

    def week_of(self, times: Ints) -> Ints:
        """Week number (0 = first) of each time, kept within the simulation."""
        return np.clip(self.day_of(times) // 7, 0, self.weeks - 1)


def days_to_us(day: date) -> int:
    """Microsecond at which a date begins."""
    return (day - date(1970, 1, 1)).days * DAY


def add_months(times: Ints, months: Ints | int) -> Ints:
    """The same time of day so many calendar months later, on the last day of shorter months."""
    stamps = times.astype("datetime64[us]")
    day = stamps.astype("datetime64[D]")
    first = day.astype("datetime64[M]")
    target = first + np.asarray(months)
    day_number = (day - first.astype("datetime64[D]")).astype(np.int64)
    length = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(
        np.int64
    )
    moved = target.astype("datetime64[us]").astype(np.int64)
    moved += np.minimum(day_number, length - 1) * DAY
    return moved + (stamps - day).astype(np.int64)


def choose(rng: np.random.Generator, weights: Floats, rows: Ints) -> Ints:
    """One column per row number, drawn by the weights of that row of a table of weights."""
    table = np.atleast_2d(weights).astype(float)
    table = table / table.sum(axis=1, keepdims=True)
    edges = np.cumsum(table, axis=1)
    edges[:, -1] = 1.0
    flat = (edges + np.arange(len(edges))[:, None]).ravel()
    picks = np.searchsorted(flat, rng.random(len(rows)) + rows, side="right")
    return np.minimum(picks - rows * table.shape[1], table.shape[1] - 1)


def spread_evenly(rng: np.random.Generator, expected: Floats, group: Ints | None = None) -> Ints:
    """How often each row is hit, as often on average as expected, in totals as near as can be.

    Systematic sampling in random order within groups: the realised total of a group is the sum of
    what is expected to within one hit, so that a planted rate can be seen at small sizes too.
    """
    order = rng.permutation(len(expected))
    if group is not None:
        order = order[np.argsort(group[order], kind="stable")]
    totals = np.floor(np.cumsum(expected[order]) + rng.random())
    hits = np.zeros(len(expected), dtype=np.int64)
    hits[order] = np.diff(totals, prepend=0)
    return hits


def split_in_pairs(rng: np.random.Generator, *traits: Floats) -> Bools:
    """A random half of the rows: of each two that are alike in their traits, one.

    Traits are compared in the order given: rows that are equal in the first by the second, …
    """
    order = np.lexsort(traits[::-1])
    pairs = -(-len(order) // 2)
    coin = rng.integers(0, 2, pairs)
    half = np.zeros(len(order), dtype=bool)
    half[order] = (np.arange(len(order)) % 2) == np.repeat(coin, 2)[: len(order)]
    return half
