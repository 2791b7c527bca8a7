"""Subscriptions, invoices and payments: each account's life as a customer, month by month."""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from simulation import catalogue as cat
from simulation import contract
from simulation.accounts import DIRECT, FREE_FOREVER, TRIAL, TRIAL_DAYS, Accounts
from simulation.config import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    Bools,
    Config,
    Floats,
    Ints,
    add_months,
    spread_evenly,
)
from simulation.experiments import Nudges

STATUSES = ("trialing", "active", "past_due", "paused", "canceled")
TRIALING, ACTIVE, PAST_DUE, PAUSED, CANCELED = range(5)

INTERVALS = ("month", "year", "quarter", "month")
INTERVAL_COUNT = np.array([1, 1, 1, 6])
INTERVAL_MONTHS = np.array([1, 12, 3, 6])
INTERVAL_PRICE = np.array([1.0, 10.0, 2.85, 5.5])
"""Months of list price that an interval costs."""

REASONS = (
    "too_expensive",
    "missing_features",
    "switched_to_competitor",
    "not_using_it",
    "too_hard_to_set_up",
    "project_ended",
    "payment_failed",
    "trial_expired",
)
REASON_OF_KIND = np.array(
    [
        [2, 4, 3, 1, 0.5, 3],
        [3, 2, 2, 3, 1, 2],
        [3, 2, 3, 1, 0.5, 2],
        [4, 1, 1, 4, 1, 4],
        [2, 1, 1, 4, 7, 1],
    ]
)
PAYMENT_FAILED, TRIAL_EXPIRED, NO_REASON = 6, 7, -1
FAILURES = ("card_declined", "insufficient_funds", "expired_card", "processing_error")

NONE_YET, RUNNING, HELD, ENDED, SETTLED = range(5)
"""Phases of an account's paid life; SETTLED: nothing more is known before the history ends."""

MAIN, FREE_AFTERWARDS, SECOND_LIFE, ADD_ON = range(4)
"""Subscriptions of an account; its subscription number is account number × 4 + one of these."""

STATE_COLUMNS = (
    "subscription",
    "starts_at",
    "status",
    "plan",
    "quantity",
    "interval",
    "amount",
    "discount",
    "trial_ends_at",
    "cancel_requested_at",
    "reason",
    "ends_at",
)
INVOICE_COLUMNS = ("subscription", "issued_at", "amount", "recovered_at", "is_given_up", "currency")
RISK_COLUMNS = ("account", "due_at", "cause")

DECISION, PAYMENT = range(2)
RISKS = ("decision", "payment")
"""What ends a paid subscription: its owner, or a payment that fails for good."""
GIVES_UP = 0.22
"""Share of failing payments that are never made good."""


@dataclass
class Book:
    """Rows collected as blocks of columns."""

    columns: tuple[str, ...]
    blocks: list[dict[str, Ints]] = field(default_factory=list)

    def add(self, **values: Ints | int) -> None:
        """Append rows; single numbers are repeated."""
        rows = np.size(values[self.columns[0]])
        self.blocks.append(
            {name: np.broadcast_to(values[name], (rows,)).astype(np.int64) for name in self.columns}
        )

    def read(self) -> dict[str, Ints]:
        """All rows, in the order in which they were added."""
        empty = np.empty(0, dtype=np.int64)
        return {
            name: np.concatenate([empty, *(block[name] for block in self.blocks)])
            for name in self.columns
        }


@dataclass
class Billing:
    """What billing hands on: states by subscription and time, invoices, and customers' dates."""

    states: dict[str, Ints]
    """Ordered by account and start; `ends_at` is NEVER for the state that lasts."""
    invoices: dict[str, Ints]
    paid_from: Ints
    """Per account: when it first paid, or NEVER."""
    is_paying: Bools
    """Per account: whether it pays at the end of the history."""
    renewal_at: Ints
    cancelled_at: Ints
    """Per account: when it left by its own decision, within the second experiment if it did so
    then, else the last time, or NEVER."""
    hazard: Floats
    """Per account: mean chance a month of giving up a paid subscription."""
    risks: dict[str, Ints]
    """Each time at which an account could have begun to end a paid subscription, and why."""
    risk_chances: Floats
    """The chance that it would, for each of them."""


