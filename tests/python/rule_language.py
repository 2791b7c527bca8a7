"""The rule language evaluated in plain Python, from its description alone.

Independent of the macros: tests hold the compiled SQL against it. Truth has three values: True,
False and None for unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

Rule = dict[str, Any]
Truth = bool | None
Value = str | float | Decimal | date | list | None
KEPT_DAYS = 25  # daily_history_days - max_lateness_days


@dataclass(frozen=True)
class Occurrence:
    """What an entity did on a day: how often, first when, and by values of a property."""

    event: str
    day: date
    count: int
    first_at: datetime
    by_property: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class World:
    """Everything known about one kind of entity."""

    kinds: dict[str, str]
    features: dict[tuple[str, date], dict[str, Any]]
    activity: dict[str, list[Occurrence]]
    custom: dict[str, list[tuple[str, str | None, datetime]]]
    grid: list[tuple[date, bool]]
    has_events: bool = True
    members: dict[str, set[tuple[str, date]]] = field(default_factory=dict)
    rankings: dict[str, dict[str, float]] = field(default_factory=dict)

    def entities_on(self, day: date) -> list[str]:
        """Who is evaluated on a day."""
        return [entity for entity, known_on in self.features if known_on == day]


def both(parts: Iterable[Truth]) -> Truth:
    """SQL's AND."""
    found = list(parts)
    return False if False in found else None if None in found else True


def either(parts: Iterable[Truth]) -> Truth:
    """SQL's OR."""
    found = list(parts)
    return True if True in found else None if None in found else False


def negated(part: Truth) -> Truth:
    """SQL's NOT."""
    return None if part is None else not part


def evaluate(rule: Rule, world: World, entity: str, day: date) -> Truth:
    """What a rule says of an entity on a day."""

    def inner(part: Rule) -> Truth:
        return evaluate(part, world, entity, day)

    if "all" in rule:
        return both(inner(part) for part in rule["all"])
    if "any" in rule:
        return either(inner(part) for part in rule["any"])
    if "not" in rule:
        return negated(inner(rule["not"]))
    if "at_least_of" in rule:
        found = [inner(part) for part in rule["at_least_of"]["of"]]
        wanted = rule["at_least_of"]["n"]
        if found.count(True) >= wanted:
            return True
        return None if found.count(True) + found.count(None) >= wanted else False
    if "in_segment" in rule:
        return (entity, day) in world.members[rule["in_segment"]]
    if "attribute" in rule:
        return _attribute(rule, world, entity, day)
    if not world.has_events:
        return None
    return _behaviour(rule, world, entity, day)


# --- attributes -------------------------------------------------------------------------------


def _value(name: str, world: World, entity: str, day: date) -> Value:
    if name in world.kinds:
        return world.features[entity, day][name]
    return _custom_value(name, world, entity, day)


def _custom_value(name: str, world: World, entity: str, day: date) -> str | None:
    known = [
        (since, value)
        for attribute, value, since in world.custom.get(entity, [])
        if attribute == name.lower() and since.date() <= day
    ]
    return max(known)[1] if known else None


def _value_before(name: str, world: World, entity: str, day: date, days: int) -> Value:
    if name not in world.kinds:
        return _custom_value(name, world, entity, day - timedelta(days))
    kept = [
        known_on
        for known_on, is_month_end in world.grid
        if (day - known_on).days >= days and (is_month_end or (day - known_on).days < KEPT_DAYS)
    ]
    row = world.features.get((entity, max(kept))) if kept else None
    return row[name] if row else None


def _read_as(value: Value, example: Value) -> Value:
    """A custom attribute is text: read it as what it is compared with."""
    if value is None:
        return None
    if isinstance(example, bool):
        return {"true": True, "false": False}.get(value.strip(" ").lower())
    if isinstance(example, int | float):
        return _number(value)
    return value


def _number(text: str) -> float | None:
    plain = text.strip(" ")
    return float(plain) if re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,15})?", plain, re.A) else None


def _day(value: Value) -> date | None:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _literal(value: Value, kind: str) -> Value:
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "decimal":
        return Decimal(str(value))
    return value


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda seen, wanted: seen == wanted,
    "is_not": lambda seen, wanted: seen != wanted,
    "at_least": lambda seen, wanted: seen >= wanted,
    "at_most": lambda seen, wanted: seen <= wanted,
    "above": lambda seen, wanted: seen > wanted,
    "below": lambda seen, wanted: seen < wanted,
    "in": lambda seen, wanted: seen in wanted,
    "not_in": lambda seen, wanted: seen not in wanted,
    "between": lambda seen, wanted: wanted[0] <= seen <= wanted[1],
}


def _attribute(rule: Rule, world: World, entity: str, day: date) -> Truth:
    name = rule["attribute"]
    tests = {test: value for test, value in rule.items() if test not in ("attribute", "among")}
    return both(
        _attribute_test(name, test, value, rule, world, entity, day)
        for test, value in tests.items()
    )


