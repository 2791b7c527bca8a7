"""Tickets, surveys, notes and what customer success did."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulation import catalogue as cat
from simulation import contract
from simulation.accounts import Accounts, Users
from simulation.billing import Billing
from simulation.config import (
    DAY,
    HOUR,
    MINUTE,
    NEVER,
    SECOND,
    Config,
    Floats,
    Ints,
    choose,
    spread_evenly,
)
from simulation.usage import Usage

TOPICS = (
    "billing",
    "bug",
    "performance",
    "how_to",
    "integration",
    "access",
    "data_quality",
    "feature_request",
)
TOPIC_OF_KIND = np.array(
    [
        [1, 3, 3, 1, 4, 1, 1, 2],
        [2, 2, 1, 4, 1, 1, 2, 3],
        [2, 2, 2, 2, 2, 3, 1, 3],
        [3, 2, 1, 3, 1, 1, 1, 2],
        [1, 2, 1, 7, 4, 2, 2, 1],
    ]
)
SUBJECTS: dict[str, tuple[str, ...]] = {
    "billing": (
        "Charged twice this month",
        "Wrong number of seats on invoice",
        "How do I change the card?",
    ),
    "bug": ("Dashboard shows an empty page", "Filter is lost after saving", "Export stops at 50 %"),
    "performance": ("Queries take minutes", "Dashboard very slow since Monday", "API times out"),
    "how_to": ("How do I build a funnel?", "Where do I start?", "Can I schedule a report?"),
    "integration": (
        "Cannot connect Snowflake",
        "Slack integration stopped",
        "Webhook not delivered",
    ),
    "access": ("User cannot log in", "SSO redirects in a loop", "Need another admin"),
    "data_quality": (
        "Numbers differ from our warehouse",
        "Duplicate rows in report",
        "Yesterday is missing",
    ),
    "feature_request": ("Please add dark mode", "Row-level permissions", "Bulk edit of alerts"),
}
BODIES: dict[str, tuple[str, ...]] = {
    "billing": (
        "The invoice of this month is higher than agreed.",
        "We only use {n} seats but pay for more.",
    ),
    "bug": (
        "Since the last release {n} of our dashboards are blank.",
        "Steps: open, filter, save. The filter is gone.",
    ),
    "performance": (
        "The same query took {n} seconds yesterday and minutes today.",
        "Our {n} users complain that it hangs.",
    ),
    "how_to": (
        "I am new here and have been looking for {n} minutes.",
        "The template does not fit; what should I do?",
    ),
    "integration": (
        "The connection test fails with error {n}.",
        "It worked until last week; nothing changed on our side.",
    ),
    "access": (
        "{n} colleagues are locked out.",
        "After the login we land on the login page again.",
    ),
    "data_quality": (
        "We count {n} orders, you show fewer.",
        "The totals of two reports do not agree.",
    ),
    "feature_request": ("This would save us {n} hours a week.", "Is it on the roadmap?"),
}
PRIORITIES = ("low", "normal", "high", "urgent")
CHANNELS = ("email", "chat", "phone", "web")


GREETINGS = ("", "Hello, ", "Hi team, ", "Good morning. ")
CLOSINGS = ("", " Thanks!", " This blocks us, please help.", " Could you have a look?")
NUMBERS = (2, 3, 5, 7, 12, 20, 45)


def texts_by_topic(texts: dict[str, list[str]]) -> tuple[list[str], Ints, Ints]:
    """Texts of all topics one after the other, where each topic's begin, how many it has."""
    pool = [text for topic in TOPICS for text in texts[topic]]
    size = np.array([len(texts[topic]) for topic in TOPICS])
    return pool, np.cumsum(size) - size, size


def all_bodies() -> dict[str, list[str]]:
    """Every body that a ticket of each topic can have."""
    return {
        topic: [
            f"{greeting}{body.format(n=number)}{closing}"
            for body in BODIES[topic]
            for number in NUMBERS
            for greeting in GREETINGS
            for closing in CLOSINGS
        ]
        for topic in TOPICS
    }


