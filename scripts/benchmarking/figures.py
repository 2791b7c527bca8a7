"""The figures that count: ratios of what was measured, against what is to be reached."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from benchmarking.measure import Measurement

DAYS = 365
RULES = (10, 100, 500)
# Linear is 5 times the time for 5 times the rules; the rest is what two runs of one differ by.
MOST_GROWTH = 5.5


@dataclass(frozen=True)
class Step:
    """Something that was measured."""

    title: str
    cost: Measurement
    events: int | None = None
    is_preparation: bool = False
    is_of_full_size: bool = False
    """A run of dbt on as many events as were asked for: its peak of memory counts."""
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        facts = asdict(self)
        return facts | facts.pop("cost")


@dataclass(frozen=True)
class Figure:
    """One line of the table of targets."""

    name: str
    title: str
    bound: float
    reached: float | None
    unit: str = ""
    is_upper_bound: bool = True
    reached_in_cpu_time: float | None = None
    """The same from CPU seconds, which other work on the machine disturbs less."""

    @property
    def is_reached(self) -> bool | None:
        """None where it was not measured."""
        if self.reached is None:
            return None
        return self.reached <= self.bound if self.is_upper_bound else self.reached >= self.bound

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self) | {"is_reached": self.is_reached}


Times = Mapping[str, float]


def full_by_floor(times: Times) -> float:
    """How much longer the whole build takes than the least that reads and cuts the events."""
    return times["full"] / (times["floor_roll_up"] + times["floor_sessions"])


def growth(times: Times) -> float:
    """What twice the events cost."""
    return times["full"] / times["full_half"]


def day_by_share(times: Times) -> float:
    """A day's run, dbt's own cost taken off, against the day's share of a whole build."""
    day = times["incremental_day"] - times["incremental_day_200_accounts"]
    return day / (times["full"] / DAYS)


def above_start(times: Times) -> float:
    """What a near real time run adds to dbt's start."""
    return times["near_real_time"] - times["dbt_start"]


def rate(steps: Mapping[str, Step], rules: int) -> float:
    """Millions of account-dates × rules that a second decides."""
    details = steps[f"segments_{rules}"].details
    return details["account_dates"] * rules / details["states_seconds"] / 1e6


def linearity(steps: Mapping[str, Step]) -> float:
    """What five times the rules cost."""
    most, fewer = (steps[f"segments_{rules}"].details["states_seconds"] for rules in (500, 100))
    return most / fewer


def scored(steps: Mapping[str, Step]) -> float:
    """Thousands of accounts that a second scores, from their features to both marts."""
    details = steps["scoring"].details
    return details["accounts"] / (details["scores_seconds"] + details["marts_seconds"]) / 1e3


def peak(steps: Mapping[str, Step]) -> float:
    """The most that any of dbt's runs on the full size held, the whole build among them."""
    of_full_size = [steps["full"], *(step for step in steps.values() if step.is_of_full_size)]
    return max(step.cost.peak_bytes for step in of_full_size) / 1e9


def figures(steps: Mapping[str, Step]) -> list[Figure]:
    """All figures, those without their measurements as well."""
    seconds = {key: step.cost.seconds for key, step in steps.items()}
    cpu_seconds = {key: step.cost.cpu_seconds for key, step in steps.items()}

    def by_time(
        name: str, title: str, bound: float, of: Callable[[Times], float], unit: str = "×"
    ) -> Figure:
        return Figure(
            name,
            title,
            bound,
            _if_measured(of, seconds),
            unit,
            reached_in_cpu_time=_if_measured(of, cpu_seconds),
        )

    return [
        by_time("full_by_floor", "full build / floor", 3, full_by_floor),
        by_time("growth", "full build: all events / half of them", 2.1, growth),
        by_time(
            "day_by_share",
            "one day more / a 365th of the full build",
            5,
            day_by_share,
        ),
        by_time("near_real_time", "near real time − dbt's start", 5, above_start, "s"),
        *(
            Figure(
                f"segments_{rules}",
                f"segment step, {rules} rules",
                50,
                _if_measured(lambda found, rules=rules: rate(found, rules), steps),
                "M/s",
                is_upper_bound=False,
            )
            for rules in RULES
        ),
        Figure(
            "segments_linear",
            "segment step: 500 rules / 100 rules",
            MOST_GROWTH,
            _if_measured(linearity, steps),
            "×",
        ),
        Figure(
            "scoring",
            "scoring with drivers, 40 features",
            300,
            _if_measured(scored, steps),
            "k/s",
            is_upper_bound=False,
        ),
        Figure(
            "scoring_peak",
            "scoring: peak memory",
            6,
            _if_measured(lambda found: found["scoring"].cost.peak_bytes / 1e9, steps),
            "GB",
        ),
        Figure("peak", "peak memory", 8, _if_measured(peak, steps), "GB"),
        by_time("parse", "warm parse of the project", 5, lambda times: times["parse_warm"], "s"),
    ]


def _if_measured(of: Callable[[Any], float], found: Mapping[str, Any]) -> float | None:
    """The figure, or none where a part that it needs was left out or failed."""
    try:
        return of(found)
    except KeyError:
        return None