def _attribute_test(
    name: str, test: str, wanted: Value, rule: Rule, world: World, entity: str, day: date
) -> Truth:
    kind = world.kinds.get(name, "custom")
    value = _value(name, world, entity, day)
    if test == "is_null":
        return (value is None) == wanted
    if test in ("bottom_percent", "top_percent"):
        return _ranked(name, test, wanted, rule, world, entity, day)
    if test == "changed_within_days":
        before = _value_before(name, world, entity, day, wanted)
        return None if value is None or before is None else value != before
    if test in ("older_than_days", "newer_than_days"):
        seen = _day(value)
        if seen is None:
            return None
        age = (day - seen).days
        return age > wanted if test == "older_than_days" else age < wanted
    if test == "is_true":
        test, wanted = "is", wanted
    if kind == "custom":
        value = _read_as(value, wanted[0] if isinstance(wanted, list) else wanted)
    if value is None:
        return None
    literal = (
        [_literal(item, kind) for item in wanted]
        if isinstance(wanted, list)
        else _literal(wanted, kind)
    )
    return COMPARE[test](value, literal)


def _ranked(
    name: str, test: str, percent: float, rule: Rule, world: World, entity: str, day: date
) -> Truth:
    among = rule.get("among")

    def is_ranked(other: str) -> Truth:
        return True if among is None else evaluate(among, world, other, day)

    def size(other: str) -> Value:
        value = _value(name, world, other, day)
        return _number(value) if isinstance(value, str) else value

    key = repr((name, test, among, day))
    if key not in world.rankings:
        ranked = {
            other: size(other)
            for other in world.entities_on(day)
            if is_ranked(other) is True and size(other) is not None
        }
        world.rankings[key] = {
            other: sum(
                peer <= own if test == "bottom_percent" else peer >= own for peer in ranked.values()
            )
            / len(ranked)
            for other, own in ranked.items()
        }
    share = world.rankings[key].get(entity)
    return both([is_ranked(entity), None if share is None else share <= percent / 100])


# --- behaviour --------------------------------------------------------------------------------


def _counts(
    rule: Rule, event: str, world: World, entity: str, after: date | None, until: date
) -> tuple[int, int]:
    """How often, and on how many days, an event was done in (after, until]."""
    times = days = 0
    for done in world.activity.get(entity, []):
        if done.event != event or done.day > until or (after is not None and done.day <= after):
            continue
        count = done.count
        for wanted_property, wanted in rule.get("where", {}).items():
            values = wanted if isinstance(wanted, list) else [wanted]
            count = sum(done.by_property.get((wanted_property, value), 0) for value in set(values))
        times += count
        days += count > 0
    return times, days


def _behaviour(rule: Rule, world: World, entity: str, day: date) -> Truth:
    if "sequence" in rule:
        return _sequence(rule, world, entity, day)
    if "stopped" in rule:
        quiet_from = day - timedelta(rule.get("not_since_days", 14))
        before = quiet_from - timedelta(rule.get("within_days", 28))
        _, days = _counts(rule, rule["stopped"], world, entity, before, quiet_from)
        recent, _ = _counts(rule, rule["stopped"], world, entity, quiet_from, day)
        return days >= rule.get("distinct_days", 4) and recent == 0
    event = rule["did"] if "did" in rule else rule["did_not"]
    after = day - timedelta(rule["within_days"]) if "within_days" in rule else None
    times, days = _counts(rule, event, world, entity, after, day)
    needs = [
        times >= rule.get("at_least", 1)
        if "at_least" in rule or not ("at_most" in rule or "distinct_days" in rule)
        else True,
        times <= rule.get("at_most", times),
        days >= rule.get("distinct_days", 0),
    ]
    if "not_since_days" in rule:
        since = day - timedelta(rule["not_since_days"])
        needs.append(_counts(rule, event, world, entity, since, day)[0] == 0)
    return all(needs) if "did" in rule else not all(needs)


def _sequence(rule: Rule, world: World, entity: str, day: date) -> bool:
    after = day - timedelta(rule["within_days"]) if "within_days" in rule else date.min
    reached = {datetime.min}
    for event in rule["sequence"]:
        reached = {
            done.first_at
            for done in world.activity.get(entity, [])
            if done.event == event
            and after < done.day <= day
            and any(done.first_at > earlier for earlier in reached)
        }
    return bool(reached)


# --- membership -------------------------------------------------------------------------------


def intervals(segment: Rule, world: World) -> tuple[set, set]:
    """Where `enter` holds and `exit` doesn't, and the periods of membership, day after day.

    Whom `forbid` holds for is out, else whom `force` holds for is in, whatever the two say.
    """
    enter_holds: set[tuple[str, date]] = set()
    periods: set[tuple[str, date, date | None]] = set()
    members = world.members.setdefault(segment["segment"], set())
    since: dict[str, date] = {}
    streaks = {entity: [0, 0] for entity, _ in world.features}
    for day, _ in sorted(world.grid):
        present = set(world.entities_on(day))
        for entity, (entered, left) in streaks.items():
            holds, leaves, forced, forbidden = (
                entity in present
                and segment.get(part) is not None
                and evaluate(segment[part], world, entity, day) is True
                for part in ("enter", "exit", "force", "forbid")
            )
            holds = not forbidden and (forced or holds)
            leaves = forbidden or (leaves and not forced)
            enters = holds and not leaves
            if enters:
                enter_holds.add((entity, day))
            if segment.get("exit") is None:
                leaves = not enters
            streaks[entity] = [entered + 1 if enters else 0, left + 1 if leaves else 0]
            entered, left = streaks[entity]
            if left >= segment.get("exit_after_days", 1):
                if entity in since:
                    periods.add((entity, since.pop(entity), day))
            elif entered >= segment.get("enter_after_days", 1):
                since.setdefault(entity, day)
        members.update((entity, day) for entity in since)
    periods.update((entity, begun, None) for entity, begun in since.items())
    return enter_holds, periods
