"""Product events, a stretch of days at a time: sessions by account, user and day, then deeds.

Nothing here loops over rows: a stretch is a handful of arrays, written before the next is drawn.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from simulation import catalogue as cat
from simulation import contract
from simulation.accounts import Accounts, Users, season_of_days, working_hours
from simulation.billing import Billing
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
    choose,
)
from simulation.properties import Pools
from simulation.usage import Usage

STRETCH_EVENTS = 1_500_000
"""Events aimed at in one stretch: bounds memory."""
LATE_SHARE = 0.02
LOST_SHARE = 0.05
"""First guess of the share of drawn events that come to nothing: before set-up, beyond limits."""
LONGEST_DELAY = int(2.9 * DAY)
GRACE_AFTER_END = 6 * HOUR
"""Events of the last evening may still arrive so long after the history's end."""
NEW_REPORT_VERSION_SHARE = 0.4
"""From this part of the history on, reports are tracked by version 2 of the plan."""
NONE = -1

LOGIN = cat.EVENT["login"]
QUERY = cat.EVENT["query_run"]
API_CALL = cat.EVENT["api_call"]
GATE = cat.EVENT["feature_gate_hit"]
LIMIT = cat.EVENT["limit_reached"]
VIEWED = cat.EVENT["dashboard_viewed"]
STARTED = cat.EVENT["report_started"]
CREATED = cat.EVENT["report_created"]
ERROR = cat.EVENT["error_shown"]
BILLING_PAGE = cat.EVENT["billing_page_viewed"]
SITE_VISITED = cat.EVENT["site_visited"]
TEMPLATE_USED = cat.EVENT["template_used"]
SERVER = cat.DEVICES.index("server")


@dataclass
class Events:
    """Columns of events; NONE = null, names and texts as positions in their pools."""

    number: Ints
    name: Ints
    occurred_at: Ints
    received_at: Ints
    user: Ints
    visitor: Ints
    account: Ints
    session: Ints
    device: Ints
    version: Ints
    text: Ints
    fault: Ints
    """Why the event is bad (position in the reasons of `dirt`); 0 = it is not."""

    def __len__(self) -> int:
        return len(self.name)

    def take(self, index: Ints | Bools | slice) -> "Events":
        """Some of the events."""
        return Events(**{field.name: getattr(self, field.name)[index] for field in fields(self)})

    @staticmethod
    def join(parts: "list[Events]") -> "Events":
        """Several blocks of events as one."""
        return Events(
            **{
                field.name: np.concatenate([getattr(part, field.name) for part in parts])
                for field in fields(Events)
            }
        )

    @staticmethod
    def of(occurred_at: Ints, name: Ints, **columns: Ints) -> "Events":
        """Events with the columns given and the rest null."""
        rows = len(occurred_at)
        values = {field.name: np.full(rows, NONE, dtype=np.int32) for field in fields(Events)}
        zeros = np.zeros(rows, np.int64)
        values |= {"received_at": occurred_at, "number": zeros, "fault": zeros.astype(np.int8)}
        values |= {"occurred_at": occurred_at, "name": np.broadcast_to(name, (rows,)), **columns}
        return Events(**values)