def unit_cents(plan: Ints, currency: Ints) -> Ints:
    """List price of one seat for a month, in cents of the currency."""
    price = cat.SEAT_PRICE[plan // 4] * cat.VARIANT_PRICE[plan % 4]
    return np.round(price * cat.CURRENCY_PRICE[currency] * 100).astype(np.int64)


def interval_cents(plan: Ints, currency: Ints, quantity: Ints, interval: Ints) -> Ints:
    """Recurring amount of all units for one interval, in cents."""
    return np.round(unit_cents(plan, currency) * quantity * INTERVAL_PRICE[interval]).astype(
        np.int64
    )


def simulate_billing(config: Config, accounts: Accounts, health: Floats, nudges: Nudges) -> Billing:
    """Run every account's life as a customer, one billing month of all accounts at a time."""
    return _Lives(config, accounts, health, nudges).run()


class _Lives:
    """The state of all accounts' subscriptions while the months go by."""

    def __init__(self, config: Config, accounts: Accounts, health: Floats, nudges: Nudges) -> None:
        self.config, self.accounts, self.health, self.nudges = config, accounts, health, nudges
        self.rng = config.rng("billing")
        rows = len(accounts)
        self.states, self.invoices = Book(STATE_COLUMNS), Book(INVOICE_COLUMNS)
        self.risks, self.risk_chances = Book(RISK_COLUMNS), [np.empty(0)]
        self.phase = np.full(rows, NONE_YET)
        self.subscription = np.arange(rows) * 4 + MAIN
        self.plan = self.first_plan()
        self.quantity = self.first_quantity()
        is_direct = accounts.entry == DIRECT
        annual = np.where(is_direct, 0.42, 0.12)
        draw = self.rng.random(rows)
        self.interval = np.select(
            [draw < annual, draw < annual + 0.03, draw < annual + 0.05], [1, 2, 3], 0
        )
        self.discount_percent = np.where(
            self.rng.random(rows) < 0.2, self.rng.choice([10, 15, 20, 30], rows), 0
        )
        self.discount_months = self.rng.choice([3, 6, 12, 60], rows, p=[0.4, 0.3, 0.2, 0.1])
        self.months = np.zeros(rows, dtype=np.int64)
        self.resumes_in = np.zeros(rows, dtype=np.int64)
        self.last_row_at = np.zeros(rows, dtype=np.int64)
        self.ended_at = np.full(rows, NEVER)
        self.first_ended_at = np.full(rows, NEVER)
        self.hazard_sum, self.hazard_months = np.zeros(rows), np.zeros(rows)
        self.next_boundary = np.full(rows, NEVER)
        self.paid_from = self.before_paying()
        self.anchor = np.where(self.paid_from == NEVER, 0, self.paid_from)

    def first_plan(self) -> Ints:
        """The plan that an account first pays for (or tries)."""
        accounts, rng = self.accounts, self.rng
        draw = rng.random(len(accounts))
        by_tier = np.stack(
            [
                np.where(draw < 0.6, cat.STARTER, cat.TEAM),
                np.where(draw < 0.65, cat.TEAM, cat.BUSINESS),
                np.where(draw < 0.35, cat.BUSINESS, cat.ENTERPRISE),
            ]
        )
        family = by_tier[accounts.tier, np.arange(len(accounts))]
        is_developer = (
            (accounts.kind == cat.API) & (accounts.tier == 0) & (rng.random(len(accounts)) < 0.6)
        )
        return np.where(is_developer, cat.DEVELOPER, family) * 4 + accounts.variant

    def first_quantity(self) -> Ints:
        """Seats bought at first, within the plan's limit."""
        share = self.rng.uniform(0.7, 1.3, len(self.accounts))
        wanted = np.ceil(self.accounts.team_size * share).astype(np.int64)
        return self.within_seats(np.maximum(wanted, 1), self.plan)

    @staticmethod
    def within_seats(quantity: Ints, plan: Ints) -> Ints:
        """Seats cut to the plan's limit."""
        limit = cat.SEAT_LIMIT[plan // 4]
        return np.where(limit > 0, np.minimum(quantity, limit), quantity)

    def before_paying(self) -> Ints:
        """Trials and free plans; returns when each account starts to pay, or NEVER."""
        accounts, config, rng = self.accounts, self.config, self.rng
        rows = len(accounts)
        paid_from = np.full(rows, NEVER)

        trial = np.flatnonzero(accounts.entry == TRIAL)
        starts = accounts.signed_up_at[trial]
        trial_ends = starts + TRIAL_DAYS * DAY
        converts = accounts.converts[trial]
        early = converts & (rng.random(len(trial)) < 0.4)
        ends = np.where(
            early, starts + (rng.uniform(3, 13.5, len(trial)) * DAY).astype(np.int64), trial_ends
        )
        ends = ends // SECOND * SECOND
        paid_from[trial] = np.where(converts & (ends < config.end_at), ends, NEVER)
        self.add_state(trial, starts, TRIALING, trial_ends_at=trial_ends)
        expired = ~converts & (ends < config.end_at)
        lost, lost_at = trial[expired], ends[expired]
        self.add_state(
            lost, lost_at, CANCELED, trial_ends_at=trial_ends[expired], reason=TRIAL_EXPIRED
        )
        stays = rng.random(len(lost)) < 0.7
        self.add_free(lost[stays], lost_at[stays], FREE_AFTERWARDS)

        direct = np.flatnonzero(accounts.entry == DIRECT)
        signed = accounts.signed_up_at[direct] + (rng.uniform(4, 50, len(direct)) * DAY).astype(
            np.int64
        )
        is_won = (rng.random(len(direct)) < 0.82) & (signed < config.end_at)
        paid_from[direct] = np.where(is_won, signed // SECOND * SECOND, NEVER)

        free = np.flatnonzero(accounts.entry == FREE_FOREVER)
        self.add_free(free, accounts.signed_up_at[free], MAIN)
        likes = np.array([0.14, 0.10, 0.25, 0.05, 0.01])[accounts.kind[free]]
        waits = (20 + rng.exponential(120, len(free))) * DAY
        bought = accounts.signed_up_at[free] + waits.astype(np.int64) // SECOND * SECOND
        buys = (rng.random(len(free)) < likes) & (bought < config.end_at)
        paid_from[free] = np.where(buys, bought, NEVER)
        return paid_from

    def add_free(self, who: Ints, at: Ints, which: int) -> None:
        """A state on the free plan."""
        self.states.add(
            subscription=who * 4 + which,
            starts_at=at,
            status=ACTIVE,
            plan=cat.FREE * 4,
            quantity=1,
            interval=0,
            amount=0,
            discount=0,
            trial_ends_at=NEVER,
            cancel_requested_at=NEVER,
            reason=NO_REASON,
            ends_at=NEVER,
        )

    def add_state(
        self,
        who: Ints,
        at: Ints,
        status: Ints | int,
        trial_ends_at: Ints | int = NEVER,
        cancel_requested_at: Ints | int = NEVER,
        reason: Ints | int = NO_REASON,
    ) -> None:
        """A state of accounts' present subscriptions from a time on."""
        amount, discount = self.price(who)
        self.states.add(
            subscription=self.subscription[who],
            starts_at=at,
            status=status,
            plan=self.plan[who],
            quantity=self.quantity[who],
            interval=self.interval[who],
            amount=amount,
            discount=discount,
            trial_ends_at=trial_ends_at,
            cancel_requested_at=cancel_requested_at,
            reason=reason,
            ends_at=NEVER,
        )
        self.last_row_at[who] = at

    def price(self, who: Ints) -> tuple[Ints, Ints]:
        """Recurring amount and discount of accounts, in cents per interval."""
        amount = interval_cents(
            self.plan[who], self.accounts.currency[who], self.quantity[who], self.interval[who]
        )
        return amount, np.round(amount * self.discount_percent[who] / 100).astype(np.int64)

    def add_invoice(
        self, who: Ints, at: Ints, recovered_at: Ints | int, is_given_up: Ints | int
    ) -> None:
        """Invoices for the interval that begins."""
        amount, discount = self.price(who)
        self.invoices.add(
            subscription=self.subscription[who],
            issued_at=at,
            amount=amount - discount,
            recovered_at=recovered_at,
            is_given_up=is_given_up,
            currency=self.accounts.currency[who],
        )

    def run(self) -> Billing:
        """All months, then add-ons, then the books are closed."""
        config = self.config
        for _ in range(config.days // 28 + 2):
            at = add_months(self.anchor, self.months)
            is_known = (self.paid_from != NEVER) & (self.phase != SETTLED)
            begun = np.flatnonzero(is_known & (self.phase == NONE_YET))
            running = np.flatnonzero(is_known & (self.phase == RUNNING))
            held = np.flatnonzero(is_known & (self.phase == HELD) & (at < config.end_at))
            ended = np.flatnonzero(is_known & (self.phase == ENDED) & (at < config.end_at))
            self.begin(begun, at[begun])
            self.bill(running, at[running])
            self.resume(held, at[held])
            self.win_back(ended, at[ended])
            self.months += 1
        self.add_ons(self.first_ended_at)
        return self.close()

    def begin(self, who: Ints, at: Ints) -> None:
        """The first paid day of a subscription."""
        if len(who):
            self.add_state(who, at, ACTIVE)
            self.add_invoice(who, at, NEVER, 0)
            self.phase[who] = RUNNING

    def bill(self, who: Ints, at: Ints) -> None:
        """A boundary of a running subscription: leave, pause, change, pay or fail to pay."""
        due = self.months[who] % INTERVAL_MONTHS[self.interval[who]] == 0
        who, at = who[due], at[due]
        config, rng, kind = self.config, self.rng, self.accounts.kind
        hazard = self.churn_chance(who, at)
        failure = np.where(kind[who] == cat.BLOCKED, 0.07, 0.035)
        self.note_risk(who, at, DECISION, hazard)
        self.note_risk(who, at, PAYMENT, (1 - hazard) * failure * GIVES_UP)
        notice = np.where(
            self.interval[who] == 1, rng.uniform(3, 50, len(who)), rng.uniform(0.5, 12, len(who))
        )
        asked_at = np.maximum(at - (notice * DAY).astype(np.int64), self.last_row_at[who] + HOUR)
        asked_at = np.minimum(asked_at, at - HOUR) // SECOND * SECOND
        leaves = spread_evenly(rng, hazard, kind[who] * 2 + self.nudges.is_treated[who]) > 0
        wavers = ~leaves & (rng.random(len(who)) < 0.008)
        is_known = asked_at < config.end_at
        self.leave(who, at, asked_at, leaves & is_known, wavers & is_known)
        beyond = (at >= config.end_at) & ~(leaves & is_known)
        self.next_boundary[who] = at
        self.phase[who[beyond]] = SETTLED
        stays = ~leaves & ~beyond
        who, at, wavers, failure = who[stays], at[stays], wavers[stays], failure[stays]

        pauses = (self.interval[who] == 0) & (rng.random(len(who)) < 0.005)
        self.hold(who[pauses], at[pauses])
        who, at, wavers, failure = who[~pauses], at[~pauses], wavers[~pauses], failure[~pauses]

        changed = self.change_terms(who, at) | wavers
        fails = rng.random(len(who)) < failure
        gives_up = fails & (rng.random(len(who)) < GIVES_UP)
        days = rng.choice([2, 3, 5, 8, 12, 19], len(who))
        recovered_at = np.where(fails & ~gives_up, at + days * DAY + 2 * HOUR, NEVER)
        recovered_at = np.where(recovered_at < config.end_at, recovered_at, NEVER)
        moved = changed | fails
        self.add_state(who[moved], at[moved], np.where(fails[moved], PAST_DUE, ACTIVE))
        self.add_invoice(
            who, at, recovered_at, (fails & (recovered_at == NEVER)).astype(np.int64) + gives_up
        )
        back = recovered_at != NEVER
        self.add_state(who[back], recovered_at[back], ACTIVE)
        dropped_at = at + 45 * DAY
        drops = gives_up & (dropped_at < config.end_at)
        self.end(who[drops], dropped_at[drops], np.full(drops.sum(), PAYMENT_FAILED), NEVER)
        self.phase[who[gives_up & ~drops]] = SETTLED

    def note_risk(self, who: Ints, at: Ints, cause: int, chances: Floats) -> None:
        """Keep for the truth with what chance accounts could have left at a boundary."""
        self.risks.add(account=who, due_at=at, cause=cause)
        self.risk_chances.append(chances)

    def churn_chance(self, who: Ints, at: Ints) -> Floats:
        """Chance of leaving at this boundary: kind, falling usage, errors and support pain."""
        accounts, config = self.accounts, self.config
        week = config.week_of(np.minimum(at, config.end_at - 1))
        now = self.health[who, week]
        before = self.health[who, np.maximum(week - 6, 0)]
        strain = (
            -0.9 * (now - before)
            - 0.35 * now
            + 6.0 * (accounts.error_rate[who] - 0.03)
            + 0.25 * np.log(accounts.support_rate[who] / 0.2)
            - 0.35 * accounts.satisfaction[who]
        )
        monthly = np.clip(cat.MONTHLY_CHURN[accounts.kind[who]] * np.exp(strain), 0.0005, 0.35)
        self.hazard_sum[who] += monthly
        self.hazard_months[who] += 1
        months = INTERVAL_MONTHS[self.interval[who]]
        chance = 1 - (1 - monthly) ** (1 + 0.45 * (months - 1))
        return self.nudges.adjust_churn(who, at, self.anchor[who], months, chance)

    def leave(self, who: Ints, at: Ints, asked_at: Ints, leaves: Bools, wavers: Bools) -> None:
        """A cancellation is asked for, then takes effect at the boundary (or is taken back)."""
        asks = leaves | wavers
        reason = np.full(len(who), NO_REASON)
        weights = REASON_OF_KIND[self.accounts.kind[who]]
        edges = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
        drawn = (self.rng.random((len(who), 1)) > edges).sum(axis=1)
        reason = np.where(leaves, np.minimum(drawn, 5), reason)
        self.add_state(
            who[asks],
            asked_at[asks],
            ACTIVE,
            cancel_requested_at=asked_at[asks],
            reason=reason[asks],
        )
        self.end(who[leaves], at[leaves], reason[leaves], asked_at[leaves])

    def end(self, who: Ints, at: Ints, reason: Ints, asked_at: Ints | int) -> None:
        """The subscription is over; some go on with the free plan."""
        self.add_state(who, at, CANCELED, cancel_requested_at=asked_at, reason=reason)
        self.phase[who] = ENDED
        self.ended_at[who] = at
        self.first_ended_at[who] = np.minimum(self.first_ended_at[who], at)

    def hold(self, who: Ints, at: Ints) -> None:
        """The subscription pauses for one to three months."""
        self.add_state(who, at, PAUSED)
        self.phase[who] = HELD
        self.resumes_in[who] = self.rng.integers(1, 4, len(who))

    def resume(self, who: Ints, at: Ints) -> None:
        """Paused subscriptions go on when their time has come."""
        self.resumes_in[who] -= 1
        back = self.resumes_in[who] == 0
        self.begin(who[back], at[back])

    def change_terms(self, who: Ints, at: Ints) -> Bools:
        """Upgrades, downgrades, seats and ending discounts; says where something changed."""
        rng, kind = self.rng, self.accounts.kind[who]
        health = np.clip(self.health[who, self.config.week_of(at)], -1.5, 1.5)
        plan, quantity = self.plan[who], self.quantity[who]
        months = INTERVAL_MONTHS[self.interval[who]] ** 0.7
        draw = rng.random(len(who))
        up = draw < cat.UPGRADE[kind] * np.exp(0.7 * health) * months
        down = ~up & (draw > 1 - 0.009 * np.exp(-0.7 * health) * months)
        family = np.where(up, cat.NEXT_FAMILY[plan // 4], plan // 4)
        family = np.where(down, np.maximum(cat.PREVIOUS_FAMILY[plan // 4], cat.DEVELOPER), family)
        draw = rng.random(len(who))
        more = draw < cat.MORE_SEATS[kind] * np.exp(0.7 * health) * months
        fewer = ~more & (draw > 1 - 0.012 * np.exp(-0.7 * health) * months)
        seats = np.where(
            more, quantity + 1 + (quantity * 0.25 * rng.random(len(who))).astype(np.int64), quantity
        )
        seats = np.where(fewer, np.maximum(quantity - 1 - quantity // 6, 1), seats)
        new_plan = family * 4 + plan % 4
        seats = self.within_seats(seats, new_plan)
        ends_discount = (self.discount_percent[who] > 0) & (
            self.months[who] >= self.discount_months[who]
        )
        changed = (new_plan != plan) | (seats != quantity) | ends_discount
        self.plan[who], self.quantity[who] = new_plan, seats
        self.discount_percent[who[ends_discount]] = 0
        return changed

    def win_back(self, who: Ints, at: Ints) -> None:
        """Some who left come back: half of them by a new subscription."""
        rng = self.rng
        gone = at - self.ended_at[who]
        back = (gone > 20 * DAY) & (gone < 400 * DAY) & (rng.random(len(who)) < 0.03)
        who, at = who[back], at[back]
        at = at + (rng.uniform(0.5, 9, len(who)) * DAY).astype(np.int64) // SECOND * SECOND
        soon = at < self.config.end_at
        who, at = who[soon], at[soon]
        is_new = (rng.random(len(who)) < 0.5) & (self.subscription[who] % 4 == MAIN)
        self.subscription[who] += np.where(is_new, SECOND_LIFE, 0)
        self.discount_percent[who] = np.where(rng.random(len(who)) < 0.4, 20, 0)
        self.discount_months[who] = 3
        self.anchor[who] = at
        self.months[who] = 0
        self.ended_at[who] = NEVER
        self.begin(who, at)

    def add_ons(self, main_ended_at: Ints) -> None:
        """A few customers have a second, small subscription for some months."""
        rng, config = self.rng, self.config
        who = np.flatnonzero((self.paid_from != NEVER) & (rng.random(len(self.phase)) < 0.07))
        first = rng.integers(1, 5, len(who))
        length = rng.integers(2, 14, len(who))
        anchor = self.paid_from[who]
        starts = add_months(anchor, first)
        last = first + length
        for _ in range(last.max(initial=0)):  # it ends with its last whole month, all of it billed
            last = np.where(add_months(anchor, last) > main_ended_at[who], last - 1, last)
        stops = add_months(anchor, last)
        kept = (starts < config.end_at) & (stops > starts)
        who, anchor, first, length = who[kept], anchor[kept], first[kept], length[kept]
        starts, stops = starts[kept], stops[kept]
        quantity = rng.integers(1, 4, len(who))
        plan = np.full(len(who), cat.STARTER * 4)
        currency = self.accounts.currency[who]
        amount = interval_cents(plan, currency, quantity, np.zeros(len(who), np.int64))
        shared = {
            "plan": plan,
            "quantity": quantity,
            "interval": 0,
            "amount": amount,
            "discount": 0,
            "trial_ends_at": NEVER,
            "cancel_requested_at": NEVER,
            "reason": NO_REASON,
            "ends_at": NEVER,
        }
        subscription = who * 4 + ADD_ON
        self.states.add(subscription=subscription, starts_at=starts, status=ACTIVE, **shared)
        over = stops < config.end_at
        ended = {name: value[over] if np.ndim(value) else value for name, value in shared.items()}
        self.states.add(
            subscription=subscription[over], starts_at=stops[over], status=CANCELED, **ended
        )
        for month in range(14):
            at = add_months(anchor, first + month)
            billed = (at < stops) & (at < config.end_at)
            self.invoices.add(
                subscription=subscription[billed],
                issued_at=at[billed],
                amount=amount[billed],
                recovered_at=NEVER,
                is_given_up=0,
                currency=currency[billed],
            )

    def close(self) -> Billing:
        """Order the states, let some keep a free workspace, and say who pays and who left."""
        states = end_where_next_begins(self.states.read())
        states = join_states(states, self.free_workspaces(states))
        is_paying = self.paying_at(states, self.config.end_at - 1)
        self.enrol(states)
        hazard = np.where(
            self.hazard_months > 0,
            self.hazard_sum / np.maximum(self.hazard_months, 1),
            cat.MONTHLY_CHURN[self.accounts.kind],
        )
        return Billing(
            states=states,
            invoices=self.invoices.read(),
            paid_from=self.paid_from,
            is_paying=is_paying,
            renewal_at=np.where(is_paying, self.renewals(), NEVER),
            cancelled_at=self.departures(states),
            hazard=hazard,
            risks=self.risks.read(),
            risk_chances=np.concatenate(self.risk_chances),
        )

    def free_workspaces(self, states: dict[str, Ints]) -> dict[str, Ints]:
        """After their last cancellation half of the accounts go on for free until they return."""
        account = states["subscription"] // 4
        is_main = states["subscription"] % 4 != ADD_ON
        ended = is_main & (states["status"] == CANCELED) & (states["reason"] != TRIAL_EXPIRED)
        ended &= states["starts_at"] < self.config.end_at
        ended &= self.rng.random(len(self.phase))[account] < 0.5
        places = np.flatnonzero(ended)
        places = places[np.lexsort((states["starts_at"][places], account[places]))]
        is_last = np.append(account[places][1:] != account[places][:-1], True)[: len(places)]
        places = places[is_last]
        who, since = account[places], states["starts_at"][places]
        second = np.full(len(self.phase), NEVER)
        is_second = states["subscription"] % 4 == SECOND_LIFE
        np.minimum.at(second, account[is_second], states["starts_at"][is_second])
        returns = np.where(second[who] > since, second[who], NEVER)
        same = {name: np.zeros(len(who), dtype=np.int64) for name in STATE_COLUMNS}
        return same | {
            "subscription": who * 4 + FREE_AFTERWARDS,
            "starts_at": since,
            "ends_at": np.minimum(states["ends_at"][places], returns),
            "status": np.full(len(who), ACTIVE),
            "plan": np.full(len(who), cat.FREE * 4),
            "quantity": np.ones(len(who), dtype=np.int64),
            "trial_ends_at": np.full(len(who), NEVER),
            "cancel_requested_at": np.full(len(who), NEVER),
            "reason": np.full(len(who), NO_REASON),
        }

    def paying_at(self, states: dict[str, Ints], at: int) -> Bools:
        """Which accounts pay at a time."""
        is_now = (states["starts_at"] <= at) & (states["ends_at"] > at)
        pays = is_now & np.isin(states["status"], (ACTIVE, PAST_DUE)) & (states["amount"] > 0)
        return np.isin(np.arange(len(self.phase)), states["subscription"][pays] // 4)

    def enrol(self, states: dict[str, Ints]) -> None:
        """Accounts with a plan, paid or free from the start, take part in the experiment."""
        at = self.nudges.starts_at
        is_now = (states["starts_at"] <= at) & (states["ends_at"] > at)
        is_open = is_now & np.isin(states["status"], (ACTIVE, PAST_DUE))
        is_open &= states["subscription"] % 4 != FREE_AFTERWARDS
        everyone = np.unique(states["subscription"][is_open] // 4)
        self.nudges.enrol(everyone, np.flatnonzero(self.paying_at(states, at)))

    def renewals(self) -> Ints:
        """When each contract longer than a month is next renewed."""
        term = INTERVAL_MONTHS[self.interval]
        renewal = self.anchor
        for turn in range(1, self.config.days // 28 + 2):
            following = add_months(self.anchor, turn * term)
            renewal = np.where(renewal < self.config.end_at, following, renewal)
        return np.where(term > 1, renewal, NEVER)

    def departures(self, states: dict[str, Ints]) -> Ints:
        """When each account left by its own decision: during the experiment, else at last."""
        left = (states["status"] == CANCELED) & (states["cancel_requested_at"] != NEVER)
        during = left & (states["starts_at"] >= self.nudges.starts_at)
        during &= states["starts_at"] < self.nudges.ends_at
        cancelled_at = np.full(len(self.phase), NEVER)
        for chosen in (left, during):
            cancelled_at[states["subscription"][chosen] // 4] = states["starts_at"][chosen]
        return cancelled_at


def end_where_next_begins(states: dict[str, Ints]) -> dict[str, Ints]:
    """States by subscription and start, each ended by the next of its subscription."""
    order = np.lexsort((states["starts_at"], states["subscription"]))
    states = {name: values[order] for name, values in states.items()}
    is_same = np.append(states["subscription"][1:] == states["subscription"][:-1], False)
    following = np.append(states["starts_at"][1:], NEVER)
    return states | {"ends_at": np.where(is_same, following, NEVER)}


def join_states(one: dict[str, Ints], two: dict[str, Ints]) -> dict[str, Ints]:
    """All states, by account and start."""
    states = {name: np.concatenate([one[name], two[name]]) for name in STATE_COLUMNS}
    account = states["subscription"] // 4
    order = np.lexsort((states["subscription"], states["starts_at"], account))
    return {name: values[order] for name, values in states.items()}


def subscriptions_table(accounts: Accounts, billing: Billing) -> pa.Table:
    """The raw table `subscriptions`."""
    states = billing.states
    account = states["subscription"] // 4
    return contract.table(
        "subscriptions",
        {
            "subscription_id": contract.ids("sub_", states["subscription"], 7),
            "account_id": contract.ids("acc_", account),
            "status": contract.pick(STATUSES, states["status"]),
            "amount": contract.money(states["amount"]),
            "billing_interval": contract.pick(INTERVALS, states["interval"]),
            "valid_from": contract.times(states["starts_at"]),
            "valid_to": contract.times(states["ends_at"]),
            "plan_id": contract.pick(cat.PLAN_IDS, states["plan"]),
            "billing_interval_count": contract.whole(INTERVAL_COUNT[states["interval"]]),
            "quantity": contract.whole(states["quantity"]),
            "discount_amount": contract.money(states["discount"], states["discount"] > 0),
            "currency": contract.pick(cat.CURRENCIES, accounts.currency[account]),
            "trial_ends_at": contract.times(states["trial_ends_at"]),
            "cancel_requested_at": contract.times(states["cancel_requested_at"]),
            "cancel_reason": contract.pick(
                REASONS, states["reason"], states["reason"] != NO_REASON
            ),
        },
    )


def churn_risks_table(billing: Billing) -> pa.Table:
    """Truth: with what chance each account could have left at each boundary of its billing.

    Who decides to leave is gone at `due_at`. Whose payment fails for good at `due_at` is past due
    from then on, and cancelled 45 days later.
    """
    return pa.table(
        {
            "account_id": contract.ids("acc_", billing.risks["account"]),
            "due_at": contract.times(billing.risks["due_at"]),
            "cause": contract.pick(RISKS, billing.risks["cause"]),
            "probability": pa.array(billing.risk_chances),
        }
    )


def invoices_and_payments(
    config: Config, accounts: Accounts, billing: Billing
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """The raw tables `invoices` and `payments`, and the invoices that differ from the contract."""
    rng = config.rng("invoices")
    book = billing.invoices
    order = np.lexsort((book["subscription"], book["issued_at"]))
    book = {name: values[order] for name, values in book.items()}
    rows = len(order)
    number = np.arange(rows)
    issued, recovered = book["issued_at"], book["recovered_at"]
    account = book["subscription"] // 4

    # Mistakes that a reconciliation must find: a fee nobody agreed to, or a seat forgotten.
    draw = rng.random(rows)
    is_odd = (draw < 0.008) & (book["amount"] > 0)
    fee = np.where(draw < 0.005, 4_900, -(book["amount"] // 10))
    due = book["amount"] + np.where(is_odd, fee, 0)

    given_up = book["is_given_up"] > 0
    is_late = recovered != NEVER
    paid_at = np.where(given_up, NEVER, np.where(is_late, recovered, issued + 5 * MINUTE))
    paid_at = np.where(paid_at < config.end_at, paid_at, NEVER)
    is_paid = paid_at != NEVER
    refunded = is_paid & ~is_odd & (rng.random(rows) < 0.007) & (paid_at < config.end_at - 9 * DAY)
    is_lost = given_up & (issued + 45 * DAY < config.end_at)
    status = np.select([is_paid, is_lost], [0, 1], 2)
    names = ("paid", "uncollectible", "open")
    invoices = contract.table(
        "invoices",
        {
            "invoice_id": contract.ids("inv_", number, 7),
            "account_id": contract.ids("acc_", account),
            "issued_at": contract.times(issued),
            "amount_due": contract.money(due),
            "status": contract.pick(names, status),
            "subscription_id": contract.ids("sub_", book["subscription"], 7),
            "due_at": contract.times(issued + 14 * DAY),
            "paid_at": contract.times(paid_at),
            "amount_paid": contract.money(np.where(is_paid, due, 0)),
            "amount_refunded": contract.money(np.where(refunded, due, 0)),
            "currency": contract.pick(cat.CURRENCIES, book["currency"]),
        },
    )

    fails = given_up | is_late
    tries = np.where(fails, 1 + rng.integers(0, 3, rows), 0)
    attempts: list[tuple[Ints, Ints, int]] = [(number[is_paid], paid_at[is_paid], 0)]
    for turn in range(4):
        at = issued + 5 * MINUTE + turn * 36 * HOUR
        again = (tries > turn) & (at < np.minimum(paid_at, config.end_at))
        attempts.append((number[again], at[again], 1))
    back_at = paid_at + 6 * DAY
    attempts.append((number[refunded], back_at[refunded], 2))
    invoice = np.concatenate([block[0] for block in attempts])
    attempted = np.concatenate([block[1] for block in attempts])
    outcome = np.concatenate([np.full(len(block[0]), block[2]) for block in attempts])
    order = np.lexsort((invoice, attempted))
    invoice, attempted, outcome = invoice[order], attempted[order], outcome[order]
    payments = contract.table(
        "payments",
        {
            "payment_id": contract.ids("pay_", np.arange(len(order)), 7),
            "account_id": contract.ids("acc_", account[invoice]),
            "attempted_at": contract.times(attempted),
            "status": contract.pick(("succeeded", "failed", "refunded"), outcome),
            "amount": contract.money(due[invoice]),
            "invoice_id": contract.ids("inv_", invoice, 7),
            "currency": contract.pick(cat.CURRENCIES, book["currency"][invoice]),
            "failure_code": contract.pick(FAILURES, rng.integers(0, 4, len(order)), outcome == 1),
        },
    )
    odd = np.flatnonzero(is_odd)
    differences = pa.table(
        {
            "invoice_id": contract.ids("inv_", odd, 7),
            "account_id": contract.ids("acc_", account[odd]),
            "difference": contract.money(fee[odd]),
        }
    )
    return invoices, payments, differences


def exchange_rates_table(config: Config) -> pa.Table:
    """The raw table `exchange_rates`: every pair of currencies on every day."""
    rng = config.rng("exchange rates")
    days = np.arange(-1, config.days)
    dollars = np.ones((3, len(days)))
    for row, level in ((1, 1.09), (2, 1.27)):
        dollars[row] = level * np.exp(np.cumsum(rng.normal(0, 0.0035, len(days))))
    pairs = [(one, two) for one in range(3) for two in range(3) if one != two]
    at = config.start_at + np.tile(days, len(pairs)) * DAY
    rates = np.concatenate([dollars[one] / dollars[two] for one, two in pairs])
    return contract.table(
        "exchange_rates",
        {
            "rate_date": contract.dates(at),
            "from_currency": contract.pick(
                cat.CURRENCIES, np.repeat([p[0] for p in pairs], len(days))
            ),
            "to_currency": contract.pick(
                cat.CURRENCIES, np.repeat([p[1] for p in pairs], len(days))
            ),
            "rate": contract.real(rates, places=6),
        },
    )