def active_months(config: Config, accounts: Accounts, usage: Usage) -> Floats:
    """Account × week: how present an account is (0 .. 1), which decides on tickets and surveys."""
    level = usage.per_week / np.maximum(accounts.activity[:, None], 1e-6)
    return np.clip(level, 0, 1.2)


@dataclass
class TicketFacts:
    """One value per ticket."""

    account: Ints
    opened_at: Ints
    solved_at: Ints
    score: Ints
    """How satisfied the customer is, whether asked or not (1 .. 5)."""


def tickets_table(
    config: Config, accounts: Accounts, users: Users, usage: Usage
) -> tuple[pa.Table, TicketFacts]:
    """The raw table `tickets`, and what others need of it."""
    rng = config.rng("tickets")
    presence = np.minimum(active_months(config, accounts, usage), 1.0)
    expected = (
        accounts.support_rate[:, None] * (7 / 30.4) * (0.25 * (presence > 0) + 0.75 * presence)
    )
    age = np.arange(config.weeks) - config.week_of(accounts.signed_up_at)[:, None]
    arm = accounts.in_onboarding_experiment * (1 + accounts.is_treated)
    group = arm[:, None] * 2 + (age < 4)
    counts = spread_evenly(rng, expected.ravel(), group.ravel()).reshape(expected.shape)
    who, week = np.nonzero(counts)
    repeats = counts[who, week]
    who, week = np.repeat(who, repeats), np.repeat(week, repeats)
    opened = (
        config.start_at + week * 7 * DAY + rng.integers(0, 7 * DAY, len(who)) // SECOND * SECOND
    )
    kept = (opened > accounts.signed_up_at[who]) & (opened < config.end_at - HOUR)
    who, opened = who[kept], opened[kept]
    order = np.argsort(opened, kind="stable")
    who, opened = who[order], opened[order]
    rows = len(who)

    topic = choose(rng, TOPIC_OF_KIND, accounts.kind[who])
    subjects, subject_start, subject_size = texts_by_topic(
        {topic: list(texts) for topic, texts in SUBJECTS.items()}
    )
    bodies, body_start, body_size = texts_by_topic(all_bodies())
    priority = choose(
        rng, np.array([[3, 5, 2, 0.6], [2, 4, 3, 1.4]]), (accounts.tier[who] > 0).astype(int)
    )
    waits = np.exp(rng.normal(0.7, 1.0, rows)) * np.array([6, 4, 2, 0.7])[priority]
    answered = opened + (waits * HOUR).astype(np.int64)
    lasts = np.exp(rng.normal(2.9, 1.1, rows)) * np.where(
        accounts.kind[who] == cat.BLOCKED, 1.8, 1.0
    )
    solved = answered + (lasts * HOUR).astype(np.int64)
    stays_open = rng.random(rows) < 0.015
    answered = np.where(answered < config.end_at, answered // SECOND * SECOND, NEVER)
    solved = np.where((solved < config.end_at) & ~stays_open, solved // SECOND * SECOND, NEVER)
    minutes = np.exp(rng.normal(3.45, 0.85, rows)) * np.where(np.isin(topic, (1, 2, 4)), 1.6, 1.0)
    is_solved = solved != NEVER
    mood = accounts.satisfaction[who] * 0.6 - 0.02 * waits + rng.normal(0, 0.8, rows)
    score = np.clip(np.round(3.8 + mood), 1, 5).astype(np.int64)
    known = np.maximum(
        np.searchsorted(users.account, who, side="right") - users.first_of_account[who], 1
    )
    user = users.first_of_account[who] + (rng.random(rows) ** 2 * known).astype(np.int64)
    user = np.where(users.signed_up_at[user] <= opened, user, users.first_of_account[who])
    table = contract.table(
        "tickets",
        {
            "ticket_id": contract.ids("tic_", np.arange(rows), 7),
            "account_id": contract.ids("acc_", who),
            "opened_at": contract.times(opened),
            "user_id": contract.ids("usr_", user, 7, rng.random(rows) > 0.07),
            "first_responded_at": contract.times(answered),
            "solved_at": contract.times(solved),
            "priority": contract.pick(PRIORITIES, priority),
            "category": contract.pick(TOPICS, topic, rng.random(rows) > 0.03),
            "channel": contract.pick(CHANNELS, choose(rng, np.array([4.0, 3, 1, 2]), who * 0)),
            "subject": contract.pick(
                subjects, subject_start[topic] + rng.integers(0, subject_size[topic])
            ),
            "body": contract.pick(bodies, body_start[topic] + rng.integers(0, body_size[topic])),
            "handle_minutes": contract.real(minutes, is_solved | (rng.random(rows) < 0.5), 1),
            "reopened_count": contract.whole(rng.poisson(0.12, rows)),
            "is_escalated": contract.flags((priority == 3) & (rng.random(rows) < 0.4)),
            "satisfaction_score": contract.whole(score, is_solved & (rng.random(rows) < 0.45)),
        },
    )
    return table, TicketFacts(who, opened, solved, score)


NPS_COMMENTS = (
    (
        "Too hard to get anything done.",
        "Support is slow and it keeps failing.",
        "Not worth the price.",
    ),
    ("Good, but exports are limited.", "Does the job.", "Would like more templates."),
    (
        "My whole team lives in it.",
        "Best tool we have bought this year.",
        "Fast, clear, and the API is great.",
    ),
)


def surveys_table(
    config: Config,
    accounts: Accounts,
    users: Users,
    usage: Usage,
    tickets: TicketFacts,
) -> pa.Table:
    """The raw table `survey_responses`: NPS each quarter, CSAT after tickets, CES after set-up."""
    rng = config.rng("surveys")
    presence = active_months(config, accounts, usage)
    blocks: list[tuple[Ints, Ints, Ints, Ints]] = []
    for week in range(6, config.weeks, 13):
        asked = (presence[:, week] > 0.3) & (
            accounts.signed_up_at < config.start_at + (week - 5) * 7 * DAY
        )
        who = np.flatnonzero(asked & (rng.random(len(accounts)) < 0.42))
        raw = 7.6 + 1.5 * accounts.satisfaction[who] + rng.normal(0, 1.3, len(who))
        score = np.clip(np.round(raw), 0, 10).astype(np.int64)
        at = config.start_at + week * 7 * DAY + rng.integers(0, 6 * DAY, len(who))
        blocks.append((who, at, score, who * 0))
    answers = np.flatnonzero(
        (tickets.solved_at != NEVER) & (rng.random(len(tickets.account)) < 0.3)
    )
    at = tickets.solved_at[answers] + rng.integers(HOUR, 2 * DAY, len(answers))
    blocks.append((tickets.account[answers], at, tickets.score[answers], answers * 0 + 1))
    done = np.flatnonzero((accounts.reached_at[:, 4] != NEVER) & (rng.random(len(accounts)) < 0.35))
    effort = np.clip(
        np.round(4.6 + accounts.satisfaction[done] + rng.normal(0, 1, len(done))), 1, 7
    )
    at = accounts.reached_at[done, 4] + rng.integers(HOUR, 3 * DAY, len(done))
    blocks.append((done, at, effort.astype(np.int64), done * 0 + 2))
    who, at, score, kind = (np.concatenate(column) for column in zip(*blocks, strict=True))
    kept = at < config.end_at
    who, at, score, kind = who[kept], at[kept] // SECOND * SECOND, score[kept], kind[kept]
    order = np.argsort(at, kind="stable")
    who, at, score, kind = who[order], at[order], score[order], kind[order]
    level = np.digitize(score, [7, 9])
    comments = [text for group in NPS_COMMENTS for text in group]
    said = (kind == 0) & (rng.random(len(who)) < 0.4)
    return contract.table(
        "survey_responses",
        {
            "response_id": contract.ids("srv_", np.arange(len(who)), 7),
            "account_id": contract.ids("acc_", who),
            "survey_type": contract.pick(("nps", "csat", "ces"), kind),
            "score": contract.whole(score),
            "responded_at": contract.times(at),
            "user_id": contract.ids(
                "usr_", users.first_of_account[who], 7, rng.random(len(who)) > 0.1
            ),
            "comment": contract.pick(comments, level * 3 + rng.integers(0, 3, len(who)), said),
        },
    )


NOTES = {
    "qbr": (
        "Reviewed goals and adoption; renewal looks safe.",
        "Usage is down; sponsor left the company.",
    ),
    "call": (
        "Asked for a discount.",
        "Wants SSO before rolling out further.",
        "Happy with the last release.",
    ),
    "onboarding": ("Kick-off held, data source still missing.", "First dashboard built together."),
}


def notes_table(config: Config, accounts: Accounts, billing: Billing) -> pa.Table:
    """The raw table `account_notes`: what customer success wrote about larger customers."""
    rng = config.rng("notes")
    weight = np.where(billing.paid_from != NEVER, 1.5 + 2.5 * accounts.tier, 0.08)
    who = np.repeat(np.arange(len(accounts)), rng.poisson(weight))
    base = np.where(
        billing.paid_from[who] == NEVER, accounts.signed_up_at[who], billing.paid_from[who]
    )
    at = base + (rng.random(len(who)) ** 1.3 * (config.end_at - base)).astype(np.int64)
    order = np.argsort(at, kind="stable")
    who, at = who[order], at[order] // SECOND * SECOND
    pool = [text for group in NOTES.values() for text in group]
    kinds = [kind for kind, group in NOTES.items() for _ in group]
    pick = rng.integers(0, len(pool), len(who))
    score = np.clip(np.round(3 + accounts.satisfaction[who] + rng.normal(0, 0.7, len(who))), 1, 5)
    return contract.table(
        "account_notes",
        {
            "note_id": contract.ids("note_", np.arange(len(who))),
            "account_id": contract.ids("acc_", who),
            "written_at": contract.times(at),
            "body": contract.pick(pool, pick),
            "kind": contract.pick(kinds, pick),
            "author": contract.pick(cat.OWNERS, rng.integers(0, 5, len(who))),
            "score": contract.real(score, rng.random(len(who)) < 0.6, 0),
        },
    )


OUTCOMES = ("contacted", "reached", "saved", "lost", "no_reply")
PLAYBOOKS = ("save_at_risk", "onboarding_rescue", "limit_upgrade", "trial_nurture")


def outcomes_table(config: Config, accounts: Accounts, billing: Billing) -> pa.Table:
    """The raw table `action_outcomes`: what came of the actions that people took."""
    rng = config.rng("outcomes")
    who = rng.integers(0, len(accounts), max(len(accounts) // 8, 150))
    at = accounts.signed_up_at[who] + (
        rng.random(len(who)) * (config.end_at - accounts.signed_up_at[who])
    ).astype(np.int64)
    outcome = choose(rng, np.array([3.0, 3, 2, 1.5, 3]), who * 0)
    reasons = ("price", "missing_feature", "no_time", "champion_left")
    return contract.table(
        "action_outcomes",
        {
            "entity": contract.pick(("account",), who * 0),
            "entity_id": contract.ids("acc_", who),
            "occurred_at": contract.times(at // MINUTE * MINUTE),
            "outcome": contract.pick(OUTCOMES, outcome),
            "playbook": contract.pick(PLAYBOOKS, rng.integers(0, 4, len(who))),
            "reason": contract.pick(
                reasons, rng.integers(0, 4, len(who)), np.isin(outcome, (2, 3))
            ),
            "author": contract.pick(cat.OWNERS, rng.integers(0, 5, len(who))),
        },
    )


def erasures_table(config: Config, accounts: Accounts, users: Users) -> pa.Table:
    """The raw table `erasure_requests`: a few users ask to be forgotten, some of them again."""
    rng = config.rng("erasures")
    asked = max(len(users) // 80, 60)
    askers = min(max(len(users) // 80, 6), len(users))
    who = np.sort(np.resize(rng.choice(len(users), askers, replace=False), asked))
    at = users.signed_up_at[who] + (
        rng.random(len(who)) * (config.end_at - users.signed_up_at[who])
    ).astype(np.int64)
    return contract.table(
        "erasure_requests",
        {
            "entity": contract.pick(("user",), who * 0),
            "entity_id": contract.ids("usr_", who, 7),
            "requested_at": contract.times(at // MINUTE * MINUTE),
        },
    )