class EventStream:
    """All events in the order in which they were received."""

    def __init__(
        self,
        config: Config,
        accounts: Accounts,
        users: Users,
        billing: Billing,
        usage: Usage,
        pools: Pools,
        spoil: Callable[[Events], Events],
    ) -> None:
        self.config, self.accounts, self.users = config, accounts, users
        self.usage, self.pools = usage, pools
        self.spoil = spoil
        self.rng = config.rng("events")
        self.mix = cat.event_mix()
        self.season = season_of_days(config)
        self.daily = expected_events_by_day(config, usage)
        self.scheduled = scheduled_events(config, accounts, users, billing, pools)
        wanted = max(config.events - len(self.scheduled), 0)
        self.scale = wanted / max(self.daily.sum(), 1e-9)
        self.drawn, self.kept = 1.0, 1.0 - LOST_SHARE
        self.limit = usage_limits(config, accounts, usage, self.scale)
        """Per plan family: usage allowed in a period; 0 = no limit."""
        self.user_key = users.account * 4096 + config.day_of(users.signed_up_at)
        self.used_in_month = np.zeros(len(accounts), dtype=np.int64)
        self.step_needed = np.zeros(len(cat.EVENT_NAMES), dtype=np.int64)
        for name, step in cat.EVENT_NEEDS_STEP.items():
            self.step_needed[cat.EVENT[name]] = step
        self.bit_needed = np.zeros(len(cat.EVENT_NAMES), dtype=np.uint16)
        self.gate_text = np.zeros(len(cat.EVENT_NAMES), dtype=np.int64)
        for name, feature in cat.EVENT_FEATURE.items():
            self.bit_needed[cat.EVENT[name]] = cat.feature_bit(feature)
            self.gate_text[cat.EVENT[name]] = cat.FEATURES.index(feature)
        self.next_session = 0
        self.next_number = 0
        self.new_version_at = config.start_at + int(config.days * NEW_REPORT_VERSION_SHARE) * DAY

    def stretches(self) -> list[tuple[int, int]]:
        """Ranges of days [first, last) of about equal size, none across a month's end."""
        days = np.datetime64(self.config.start, "D") + np.arange(self.config.days)
        months = days.astype("datetime64[M]").astype(int)
        expected = self.daily * self.scale
        result, first, total = [], 0, 0.0
        for day in range(self.config.days):
            is_new_month = day > first and months[day] != months[day - 1]
            if day > first and (is_new_month or total + expected[day] > STRETCH_EVENTS):
                result.append((first, day))
                first, total = day, 0.0
            total += expected[day]
        return [*result, (first, self.config.days)]

    def read(self) -> Iterator[Events]:
        """Stretches of events, ordered by received_at within and across stretches."""
        carried: list[Events] = []
        place = 0
        for first, last in self.stretches():
            ends_at = self.config.start_at + last * DAY
            is_last = last == self.config.days
            upto = int(np.searchsorted(self.scheduled.occurred_at, ends_at))
            parts = [self.usage_events(first, last), self.scheduled.take(slice(place, upto))]
            place = upto
            block = Events.join(parts)
            block = block.take(block.occurred_at < self.config.end_at)
            self.deliver(block, is_last)
            block = Events.join([*carried, self.spoil(block)])
            block = block.take(np.argsort(block.received_at, kind="stable"))
            cut = np.searchsorted(block.received_at, ends_at + (GRACE_AFTER_END if is_last else 0))
            carried = [block.take(slice(cut, None))]
            yield block.take(slice(0, cut))

    def deliver(self, block: Events, is_last: bool) -> None:
        """Number the events and decide when each is received; a few are late."""
        rows = len(block)
        block.number = self.next_number + np.arange(rows)
        self.next_number += rows
        delay = self.rng.integers(200_000, 20 * SECOND, rows)
        late = np.flatnonzero(self.rng.random(rows) < LATE_SHARE)
        hours = self.rng.exponential(11, len(late)) * HOUR
        delay[late] = np.minimum(hours.astype(np.int64) + 2 * MINUTE, LONGEST_DELAY)
        block.received_at = block.occurred_at + delay
        if is_last and rows:
            # The newest event arrives after midnight: the last day is over for those who read it.
            newest = np.argmax(block.occurred_at)
            earliest = max(self.config.end_at, int(block.occurred_at[newest])) + 5 * MINUTE
            block.received_at[newest] = earliest

    def usage_events(self, first: int, last: int) -> Events:
        """What the accounts do in their sessions on some days."""
        rng, config, accounts = self.rng, self.config, self.accounts
        days = np.arange(first, last)
        scale = self.scale * self.drawn / self.kept
        weights = self.usage.per_week[:, days // 7] * (self.season[days] * scale)
        weights = weights / cat.EVENTS_PER_SESSION[accounts.kind][:, None]
        counts = rng.poisson(weights)
        account, day = np.nonzero(counts)
        sessions = counts[account, day]
        account, day = np.repeat(account, sessions), np.repeat(day, sessions) + first
        kind = accounts.kind[account]
        offset = cat.COUNTRY_UTC_OFFSET[accounts.country[account]]
        starts = config.start_at + day * DAY + working_hours(rng, len(account), offset)
        is_open = starts > accounts.reached_at[account, 1]
        account, day, kind, starts = account[is_open], day[is_open], kind[is_open], starts[is_open]
        if not len(account):
            return Events.of(np.empty(0, np.int64), np.empty(0, np.int64))

        length = rng.geometric(1 / cat.EVENTS_PER_SESSION[kind])
        session = np.repeat(np.arange(len(account)), length)
        begins = np.cumsum(length) - length
        gap = np.minimum(rng.exponential(50, len(session)), 1200) * SECOND
        gap[begins] = 0
        after = np.cumsum(gap.astype(np.int64))
        occurred = starts[session] + after - after[begins][session]
        occurred = occurred // 1000 * 1000

        kept = occurred < config.start_at + last * DAY
        kept &= occurred < config.end_at
        session, occurred = session[kept], occurred[kept]
        who, day_now = account[session], config.day_of(occurred)
        user = self.pick_users(account, day)[session]

        name = choose_by_kind(rng, self.mix, kind[session])
        name[np.flatnonzero(np.diff(session, prepend=-1))] = LOGIN
        name = self.remember_onboarding(who, occurred, name)
        self.finish_reports(session, kind[session], name)
        self.only_look(who, user, name)
        wanted = name
        name, gated = self.respect_plan(who, occurred, day_now, name)
        failed = self.fail(session, who, name)
        gated &= name == GATE
        if self.is_first_of_month(first):
            self.used_in_month[:] = 0
        name = self.respect_limits(who, occurred, day_now, name)
        text = self.texts_of(who, occurred, name, failed)
        text[gated] = self.pools.start[GATE] + self.gate_text[wanted[gated]]

        device = choose(rng, cat.DEVICE_SHARE, account * 0)[session]
        session_number = self.next_session + session
        self.next_session += len(account)
        by_server = name == API_CALL
        is_bare = ~by_server & (rng.random(len(account)) < 0.08)[session]
        version = np.ones(len(name), dtype=np.int8)
        version[(name == CREATED) & (occurred >= self.new_version_at)] = 2
        version[by_server & (rng.random(len(name)) < 0.1)] = 0
        events = Events.of(
            occurred,
            name,
            user=np.where(by_server, NONE, user),
            account=np.where(is_bare, NONE, who),
            session=np.where(by_server, NONE, session_number),
            device=np.where(by_server, SERVER, device),
            version=version,
            text=text,
        ).take(name != NONE)
        self.drawn += float(self.daily[first:last].sum() * scale)
        self.kept += len(events)
        return events

    def is_first_of_month(self, day: int) -> bool:
        """Whether a day number is the first of a month."""
        date = np.datetime64(self.config.start, "D") + day
        return bool(date == date.astype("datetime64[M]").astype("datetime64[D]"))

    def only_look(self, who: Ints, user: Ints, name: Ints) -> None:
        """Executives and viewers mostly look at what others have made."""
        looks = (self.users.role[user] >= 4) & np.isin(name, (QUERY, STARTED, CREATED))
        looks &= self.rng.random(len(name)) < 0.7
        name[looks] = VIEWED

    def lacks_step(self, who: Ints, occurred: Ints, step: int) -> Bools:
        """Which accounts have not taken an onboarding step by then."""
        return self.accounts.reached_at[who, step] > occurred

    def remember_onboarding(self, who: Ints, occurred: Ints, name: Ints) -> Ints:
        """Whoever has not taken the step that an event needs does something simpler instead."""
        needed = self.step_needed[name]
        missing = self.accounts.reached_at[who, needed] > occurred
        instead = np.where(self.rng.random(len(name)) < 0.3, ERROR, LOGIN)
        return np.where(missing, instead, name)

    def finish_reports(self, session: Ints, kind: Ints, name: Ints) -> None:
        """A started report is often created by the next event of its session."""
        at = np.flatnonzero((name[:-1] == STARTED) & (session[1:] == session[:-1]))
        done = self.rng.random(len(at)) < cat.REPORT_COMPLETION[kind[at]]
        name[at[done] + 1] = CREATED

    def respect_plan(self, who: Ints, occurred: Ints, day: Ints, name: Ints) -> tuple[Ints, Bools]:
        """Events of features outside the plan become gates hit, or ordinary work."""
        needed = self.bit_needed[name]
        has = self.usage.features[who, np.minimum(day, self.config.days - 1)] & needed
        lacks = (needed != 0) & (has == 0)
        draw = self.rng.random(len(name))
        gated = lacks & (draw < 0.15)
        # The rest do what their plan and their onboarding let them do.
        other = np.where(draw < 0.42, VIEWED, np.where(draw < 0.50, TEMPLATE_USED, QUERY))
        other = np.where((other == QUERY) & self.lacks_step(who, occurred, 3), VIEWED, other)
        other = np.where(self.lacks_step(who, occurred, 2), LOGIN, other)
        return np.where(gated, GATE, np.where(lacks, other, name)), gated

    def fail(self, session: Ints, who: Ints, name: Ints) -> Bools:
        """Some queries and calls fail; the product then often shows an error."""
        can_fail = (name == QUERY) | (name == API_CALL)
        failed = can_fail & (self.rng.random(len(name)) < self.accounts.error_rate[who])
        at = np.flatnonzero(failed[:-1] & (session[1:] == session[:-1]))
        shown = at[self.rng.random(len(at)) < 0.4] + 1
        shown = shown[~failed[shown]]
        name[shown] = ERROR
        return failed

    def respect_limits(self, who: Ints, occurred: Ints, day: Ints, name: Ints) -> Ints:
        """Usage beyond the plan's limit is refused: the first refusal of a period is an event.

        Most who meet it do nothing more (NONE); some look at what a larger plan costs.
        """
        family = self.usage.plan[who, day]
        is_daily = family == cat.DEVELOPER
        at = np.flatnonzero(np.where(is_daily, name == API_CALL, name == QUERY))
        period = who[at] * 64 + np.where(is_daily[at], day[at] % 31 + 1, 0)
        at = at[np.lexsort((occurred[at], period))]
        period = who[at] * 64 + np.where(is_daily[at], day[at] % 31 + 1, 0)
        is_new = np.diff(period, prepend=-1) != 0
        first = np.flatnonzero(is_new)
        place = np.arange(len(at)) - np.repeat(first, np.diff(np.append(first, len(at))))
        place += np.where(is_daily[at], 0, self.used_in_month[who[at]])
        monthly = at[~is_daily[at]]
        self.used_in_month += np.bincount(who[monthly], minlength=len(self.used_in_month))
        limit = np.where(self.limit > 0, self.limit, NEVER)[family[at]]
        refused, told = at[place >= limit], at[place == limit]
        name = name.copy()
        instead = self.rng.random(len(refused))
        name[refused] = np.select([instead < 0.06, instead < 0.3], [BILLING_PAGE, VIEWED], NONE)
        name[told] = LIMIT
        return name

    def texts_of(self, who: Ints, occurred: Ints, name: Ints, failed: Bools) -> Ints:
        """Each event's properties, as positions in the pool."""
        rng, pools = self.rng, self.pools
        draw = rng.random(len(name))
        timed = (name == QUERY) | (name == API_CALL)
        draw[timed] = draw[timed] ** (1 / self.accounts.slowness[who[timed]])
        place = pools.start[name] + (draw * pools.size[name]).astype(np.int64)
        failed = failed & timed
        place[failed] += (pools.failed_start - pools.start)[name[failed]]
        told = np.flatnonzero(name == LIMIT)
        by_call = self.usage.plan[who[told], self.config.day_of(occurred[told])] == cat.DEVELOPER
        place[told] = pools.start[LIMIT] + by_call
        old = (name == CREATED) & (occurred < self.new_version_at) & (draw < 0.5)
        count = pools.untyped_report_texts
        place[old] = pools.untyped_reports + (draw[old] * 2 * count).astype(np.int64)
        return place

    def pick_users(self, account: Ints, day: Ints) -> Ints:
        """A user per session: of those who had joined by then, the earliest most often."""
        first = self.users.first_of_account[account]
        known = np.searchsorted(self.user_key, account * 4096 + day) - first
        draw = self.rng.random(len(account)) ** 1.8
        return first + (draw * np.maximum(known, 1)).astype(np.int64)


def choose_by_kind(rng: np.random.Generator, mix: Floats, kind: Ints) -> Ints:
    """An event name per row, by the kind's mix; a table of 4,096 places per kind makes it quick."""
    places = np.empty((len(mix), 4096), dtype=np.int64)
    for row, weights in enumerate(mix):
        edges = np.cumsum(weights / weights.sum())
        places[row] = np.searchsorted(edges, (np.arange(4096) + 0.5) / 4096)
    return places[kind, rng.integers(0, 4096, len(kind))]


def usage_limits(config: Config, accounts: Accounts, usage: Usage, scale: float) -> Ints:
    """Usage that each plan family allows in a period: what most of its accounts stay below."""
    mix = cat.event_mix()
    mix = mix / mix.sum(axis=1, keepdims=True)
    weeks = np.arange(2, config.weeks, 4)
    days = np.minimum(weeks * 7 + 3, config.days - 1)
    family = usage.plan[:, days]
    daily = usage.per_week[:, weeks] * (scale * season_of_days(config).mean())
    limits = np.zeros(len(cat.FAMILIES), dtype=np.int64)
    for number, (metric, share) in enumerate(
        zip(cat.USAGE_METRIC, (0.93, 0.97, 0.95, 0.96, 0.97, 1.0), strict=True)
    ):
        if number == cat.ENTERPRISE:
            continue
        days_in_period = 30.4 if cat.USAGE_PERIOD[number] == "month" else 1.6
        expected = daily * mix[accounts.kind, cat.EVENT[metric]][:, None] * days_in_period
        typical = expected[(family == number) & (expected > 0)]
        top = np.quantile(typical, share) if len(typical) else 1_000.0
        step = 10 ** max(np.floor(np.log10(max(top, 10))) - 1, 0) * 5
        limits[number] = int(max(np.ceil(top / step), 2) * step)
    return limits


def expected_events_by_day(config: Config, usage: Usage) -> Floats:
    """Events of each day before scaling."""
    by_week = usage.per_week.sum(axis=0, dtype=np.float64)
    return by_week[np.arange(config.days) // 7] * season_of_days(config)


def scheduled_events(
    config: Config, accounts: Accounts, users: Users, billing: Billing, pools: Pools
) -> Events:
    """Visits before sign-up, sign-ups, first onboarding steps and checkouts, ordered by time."""
    rng = config.rng("scheduled events")
    rows = len(accounts)
    everyone = np.arange(rows)
    owner = users.first_of_account
    parts: list[Events] = []

    def visits(visitor: Ints, at: Ints) -> Events:
        page = pools.start[0] + choose(
            rng, np.array([4.0, 3, 2, 3, 1, 2]), np.zeros(len(at), np.int64)
        )
        device = choose(rng, cat.DEVICE_SHARE, np.zeros(len(at), np.int64))
        return Events.of(
            at, np.int64(0), visitor=visitor, device=device, text=page, version=at * 0 + 1
        )

    before = rng.integers(1, 7, rows)
    visitor = np.repeat(everyone, before)
    ahead = np.minimum(rng.exponential(4, len(visitor)), 25) * DAY
    parts.append(visits(visitor, accounts.signed_up_at[visitor] - ahead.astype(np.int64) - MINUTE))
    strangers = np.repeat(np.arange(rows * 2), rng.integers(1, 4, rows * 2))
    near = accounts.signed_up_at[rng.integers(0, rows, rows * 2)][strangers]
    parts.append(
        visits(rows + strangers, near + (rng.normal(0, 5, len(strangers)) * DAY).astype(np.int64))
    )

    signed = Events.of(
        accounts.signed_up_at,
        np.int64(cat.EVENT["signed_up"]),
        user=owner,
        visitor=everyone,
        account=everyone,
        device=everyone * 0,
        version=everyone * 0 + 1,
    )
    parts.append(signed)
    for step, event in enumerate(cat.ONBOARDING, start=1):
        who = np.flatnonzero(accounts.reached_at[:, step] != NEVER)
        number = cat.EVENT[event]
        has_text = pools.start[number] >= 0
        text = pools.start[number] + rng.integers(0, max(pools.size[number], 1), len(who))
        parts.append(
            Events.of(
                accounts.reached_at[who, step],
                np.int64(number),
                user=owner[who],
                account=who,
                device=who * 0,
                version=who * 0 + 1,
                text=text if has_text else who * 0 + NONE,
            )
        )
    book = billing.states
    paid = np.flatnonzero(billing.paid_from != NEVER)
    position = np.searchsorted(book["subscription"] // 4, paid)
    family = np.maximum(book["plan"][position] // 4, 1)
    for event, ahead_of in (
        ("billing_page_viewed", 6),
        ("checkout_started", 4),
        ("checkout_completed", 0),
    ):
        number = cat.EVENT[event]
        text = pools.start[number] + family - 1 if pools.start[number] >= 0 else paid * 0 + NONE
        at = billing.paid_from[paid] - ahead_of * MINUTE
        parts.append(
            Events.of(
                at,
                np.int64(number),
                user=owner[paid],
                account=paid,
                device=paid * 0,
                version=paid * 0 + 1,
                text=text,
            )
        )
    # Most of those who look at the price and begin to pay stop there.
    waver = np.flatnonzero((rng.random(rows) < 0.2) & (accounts.reached_at[:, 1] != NEVER))
    at = accounts.reached_at[waver, 1] + (rng.uniform(0.5, 40, len(waver)) * DAY).astype(np.int64)
    number = cat.EVENT["checkout_started"]
    parts.append(
        Events.of(
            at,
            np.int64(number),
            user=owner[waver],
            account=waver,
            device=waver * 0,
            version=waver * 0 + 1,
            text=pools.start[number] + rng.integers(0, 5, len(waver)),
        )
    )
    events = Events.join(parts)
    events = events.take(
        (events.occurred_at >= config.start_at) & (events.occurred_at < config.end_at)
    )
    events.occurred_at = events.occurred_at // 1000 * 1000
    return events.take(np.argsort(events.occurred_at, kind="stable"))


def events_table(events: Events, pools: Pools) -> pa.Table:
    """A stretch of the raw table `events`."""
    is_known = events.name >= 0
    name = pa.DictionaryArray.from_arrays(
        pa.array(np.where(is_known, events.name, 0).astype(np.int32), mask=~is_known),
        pa.array(cat.EVENT_NAMES),
    )
    columns = [
        contract.ids("evt_", np.maximum(events.number, 0), 10, events.number >= 0),
        name,
        contract.times(events.occurred_at),
        contract.times(events.received_at),
        contract.ids("usr_", np.maximum(events.user, 0), 7, events.user >= 0),
        contract.ids("anon_", np.maximum(events.visitor, 0), 7, events.visitor >= 0),
        contract.ids("acc_", np.maximum(events.account, 0), 6, events.account >= 0),
        contract.ids("ses_", np.maximum(events.session, 0), 9, events.session >= 0),
        contract.pick(cat.DEVICES, events.device, events.device >= 0),
        contract.pick(("1", "2"), events.version - 1, events.version > 0),
        contract.pick(pools.texts, events.text, events.text >= 0),
    ]
    return pa.Table.from_arrays(columns, names=list(contract.TABLES["events"]))
