"""Tables of a made-up company as loaders write them, and how they are put into files."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Row = dict[str, Any]
Write = Callable[..., None]
"""Puts rows into a table of a folder."""


def write(folder: Path, table: str, *rows: Row) -> None:
    """Rows as folder/table/made_up.csv."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / table / "made_up.csv"
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(rows)


def write_typed(folder: Path, table: str, *rows: Row) -> None:
    """Rows as folder/table.parquet, objects and lists as JSON, columns of mixed types as text."""
    folder.mkdir(parents=True, exist_ok=True)
    columns: dict[str, list] = {name: [] for row in rows for name in row}
    for row in rows:
        for name, cells in columns.items():
            cell = row.get(name)
            cells.append(json.dumps(cell) if isinstance(cell, dict | list) else cell)
    for name, cells in columns.items():
        columns[name] = [None if cell == "" else cell for cell in cells]
        if len({type(cell) for cell in columns[name]} - {type(None)}) > 1:
            columns[name] = [None if cell is None else str(cell) for cell in columns[name]]
    pq.write_table(pa.table(columns), folder / f"{table}.parquet")


def write_support_and_product(raw: Path, write: Write = write) -> None:
    """Tickets as Zendesk's loader writes them, events and users as Segment does."""
    zendesk, segment = raw / "zendesk", raw / "segment"
    write(zendesk, "organization", {"id": 7, "external_id": "acme"})
    write(
        zendesk,
        "user",
        {"id": 1, "role": "end-user", "external_id": "ann", "organization_id": 7},
        {"id": 2, "role": "agent", "external_id": "", "organization_id": ""},
    )
    ticket = {"requester_id": 1, "created_at": "2024-03-01 09:00:00", "updated_at": "2024-03-09"}
    write(
        zendesk,
        "ticket",
        {"id": 100, **ticket, "status": "closed", "organization_id": 7, "description": "Help"}
        | {"priority": "high", "type": "incident", "via_channel": "email", "subject": "It broke"},
        {"id": 101, **ticket, "status": "open", "organization_id": ""},
        {"id": 102, **ticket, "status": "deleted", "organization_id": 7},
    )
    write(
        zendesk,
        "ticket_comment",
        *(
            {"id": number, "ticket_id": ticket_id, "user_id": user, "public": public}
            | {"created": f"2024-03-01 {time}", "body": body}
            for number, (ticket_id, user, public, time, body) in enumerate(
                [
                    (101, 1, True, "09:00:00", "No description"),
                    (100, 1, True, "09:00:00", "Help"),
                    (100, 2, False, "09:10:00", "A note among us"),
                    (100, 1, True, "09:20:00", "Anyone?"),
                    (100, 2, True, "10:00:00", "Here"),
                ]
            )
        ),
    )
    write(
        zendesk,
        "ticket_field_history",
        *(
            {"ticket_id": 100, "field_name": "status", "value": value, "updated": f"2024-03-0{day}"}
            for day, value in enumerate(["new", "open", "solved", "open", "solved", "closed"], 1)
        ),
        {"ticket_id": 100, "field_name": "priority", "value": "high", "updated": "2024-03-08"},
    )
    write(
        zendesk,
        "satisfaction_rating",
        {"ticket_id": 100, "score": "bad", "updated_at": "2024-03-05"},
        {"ticket_id": 100, "score": "good with comment", "updated_at": "2024-03-06"},
        {"ticket_id": 101, "score": "offered", "updated_at": "2024-03-06"},
    )
    message = {"user_id": "ann", "context_group_id": "acme", "received_at": "2024-03-01 10:00:02"}
    write(
        segment,
        "tracks",
        {"id": "t1", **message, "event": "report_created", "original_timestamp": "2024-03-01 11:00"}
        | {"timestamp": "2024-03-01 10:00:00", "properties": '{"rows": 3}'},
    )
    write(
        segment,
        "pages",
        {
            "id": "p1",
            **message,
            "name": 'The "one"',
            "path": "/one",
            "timestamp": "2024-03-01 10:00",
        },
        {"id": "p2", **message, "name": "", "path": "/two", "timestamp": "2024-03-01 10:00"},
    )
    write(
        segment,
        "identifies",
        {"id": "i1", "user_id": "ann", "timestamp": "2024-01-03", "email": "old@acme.test"}
        | {"account_id": "acme", "role": "admin"},
        {"id": "i2", "user_id": "ann", "timestamp": "2024-02-03", "email": "new@acme.test"}
        | {"account_id": "acme", "role": ""},
        {"id": "i3", "user_id": "", "timestamp": "2024-02-03", "email": "", "account_id": ""},
    )
    write(segment, "users", {"id": "ann", "role": "owner"}, {"id": "bob", "account_id": "nobody"})


def write_crm(raw: Path, write: Write = write) -> None:
    """Companies, contacts and deals as HubSpot's loader writes them."""
    hubspot = raw / "hubspot"
    write(
        hubspot,
        "company",
        {"id": 1, "property_account_id": "acme", "property_createdate": "2024-01-02"}
        | {"property_name": "Acme", "property_numberofemployees": 12, "is_deleted": False}
        | {"property_hubspot_owner_id": 5, "property_hs_analytics_source": "ORGANIC_SEARCH"},
        {"id": 2, "property_createdate": "2024-01-03", "property_hs_parent_company_id": 1},
        {"id": 3, "property_createdate": "2024-01-03", "is_deleted": True},
    )
    write(hubspot, "owner", {"owner_id": 5, "email": "olga@us.test"})
    write(
        hubspot,
        "contact",
        {"id": 11, "property_user_id": "ann", "property_associatedcompanyid": 1}
        | {"property_createdate": "2024-01-05", "property_hs_email_optout": True},
        {"id": 12, "property_associatedcompanyid": 2, "property_createdate": "2024-01-06"},
        {"id": 13, "property_createdate": "2024-01-06"},
        {"id": 14, "property_associatedcompanyid": 2, "_fivetran_deleted": True},
    )
    write(
        hubspot,
        "deal_pipeline_stage",
        {"stage_id": "s1", "label": "Demo", "is_closed": False, "closed_won": False},
        {"stage_id": "s2", "label": "Won", "is_closed": True, "closed_won": True},
    )
    write(
        hubspot,
        "deal",
        {"deal_id": 21, "property_amount": "1200.50", "property_closedate": "2024-04-01"}
        | {"property_createdate": "2024-02-01", "deal_pipeline_stage_id": "s2"},
        {"deal_id": 22, "property_createdate": "2024-02-02", "deal_pipeline_stage_id": "s1"},
        {"deal_id": 23, "property_createdate": "2024-02-02", "is_deleted": True},
    )
    write(
        hubspot,
        "deal_company",
        *({"deal_id": deal, "company_id": 1} for deal in (21, 23)),
        {"deal_id": 22, "company_id": 2},
    )
    write(
        hubspot,
        "deal_stage",
        {"deal_id": 21, "value": "s1", "date_entered": "2024-02-01"},
        {"deal_id": 21, "value": "s2", "date_entered": "2024-03-20"},
        {"deal_id": 23, "value": "s1", "date_entered": "2024-02-01"},
    )
