"""How much each account uses the product: a latent health, and what its state makes of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation import catalogue as cat
from simulation.accounts import Accounts
from simulation.billing import (
    ACTIVE,
    CANCELED,
    PAST_DUE,
    PAUSED,
    PAYMENT_FAILED,
    TRIAL_EXPIRED,
    TRIALING,
    Billing,
)
from simulation.config import DAY, NEVER, Config, Floats, Ints
from simulation.experiments import Nudges

BLOCK = 5_000
"""Accounts handled at once, to keep account × day tables small."""


def simulate_health(config: Config, accounts: Accounts) -> Floats:
    """Log of usage relative to an account's own level: account × week, a slow random walk."""
    rng = config.rng("health")
    health = np.empty((len(accounts), config.weeks), dtype=np.float32)
    first = config.week_of(accounts.signed_up_at)
    now = rng.normal(0, 0.3, len(accounts)).astype(np.float32)
    drift = cat.HEALTH_DRIFT[accounts.kind]
    for week in range(config.weeks):
        is_old = first < week
        shock = rng.normal(0, 0.16, len(accounts))
        now = np.where(is_old, 0.96 * now + drift + shock, now).astype(np.float32)
        health[:, week] = now
    return health


@dataclass
class Usage:
    """What events are drawn from."""

    per_week: NDArray[np.float32]
    """Account × week: events on an ordinary working day, before scaling."""
    features: NDArray[np.uint16]
    """Account × day: bits of the features open to the account during the whole day."""
    plan: NDArray[np.int8]
    """Account × day: plan family at the start of the day."""


def simulate_usage(
    config: Config, accounts: Accounts, health: Floats, billing: Billing, nudges: Nudges
) -> Usage:
    """Usage by week and open features by day, from health and the states of subscriptions."""
    rows = len(accounts)
    usage = Usage(
        per_week=np.zeros((rows, config.weeks), dtype=np.float32),
        features=np.zeros((rows, config.days), dtype=np.uint16),
        plan=np.zeros((rows, config.days), dtype=np.int8),
    )
    is_main = billing.states["subscription"] % 4 != 3
    states = {name: values[is_main] for name, values in billing.states.items()}
    account = states["subscription"] // 4
    # A cancelled state gives way to the free one that begins at the same moment.
    order = np.lexsort((states["status"] != CANCELED, states["starts_at"], account))
    states = {name: values[order] for name, values in states.items()}
    account = account[order]
    for low in range(0, rows, BLOCK):
        high = min(low + BLOCK, rows)
        span = slice(*np.searchsorted(account, [low, high]))
        block = {name: values[span] for name, values in states.items()}
        _fill_block(config, accounts, health, nudges, usage, block, account[span], low, high)
    return usage


def next_departure(account: Ints, states: dict[str, Ints]) -> Ints:
    """For each state, when the account next leaves by its own decision, or NEVER."""
    decided = ~np.isin(states["reason"], (TRIAL_EXPIRED, PAYMENT_FAILED))
    leaving = np.flatnonzero((states["status"] == CANCELED) & decided)
    if not len(leaving):
        return np.full(len(account), NEVER)
    place = np.searchsorted(leaving, np.arange(len(account)), side="right")
    following = leaving[np.minimum(place, len(leaving) - 1)]
    is_same = (place < len(leaving)) & (account[following] == account)
    return np.where(is_same, states["starts_at"][following], NEVER)


def _fill_block(
    config: Config,
    accounts: Accounts,
    health: Floats,
    nudges: Nudges,
    usage: Usage,
    states: dict[str, Ints],
    account: Ints,
    low: int,
    high: int,
) -> None:
    """Fill the rows of one block of accounts."""
    starts = states["starts_at"]
    known = starts < config.end_at
    at_midnight = np.full((high - low, config.days + 1), -1, dtype=np.int64)
    day = config.day_of(starts[known])
    at_midnight[account[known] - low, day + 1] = np.flatnonzero(known)
    at_midnight = np.maximum.accumulate(at_midnight, axis=1)[:, :-1]
    is_open = np.isin(states["status"], (TRIALING, ACTIVE, PAST_DUE))
    family = np.where(is_open, states["plan"] // 4, cat.FREE)
    bits = cat.FAMILY_BITS[family]
    usage.plan[low:high] = np.where(at_midnight >= 0, family[at_midnight], cat.FREE)
    features = np.where(at_midnight >= 0, bits[at_midnight], cat.FAMILY_BITS[cat.FREE])
    # The day of the very first state has no state at midnight: it is the free plan's day.
    np.bitwise_and.at(features, (account[known] - low, day), bits[known])
    usage.features[low:high] = features

    middle = np.minimum(np.arange(config.weeks) * 7 + 3, config.days - 1)
    state = at_midnight[:, middle]
    now = config.start_at + middle * DAY
    has_state = state >= 0
    status = np.where(has_state, states["status"][state], -1)
    is_free = (states["amount"][state] == 0) & (status == ACTIVE)
    since = np.where(has_state, now - starts[state], 0) / (7 * DAY)
    converts = accounts.converts[low:high, None]
    level = np.select(
        [
            status == TRIALING,
            is_free & (states["subscription"][state] % 4 == 1),
            is_free,
            status == PAUSED,
            status == CANCELED,
        ],
        [
            np.where(converts, 1.3, 0.75),
            0.22 * np.exp(-since / 9) + 0.02,
            0.45,
            0.04,
            0.08 * np.exp(-since / 1.5),
        ],
        1.0,
    )
    # Usage fades in the weeks before a cancellation takes effect.
    to_end = np.where(has_state, next_departure(account, states)[state] - now, NEVER)
    weeks_left = to_end / (7 * DAY)
    level = level * np.where(weeks_left < 7, 0.25 + 0.75 * np.clip(weeks_left, 0, 7) / 7, 1.0)

    # Accounts that stall in onboarding lose interest.
    reached = accounts.reached_at[low:high]
    stall = accounts.stall_step[low:high]
    last = np.where(reached == NEVER, 0, reached).max(axis=1)
    stuck = np.maximum(now - last[:, None], 0) / (7 * DAY)
    patience = np.array([1e9, 1.5, 2.0, 4.0, 12.0, 60.0])[stall]
    level = level * (0.12 + 0.88 * np.exp(-stuck / patience[:, None]))

    is_nudged = nudges.is_treated[low:high] & nudges.is_in[low:high]
    factor = np.where(is_nudged, nudges.activity_factor[low:high], 1.0)
    is_on = (now >= nudges.starts_at) & (now < nudges.ends_at)
    level = level * np.where(is_on, factor[:, None], 1.0)

    started = now + 4 * DAY > accounts.signed_up_at[low:high, None]
    per_week = accounts.activity[low:high, None] * np.exp(health[low:high]) * level * started
    usage.per_week[low:high] = per_week
