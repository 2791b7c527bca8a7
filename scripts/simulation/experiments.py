"""The second experiment, usage nudges, which help some kinds and harm others; and its tables."""

import numpy as np
import pyarrow as pa

from simulation import catalogue as cat
from simulation import contract
from simulation.accounts import Accounts
from simulation.config import (
    DAY,
    MINUTE,
    NEVER,
    Bools,
    Config,
    Floats,
    Ints,
    add_months,
    split_in_pairs,
)

ONBOARDING_EXPERIMENT = "onboarding_by_persona"
NUDGE_EXPERIMENT = "usage_nudges"
NUDGE_DAYS = 90

CHURN_FACTOR = np.array([2.2, 0.55, 0.45, 0.95, 1.6])
"""What nudges do to each kind's churn hazard: builders and beginners feel pestered."""
ACTIVITY_FACTOR = np.array([0.75, 1.18, 1.28, 1.02, 0.82])
"""What nudges do to each kind's usage."""


class Nudges:
    """Who is nudged, from when, and what it does to each account."""

    def __init__(self, config: Config, accounts: Accounts) -> None:
        rng = config.rng("nudges")
        rows = len(accounts)
        self.starts_at = config.start_at + int(config.days * 0.78) * DAY
        self.ends_at = self.starts_at + NUDGE_DAYS * DAY
        self.is_treated: Bools = split_in_pairs(rng, accounts.kind, accounts.signed_up_at)
        self.churn_factor: Floats = CHURN_FACTOR[accounts.kind] * np.exp(rng.normal(0, 0.12, rows))
        self.activity_factor: Floats = ACTIVITY_FACTOR[accounts.kind] * np.exp(
            rng.normal(0, 0.03, rows)
        )
        self.chance = np.full(rows, np.nan)
        self.stays_if_control = np.ones(rows)
        self.stays_if_treated = np.ones(rows)
        self.is_in: Bools = np.zeros(rows, dtype=bool)
        self.pays: Bools = np.zeros(rows, dtype=bool)
        self.kind = accounts.kind

    def enrol(self, who: Ints, paying: Ints) -> None:
        """These accounts take part: they have a plan, paid or free, when the experiment begins."""
        self.is_in[who] = True
        self.pays[paying] = True

    def adjust_churn(
        self, who: Ints, at: Ints, paying_since: Ints, months: Ints, chance: Floats
    ) -> Floats:
        """Chance of leaving at a boundary, as the account's arm makes it.

        The chance at the first boundary within the experiment holds for the others too, so that
        both potential outcomes are known from the start, whatever comes to pass.
        """
        is_on = (at >= self.starts_at) & (at < self.ends_at) & (paying_since < self.starts_at)
        is_first = is_on & np.isnan(self.chance[who])
        boundaries = sum(add_months(at, months * turn) < self.ends_at for turn in range(5))
        self.chance[who[is_first]] = chance[is_first]
        chance = np.where(is_on, self.chance[who], chance)
        treated = np.where(is_on, 1 - (1 - chance) ** self.churn_factor[who], chance)
        first = who[is_first]
        self.stays_if_control[first] = ((1 - chance) ** boundaries)[is_first]
        self.stays_if_treated[first] = ((1 - treated) ** boundaries)[is_first]
        return np.where(self.is_treated[who], treated, chance)


def assignments_table(config: Config, accounts: Accounts, nudges: Nudges) -> pa.Table:
    """The raw table `experiment_assignments`."""
    rng = config.rng("assignments")
    first = np.flatnonzero(accounts.in_onboarding_experiment)
    second = np.flatnonzero(nudges.is_in)
    variants = ("control", "treatment")
    who = np.concatenate([first, second])
    arm = np.concatenate([accounts.is_treated[first], nudges.is_treated[second]]).astype(np.int64)
    wait = rng.integers(0, 30 * MINUTE, len(second))
    at = np.concatenate([accounts.signed_up_at[first], nudges.starts_at + wait])
    which = np.repeat([0, 1], [len(first), len(second)])
    return contract.table(
        "experiment_assignments",
        {
            "experiment_id": contract.pick((ONBOARDING_EXPERIMENT, NUDGE_EXPERIMENT), which),
            "entity": contract.pick(("account",), which * 0),
            "entity_id": contract.ids("acc_", who),
            "variant": contract.pick(variants, arm),
            "assigned_at": contract.times(at),
        },
    )


