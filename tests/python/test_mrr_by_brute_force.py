"""MRR and its movements against a day-by-day calculation in plain Python.

The companies are random and nasty: short states, gaps, several subscriptions and currencies,
discounts, weeks to years, past due before and beyond the grace, ends and starts on one day.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import duckdb
import pytest

from conftest import Build, dbt

FIRST_DAY, LAST_DAY = date(2023, 1, 1), date(2024, 3, 31)
GRACE_DAYS = 30
CENT = Decimal("0.01")
MONTHS = {
    "month": Fraction(1),
    "quarter": Fraction(3),
    "year": Fraction(12),
    "week": 84 / Fraction("365.25"),
}
STATUSES = ("active", "active", "active", "past_due", "past_due", "trialing", "paused", "canceled")

Rates = dict[str, dict[date, Decimal]]


@dataclass(frozen=True)
class State:
    """One state of a subscription."""

    subscription_id: str
    account_id: str
    status: str
    amount: Decimal
    discount_amount: Decimal | None
    billing_interval: str
    billing_interval_count: int | None
    currency: str | None
    valid_from: datetime
    valid_to: datetime | None

    @property
    def is_seen(self) -> bool:
        """Whether it held at the end of any day."""
        return self.valid_to is None or self.valid_to.date() > self.valid_from.date()

    def holds(self, day: date) -> bool:
        """Whether it held at the end of that day."""
        began = self.valid_from.date() <= day
        return began and (self.valid_to is None or day < self.valid_to.date())

    @property
    def monthly_amount(self) -> Decimal:
        """Its net amount, divided to a month, to the cent."""
        net = Fraction(self.amount) - Fraction(self.discount_amount or 0)
        monthly = net / MONTHS[self.billing_interval] / (self.billing_interval_count or 1)
        return Decimal(math.floor(monthly * 100 + Fraction(1, 2))) / 100


def days() -> list[date]:
    """Every day of the history."""
    return [FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]


def is_month_end(day: date) -> bool:
    """Whether the next day is a first."""
    return (day + timedelta(1)).day == 1


def random_states(source: random.Random, accounts: int) -> list[State]:
    """The states of all subscriptions; those of one subscription don't overlap."""
    states = []
    for account in range(accounts):
        for number in range(source.choice([1, 1, 2, 3])):
            at = datetime.combine(FIRST_DAY, datetime.min.time())
            at += timedelta(hours=12 * source.randrange(500))
            currency = source.choice([None, "USD", "EUR", "GBP"])
            for _ in range(source.randrange(1, 9)):
                hours = source.choice([6, 12, 24, 24 * 10, 24 * 29, 24 * 31, 24 * 75])
                is_open = source.random() < 0.1
                ends_at = None if is_open else at + timedelta(hours=hours)
                amount = Decimal(source.randrange(0, 50_000)) / 100
                discount = (amount / 4).quantize(CENT) if source.random() < 0.3 else None
                states.append(
                    State(
                        subscription_id=f"s{account}-{number}",
                        account_id=f"a{account}",
                        status=source.choice(STATUSES),
                        amount=amount,
                        discount_amount=discount,
                        billing_interval=source.choice(list(MONTHS)),
                        billing_interval_count=source.choice([None, 1, 1, 2, 6]),
                        currency=currency,
                        valid_from=at,
                        valid_to=ends_at,
                    )
                )
                if ends_at is None:
                    break
                at = ends_at + timedelta(hours=source.choice([0, 0, 0, 12, 24 * 5]))
    return states


def random_rates(source: random.Random) -> Rates:
    """Rates into USD on random days."""
    rates: Rates = {}
    for currency in ("EUR", "GBP"):
        dates = sorted(source.sample(days()[20:], 60))
        rates[currency] = {day: Decimal(source.randrange(800, 1600)) / 1000 for day in dates}
    return rates


def rate_at(rates: Rates, currency: str, day: date) -> Decimal:
    """The latest rate known at the latest month end up to that day; before that, the first."""
    if currency == "USD":
        return Decimal(1)
    quotes = rates[currency]
    month_end = day if is_month_end(day) else day.replace(day=1) - timedelta(1)
    known = [quoted for quoted in quotes if quoted <= month_end]
    return quotes[max(known)] if known else quotes[min(quotes)]


def counted_until(states: list[State]) -> dict[State, date]:
    """For each past-due state, the first day that lies beyond the grace."""
    since: date | None = None
    limits: dict[State, date] = {}
    for state in sorted((s for s in states if s.is_seen), key=lambda s: s.valid_from):
        if state.status != "past_due":
            since = None
            continue
        since = since or state.valid_from.date()
        limits[state] = since + timedelta(GRACE_DAYS)
    return limits


def mrr_by_day(states: list[State]) -> dict[date, dict[str, Decimal]]:
    """MRR of one account in each currency at the end of each day."""
    limits: dict[State, date] = {}
    for subscription in {state.subscription_id for state in states}:
        limits |= counted_until([s for s in states if s.subscription_id == subscription])
    by_day = {}
    for day in days():
        totals: dict[str, Decimal] = {}
        for state in states:
            counts = state.status == "active" or (state in limits and day < limits[state])
            if counts and state.holds(day):
                currency = state.currency or "USD"
                totals[currency] = totals.get(currency, Decimal(0)) + state.monthly_amount
        by_day[day] = totals
    return by_day


def converted(amount: Decimal, rate: Decimal) -> Decimal:
    """An amount in the reporting currency, to the cent."""
    return (amount * rate).quantize(CENT, ROUND_HALF_UP)


