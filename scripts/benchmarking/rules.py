"""Made-up segments for the benchmark: nested rules of the kind that teams write.

The same number of segments is the same list each time, and a shorter list begins a longer one.
"""

from __future__ import annotations

import random
from typing import Any

Rule = dict[str, Any]

# Features and the thresholds that rules set on them.
SIZES = {
    "active_days_28d": (2, 20),
    "active_users_28d": (2, 12),
    "adoption_depth": (0.1, 0.9),
    "billing_health": (0.2, 0.9),
    "core_events_28d": (5, 120),
    "days_since_core_event": (2, 40),
    "discount_share": (0.05, 0.3),
    "error_rate_28d": (0.01, 0.2),
    "events_28d": (10, 600),
    "features_used_28d": (1, 8),
    "gates_hit_28d": (1, 6),
    "invites_28d": (1, 6),
    "mrr": (20, 900),
    "open_tickets": (1, 4),
    "sessions_28d": (3, 60),
    "tenure_days": (14, 300),
    "tickets_90d": (1, 10),
    "users_total": (2, 25),
    "usage_to_limit": (0.2, 1.0),
}
CHANGES = ("active_days_change", "active_users_change", "usage_change", "collaboration_change")
FLAGS = ("has_reached_value", "is_annual", "is_onboarding_complete", "is_past_due", "has_champion")
STATUSES = ("active_trial", "free", "paying", "trial_expired")
CHANNELS = ("twitter_paid", "google_paid", "referral", "organic", "partner")
# Few and fixed: what was done is looked up once, however many rules ask for it.
BEHAVIOURS: tuple[Rule, ...] = (
    {"did": "report_created", "at_least": 3, "within_days": 14},
    {"did": "invite_sent", "within_days": 30},
    {"did_not": "invite_sent", "within_days": 30},
    {"did": "query_run", "distinct_days": 3, "within_days": 28},
    {"sequence": ["project_created", "invite_sent"], "within_days": 7},
    {"stopped": "query_run"},
)


def made_up_segments(count: int, seed: int = 1) -> list[Rule]:
    """So many segments of accounts; every second one has a rule to leave of its own."""
    chance = random.Random(seed)
    return [_segment(number, chance) for number in range(1, count + 1)]


def _segment(number: int, chance: random.Random) -> Rule:
    status = chance.choice(STATUSES)
    segment = {
        "segment": f"made_up_{number}",
        "entity": "account",
        "enter": {
            "all": [
                {"attribute": "account_status", "is": status},
                _size(chance),
                {"any": [_leaf(chance), {"not": _leaf(chance)}, {"all": _leaves(2, chance)}]},
                {"at_least_of": {"n": 2, "of": _leaves(4, chance)}},
            ]
        },
    }
    if number % 2 == 0:
        leaving = {"all": [_leaf(chance), {"not": _size(chance)}]}
        segment["exit"] = {"any": [{"attribute": "account_status", "is_not": status}, leaving]}
    return segment


def _leaves(count: int, chance: random.Random) -> list[Rule]:
    return [_leaf(chance) for _ in range(count)]


def _leaf(chance: random.Random) -> Rule:
    kind = chance.random()
    if kind < 0.6:
        return _size(chance)
    if kind < 0.75:
        test = chance.choice(("at_most", "above"))
        return {"attribute": chance.choice(CHANGES), test: chance.choice((-0.5, -0.2, 0.2))}
    if kind < 0.85:
        return {"attribute": chance.choice(FLAGS), "is_true": chance.random() < 0.5}
    if kind < 0.9:
        return {"attribute": "acquisition_channel", "in": chance.sample(CHANNELS, 2)}
    return chance.choice(BEHAVIOURS)


def _size(chance: random.Random) -> Rule:
    feature = chance.choice(sorted(SIZES))
    low, high = SIZES[feature]
    threshold = chance.uniform(low, high)
    test = chance.choice(("at_least", "below"))
    return {
        "attribute": feature,
        test: round(threshold) if isinstance(low, int) else round(threshold, 3),
    }
