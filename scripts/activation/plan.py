"""What is to be delivered: the difference between the mart and the ledger, in a safe order."""

from __future__ import annotations

import hashlib
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from activation.changes import (
    GONE,
    AudienceChanges,
    Change,
    Header,
    Membership,
    is_withdrawal,
)
from activation.ledger import Entry
from activation.refusals import StoppedError

BEFORE_START = "history from before the first delivery"
OVERTAKEN = "a later change has been delivered"
WITHDRAWN_BEFORE = "withdrawn before it was sent"
REWRITTEN = "the warehouse's history was rewritten; its end alone counts"
SAME_STATE = "the destination has it so already"
FEWEST_GONE = 5


@dataclass
class State:
    """What a destination has, by what it acknowledged: the last entry of each membership."""

    last: dict[Membership, Entry] = field(default_factory=dict)

    def has(self, membership: Membership) -> bool:
        """Whether the destination has the member in the audience."""
        return membership in self.last and self.last[membership].change != "left"

    def note(self, entry: Entry) -> None:
        """An entry was acknowledged."""
        self.last[entry.membership] = entry

    def members(self) -> list[Membership]:
        """Every membership that the destination has."""
        return [membership for membership in self.last if self.has(membership)]


@dataclass
class Plan:
    """What to send, in order, and what the ledger is to be told before."""

    to_send: list[Change] = field(default_factory=list)
    skipped: list[tuple[Header, str]] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    state: State = field(default_factory=State)
    begins: set[str] = field(default_factory=set)
    """Audiences whose first delivery it is."""
    attempts: dict[str, int] = field(default_factory=dict)
    """Attempts so far of each change that was refused."""


def state_of(entries: Iterable[Entry]) -> State:
    """The state of a destination; entries come in the order of their acknowledgement."""
    state = State()
    for entry in entries:
        if entry.status in ("delivered", "replaced"):
            state.note(entry)
    return state


def plan_delivery(
    changes: AudienceChanges,
    entries: list[Entry],
    begun: set[str],
    hash_of: Callable[[Change], str],
    *,
    resync: bool = False,
    accept_gone: bool = False,
) -> Plan:
    """Compare the changes of a destination with its part of the ledger.

    `begun`: the audiences whose delivery has begun.

    As a rule every change that the ledger doesn't know is sent, in order. Only the last one of a
    membership counts, held against what the destination has, where changes one by one would be
    wrong: at an audience's first delivery, where the history in the warehouse was rewritten, on
    `resync`. A withdrawal that was refused is sent again each time.
    """
    plan = Plan(state=state_of(entries), attempts=attempts_of_dead(entries))
    headers, known = _by_membership(changes.headers()), _by_membership(entries)
    plan.begins = {audience for audience, *_ in headers} - begun
    chosen: dict[int, str] = {}
    only_if_other: dict[int, Entry] = {}
    for membership, rows in headers.items():
        mine = known.get(membership, [])
        seen = {entry.change_id for entry in mine}
        if is_withdrawal(rows[-1].left_because) and rows[-1].change_id in plan.attempts:
            seen.remove(rows[-1].change_id)
        unseen = [row for row in rows if row.change_id not in seen]
        lost = {
            entry.change_id for entry in mine if entry.status in ("delivered", "dead", "skipped")
        } - {row.change_id for row in rows}
        if membership[0] not in plan.begins and not (resync or lost):
            start = _first_allowed(unseen)
            plan.skipped += [(row, WITHDRAWN_BEFORE) for row in unseen[:start]]
            chosen |= {row.position: "" for row in unseen[start:]}
            continue
        plan.replaced += sorted(lost)
        last, has = rows[-1], plan.state.has(membership)
        reason = REWRITTEN if lost else BEFORE_START
        plan.skipped += [(row, reason) for row in unseen if row is not last]
        if (last.change != "left") != has or resync:
            before = plan.state.last.get(membership)
            is_repeat = last.change_id in seen and not resync
            chosen[last.position] = before.change_id if is_repeat and before else ""
        elif last in unseen and has:
            chosen[last.position] = ""
            only_if_other[last.position] = plan.state.last[membership]
        elif last in unseen:
            plan.skipped.append((last, reason))
    _read_chosen(plan, changes, chosen, only_if_other, hash_of)
    _add_gone(plan, headers, accept_gone)
    plan.to_send = in_order(plan.to_send)
    return plan


def plan_retry(changes: AudienceChanges, entries: list[Entry]) -> Plan:
    """The dead letters once more, but for those that a later change has overtaken."""
    plan = Plan(state=state_of(entries), attempts=attempts_of_dead(entries))
    rows = [header for header in changes.headers() if header.change_id in plan.attempts]
    last_delivered: dict[Membership, int] = defaultdict(int)
    for entry in entries:
        if entry.status == "delivered":
            number = max(last_delivered[entry.membership], entry.change_number)
            last_delivered[entry.membership] = number
    withdrawn = {
        header.membership: header.change_number
        for header in changes.headers()
        if is_withdrawal(header.left_because)
    }
    for row in rows:
        if row.change_number < last_delivered[row.membership]:
            plan.skipped.append((row, OVERTAKEN))
        elif row.change_number < withdrawn.get(row.membership, 0):
            plan.skipped.append((row, WITHDRAWN_BEFORE))
    left_out = {row.position for row, _ in plan.skipped}
    plan.to_send = in_order(
        changes.read(row.position for row in rows if row.position not in left_out)
    )
    return plan