def movements(states: list[State], rates: Rates) -> list[tuple[date, str, Decimal, Decimal]]:
    """Date, kind, change and MRR afterwards of each movement of one account."""
    found = []
    mrr, has_paid, before = Decimal(0), False, dict[str, Decimal]()
    for day, after in mrr_by_day(states).items():
        commercial = fx = Decimal(0)
        for currency in before.keys() | after.keys():
            old, new = before.get(currency, Decimal(0)), after.get(currency, Decimal(0))
            rate = rate_at(rates, currency, day)
            rate_before = rate_at(rates, currency, day - timedelta(1)) if old else rate
            held = converted(new, rate_before)
            commercial += held - converted(old, rate_before)
            fx += converted(new, rate) - held
        mrr_before, mrr = mrr, mrr + commercial + fx
        if mrr_before == 0 or mrr == 0:
            commercial, fx = commercial + fx, Decimal(0)
        kind = (
            ("reactivation" if has_paid else "new")
            if mrr_before == 0
            else "churn"
            if mrr == 0
            else "expansion"
            if commercial > 0
            else "contraction"
        )
        if commercial:
            found.append((day, kind, commercial, mrr_before + commercial))
        if fx:
            found.append((day, "fx", fx, mrr))
        has_paid = has_paid or mrr > 0
        before = after
    return found


def write_company(folder: Path, states: list[State], rates: Rates) -> None:
    """The company as Parquet files of the input contract."""
    folder.mkdir()
    rows = [tuple(vars(state).values()) for state in states]
    quotes = [
        (day, currency, rate) for currency, dated in rates.items() for day, rate in dated.items()
    ]
    with duckdb.connect() as connection:
        connection.execute(
            "create table subscriptions (subscription_id varchar, account_id varchar, "
            "status varchar, amount numeric(18, 2), discount_amount numeric(18, 2), "
            "billing_interval varchar, billing_interval_count integer, currency varchar, "
            "valid_from timestamp, valid_to timestamp)"
        )
        connection.executemany(f"insert into subscriptions values ({', '.join('?' * 10)})", rows)
        connection.execute(
            "create table exchange_rates (rate_date date, from_currency varchar, rate double)"
        )
        connection.executemany("insert into exchange_rates values (?, ?, ?)", quotes)
        tables = {
            "subscriptions": "from subscriptions",
            "exchange_rates": "select *, 'USD' as to_currency from exchange_rates",
            "accounts": f"""
                select distinct account_id, timestamp '{FIRST_DAY}' as created_at
                from subscriptions
            """,
        }
        for table, query in tables.items():
            connection.sql(query).write_parquet(str(folder / f"{table}.parquet"))


@pytest.fixture(scope="module")
def company() -> tuple[list[State], Rates]:
    """120 random accounts."""
    source = random.Random(20240331)
    return random_states(source, 120), random_rates(source)


@pytest.fixture(scope="module")
def build(company: tuple[list[State], Rates], tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The models of MRR, built for these accounts."""
    folder = tmp_path_factory.mktemp("brute_force")
    write_company(folder / "raw", *company)
    built = dbt(
        *("run", "--select", "+fct_mrr_movements", "+int_account_months"),
        raw=folder / "raw",
        warehouse=folder / "warehouse.duckdb",
        as_of_date=LAST_DAY.isoformat(),
    )
    assert built.returncode == 0, built.output[-4000:]
    rejected = "from intermediate.int_subscriptions_checked where rejected_because is not null"
    assert not built.query(rejected)
    return built


def by_account(states: list[State]) -> dict[str, list[State]]:
    """States of each account."""
    accounts: dict[str, list[State]] = {}
    for state in states:
        accounts.setdefault(state.account_id, []).append(state)
    return accounts


def test_every_movement_is_right(build: Build, company: tuple[list[State], Rates]) -> None:
    """Kind, date and amount of each movement, exchange rates included."""
    states, rates = company
    found: dict[str, list[tuple]] = {}
    for account_id, *movement in build.query(
        "select account_id, movement_date, movement_type, mrr_change, mrr_after "
        "from marts.fct_mrr_movements order by account_id, movement_date, movement_order"
    ):
        found.setdefault(account_id, []).append(tuple(movement))
    kinds = {kind for rows in found.values() for _, kind, *_ in rows}
    assert kinds == {"new", "reactivation", "expansion", "contraction", "churn", "fx"}
    for account_id, own in by_account(states).items():
        assert found.get(account_id, []) == movements(own, rates), account_id


def test_every_month_ends_right(build: Build, company: tuple[list[State], Rates]) -> None:
    """MRR at each month's end, and what it would have been at the start's rates."""
    states, rates = company
    accounts = {account: mrr_by_day(own) for account, own in by_account(states).items()}
    rows = build.query(
        "select account_id, month_end_date, mrr_end, mrr_12_months_ago_at_end_rates "
        "from intermediate.int_account_months"
    )
    assert len(rows) == len(accounts) * 15
    for account_id, month_end, mrr_end, year_ago in rows:
        held = accounts[account_id][month_end]
        assert mrr_end == sum(
            converted(amount, rate_at(rates, currency, month_end))
            for currency, amount in held.items()
        ), (account_id, month_end)
        day_before = month_end.replace(year=month_end.year - 1, day=28)
        while not is_month_end(day_before):
            day_before += timedelta(1)
        earlier = accounts[account_id].get(day_before, {})
        assert year_ago == sum(
            converted(amount, rate_at(rates, currency, month_end))
            for currency, amount in earlier.items()
        ), (account_id, month_end)
