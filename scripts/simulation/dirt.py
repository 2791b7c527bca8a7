"""Bad rows: a few of every kind that the input contract names, and the list of all of them.

Each bad row is a copy of a good one with a key of its own and one fault, so that it takes no good
row down with it. The list holds exactly the rows that must end in quarantine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation import contract
from simulation.config import DAY, HOUR, MINUTE, NEVER, Config, Ints
from simulation.events import API_CALL, CREATED, NONE, QUERY, SITE_VISITED, TEMPLATE_USED, Events
from simulation.properties import Pools

Row = dict[str, Any]
Fault = Callable[[Row], None]

KEYS = {
    "accounts": ("account_id",),
    "entity_attributes": ("entity", "entity_id", "attribute", "valid_from"),
    "users": ("user_id",),
    "plans": ("plan_id",),
    "plan_features": ("plan_id", "feature"),
    "subscriptions": ("subscription_id", "valid_from"),
    "invoices": ("invoice_id",),
    "payments": ("payment_id",),
    "tickets": ("ticket_id",),
    "survey_responses": ("response_id",),
    "account_notes": ("note_id",),
    "opportunities": ("opportunity_id", "stage", "stage_entered_at"),
    "marketing_spend": ("spend_date", "channel", "campaign", "currency"),
    "exchange_rates": ("rate_date", "from_currency", "to_currency"),
    "experiment_assignments": ("experiment_id", "entity", "entity_id"),
    "action_outcomes": ("entity", "entity_id", "occurred_at", "outcome"),
    "erasure_requests": ("entity", "entity_id", "requested_at"),
}
"""What identifies a row in quarantine."""

UNREADABLE = "#REF!"
LARGEST_SHARE = 0.04
USUAL_SHARE = 0.002
MOST_OF_A_KIND = 40


def sets(**values: Any) -> Fault:
    """A fault that puts other values into cells."""

    def fault(row: Row) -> None:
        row.update(values)

    return fault


def moves(column: str, other: str, days: int) -> Fault:
    """A fault that puts one time so many days from another."""

    def fault(row: Row) -> None:
        base = row[other]
        if isinstance(base, str):
            moved = datetime.fromisoformat(base) + timedelta(days=days)
            row[column] = moved.isoformat().replace("+00:00", "Z")
        else:
            row[column] = base + timedelta(days=days)

    return fault


STRANGER = "acc_x{:05d}"
UNKNOWN_USER = "usr_x{:06d}"


@dataclass
class Fresh:
    """Keys that no good row has."""

    number: int = 0

    def next(self) -> int:
        """The next number."""
        self.number += 1
        return self.number


def new_key(table: str, row: Row, number: int) -> None:
    """Give a copied row a key of its own, leaving all references as they are."""
    single = {
        "accounts": ("account_id", "acc_b{:05d}"),
        "users": ("user_id", "usr_b{:06d}"),
        "plans": ("plan_id", "discontinued_{:d}"),
        "plan_features": ("feature", "discontinued_{:d}"),
        "subscriptions": ("subscription_id", "sub_b{:06d}"),
        "invoices": ("invoice_id", "inv_b{:06d}"),
        "payments": ("payment_id", "pay_b{:06d}"),
        "tickets": ("ticket_id", "tic_b{:06d}"),
        "survey_responses": ("response_id", "srv_b{:06d}"),
        "account_notes": ("note_id", "note_b{:05d}"),
        "opportunities": ("opportunity_id", "opp_b{:05d}"),
        "entity_attributes": ("attribute", "imported_{:d}"),
        "marketing_spend": ("campaign", "imported_{:d}"),
        "experiment_assignments": ("experiment_id", "imported_{:d}"),
    }
    if table in single:
        column, pattern = single[table]
        row[column] = pattern.format(number)
    elif table == "exchange_rates":
        row["rate_date"] = date(2020, 1, 1) + timedelta(days=number)
    elif table == "action_outcomes":
        row["occurred_at"] += timedelta(seconds=number % 59 + 1)
    elif table == "erasure_requests":
        row["requested_at"] += timedelta(seconds=number % 59 + 1)


FAULTS: dict[str, list[tuple[str, Fault]]] = {
    "accounts": [
        ("unreadable_value", sets(created_at="banana")),
        ("missing_value", sets(created_at=None)),
        ("negative_value", sets(employee_count="-5")),
        ("unreadable_value", sets(employee_count="about forty")),
        ("unreadable_value", sets(created_at="2025-02-30T10:00:00Z")),
        ("missing_value", sets(account_id=None)),
    ],
    "entity_attributes": [
        ("missing_value", sets(value=None)),
        ("unknown_value", sets(entity="team")),
        ("orphan_account", sets(entity="account", entity_id=STRANGER)),
        ("orphan_user", sets(entity="user", entity_id=UNKNOWN_USER)),
    ],
    "users": [
        ("orphan_account", sets(account_id=STRANGER)),
        ("missing_value", sets(signed_up_at=None)),
        ("missing_value", sets(account_id=None)),
    ],
    "plans": [
        ("negative_value", sets(seat_limit=-1)),
        ("missing_value", sets(plan_name=None)),
        ("unknown_value", sets(usage_period="fortnight")),
    ],
    "plan_features": [("missing_value", sets(plan_id=None))],
    "subscriptions": [
        ("unreadable_value", sets(valid_from="not yet known")),
        ("missing_value", sets(status=None)),
        ("unknown_value", sets(status="zombie")),
        ("negative_value", sets(quantity=-2)),
        ("impossible_period", moves("valid_to", "valid_from", -3)),
        ("orphan_account", sets(account_id=STRANGER)),
        ("unknown_currency", sets(currency="ZZZ")),
        ("unknown_value", sets(billing_interval="fortnight")),
        ("negative_value", sets(amount="-49.00")),
        ("unreadable_value", sets(amount="29,-")),
        ("missing_value", sets(amount=None)),
    ],
    "invoices": [
        ("missing_value", sets(amount_due=None)),
        ("unknown_value", sets(status="lost")),
        ("negative_value", sets(amount_due=-12)),
        ("impossible_period", moves("due_at", "issued_at", -2)),
        ("orphan_account", sets(account_id=STRANGER)),
        ("unknown_currency", sets(currency="ZZZ")),
    ],
    "payments": [
        ("missing_value", sets(status=None)),
        ("unknown_value", sets(status="maybe")),
        ("negative_value", sets(amount=-5)),
        ("orphan_account", sets(account_id=STRANGER)),
        ("unknown_currency", sets(currency="ZZZ")),
    ],
    "tickets": [
        ("missing_value", sets(opened_at=None)),
        ("negative_value", sets(handle_minutes=-15.0)),
        ("impossible_period", moves("solved_at", "opened_at", -1)),
        ("orphan_account", sets(account_id=STRANGER)),
        ("orphan_user", sets(user_id=UNKNOWN_USER)),
    ],
    "survey_responses": [
        ("unreadable_value", sets(score="very good")),
        ("missing_value", sets(score=None)),
        ("unknown_value", sets(survey_type="vibes")),
        ("orphan_account", sets(account_id=STRANGER)),
        ("orphan_user", sets(user_id=UNKNOWN_USER)),
        ("unknown_value", sets(survey_type="nps", score="11")),
    ],
    "account_notes": [
        ("missing_value", sets(body=None)),
        ("unknown_value", sets(kind="gossip")),
        ("orphan_account", sets(account_id=STRANGER)),
    ],
    "opportunities": [
        ("missing_value", sets(stage=None)),
        ("negative_value", sets(amount=-100)),
        ("orphan_account", sets(account_id=STRANGER)),
    ],
    "marketing_spend": [
        ("unreadable_value", sets(spend_date="last Tuesday")),
        ("missing_value", sets(amount=None)),
        ("negative_value", sets(amount=-80)),
        ("unknown_currency", sets(currency="ZZZ")),
    ],
    "exchange_rates": [
        ("missing_value", sets(rate=None)),
        ("negative_value", sets(rate=-1.1)),
    ],
    "experiment_assignments": [
        ("missing_value", sets(variant=None)),
        ("unknown_value", sets(entity="team")),
        ("orphan_account", sets(entity="account", entity_id=STRANGER)),
        ("orphan_user", sets(entity="user", entity_id=UNKNOWN_USER)),
    ],
    "action_outcomes": [
        ("unknown_value", sets(outcome="shrug")),
        ("missing_value", sets(outcome=None)),
        ("orphan_account", sets(entity="account", entity_id=STRANGER)),
        ("orphan_user", sets(entity="user", entity_id=UNKNOWN_USER)),
    ],
    "erasure_requests": [
        ("unknown_value", sets(entity="team")),
        ("missing_value", sets(requested_at=None)),
    ],
}
"""Faults by table, the most telling first: small tables get only as many as they can bear."""

TELLING_CHANGE = {
    "accounts": "account_name",
    "entity_attributes": "value",
    "users": "email",
    "plans": "plan_name",
    "plan_features": "available_from",
    "subscriptions": "cancel_reason",
    "invoices": "due_at",
    "payments": "failure_code",
    "tickets": "subject",
    "survey_responses": "comment",
    "account_notes": "author",
    "opportunities": "amount",
    "marketing_spend": "amount",
    "exchange_rates": "rate",
    "experiment_assignments": "assigned_at",
}
"""The column in which a row differs from an earlier one of the same key."""

UNREADABLE_IN_CSV = {
    "entity_attributes": "valid_from",
    "users": "signed_up_at",
    "plans": "seat_limit",
    "plan_features": "available_from",
    "invoices": "issued_at",
    "payments": "attempted_at",
    "tickets": "opened_at",
    "account_notes": "written_at",
    "opportunities": "stage_entered_at",
    "exchange_rates": "rate",
    "experiment_assignments": "assigned_at",
    "action_outcomes": "occurred_at",
    "erasure_requests": "requested_at",
}
"""Columns that are typed in Parquet, so that only CSV can hold an unreadable cell in them."""


class BadRows:
    """Adds bad rows to tables and remembers them."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.fresh = Fresh()
        self.found: list[tuple[str, str, str]] = []

    def spoil(self, name: str, table: pa.Table) -> pa.Table:
        """The table with its bad rows, in text columns throughout where it becomes a CSV file."""
        rng = self.config.rng(f"dirt {name}")
        rows = table.num_rows
        bears = max(int(LARGEST_SHARE * rows), 1)
        each = int(np.clip(USUAL_SHARE * rows, 1, MOST_OF_A_KIND))
        # Different rows: of three that share a key, which stays would not be for us to say.
        repeated = rng.choice(rows, 2 * each, replace=False)
        extra = table.take(repeated[:each]).to_pylist()
        for row in extra:
            self.note(name, row, "exact_duplicate")
        faults = list(FAULTS[name])
        if name in TELLING_CHANGE:
            faults.insert(1, ("duplicate_id", lambda row: differ(name, row)))
        if name == "subscriptions":
            faults.insert(1, ("overlapping_states", overlap))
        for reason, fault in faults:
            count = min(each, bears)
            bears -= count
            if reason == "duplicate_id":
                chosen = repeated[each : each + count]
            elif reason == "overlapping_states":
                chosen = rng.choice(self.long_states(table), count, replace=False)
            else:
                chosen = rng.choice(rows, count, replace=False)
            for row in table.take(chosen).to_pylist():
                if reason not in ("duplicate_id", "overlapping_states"):
                    new_key(name, row, self.fresh.next())
                fault(row)
                self.name_strangers(row)
                extra.append(row)
                self.note(name, row, reason)
        table = pa.concat_tables([table, pa.Table.from_pylist(extra, schema=table.schema)])
        if self.config.as_csv:
            table = as_text(table)
            if name in UNREADABLE_IN_CSV and bears:
                row = table.slice(int(rng.integers(0, rows)), 1).to_pylist()[0]
                self.spoil_cell(name, row)
                table = pa.concat_tables([table, pa.Table.from_pylist([row], schema=table.schema)])
        return table

    def spoil_cell(self, name: str, row: Row) -> None:
        """Put text into a cell where the column holds none, in a row with a key of its own."""
        column = UNREADABLE_IN_CSV[name]
        if column not in KEYS[name]:
            new_key(name, row, self.fresh.next())
        row.update({name: str(value) for name, value in row.items() if value is not None})
        row[column] = UNREADABLE
        self.note(name, row, "unreadable_value")

    def long_states(self, table: pa.Table) -> Ints:
        """Numbers of the subscription states that last at least 20 days, or still do."""
        zoned = pa.timestamp("us", "UTC")
        starts = table["valid_from"].cast(zoned).cast(pa.int64()).to_numpy()
        ends = table["valid_to"].cast(zoned).cast(pa.int64()).fill_null(NEVER).to_numpy()
        is_long = (ends - starts > 20 * DAY) & (starts < self.config.end_at - 20 * DAY)
        return np.flatnonzero(is_long)

    def name_strangers(self, row: Row) -> None:
        """Fill in the numbers of accounts and users that nobody knows."""
        for column, value in row.items():
            if value in (STRANGER, UNKNOWN_USER):
                row[column] = value.format(self.fresh.next())

    def note(self, name: str, row: Row, reason: str) -> None:
        """Remember a bad row."""
        parts = [key_text(name, column, row[column]) for column in KEYS[name]]
        self.found.append((name, " | ".join(parts), reason))

    def table(self) -> pa.Table:
        """Truth: every bad row."""
        names, keys, reasons = zip(*self.found, strict=True)
        return pa.table({"table_name": names, "row_key": keys, "reason": reasons})


