"""One run of matching: read the users, compare them, write what was found to the registry."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import pyarrow as pa

from identity.matching import ID, Match, Outcome, clusters_of, match_records
from identity.refusals import MatchingError
from identity.settings import Settings
from training.registry import Registry, open_registry
from training.schema import registry_rows
from warehouse.engines import Warehouse
from warehouse.refusals import WarehouseError

LIBRARIES = ("splink", "duckdb")
MOST_IDS = 16
"""As int_persons has it: a larger group is a chain of mistakes."""

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Run:
    """What a run found and wrote."""

    number: int
    outcome: Outcome
    settings: Settings

    @property
    def used(self) -> list[Match]:
        """The matches from the threshold on."""
        return [one for one in self.outcome.matches if one.probability >= self.settings.threshold]

    @property
    def to_review(self) -> list[Match]:
        """The matches below it, the most doubtful first."""
        limit = self.settings.threshold
        below = [one for one in self.outcome.matches if one.probability < limit]
        return sorted(below, key=lambda one: (limit - one.probability, one.left, one.right))

    @property
    def persons(self) -> list[list[str]]:
        """Groups of users that the threshold makes one person, before any review."""
        return clusters_of(self.outcome.matches, self.settings.threshold)


def run_matching(warehouse: Warehouse, settings: Settings, tell: Tell) -> Run:
    """Match the users of a warehouse; a run that breaks off leaves nothing that counts."""
    tell("Reading the users")
    registry = open_registry(warehouse)
    records = read_records(warehouse)
    outcome = match_records(records, settings, tell, keep_from=settings.review_from)
    tell("Writing the registry")
    number = next_number(registry)
    hashes = dict(zip(records[ID].to_pylist(), records["entity_hash"].to_pylist(), strict=True))
    warehouse.append(
        {
            "identity_matches": registry_rows(
                "identity_matches",
                [match_row(number, one, hashes) for one in outcome.matches],
            ),
            "identity_runs": registry_rows(
                "identity_runs", [run_row(number, outcome, settings, registry)]
            ),
        }
    )
    return Run(number, outcome, settings)


def read_records(warehouse: Warehouse) -> pa.Table:
    """The users and what tells them apart, in the order of their ids."""
    try:
        records = warehouse.query(
            f"select user_id as {ID}, int_identity_traits.* from intermediate.int_identity_traits"
        )
    except WarehouseError:
        raise
    except Exception as error:
        raise MatchingError(
            "The warehouse has no users to match, or is one of an earlier version. "
            f"Build it first: `make build`. ({str(error).splitlines()[0]})"
        ) from None
    if records.num_rows < 2:
        raise MatchingError(
            f"The warehouse has {records.num_rows} users; matching needs two at least. Bring the "
            "table `users`."
        )
    return records


def next_number(registry: Registry) -> int:
    """The number of the next run; one that was broken off while written is passed over."""
    rows = [*registry.rows("identity_runs", "1 = 1"), *_numbers_of_matches(registry)]
    return max((row["run_number"] for row in rows), default=0) + 1


def _numbers_of_matches(registry: Registry) -> list[dict[str, Any]]:
    found = registry.warehouse.query("select distinct run_number from registry.identity_matches")
    return found.to_pylist()


def match_row(number: int, match: Match, hashes: dict[str, str]) -> dict[str, Any]:
    """A match as the registry holds it: hashes for ids, and no value of any trait."""
    return {
        "run_number": number,
        "left_hash": hashes[match.left],
        "right_hash": hashes[match.right],
        "probability": match.probability,
        "match_weight": match.weight,
        "found_by": match.found_by,
        "because": match.because,
        "evidence": json.dumps(
            [
                {"trait": one.trait, "level": one.level, "weight": one.weight}
                for one in match.evidence
            ]
        ),
    }


def run_row(
    number: int, outcome: Outcome, settings: Settings, registry: Registry
) -> dict[str, Any]:
    """The row of the run itself."""
    libraries = {"python": platform.python_version()} | {name: version(name) for name in LIBRARIES}
    return {
        "run_number": number,
        "matched_as_of": registry.as_of_date,
        "matched_at": datetime.now(UTC).replace(tzinfo=None),
        "users": outcome.records,
        "compared_pairs": outcome.compared_pairs,
        "settings_hash": settings.settings_hash,
        "parameters": json.dumps(outcome.parameters, sort_keys=True),
        "library_versions": json.dumps(libraries, sort_keys=True),
    }
