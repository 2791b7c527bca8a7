"""A raw folder as it stood at an earlier moment: without what was recorded later.

Rows that lie after the moment are left out; of those that stay, what was filled in later is
emptied again. Cells that hold no time stay as they are: bad rows were bad from the first day.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import duckdb

# When a row was recorded; tables that are missing here have no history. Nor have requests for
# erasure: once one is there, nothing can be built as it was before.
RECORDED_AT = {
    "accounts": "created_at",
    "entity_attributes": "valid_from",
    "users": "signed_up_at",
    "events": "received_at",
    "subscriptions": "valid_from",
    "invoices": "issued_at",
    "payments": "attempted_at",
    "tickets": "opened_at",
    "survey_responses": "responded_at",
    "account_notes": "written_at",
    "opportunities": "stage_entered_at",
    "marketing_spend": "spend_date",
    "exchange_rates": "rate_date",
    "experiment_assignments": "assigned_at",
    "action_outcomes": "occurred_at",
}

# What is filled in later: the time at which it is, and the columns that are empty until then.
FILLED_IN_LATER = {
    "subscriptions": {
        "valid_to": {"valid_to": "null"},
        "cancel_requested_at": {"cancel_requested_at": "null", "cancel_reason": "null"},
    },
    "invoices": {
        "paid_at": {
            "paid_at": "null",
            "status": "'open'",
            "amount_paid": "null",
            "amount_refunded": "null",
        },
    },
    "tickets": {
        "first_responded_at": {"first_responded_at": "null"},
        "solved_at": {
            "solved_at": "null",
            "handle_minutes": "null",
            "reopened_count": "null",
            "is_escalated": "null",
            "satisfaction_score": "null",
        },
    },
    "opportunities": {"closed_at": {"closed_at": "null", "is_won": "null"}},
}


def write_earlier_state(
    raw: Path,
    folder: Path,
    moment: datetime,
    only_if: str = "true",
    leave_out: Collection[str] = (),
) -> Path:
    """Write the tables of raw as they stood just before the moment; returns the folder.

    only_if is a further condition on the rows of events; leave_out names tables not to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(raw.iterdir()):
        table = path.name.removesuffix(".parquet")
        if table in leave_out:
            continue
        source = f"read_parquet('{path / '*.parquet' if path.is_dir() else path}')"
        replaced = {
            column: f"case when {later(time, moment)} then {value} else {column} end"
            for time, columns in FILLED_IN_LATER.get(table, {}).items()
            for column, value in columns.items()
        }
        columns = ", ".join(f"{value} as {column}" for column, value in replaced.items())
        recorded_at = RECORDED_AT.get(table)
        known = f"not coalesce({later(recorded_at, moment)}, false)" if recorded_at else "true"
        duckdb.sql(
            f"copy (select * {f'replace ({columns})' if columns else ''} from {source} "
            f"where {known} and {only_if if table == 'events' else 'true'}) "
            f"to '{folder / table}.parquet'"
        )
    return folder


def later(column: str, moment: datetime) -> str:
    """SQL: whether the time in a column, possibly held as text, is the moment or after it."""
    return f"try_cast({column} as timestamp) >= timestamp '{moment}'"