def attempts_of_dead(entries: Iterable[Entry]) -> dict[str, int]:
    """The changes that were refused, and how often each was tried."""
    return {entry.change_id: entry.attempts for entry in entries if entry.status == "dead"}


def _by_membership(rows: Iterable) -> dict[Membership, list]:
    found: dict[Membership, list] = defaultdict(list)
    for row in rows:
        found[row.membership].append(row)
    return dict(found)


def _first_allowed(unseen: list[Header]) -> int:
    """From which change on they may be sent: none that came before a withdrawal."""
    withdrawals = [place for place, row in enumerate(unseen) if is_withdrawal(row.left_because)]
    return withdrawals[-1] if withdrawals else 0


def _read_chosen(
    plan: Plan,
    changes: AudienceChanges,
    chosen: dict[int, str],
    only_if_other: dict[int, Entry],
    hash_of: Callable[[Change], str],
) -> None:
    """Read what is sent; where the destination has the member, only if it says something else."""
    headers = {header.position: header for header in changes.headers() if only_if_other}
    for position, change in zip(chosen, changes.read(chosen), strict=True):
        before = only_if_other.get(position)
        if before and before.payload_hash == hash_of(change):
            plan.skipped.append((headers[position], SAME_STATE))
        else:
            plan.to_send.append(replace(change, repeat_of=chosen[position]))


def _add_gone(plan: Plan, headers: dict[Membership, list], accept_gone: bool) -> None:
    """An exit for each member that the destination has and the warehouse no longer knows."""
    members = plan.state.members()
    gone = [membership for membership in members if membership not in headers]
    if len(gone) >= FEWEST_GONE and len(gone) * 2 > len(members) and not accept_gone:
        raise StoppedError(
            f"It has {len(members):,} members, of which the warehouse no longer knows "
            f"{len(gone):,}. Is it the right warehouse, built on all the data? If so, "
            "--accept-gone takes them out there."
        )
    for membership in gone:
        plan.to_send.append(exit_of(plan.state.last[membership]))


def exit_of(before: Entry) -> Change:
    """The exit of a member whom the warehouse no longer knows."""
    audience, entity, entity_id = before.membership
    digest = hashlib.sha256(f"gone|{before.change_id}|{before.delivered_at}".encode())
    return Change(
        change_id=f"gone_{digest.hexdigest()[:32]}",
        audience=audience,
        entity=entity,
        entity_id=entity_id,
        account_id=entity_id if entity == "account" else None,
        change="left",
        change_number=before.change_number,
        changed_at=None,
        as_of_date=None,
        left_because=GONE,
        contact_user_id=None,
        contact_email_sha256=None,
        traits={},
    )


def in_order(changes: Iterable[Change]) -> list[Change]:
    """Withdrawals first, then other exits, then the rest; each entity's own changes as they came.

    An entity whose exit stands last goes early with all that precedes it.
    """
    entities: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes:
        entities[change.entity, change.entity_id].append(change)
    ranked = []
    for entity, own in entities.items():
        urgency = min(0 if one.is_withdrawal else 1 if one.change == "left" else 2 for one in own)
        own = _as_they_came(own)
        ranked.append((urgency, own[0][0], entity, [change for _, change in own]))
    ranked.sort(key=lambda entry: entry[:3])
    return [change for *_, own in ranked for change in own]


def _as_they_came(own: list[Change]) -> list[tuple[str, Change]]:
    """One entity's changes by time; of one audience by number, whatever their times say."""
    latest: dict[Membership, str] = defaultdict(str)
    timed = []
    for change in sorted(own, key=lambda one: (one.membership, one.change_number)):
        time = change.changed_at.isoformat() if change.changed_at else ""
        latest[change.membership] = max(latest[change.membership], time)
        timed.append((latest[change.membership], change))
    return sorted(timed, key=lambda pair: (pair[0], pair[1].audience, pair[1].change_number))


class Batches:
    """Cuts changes into batches of one kind of entity that hold no entity twice.

    So a receiver that works on a batch in whichever order, or on half of it, can't turn an
    entity's changes around.
    """

    def __init__(self, changes: Iterable[Change], size: int) -> None:
        self.size = size
        self.ranks: dict[tuple[str, str], int] = {}
        self.queues: dict[str, OrderedDict[str, deque[Change]]] = defaultdict(OrderedDict)
        for change in changes:
            self.ranks.setdefault((change.entity, change.entity_id), len(self.ranks))
            self.queues[change.entity].setdefault(change.entity_id, deque()).append(change)

    def __iter__(self) -> Iterator[list[Change]]:
        while waiting := [entity for entity, queue in self.queues.items() if queue]:
            queue = self.queues[min(waiting, key=self._rank_of_first)]
            heads = list(islice(queue, self.size))
            batch = [queue[entity_id].popleft() for entity_id in heads]
            for entity_id in heads:
                if not queue[entity_id]:
                    del queue[entity_id]
            yield batch

    def _rank_of_first(self, entity: str) -> int:
        return self.ranks[entity, next(iter(self.queues[entity]))]
