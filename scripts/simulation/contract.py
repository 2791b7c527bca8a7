"""Columns and types of the raw tables, in the order of the input contract, and Arrow helpers."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from simulation.config import NEVER, Bools, Floats, Ints

TEXT = pa.string()
TIME = pa.timestamp("us")
DAY_DATE = pa.date32()
MONEY = pa.decimal128(18, 2)
WHOLE = pa.int64()
REAL = pa.float64()
FLAG = pa.bool_()

TABLES: dict[str, dict[str, pa.DataType]] = {
    "accounts": {
        "account_id": TEXT,
        "created_at": TEXT,
        "account_name": TEXT,
        "domain": TEXT,
        "acquisition_channel": TEXT,
        "acquisition_campaign": TEXT,
        "industry": TEXT,
        "employee_count": TEXT,
        "country": TEXT,
        "tech_stack": TEXT,
        "partner": TEXT,
        "contract_tier": TEXT,
        "renewal_date": DAY_DATE,
        "owner": TEXT,
        "referred_by_account_id": TEXT,
        "parent_account_id": TEXT,
    },
    "entity_attributes": {
        "entity": TEXT,
        "entity_id": TEXT,
        "attribute": TEXT,
        "value": TEXT,
        "valid_from": TIME,
    },
    "users": {
        "user_id": TEXT,
        "account_id": TEXT,
        "signed_up_at": TIME,
        "email": TEXT,
        "role": TEXT,
        "seniority": TEXT,
        "country": TEXT,
        "device": TEXT,
        "acquisition_source": TEXT,
        "consent_profiling": FLAG,
        "consent_marketing": FLAG,
    },
    "events": {
        "event_id": TEXT,
        "event_name": TEXT,
        "occurred_at": TIME,
        "received_at": TIME,
        "user_id": TEXT,
        "anonymous_id": TEXT,
        "account_id": TEXT,
        "session_id": TEXT,
        "device": TEXT,
        "schema_version": TEXT,
        "properties": TEXT,
    },
    "plans": {
        "plan_id": TEXT,
        "plan_name": TEXT,
        "tier": TEXT,
        "seat_limit": WHOLE,
        "usage_limit": WHOLE,
        "usage_metric": TEXT,
        "usage_period": TEXT,
    },
    "plan_features": {"plan_id": TEXT, "feature": TEXT, "available_from": TIME},
    "subscriptions": {
        "subscription_id": TEXT,
        "account_id": TEXT,
        "status": TEXT,
        "amount": TEXT,
        "billing_interval": TEXT,
        "valid_from": TEXT,
        "valid_to": TEXT,
        "plan_id": TEXT,
        "billing_interval_count": WHOLE,
        "quantity": WHOLE,
        "discount_amount": MONEY,
        "currency": TEXT,
        "trial_ends_at": TIME,
        "cancel_requested_at": TIME,
        "cancel_reason": TEXT,
    },
    "invoices": {
        "invoice_id": TEXT,
        "account_id": TEXT,
        "issued_at": TIME,
        "amount_due": MONEY,
        "status": TEXT,
        "subscription_id": TEXT,
        "due_at": TIME,
        "paid_at": TIME,
        "amount_paid": MONEY,
        "amount_refunded": MONEY,
        "currency": TEXT,
    },
    "payments": {
        "payment_id": TEXT,
        "account_id": TEXT,
        "attempted_at": TIME,
        "status": TEXT,
        "amount": MONEY,
        "invoice_id": TEXT,
        "currency": TEXT,
        "failure_code": TEXT,
    },
    "tickets": {
        "ticket_id": TEXT,
        "account_id": TEXT,
        "opened_at": TIME,
        "user_id": TEXT,
        "first_responded_at": TIME,
        "solved_at": TIME,
        "priority": TEXT,
        "category": TEXT,
        "channel": TEXT,
        "subject": TEXT,
        "body": TEXT,
        "handle_minutes": REAL,
        "reopened_count": WHOLE,
        "is_escalated": FLAG,
        "satisfaction_score": WHOLE,
    },
    "survey_responses": {
        "response_id": TEXT,
        "account_id": TEXT,
        "survey_type": TEXT,
        "score": TEXT,
        "responded_at": TIME,
        "user_id": TEXT,
        "comment": TEXT,
    },
    "account_notes": {
        "note_id": TEXT,
        "account_id": TEXT,
        "written_at": TIME,
        "body": TEXT,
        "kind": TEXT,
        "author": TEXT,
        "score": REAL,
    },
    "opportunities": {
        "opportunity_id": TEXT,
        "account_id": TEXT,
        "stage": TEXT,
        "stage_entered_at": TIME,
        "amount": MONEY,
        "is_won": FLAG,
        "closed_at": TIME,
    },
    "marketing_spend": {
        "spend_date": TEXT,
        "channel": TEXT,
        "amount": MONEY,
        "campaign": TEXT,
        "currency": TEXT,
    },
    "exchange_rates": {
        "rate_date": DAY_DATE,
        "from_currency": TEXT,
        "to_currency": TEXT,
        "rate": REAL,
    },
    "experiment_assignments": {
        "experiment_id": TEXT,
        "entity": TEXT,
        "entity_id": TEXT,
        "variant": TEXT,
        "assigned_at": TIME,
    },
    "action_outcomes": {
        "entity": TEXT,
        "entity_id": TEXT,
        "occurred_at": TIME,
        "outcome": TEXT,
        "playbook": TEXT,
        "reason": TEXT,
        "author": TEXT,
    },
    "erasure_requests": {"entity": TEXT, "entity_id": TEXT, "requested_at": TIME},
}
"""Some columns are text on purpose where the contract asks for a time or a number: files from the
wild hold text there, and one unreadable cell must be one bad row."""


def schema(table: str) -> pa.Schema:
    """Arrow schema of a raw table."""
    return pa.schema(list(TABLES[table].items()))


def table(name: str, columns: dict[str, pa.Array]) -> pa.Table:
    """A raw table with every column of the contract; those not given are null."""
    rows = next(len(column) for column in columns.values())
    unknown = set(columns) - set(TABLES[name])
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)}")
    arrays = [
        fit(columns[column], kind) if column in columns else pa.nulls(rows, kind)
        for column, kind in TABLES[name].items()
    ]
    return pa.Table.from_arrays(arrays, schema=schema(name))


def fit(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """An array in the wanted type; times become ISO text where text is wanted."""
    array = values
    if pa.types.is_dictionary(array.type):
        array = array.cast(array.type.value_type)
    if array.type != kind and pa.types.is_timestamp(array.type) and pa.types.is_string(kind):
        iso = np.datetime_as_string(array.to_numpy(zero_copy_only=False), unit="s", timezone="UTC")
        return pa.array(iso, mask=array.is_null().to_numpy(zero_copy_only=False))
    return array if array.type == kind else array.cast(kind)


def ids(prefix: str, numbers: Ints, width: int = 6, valid: Bools | None = None) -> pa.Array:
    """Text ids such as acc_000042, built as bytes: millions a second."""
    length = len(prefix) + width
    rest = numbers.astype(np.int64)
    letters = np.empty((len(rest), length), dtype=np.uint8)
    letters[:, : len(prefix)] = np.frombuffer(prefix.encode(), dtype=np.uint8)
    for place in range(length - 1, len(prefix) - 1, -1):
        tens = rest // 10
        letters[:, place] = rest - tens * 10 + 48
        rest = tens
    offsets = np.arange(len(letters) + 1, dtype=np.int32) * length
    return pa.Array.from_buffers(
        pa.string(),
        len(letters),
        [validity(valid), pa.py_buffer(offsets), pa.py_buffer(letters.ravel())],
    )


def validity(valid: Bools | None) -> pa.Buffer | None:
    """Arrow's bitmap of which values are there."""
    if valid is None or valid.all():
        return None
    return pa.py_buffer(np.packbits(valid, bitorder="little"))


