"""The audience changes of the warehouse, as the mart `fct_audience_changes` has them."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from activation.refusals import ActivationError
from warehouse.engines import open_warehouse
from warehouse.refusals import WarehouseError

MART = "fct_audience_changes"
CONTACTS = "int_account_contacts"
TRAITS = (
    *("segment", "motion", "label", "action", "model", "probability", "bucket", "persona"),
    *("reason", "mrr", "usage_metric", "used", "usage_limit", "limit_reached_on"),
    "upgrade_mrr_gain",
)
COLUMNS = (
    *("change_id", "destination", "audience", "entity", "entity_id", "account_id", "change"),
    *("change_number", "changed_at", "as_of_date", "left_because", "contact_user_id"),
    *TRAITS,
)
NUMBERS = ("probability", "mrr", "used", "usage_limit", "upgrade_mrr_gain")
"""Doubles from here on: PostgreSQL's driver hands over decimals as texts."""

WITHDRAWN = (
    *("no consent to profiling", "no consent to marketing"),
    "consent to marketing not known",
)
"""Reasons of an exit after which nothing about the entity may be sent but the exit itself."""

GONE = "no longer in the warehouse"

Membership = tuple[str, str, str]
"""Audience, entity, entity_id."""


class Header(NamedTuple):
    """What deciding about a change takes; `position` finds the rest of it."""

    position: int
    change_id: str
    audience: str
    entity: str
    entity_id: str
    change: str
    change_number: int
    left_because: str | None

    @property
    def membership(self) -> Membership:
        """Whose place in which audience it is about."""
        return self.audience, self.entity, self.entity_id


@dataclass(frozen=True)
class Change:
    """A change to be delivered."""

    change_id: str
    audience: str
    entity: str
    entity_id: str
    account_id: str | None
    change: str
    change_number: int
    changed_at: datetime
    as_of_date: date | None
    left_because: str | None
    contact_user_id: str | None
    contact_email_sha256: str | None
    traits: dict[str, Any]
    repeat_of: str = ""
    """Set where the change was delivered before and another one after it, which is void now."""

    @property
    def membership(self) -> Membership:
        """Whose place in which audience it is about."""
        return self.audience, self.entity, self.entity_id

    @property
    def is_withdrawal(self) -> bool:
        """Whether the entity left since nothing about it may be sent any more."""
        return self.change == "left" and is_withdrawal(self.left_because)


def is_withdrawal(left_because: str | None) -> bool:
    """Whether a reason to leave says that nothing may be sent any more."""
    return left_because in (*WITHDRAWN, GONE)


class AudienceChanges:
    """The changes of one destination, kept as columns: most of them were delivered long ago."""

    def __init__(self, table: pa.Table) -> None:
        for name in NUMBERS:
            place = table.schema.get_field_index(name)
            table = table.set_column(place, name, pc.cast(table[name], pa.float64()))
        self.table = table

    def of(self, destination: str) -> AudienceChanges:
        """Those of one destination."""
        return AudienceChanges(self.table.filter(pc.equal(self.table["destination"], destination)))

    def headers(self) -> list[Header]:
        """One header per change, each membership's in their order."""
        order = [(name, "ascending") for name in ("audience", "entity", "entity_id")]
        order.append(("change_number", "ascending"))
        positions = pc.sort_indices(self.table, order)
        rows = self.table.select(Header._fields[1:]).take(positions)
        columns = (positions.to_pylist(), *(column.to_pylist() for column in rows.columns))
        return list(map(Header._make, zip(*columns, strict=True)))

    def read(self, positions: Iterable[int]) -> list[Change]:
        """The changes at these positions."""
        rows = self.table.take(pa.array(list(positions), pa.int64())).to_pylist()
        return [_change(row) for row in rows]


def read_changes(target: str, warehouse: Path, with_emails: bool) -> AudienceChanges:
    """Every change of the published warehouse, or what is missing in words.

    Advertising platforms know people by the SHA-256 of their e-mail. It is made here, at the
    moment of delivery, from the intermediate layer: no mart holds an e-mail or an unsalted hash.
    """
    sql = f"select {', '.join(COLUMNS)} from marts.{MART}"
    place = str(warehouse) if target == "duckdb" else f"the warehouse of the target {target}"
    try:
        if target == "duckdb":
            table = _read_published(warehouse, sql)
        else:
            table = open_warehouse(target, warehouse).query(sql)
    except WarehouseError as error:
        raise ActivationError(str(error)) from None
    except Exception as error:  # each engine has errors of its own
        if type(error).__module__.split(".")[0] in ("builtins", "activation"):
            raise
        said = str(error).strip().splitlines()[0]
        raise ActivationError(
            f"The mart {MART} can't be read from {place}: build it first (`make build`). "
            f"The engine says: {said}"
        ) from None
    known = _hashed_emails(target, warehouse) if with_emails else {}
    hashes = pa.array((known.get(one) for one in table["account_id"].to_pylist()), pa.string())
    return AudienceChanges(table.append_column("contact_email_sha256", hashes))


def _hashed_emails(target: str, warehouse: Path) -> dict[str, str]:
    """By account, the SHA-256 of its contact's e-mail; of those alone who agreed to marketing."""
    sql = (
        f"select account_id, contact_email from intermediate.{CONTACTS} "
        "where contact_email is not null"
    )
    try:
        rows = open_warehouse(target, warehouse).query(sql).to_pylist()
    except WarehouseError as error:
        raise ActivationError(str(error)) from None
    except Exception as error:  # each engine has errors of its own
        raise ActivationError(
            f"The contacts' e-mails can't be read from intermediate.{CONTACTS}, and a destination "
            "with match_by: email needs them: build first (`make build`). "
            f"The engine says: {str(error).strip().splitlines()[0]}"
        ) from None
    return {
        row["account_id"]: hashlib.sha256(row["contact_email"].strip().lower().encode()).hexdigest()
        for row in rows
    }


def _read_published(warehouse: Path, sql: str) -> pa.Table:
    """Read the file that readers open, which only a build in which everything passed replaces."""
    if not warehouse.is_file():
        raise ActivationError(
            f"Nothing is built at {warehouse} yet. Run `make demo`, or `make build RAW_DIR=folder`."
        )
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        return connection.sql(sql).to_arrow_table()


def _in_utc(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def _change(row: dict[str, Any]) -> Change:
    return Change(
        **{
            name: row[name]
            for name in COLUMNS
            if name not in TRAITS and name not in ("destination", "changed_at")
        },
        contact_email_sha256=row["contact_email_sha256"],
        changed_at=_in_utc(row["changed_at"]),
        traits={name: _plain(row[name]) for name in TRAITS},
    )


def _plain(value: Any) -> Any:
    """A value as JSON has it, the same from whichever engine."""
    if isinstance(value, datetime):
        return time_in_words(_in_utc(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return int(value) if value.is_integer() else value
    return value


def time_in_words(time: datetime) -> str:
    """A time as other systems read it."""
    return time.isoformat(timespec="seconds").replace("+00:00", "Z")
