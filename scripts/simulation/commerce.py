"""Marketing spend, sales opportunities, the price list, and further traits with their history."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulation import catalogue as cat
from simulation import contract
from simulation.accounts import DIRECT, Accounts, Users, season_of_days
from simulation.billing import Billing, interval_cents
from simulation.config import DAY, MINUTE, NEVER, SECOND, Config, Ints


def plans_table(usage_limit: Ints) -> pa.Table:
    """The raw table `plans`: what is sold today, and what older and special customers are on."""
    number = np.arange(len(cat.PLAN_IDS))
    family = number // 4
    limit = usage_limit[family]
    names = [text.replace("_", " ").title() for text in cat.PLAN_IDS]
    return contract.table(
        "plans",
        {
            "plan_id": pa.array(cat.PLAN_IDS),
            "plan_name": pa.array(names),
            "tier": contract.pick(cat.FAMILIES, family),
            "seat_limit": contract.whole(cat.SEAT_LIMIT[family], cat.SEAT_LIMIT[family] > 0),
            "usage_limit": contract.whole(limit, limit > 0),
            "usage_metric": contract.pick(cat.USAGE_METRIC, family, limit > 0),
            "usage_period": contract.pick(cat.USAGE_PERIOD, family, limit > 0),
        },
    )


def plan_features_table(config: Config) -> pa.Table:
    """The raw table `plan_features`."""
    pairs = [
        (plan, feature)
        for number, plan in enumerate(cat.PLAN_IDS)
        for feature in cat.FEATURES
        if feature in cat.FAMILY_FEATURES[number // 4]
    ]
    return contract.table(
        "plan_features",
        {
            "plan_id": pa.array([plan for plan, _ in pairs]),
            "feature": pa.array([feature for _, feature in pairs]),
            "available_from": contract.times(np.full(len(pairs), config.start_at - 30 * DAY)),
        },
    )


def spend_table(config: Config) -> pa.Table:
    """The raw table `marketing_spend`: each paid campaign's cost by day, and what events cost."""
    rng = config.rng("spend")
    season = season_of_days(config)
    day = np.arange(config.days)
    growth = 0.35 + 0.65 * day / config.days
    blocks = []
    campaigns: list[str] = []
    for channel, level in cat.DAILY_SPEND.items():
        for campaign in cat.CAMPAIGNS[channel]:
            share = rng.uniform(0.2, 0.5)
            cents = level * share * 100 * growth * season * rng.lognormal(0, 0.2, config.days)
            cents = cents * config.accounts / 2_500
            blocks.append(
                (
                    day,
                    np.full(config.days, cat.CHANNELS.index(channel)),
                    cents,
                    day * 0 + len(campaigns),
                )
            )
            campaigns.append(campaign)
    for channel, campaign, every, cost in (
        ("events", "data_summit", 182, 18_000),
        ("events", "local_meetups", 30, 900),
        ("content", "sql_guide", 30, 1_500),
        ("partner", "referral_fees", 30, 700),
    ):
        days = np.arange(20, config.days, every)
        cents = cost * 100.0 * rng.lognormal(0, 0.15, len(days)) * config.accounts / 2_500
        blocks.append(
            (
                days,
                np.full(len(days), cat.CHANNELS.index(channel)),
                cents,
                days * 0 + len(campaigns),
            )
        )
        campaigns.append(campaign)
    days, channel, cents, campaign = (
        np.concatenate(column) for column in zip(*blocks, strict=True)
    )
    order = np.lexsort((campaign, days))
    days, channel, cents, campaign = days[order], channel[order], cents[order], campaign[order]
    at = config.start_at + days * DAY
    in_euro = campaign % 5 == 4
    return contract.table(
        "marketing_spend",
        {
            "spend_date": contract.dates(at).cast(pa.string()),
            "channel": contract.pick(cat.CHANNELS, channel),
            "amount": contract.money(np.round(cents).astype(np.int64)),
            "campaign": contract.pick(campaigns, campaign),
            "currency": contract.pick(cat.CURRENCIES, in_euro.astype(np.int64)),
        },
    )


STAGES = ("lead", "sales_qualified", "proposal", "won", "lost")