def times(values: Ints) -> pa.Array:
    """Timestamps; NEVER becomes null."""
    return pa.Array.from_buffers(
        TIME, len(values), [validity(values != NEVER), pa.py_buffer(values.astype(np.int64))]
    )


def dates(values: Ints) -> pa.Array:
    """Dates of the given times; NEVER becomes null."""
    return times(values).cast(DAY_DATE, safe=False)


def money(cents: Ints, valid: Bools | None = None) -> pa.Array:
    """Decimals with two places from whole cents."""
    words = np.empty((len(cents), 2), dtype=np.int64)
    words[:, 0] = cents
    words[:, 1] = np.where(cents < 0, -1, 0)
    return pa.Array.from_buffers(MONEY, len(cents), [validity(valid), pa.py_buffer(words.ravel())])


def pick(pool: Sequence[str], index: Ints, valid: Bools | None = None) -> pa.Array:
    """Texts from a pool by position."""
    mask = None if valid is None else ~valid
    indices = pa.array(np.where(valid, index, 0) if valid is not None else index, mask=mask)
    return pa.DictionaryArray.from_arrays(indices.cast(pa.int32()), pa.array(pool, pa.string()))


def whole(values: Ints | Floats, valid: Bools | None = None) -> pa.Array:
    """Whole numbers, null where not valid."""
    return pa.array(values.astype(np.int64), mask=None if valid is None else ~valid)


def real(values: Floats, valid: Bools | None = None, places: int = 2) -> pa.Array:
    """Rounded numbers, null where not valid."""
    return pa.array(np.round(values, places), mask=None if valid is None else ~valid)


def flags(values: Bools, valid: Bools | None = None) -> pa.Array:
    """Booleans, null where not valid."""
    return pa.array(values, mask=None if valid is None else ~valid)