def effects_table(accounts: Accounts, nudges: Nudges) -> pa.Table:
    """Truth: what each experiment does to each account that takes part."""
    first = np.flatnonzero(accounts.in_onboarding_experiment)
    second = np.flatnonzero(nudges.is_in)
    control = np.concatenate(
        [accounts.conversion_if_control[first], nudges.stays_if_control[second]]
    )
    treated = np.concatenate(
        [accounts.conversion_if_treated[first], nudges.stays_if_treated[second]]
    )
    who = np.concatenate([first, second])
    which = np.repeat([0, 1], [len(first), len(second)])
    factor = np.concatenate([np.ones(len(first)), nudges.activity_factor[second]])
    arm = np.concatenate([accounts.is_treated[first], nudges.is_treated[second]])
    # Whoever does not pay has nothing to cancel: for them nudges change usage alone.
    no_outcome = np.concatenate([np.zeros(len(first), dtype=bool), ~nudges.pays[second]])
    return pa.table(
        {
            "experiment_id": contract.pick((ONBOARDING_EXPERIMENT, NUDGE_EXPERIMENT), which),
            "account_id": contract.ids("acc_", who),
            "kind": contract.pick(cat.KINDS, accounts.kind[who]),
            "is_treated": contract.flags(arm),
            "outcome": contract.pick(("converted", "stayed_90_days"), which),
            "chance_if_control": pa.array(control, mask=no_outcome),
            "chance_if_treated": pa.array(treated, mask=no_outcome),
            "effect": pa.array(treated - control, mask=no_outcome),
            "usage_factor": pa.array(factor),
        }
    )


def summary_table(
    config: Config,
    accounts: Accounts,
    nudges: Nudges,
    cancelled_at: Ints,
    ticket_account: Ints,
    ticket_opened_at: Ints,
) -> pa.Table:
    """Truth: what each arm was meant to show, and what it came to show."""
    rows: list[dict[str, str | int | float | None]] = []
    signed = accounts.signed_up_at
    early = ticket_opened_at < signed[ticket_account] + 30 * DAY
    tickets = np.bincount(ticket_account[early], minlength=len(accounts))
    reached = accounts.reached_at[:, 4]
    hours = np.where(reached == NEVER, np.nan, (reached - signed) / (60 * MINUTE))
    stays = ~((cancelled_at >= nudges.starts_at) & (cancelled_at < nudges.ends_at))

    def add(
        experiment: str,
        is_treated: bool,
        measure: str,
        who: Bools,
        expected: Floats | None,
        seen: Floats,
    ) -> None:
        if not who.any():
            return
        rows.append(
            {
                "experiment_id": experiment,
                "variant": "treatment" if is_treated else "control",
                "measure": measure,
                "accounts": int(who.sum()),
                "expected": None if expected is None else float(expected[who].mean()),
                "realised": float(seen[who].mean()),
            }
        )

    for is_treated in (False, True):
        arm = accounts.in_onboarding_experiment & (accounts.is_treated == is_treated)
        chance = accounts.conversion_if_treated if is_treated else accounts.conversion_if_control
        who = (ONBOARDING_EXPERIMENT, is_treated)
        add(*who, "trial_to_paid", arm, chance, accounts.converts.astype(float))
        activated = arm & ~np.isnan(hours)
        with np.errstate(invalid="ignore"):
            add(*who, "log_hours_to_first_dashboard", activated, None, np.log(hours))
        add(*who, "tickets_in_30_days", arm, None, tickets.astype(float))
        chance = nudges.stays_if_treated if is_treated else nudges.stays_if_control
        who = (NUDGE_EXPERIMENT, is_treated)
        for number, kind in enumerate(cat.KINDS):
            arm = nudges.is_in & nudges.pays & (nudges.is_treated == is_treated)
            arm &= accounts.kind == number
            add(*who, f"stayed_90_days of {kind}", arm, chance, stays.astype(float))
    return pa.Table.from_pylist(rows)
