"""The whole company, put together and written out."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from simulation import accounts as people
from simulation import (
    billing,
    catalogue,
    commerce,
    contract,
    dirt,
    duplicates,
    events,
    experiments,
    identities,
    properties,
    support,
    usage,
)
from simulation.config import Config, Ints

Progress = Callable[[str, float], None]
"""Told the name of what is being made, and the share of the whole that is done."""


def simulate(config: Config, progress: Progress = lambda _what, _share: None) -> dict[str, int]:
    """Simulate the company, write its tables and the truth; returns the rows of each table."""
    progress("accounts", 0.0)
    accounts = people.simulate_accounts(config)
    users = people.simulate_users(config, accounts)
    health = usage.simulate_health(config, accounts)
    nudges = experiments.Nudges(config, accounts)
    bills = billing.simulate_billing(config, accounts, health, nudges)
    used = usage.simulate_usage(config, accounts, health, bills, nudges)
    pools = properties.build_pools(config)
    bad_rows = dirt.BadRows(config)
    bad_events = dirt.BadEvents(config, pools, len(users))
    stream = events.EventStream(config, accounts, users, bills, used, pools, bad_events.spoil)
    known = identities.simulate_identities(config, accounts, users, pools)

    progress("tables", 0.05)
    tickets, ticket_facts = support.tickets_table(config, accounts, users, used)
    invoices, payments, differences = billing.invoices_and_payments(config, accounts, bills)
    tables = {
        "accounts": identities.with_groups(
            config,
            people.accounts_table(config, accounts, bills.renewal_at, bills.is_paying),
        ),
        "entity_attributes": commerce.attributes_table(config, accounts, users),
        "users": identities.with_moves(known, people.users_table(config, accounts, users)),
        "plans": commerce.plans_table(stream.limit),
        "plan_features": commerce.plan_features_table(config),
        "subscriptions": billing.subscriptions_table(accounts, bills),
        "invoices": invoices,
        "payments": payments,
        "tickets": tickets,
        "survey_responses": support.surveys_table(config, accounts, users, used, ticket_facts),
        "account_notes": support.notes_table(config, accounts, bills),
        "opportunities": commerce.opportunities_table(config, accounts, bills),
        "marketing_spend": commerce.spend_table(config),
        "exchange_rates": billing.exchange_rates_table(config),
        "experiment_assignments": experiments.assignments_table(config, accounts, nudges),
        "action_outcomes": support.outcomes_table(config, accounts, bills),
        "erasure_requests": support.erasures_table(config, accounts, users),
    }
    tables["users"], second_ids = duplicates.write_people(
        config, tables["accounts"], tables["users"]
    )
    truth = {
        "accounts": accounts_truth(config, accounts, bills),
        "effects": experiments.effects_table(accounts, nudges),
        "experiments": experiments.summary_table(
            config,
            accounts,
            nudges,
            bills.cancelled_at,
            ticket_facts.account,
            ticket_facts.opened_at,
        ),
        "invoice_differences": differences,
        "churn_risks": billing.churn_risks_table(bills),
        "second_ids": second_ids,
        "shared_devices": identities.events_truth(known),
        "moves": identities.moves_truth(known, users),
        "groups": identities.groups_truth(tables["accounts"]),
    }
    clear_folder(config.raw, [*tables, "events"])
    clear_folder(config.truth, [*truth, "bad_rows"])
    for name, table in tables.items():
        tables[name] = bad_rows.spoil(name, table)
        if name == "entity_attributes":
            moves = identities.moves_recorded(known, users)
            tables[name] = pa.concat_tables([tables[name], moves.cast(tables[name].schema)])
        write_table(config, name, tables[name])
    rows = {name: table.num_rows for name, table in tables.items()}
    rows["events"] = write_events(config, stream, known, bad_rows, progress)
    truth["bad_rows"] = bad_rows.table()
    for name, table in truth.items():
        pq.write_table(table, config.truth / f"{name}.parquet")
    return rows


def accounts_truth(config: Config, accounts: people.Accounts, bills: billing.Billing) -> pa.Table:
    """Truth: what drives each account."""
    stalled: Ints = people.stalled_now(config, accounts)
    rate = accounts.support_rate
    chance = np.where(
        accounts.is_treated, accounts.conversion_if_treated, accounts.conversion_if_control
    )
    return pa.table(
        {
            "account_id": contract.ids("acc_", np.arange(len(accounts))),
            "kind": contract.pick(catalogue.KINDS, accounts.kind),
            "entry": contract.pick(people.ENTRIES, accounts.entry),
            "stall_step": contract.whole(stalled, stalled > 0),
            "stall_step_name": contract.pick(catalogue.ONBOARDING, stalled - 1, stalled > 0),
            "churn_hazard": pa.array(bills.hazard),
            "conversion_probability": pa.array(chance, mask=accounts.entry != people.TRIAL),
            "support_tickets_per_month": pa.array(rate),
            "is_heavy_support": contract.flags(rate >= np.quantile(rate, 0.8)),
            "satisfaction": pa.array(accounts.satisfaction),
            "error_rate": pa.array(accounts.error_rate),
        }
    )


def clear_folder(folder: Path, names: list[str]) -> None:
    """An existing folder without the files that an earlier simulation left; others stay."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        for file in (*folder.glob(f"{name}.*"), *folder.glob(f"{name}/part_*")):
            file.unlink()


def write_table(config: Config, name: str, table: pa.Table) -> None:
    """One file per table."""
    if config.as_csv:
        pa.csv.write_csv(table, config.raw / f"{name}.csv")
    else:
        pq.write_table(table, config.raw / f"{name}.parquet", compression="zstd")


def write_events(
    config: Config,
    stream: events.EventStream,
    known: identities.Identities,
    bad_rows: dirt.BadRows,
    progress: Progress,
) -> int:
    """Part files in the folder `events`, ordered by received_at; returns the rows."""
    folder = config.raw / "events"
    folder.mkdir(exist_ok=True)
    rows = 0
    stretches = len(stream.stretches())
    for number, block in enumerate(known.lay_over(stream.read())):
        table = events.events_table(block, stream.pools)
        path: Path = folder / f"part_{number:04d}"
        if config.as_csv:
            plain = dirt.as_text(table.cast(contract.schema("events")))
            plain = dirt.unreadable_events(plain, block)
            pa.csv.write_csv(plain, path.with_suffix(".csv"))
        else:
            pq.write_table(
                table,
                path.with_suffix(".parquet"),
                compression="zstd",
                compression_level=1,
                row_group_size=250_000,
                store_schema=False,
                use_dictionary=[name for name in table.column_names if name not in PLAIN],
            )
        rows += len(block)
        dirt.note_events(bad_rows, block)
        progress("events", 0.1 + 0.9 * (number + 1) / stretches)
    return rows


PLAIN = {"event_id", "occurred_at", "received_at"}
"""Columns of which every value is different: a dictionary would only cost."""
