"""Who is who: people who change company, shared devices, companies of one group.

All of it has random numbers of its own and is laid over what the rest of the simulation has drawn,
of which nothing else changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulation import contract
from simulation.accounts import Accounts, Users
from simulation.config import DAY, HOUR, MINUTE, NEVER, SECOND, Bools, Config, Ints
from simulation.events import LOGIN, SITE_VISITED, Events
from simulation.properties import Pools

FIRST_NUMBER = 8_000_000_000
"""Number of the first event that is made here."""
USERS_PER_MOVE = 400
USERS_PER_DESK = 300
USERS_OF_KIOSK = 12
"""How many people log in on the one device that everybody uses: more than tell anything."""
KNOWN_OF_KIOSK = 10
ACCOUNTS_PER_SUBSIDIARY = 100
FREE_MAIL = "gmail.com"


@dataclass
class Identities:
    """Who is who, where it isn't plain."""

    mover: Ints
    """Users who change company; every other one's move stands in entity_attributes."""
    moved_from: Ints
    moved_to: Ints
    moved_at: Ints
    events: Events
    """Logins and visits on shared devices, and the movers' logins at their new company."""
    doer: Ints
    """Per event: the user who did it; -1 = nobody can tell."""
    known_at: Ints
    """Per event: when it can first be told."""

    def lay_over(self, blocks: Iterator[Events]) -> Iterator[Events]:
        """The stream of events with these among them, and without those of movers who have left."""
        place = 0
        for block in blocks:
            kept = block.take(~self.has_left(block))
            kept.account = self.accounts_named(kept)
            last = block.received_at.max(initial=0)
            until = int(np.searchsorted(self.events.received_at, last, side="right"))
            joined = Events.join([kept, self.events.take(slice(place, until))])
            place = until
            yield joined.take(np.argsort(joined.received_at, kind="stable"))

    def accounts_named(self, events: Events) -> Ints:
        """Events of movers without a recorded history name their account: nothing else does."""
        home = np.full(int(max(events.user.max(initial=0), self.mover.max())) + 1, -1)
        home[self.mover[1::2]] = self.moved_from[1::2]
        by_mover = home[np.maximum(events.user, 0)]
        is_bare = (events.account < 0) & (events.user >= 0) & (by_mover >= 0)
        return np.where(is_bare, by_mover, events.account)

    def has_left(self, events: Events) -> Bools:
        """Which events are of movers in the company that they have left."""
        left_at = np.full(int(max(events.user.max(initial=0), self.mover.max())) + 1, NEVER)
        left_at[self.mover] = self.moved_at
        return (events.user >= 0) & (events.occurred_at >= left_at[np.maximum(events.user, 0)])