def differ(name: str, row: Row) -> None:
    """Change a row so that it contradicts the one with the same key."""
    column = TELLING_CHANGE[name]
    value = row[column]
    if isinstance(value, datetime | date):
        row[column] = value + timedelta(days=1)
    elif contract.TABLES[name][column] == contract.TEXT:
        row[column] = f"{value or 'imported'}~"
    else:
        row[column] = (value or 0) + 1


def overlap(row: Row) -> None:
    """Begin ten days after the state that it was copied from, and end within it."""
    moves("valid_to", "valid_from", 15)(row)
    moves("valid_from", "valid_from", 10)(row)


def key_text(name: str, column: str, value: Any) -> str:
    """A cell of a key as it reads once it has been parsed."""
    if value is None or value == UNREADABLE:
        return "(none)"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if column in ("valid_from", "spend_date"):
        try:
            parsed = datetime.fromisoformat(value)
        except ValueError:
            return "(none)"
        return str(parsed.date()) if column == "spend_date" else str(parsed.replace(tzinfo=None))
    return str(value)


def as_text(table: pa.Table) -> pa.Table:
    """All columns as text, as a CSV file holds them."""
    return pa.table({name: table[name].cast(pa.string()) for name in table.column_names})


EVENT_REASONS = (
    "",
    "exact_duplicate",
    "duplicate_id",
    "missing_value",
    "orphan_account",
    "orphan_user",
    "breaks_tracking_plan",
    "from_the_future",
    "unreadable_value",
)
EVENT_SHARE = (0, 0.002, 0.0006, 0.0002, 0.0003, 0.0003, 0.0006, 0.0003, 0.0002)
"""Bad events of each reason per good event."""
FIRST_BAD_NUMBER = 9_000_000_000

