"""Time cut into parts: fit on the first, choose and calibrate on the next, report on the last.

Between two parts stands an embargo: whatever a part foretells has come to be, or not, before the
next part begins. So nothing is learned from what lay ahead.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from training.frame import Bools, Dates, Frame
from training.refusals import RefusalError

REPORT_SHARE = 0.25
CHOOSE_SHARE = 0.2
"""Share of the positives that a part has at least, on the fewest dates that do."""
FEWEST = {"fit": 20, "choose": 10, "report": 10}
PURPOSES = {
    "fit": "to learn from",
    "choose": "to choose and calibrate by",
    "report": "to report on",
}


@dataclass(frozen=True)
class Split:
    """The rows of each part; `again` are all that the chosen kind is fitted to once more."""

    fit: Bools
    choose: Bools
    report: Bools
    again: Bools


def split_by_time(frame: Frame, embargo_days: int, reportable: Bools) -> Split:
    """The parts of a frame; refuses where one of them would have too few positives.

    Only reportable rows are reported on: those whose whole horizon was observed.
    """
    report = _last_dates(frame, reportable, REPORT_SHARE)
    again = _known_before(frame.as_of_dates, report, embargo_days)
    choose = _last_dates(frame, again, CHOOSE_SHARE)
    fit = again & _known_before(frame.as_of_dates, choose, embargo_days)
    for part, rows in (("fit", fit), ("choose", choose), ("report", report)):
        _check(frame, part, rows, embargo_days)
    return Split(fit, choose, report, again)


def _known_before(dates: Dates, later: Bools, embargo_days: int) -> Bools:
    """The rows whose embargo ends before later ones begin."""
    if not later.any():
        return np.zeros(len(dates), dtype=bool)
    return dates + np.timedelta64(embargo_days, "D") <= dates[later].min()


def _last_dates(frame: Frame, rows: Bools, share: float) -> Bools:
    """Those rows that are of the fewest last dates with a share of all their positives."""
    wanted = share * frame.is_positive[rows].sum()
    chosen = np.zeros(len(frame), dtype=bool)
    for date in np.unique(frame.as_of_dates[rows])[::-1]:
        chosen |= rows & (frame.as_of_dates == date)
        if frame.is_positive[chosen].sum() >= wanted:
            break
    return chosen


def _check(frame: Frame, part: str, rows: Bools, embargo_days: int) -> None:
    """Refuse a part that has too few of either outcome."""
    positives = int(frame.is_positive[rows].sum())
    others = int(rows.sum()) - positives
    fewest = FEWEST[part]
    if min(positives, others) >= fewest:
        return
    what, found = ("with", positives) if positives < fewest else ("without", others)
    raise RefusalError(
        f"too few rows {what} the outcome: {found} {PURPOSES[part]}, at least {fewest} are needed "
        f"({int(frame.is_positive.sum())} of all {len(frame):,} rows are positive, and parts lie "
        f"{embargo_days} days apart). Wait for more history, or widen population or horizon."
    )
