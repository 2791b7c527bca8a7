"""The core metrics of a segment and a month, worked out from single events and states in Python."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import pytest

from conftest import Build

MONTH, LAST_DAY = date(2026, 8, 1), date(2026, 8, 31)
DAY_BEFORE = MONTH - timedelta(1)
VALUE_EVENTS_OF_A_LEAD = 3

EVENTS = """
    select events.account_id, events.user_id, events.event_name, events.occurred_at,
        plan.is_core, plan.is_value
    from intermediate.int_events_checked as events
    left join (
        select event_name, bool_or(is_core) as is_core, bool_or(is_value) as is_value
        from seeds.tracking_plan group by event_name
    ) as plan using (event_name)
    where events.rejected_because is null and events.account_id is not null
        and cast(events.occurred_at as date) <= $last_day
"""
MRR = """
    select account_id, valid_from, valid_to, mrr_local, discount_mrr_local
    from intermediate.int_account_mrr_periods
    where valid_from <= $last_day
    order by account_id, valid_from
"""


@dataclass
class Company:
    """What is known of every account, event by event and state by state."""

    created: dict[str, datetime]
    events: dict[str, list[tuple[Any, ...]]]
    mrr: dict[str, list[tuple[Any, ...]]]
    steps: list[tuple[str, bool]]

    def mrr_on(self, account: str, day: date) -> tuple[Any, Any]:
        """MRR at the end of a day, and what discounts take off it, in the account's currency."""
        for begin, end, mrr, discount in self.mrr[account]:
            if begin <= day and (end is None or day < end):
                return mrr, discount
        return 0, 0

    def spells(self, account: str) -> Iterator[tuple[date, date | None]]:
        """The times in which it paid without a break."""
        begun = None
        for begin, _, mrr, _ in self.mrr[account]:
            if mrr > 0 and begun is None:
                begun = begin
            elif mrr == 0 and begun is not None:
                yield begun, begin
                begun = None
        if begun is not None:
            yield begun, None

    def first_time(self, account: str, event: str) -> datetime | None:
        """When an event came first."""
        times = [at for _, name, at, *_ in self.events[account] if name == event]
        return min(times, default=None)

    def values(self, account: str) -> list[datetime]:
        """When each value event came."""
        return sorted(at for _, _, at, _, is_value in self.events[account] if is_value)

    def qualified_at(self, account: str) -> datetime | None:
        """When the product qualified it: activated, and enough results before any payment."""
        activations = [self.first_time(account, name) for name, counts in self.steps if counts]
        values = self.values(account)
        if None in activations or len(values) < VALUE_EVENTS_OF_A_LEAD:
            return None
        activated = max(at for at in activations if at)
        reached = values[VALUE_EVENTS_OF_A_LEAD - 1].date()
        paid = next((begin for begin, _ in self.spells(account)), None)
        if paid and not (activated.date() < paid and reached < paid):
            return None
        return max(activated, datetime.combine(reached, datetime.min.time()))


@pytest.fixture(scope="module")
def company(demo_build: Build) -> Company:
    """The demo company."""
    found = Company({}, defaultdict(list), defaultdict(list), [])
    with duckdb.connect(str(demo_build.work_file), read_only=True) as connection:
        last_day = {"last_day": LAST_DAY}
        for account, *event in connection.execute(EVENTS, last_day).fetchall():
            found.events[account].append(tuple(event))
        for account, *state in connection.execute(MRR, last_day).fetchall():
            found.mrr[account].append(tuple(state))
        found.created = dict(
            connection.execute(
                "select account_id, created_at from intermediate.int_accounts_checked "
                "where rejected_because is null"
            ).fetchall()
        )
        found.steps = connection.execute(
            "select event_name, is_activation from seeds.onboarding_steps"
        ).fetchall()
    return found


def in_month(at: datetime | date | None) -> bool:
    """Whether it came in the month."""
    day = at.date() if isinstance(at, datetime) else at
    return day is not None and MONTH <= day <= LAST_DAY


@pytest.mark.parametrize("segment", ["all_customers", "near_plan_limit", "heavy_support_users"])
def test_core_metrics_equal_those_by_hand(
    demo_build: Build, company: Company, segment: str
) -> None:
    """Each by its words: over members at the start, during the month, or at its end."""
    memberships = demo_build.query(
        "select entity_id, valid_from, valid_to from marts.fct_segment_memberships "
        f"where segment = '{segment}' and valid_from <= date '{LAST_DAY}' "
        f"and (valid_to is null or valid_to > date '{DAY_BEFORE}')"
    )
    during = {account for account, *_ in memberships}
    start = {account for account, begin, _ in memberships if begin <= DAY_BEFORE}
    end = {account for account, _, over in memberships if over is None or over > LAST_DAY}

    def active(account: str, days: int, core: bool = False) -> set[str | None]:
        since = LAST_DAY - timedelta(days - 1)
        return {
            user
            for user, _, at, is_core, _ in company.events[account]
            if at.date() >= since and (is_core or not core)
        }

    paying = {account for account in start if company.mrr_on(account, DAY_BEFORE)[0] > 0}
    upgraded = [
        account
        for account in paying
        if company.mrr_on(account, LAST_DAY)[0] > company.mrr_on(account, DAY_BEFORE)[0]
    ]
    states = [company.mrr_on(account, LAST_DAY) for account in end]
    customers = [discount for mrr, discount in states if mrr > 0]
    hours = [
        max(0.0, (values[0] - company.created[account]).total_seconds() / 3600)
        for account in during
        if (values := company.values(account)) and in_month(values[0])
    ]
    stays = [
        (over - begun).days
        for account in during
        for begun, over in company.spells(account)
        if over is not None and in_month(over)
    ]
    onboarded = [
        account
        for account in end
        if all(company.first_time(account, name) for name, _ in company.steps)
    ]
    signed_up = sum(in_month(company.created[account]) for account in during)
    leads = sum(in_month(company.qualified_at(account)) for account in during)
    expected = {
        "weekly_active_users": sum(len(active(account, 7) - {None}) for account in end),
        "weekly_active_accounts": sum(bool(active(account, 7)) for account in end),
        "core_feature_adoption": sum(bool(active(account, 28, core=True)) for account in end)
        / len(end),
        "onboarding_completion": len(onboarded) / len(end),
        "median_hours_to_first_value": statistics.median(hours) if hours else None,
        "signed_up": signed_up,
        "product_qualified": leads,
        "pql_rate": leads / signed_up if signed_up else None,
        "upgrade_rate": len(upgraded) / len(paying),
        "discount_use": sum(discount > 0 for discount in customers) / len(customers),
        "median_days_to_churn": statistics.median(stays) if stays else None,
    }
    found = demo_build.query(
        f"select {', '.join(expected)} from marts.fct_segment_kpis "
        f"where segment = '{segment}' and kpi_month = date '{MONTH}'"
    )
    assert dict(zip(expected, found[0], strict=True)) == pytest.approx(expected, abs=1e-6)