def opportunities_table(config: Config, accounts: Accounts, billing: Billing) -> pa.Table:
    """The raw table `opportunities`: one row per stage entered."""
    rng = config.rng("opportunities")
    is_direct = accounts.entry == DIRECT
    is_won = is_direct & (billing.paid_from != NEVER)
    is_lost = ~is_won & (is_direct | ((rng.random(len(accounts)) < 0.07) & (accounts.tier > 0)))
    who = np.flatnonzero(is_won | is_lost)
    rows = len(who)
    won = is_won[who]
    opened = accounts.signed_up_at[who] + rng.integers(MINUTE, 2 * DAY, rows)
    closed = np.where(won, billing.paid_from[who], opened + rng.integers(5 * DAY, 70 * DAY, rows))
    span = closed - opened
    reached = np.where(won, 3, rng.integers(0, 3, rows))
    position = np.searchsorted(billing.states["subscription"] // 4, who)
    plan = billing.states["plan"][np.minimum(position, len(billing.states["plan"]) - 1)]
    quantity = np.maximum(np.round(accounts.team_size[who]), 1).astype(np.int64)
    plan = np.where(plan // 4 == cat.FREE, cat.TEAM * 4, plan)
    value = interval_cents(plan, accounts.currency[who], quantity, np.full(rows, 1))
    blocks = []
    for stage, share in ((0, 0.0), (1, 0.25), (2, 0.6)):
        at = opened + (span * share).astype(np.int64)
        blocks.append((np.flatnonzero(reached >= stage), stage, at))
    last = np.where(won, 3, 4)
    place = np.concatenate([block[0] for block in blocks] + [np.arange(rows)])
    stage = np.concatenate([np.full(len(block[0]), block[1]) for block in blocks] + [last])
    at = np.concatenate([block[2][block[0]] for block in blocks] + [closed])
    kept = at < config.end_at
    place, stage, at = place[kept], stage[kept], at[kept] // SECOND * SECOND
    order = np.lexsort((stage, at))
    place, stage, at = place[order], stage[order], at[order]
    is_closed = stage >= 3
    return contract.table(
        "opportunities",
        {
            "opportunity_id": contract.ids("opp_", place),
            "account_id": contract.ids("acc_", who[place]),
            "stage": contract.pick(STAGES, stage),
            "stage_entered_at": contract.times(at),
            "amount": contract.money(value[place], stage > 0),
            "is_won": contract.flags(stage == 3, is_closed),
            "closed_at": contract.times(np.where(is_closed, at, NEVER)),
        },
    )


def attributes_table(config: Config, accounts: Accounts, users: Users) -> pa.Table:
    """The raw table `entity_attributes`: use case and health grade of accounts, beta testers."""
    rng = config.rng("attributes")
    number = np.arange(len(accounts))
    values = (
        "product",
        "marketing",
        "finance",
        "operations",
        "green",
        "yellow",
        "red",
        "yes",
        "no",
    )
    use_case = rng.integers(0, 4, len(number))
    blocks = [(number, 0, use_case, accounts.signed_up_at + MINUTE)]
    graded = np.repeat(number, rng.integers(0, 4, len(number)))
    since = accounts.signed_up_at[graded]
    at = since + (rng.random(len(graded)) * (config.end_at - since)).astype(np.int64)
    mood = 1 - accounts.satisfaction[graded] + rng.normal(0, 0.6, len(graded))
    blocks.append((graded, 1, 4 + np.clip(np.round(mood), 0, 2).astype(np.int64), at))
    tester = np.flatnonzero(rng.random(len(users)) < 0.08)
    since = users.signed_up_at[tester]
    at = since + (rng.random(len(tester)) * (config.end_at - since)).astype(np.int64)
    blocks.append((tester, 2, 7 + rng.integers(0, 2, len(tester)), at))
    who = np.concatenate([block[0] for block in blocks])
    attribute = np.concatenate([np.full(len(block[0]), block[1]) for block in blocks])
    value = np.concatenate([block[2] for block in blocks])
    at = np.concatenate([block[3] for block in blocks]) // SECOND * SECOND
    order = np.lexsort((who, attribute, at))
    who, attribute, value, at = who[order], attribute[order], value[order], at[order]
    is_user = attribute == 2
    account_ids = contract.ids("acc_", who)
    entity_ids = pc.if_else(pa.array(is_user), contract.ids("usr_", who, 7), account_ids)
    return contract.table(
        "entity_attributes",
        {
            "entity": contract.pick(("account", "user"), is_user.astype(np.int64)),
            "entity_id": entity_ids,
            "attribute": contract.pick(("use_case", "health_grade", "beta_tester"), attribute),
            "value": contract.pick(values, value),
            "valid_from": contract.times(at),
        },
    )
