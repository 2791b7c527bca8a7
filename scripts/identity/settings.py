"""What vars.yml says of matching, checked before anything is compared."""

from __future__ import annotations

import difflib
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from identity.refusals import MatchingError
from warehouse.project import read_variables

KEY = "identity_matching"
SPELLINGS = ("address", "company", "date", "email", "exact", "name", "text")
TRAITS = (
    *("user_id", "account_id", "first_name", "last_name", "email", "email_name", "email_letters"),
    *("email_initial_name", "email_domain", "company", "country", "role", "device"),
)
"""The columns of int_identity_traits that may be compared."""
READ_BY_DBT = ("threshold", "review_from", "name_attributes")


@dataclass(frozen=True)
class Compared:
    """A trait, and how two of it are compared."""

    trait: str
    spelling: str
    swapped_with: str | None = None


Keys = tuple[tuple[str, ...], ...]
"""Sets of traits that are to agree."""


@dataclass(frozen=True)
class Settings:
    """How records are matched."""

    compare: tuple[Compared, ...]
    block_on: Keys
    certain: Keys
    learn_from: Keys
    share_of_certain: float
    max_pairs: int
    threshold: float
    review_from: float
    seed: int
    settings_hash: str


def read_settings(project: Path) -> Settings:
    """The settings of vars.yml, or all that is wrong with them."""
    entry = read_variables(project).get(KEY)
    problems = list(_problems(entry))
    if problems:
        listed = "\n  - ".join(problems)
        raise MatchingError(f"{KEY} in vars.yml can't be used:\n  - {listed}")
    return Settings(
        compare=tuple(
            Compared(one["trait"], one["as"], one.get("swapped_with")) for one in entry["compare"]
        ),
        block_on=_keys(entry["block_on"]),
        certain=_keys(entry["certain"]),
        learn_from=_keys(entry["learn_from"]),
        share_of_certain=float(entry["share_of_certain"]),
        max_pairs=entry["max_pairs"],
        threshold=float(entry["threshold"]),
        review_from=float(entry["review_from"]),
        seed=entry["seed"],
        settings_hash=hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest(),
    )


def _keys(written: Sequence[Sequence[str]]) -> Keys:
    return tuple(tuple(one) for one in written)


def _problems(entry: Any) -> list[str]:
    """What is wrong, a sentence each."""
    expected = ("compare", "block_on", "certain", "learn_from", "share_of_certain", "max_pairs")
    names = (*READ_BY_DBT, *expected, "seed")
    if not isinstance(entry, Mapping):
        return [f"expected a mapping with the keys {', '.join(names)}, found {entry!r}."]
    found = [f"{name} is missing." for name in names if name not in entry]
    found += [
        f"{name} is not known{_near(str(name), names)}." for name in entry if name not in names
    ]
    if found:
        return found
    for name in ("threshold", "review_from", "share_of_certain"):
        value = entry[name]
        if not _is_number(value) or not 0 < value <= 1:
            found.append(f"{name}: expected a number above 0 and at most 1, found {value!r}.")
    if not found and entry["review_from"] > entry["threshold"]:
        found.append(
            f"review_from is {entry['review_from']}, above the threshold {entry['threshold']}: "
            "what is used must be kept."
        )
    for name, lowest in (("max_pairs", 1), ("seed", 0)):
        value = entry[name]
        if not isinstance(value, int) or isinstance(value, bool) or value < lowest:
            found.append(f"{name}: expected a whole number of at least {lowest}, found {value!r}.")
    for name in ("block_on", "certain", "learn_from"):
        found += _key_problems(name, entry[name])
    return found + _compared_problems(entry["compare"])


def _key_problems(name: str, written: Any) -> list[str]:
    """What is wrong with sets of traits."""
    example = "a list of lists of traits, such as [[email], [first_name, last_name]]"
    if (
        not isinstance(written, list)
        or not written
        or not all(isinstance(one, list) and one for one in written)
    ):
        return [f"{name}: expected {example}, found {written!r}."]
    return [
        f"{name}: there is no trait {trait!r}{_near(str(trait), TRAITS)}."
        for one in written
        for trait in one
        if trait not in TRAITS
    ]


def _compared_problems(written: Any) -> list[str]:
    """What is wrong with the traits that are compared."""
    if not isinstance(written, list) or len(written) < 2:
        return [f"compare: expected a list of at least two traits, found {written!r}."]
    found: list[str] = []
    for place, one in enumerate(written, start=1):
        where = f"compare, entry {place}"
        if not isinstance(one, Mapping) or "trait" not in one or "as" not in one:
            found.append(f"{where}: expected {{trait: …, as: …}}, found {one!r}.")
            continue
        for key in one:
            if key not in ("trait", "as", "swapped_with"):
                found.append(f"{where}: {key} is not known; expected trait, as and swapped_with.")
        for key in ("trait", "swapped_with"):
            if key in one and one[key] not in TRAITS:
                found.append(
                    f"{where}: there is no trait {one[key]!r}{_near(str(one[key]), TRAITS)}."
                )
        own = {"address": "email", "company": "company"}.get(one["as"], one["trait"])
        if one["trait"] != own:
            found.append(f"{where}: as: {one['as']} is for the trait {own} alone.")
        if one["as"] not in SPELLINGS:
            found.append(f"{where}: as is {one['as']!r}, expected one of {', '.join(SPELLINGS)}.")
    traits = [one["trait"] for one in written if isinstance(one, Mapping) and "trait" in one]
    found += [
        f"compare: {trait} stands there more than once."
        for trait in dict.fromkeys(traits)
        if traits.count(trait) > 1
    ]
    return found


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _near(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, names, 3, 0.5)
    return f"; try {', '.join(near)}" if near else ""