BROKEN = (
    (QUERY, 1, '{"duration_seconds":1.5}'),
    (QUERY, 1, '{"response_ms":"fast","is_error":false}'),
    (QUERY, 1, '{"response_ms":310,"is_error":false,"duration_seconds":"long"}'),
    (SITE_VISITED, 1, '{"page":"/pri'),
    (CREATED, 2, '{"duration_seconds":12.0}'),
    (API_CALL, 1, '{"endpoint":17}'),
    (TEMPLATE_USED, 1, None),
)
"""Event, version of its plan, and properties that break it."""


class BadEvents:
    """Adds bad events beside good ones, and remembers those that were written."""

    def __init__(self, config: Config, pools: Pools, users: int) -> None:
        self.config, self.users = config, users
        self.rng = config.rng("dirt events")
        self.next_number = FIRST_BAD_NUMBER
        self.broken_text = np.array([pools.add(text) if text else NONE for *_, text in BROKEN])

    def spoil(self, block: Events) -> Events:
        """The events with bad ones among them; `fault` says which and why."""
        rng, rows = self.rng, len(block)
        parts = [block]
        for fault, share in enumerate(EVENT_SHARE):
            reason = EVENT_REASONS[fault]
            if not share or not rows or (reason == "unreadable_value" and not self.config.as_csv):
                continue
            count = min(int(np.ceil(share * rows)), rows)
            copy = block.take(rng.choice(rows, count, replace=False))
            copy.fault = np.full(count, fault, dtype=np.int8)
            if reason not in ("exact_duplicate", "duplicate_id"):
                copy.number = self.next_number + np.arange(count)
                self.next_number += count
            self.break_rows(reason, copy)
            parts.append(copy)
        return Events.join(parts)

    def break_rows(self, reason: str, copy: Events) -> None:
        """Give copied events the fault that is asked for."""
        rng, count = self.rng, len(copy)
        turn = np.arange(count)
        if reason == "duplicate_id":
            copy.received_at = copy.received_at + rng.integers(MINUTE, 2 * HOUR, count)
            copy.device = np.full(count, NONE)
            copy.session = np.full(count, NONE)
        elif reason == "missing_value":
            copy.number = np.where(turn % 3 == 0, NONE, copy.number)
            copy.name = np.where(turn % 3 == 1, NONE, copy.name)
            copy.occurred_at = np.where(turn % 3 == 2, NEVER, copy.occurred_at)
        elif reason == "orphan_account":
            copy.account = self.config.accounts + 10 + rng.integers(0, 20, count)
        elif reason == "orphan_user":
            copy.user = self.users + 10 + rng.integers(0, 50, count)
            copy.account = np.where(turn % 2 == 0, copy.account, NONE)
        elif reason == "breaks_tracking_plan":
            wrong = rng.permutation(count) % len(BROKEN)
            copy.name = np.array([name for name, _, _ in BROKEN])[wrong]
            copy.version = np.array([version for _, version, _ in BROKEN])[wrong]
            copy.text = self.broken_text[wrong]
        elif reason == "from_the_future":
            copy.occurred_at = copy.received_at + DAY + rng.integers(HOUR, 40 * DAY, count)


def note_events(bad: BadRows, written: Events) -> None:
    """Remember the bad ones among the events that were written."""
    for place in np.flatnonzero(written.fault > 0).tolist():
        number = int(written.number[place])
        key = f"evt_{number:010d}" if number >= 0 else "(none)"
        bad.found.append(("events", key, EVENT_REASONS[written.fault[place]]))


def unreadable_events(table: pa.Table, written: Events) -> pa.Table:
    """Events as text, those that are to be unreadable with a cell that is no time."""
    is_broken = pa.array(written.fault == EVENT_REASONS.index("unreadable_value"))
    cells = pc.if_else(is_broken, UNREADABLE, table["occurred_at"])
    place = table.column_names.index("occurred_at")
    return table.set_column(place, "occurred_at", cells)