def simulate_identities(
    config: Config, accounts: Accounts, users: Users, pools: Pools
) -> Identities:
    """Draw the movers and all that happens on shared devices."""
    rng = config.rng("identities")
    is_first = np.zeros(len(users), dtype=bool)
    is_first[users.first_of_account] = True
    can_move = ~is_first & (users.signed_up_at < config.end_at - 120 * DAY)
    mover = pick(rng, np.flatnonzero(can_move), max(len(users) // USERS_PER_MOVE, 4))
    moved_at = users.signed_up_at[mover] + 60 * DAY
    moved_at += (rng.random(len(mover)) * (config.end_at - 40 * DAY - moved_at)).astype(np.int64)
    moved_at = config.start_at + config.day_of(moved_at) * DAY
    # The first fifth of the accounts exists by then.
    moved_to = rng.integers(0, max(len(accounts) // 5, 2), len(mover))
    moved_to = np.where(moved_to == users.account[mover], (moved_to + 1) % 2, moved_to)
    moved_at = np.maximum(moved_at, accounts.signed_up_at[moved_to] // DAY * DAY + DAY)

    # Time, event, user, device, account, who did it, when that was known
    rows: list[tuple[int, ...]] = []

    def happens(*what: int) -> None:
        rows.append(what)

    for number, (who, where, since) in enumerate(
        zip(mover.tolist(), moved_to.tolist(), moved_at.tolist(), strict=True)
    ):
        # Where no history is recorded, events on both sides tell of the move.
        for week in range(-3 * (number % 2), 3):
            at = since + week * 7 * DAY + 10 * HOUR
            there = where if week >= 0 else int(users.account[who])
            happens(at, LOGIN, who, -1, there, who, at)

    stays = np.flatnonzero(~np.isin(np.arange(len(users)), mover))
    stays = stays[users.signed_up_at[stays] < config.end_at - 60 * DAY]
    device = 3 * len(accounts)
    for desk in range(max(len(users) // USERS_PER_DESK, 4)):
        one = int(rng.choice(stays))
        colleagues = stays[(users.account[stays] == users.account[one]) & (stays != one)]
        two = int(rng.choice(colleagues if desk % 2 and len(colleagues) else stays[stays != one]))
        begins = int(max(users.signed_up_at[one], users.signed_up_at[two])) // DAY * DAY + 3 * DAY
        begins += int(rng.integers(0, 40)) * DAY
        first_login = begins + DAY + 9 * HOUR

        def visit(at: int, doer: int, known: int, on: int = device) -> None:
            happens(at, SITE_VISITED, -1, on, -1, doer, known)

        def login(at: int, user: int, on: int = device) -> None:
            happens(at, LOGIN, user, on, int(users.account[user]), user, at)

        visit(begins + 8 * HOUR, one, first_login)
        visit(first_login - HOUR, one, first_login)
        for turn, user in enumerate((one, two, one)):
            login(first_login + turn * 2 * HOUR, user)
            after = first_login + turn * 2 * HOUR + 10 * MINUTE
            visit(after, user, after)
        visit(first_login + 2 * DAY, one, first_login + 2 * DAY)
        device += 1

    everybody = pick(rng, stays, USERS_OF_KIOSK)
    begins = int(users.signed_up_at[everybody].max()) // DAY * DAY + 2 * DAY
    for turn, user in enumerate(everybody.tolist()):
        at = begins + turn * DAY + 12 * HOUR
        happens(at, LOGIN, user, device, int(users.account[user]), user, at)
        at += MINUTE
        happens(at, SITE_VISITED, -1, device, -1, user if turn < KNOWN_OF_KIOSK else -1, at)

    made = np.array(sorted(rows), dtype=np.int64)
    made = made[made[:, 0] < config.end_at - DAY]
    at, name, user, visitor, account, doer, known = made.T
    events = Events.of(
        at,
        name,
        number=FIRST_NUMBER + np.arange(len(made)),
        received_at=at + 2 * SECOND,
        user=user,
        visitor=visitor,
        account=account,
        device=at * 0,
        version=at * 0 + 1,
        text=np.where(name == SITE_VISITED, pools.start[SITE_VISITED], -1),
    )
    return Identities(mover, users.account[mover], moved_to, moved_at, events, doer, known)


def pick(rng: np.random.Generator, rows: Ints, count: int) -> Ints:
    """Some of the rows, in order."""
    return np.sort(rng.choice(rows, min(count, len(rows)), replace=False))


def with_groups(config: Config, accounts: pa.Table) -> pa.Table:
    """Some accounts without a parent get an earlier one's domain, two a free mail's."""
    rng = config.rng("subsidiaries")
    domain = accounts["domain"].to_pylist()
    alone = np.flatnonzero(accounts["parent_account_id"].is_null().to_numpy())
    alone = alone[alone >= 20]
    count = max(accounts.num_rows // ACCOUNTS_PER_SUBSIDIARY, 3)
    chosen = pick(rng, alone, count + 2)
    heads = rng.choice(np.setdiff1d(np.arange(20), chosen), count)
    for account, head in zip(chosen[:count].tolist(), heads.tolist(), strict=True):
        domain[account] = domain[head]
    for account in chosen[count:].tolist():
        domain[account] = FREE_MAIL
    place = accounts.column_names.index("domain")
    return accounts.set_column(place, "domain", pa.array(domain))


def with_moves(identities: Identities, users: pa.Table) -> pa.Table:
    """The table of users with the account that each has at the end."""
    account = users["account_id"].to_pylist()
    for who, where in zip(identities.mover.tolist(), identities.moved_to.tolist(), strict=True):
        account[who] = f"acc_{where:06d}"
    place = users.column_names.index("account_id")
    return users.set_column(place, "account_id", pa.array(account))


def moves_recorded(identities: Identities, users: Users) -> pa.Table:
    """Rows of entity_attributes: the accounts of every other mover, with their history."""
    who = np.repeat(identities.mover[::2], 2)
    is_second = np.arange(len(who)) % 2 == 1
    moved_to = np.repeat(identities.moved_to[::2], 2)
    moved_at = np.repeat(identities.moved_at[::2], 2)
    return contract.table(
        "entity_attributes",
        {
            "entity": pa.array(["user"] * len(who)),
            "entity_id": contract.ids("usr_", who, 7),
            "attribute": pa.array(["account_id"] * len(who)),
            "value": contract.ids("acc_", np.where(is_second, moved_to, users.account[who])),
            "valid_from": contract.times(
                np.where(is_second, moved_at, users.signed_up_at[who]) // SECOND * SECOND
            ),
        },
    )


def events_truth(identities: Identities) -> pa.Table:
    """Truth: who did each event on a shared device, and when it can first be told."""
    events = identities.events
    shared = events.visitor >= 0
    doer = identities.doer[shared]
    return pa.table(
        {
            "event_id": contract.ids("evt_", events.number[shared], 10),
            "anonymous_id": contract.ids("anon_", events.visitor[shared], 7),
            "user_id": contract.ids("usr_", np.maximum(doer, 0), 7, doer >= 0),
            "known_at": contract.times(identities.known_at[shared]),
        }
    )


def moves_truth(identities: Identities, users: Users) -> pa.Table:
    """Truth: who changed company, from where to where, from which day on."""
    return pa.table(
        {
            "user_id": contract.ids("usr_", identities.mover, 7),
            "account_id": contract.ids("acc_", users.account[identities.mover]),
            "next_account_id": contract.ids("acc_", identities.moved_to),
            "moved_at": contract.times(identities.moved_at),
            "is_recorded": contract.flags(np.arange(len(identities.mover)) % 2 == 0),
        }
    )


def groups_truth(accounts: pa.Table) -> pa.Table:
    """Truth: each account's topmost account, walking up parents, then domains."""
    ids = accounts["account_id"].to_pylist()
    parent = dict(zip(ids, accounts["parent_account_id"].to_pylist(), strict=True))
    domains = accounts["domain"].to_pylist()

    def top(account: str) -> str:
        while parent[account] is not None:
            account = parent[account]
        return account

    first: dict[str, str] = {}
    for account, domain in zip(ids, domains, strict=True):
        first.setdefault(domain, account)
    domain_of = dict(zip(ids, domains, strict=True))
    root = []
    for account in ids:
        found = top(account)
        head = first[domain_of[found]]
        root.append(found if domain_of[found] == FREE_MAIL else top(head))
    return pa.table({"account_id": ids, "root_account_id": root})
