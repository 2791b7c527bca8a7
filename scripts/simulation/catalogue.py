"""What the company sells, who buys it, and what can be done in its product."""

import numpy as np

from simulation.config import Floats

# --- latent kinds -------------------------------------------------------------------------------

KINDS = (
    "api_first_builder",
    "template_dependent_analyst",
    "collaborative_explorer",
    "solo_executor",
    "blocked_beginner",
)
API, ANALYST, EXPLORER, SOLO, BLOCKED = range(5)
KIND_SHARE = np.array([0.20, 0.25, 0.22, 0.20, 0.13])

TEAM_SIZE = np.array([3.0, 4.0, 8.0, 1.2, 2.0])
"""Median number of people who would use the product."""
ACTIVITY = np.array([1.6, 1.0, 1.5, 0.9, 0.45])
"""Usage relative to an average account."""
EVENTS_PER_SESSION = np.array([12.0, 8.0, 9.0, 6.0, 5.0])
HEALTH_DRIFT = np.array([0.002, -0.002, 0.006, -0.004, -0.025])
"""Weekly change of the log of usage while an account goes on using the product."""
MONTHLY_CHURN = np.array([0.032, 0.046, 0.018, 0.062, 0.100])
"""Chance of ending a paid subscription in a month at average health."""
ERROR_RATE = np.array([0.030, 0.020, 0.020, 0.025, 0.110])
SLOWNESS = np.array([0.9, 1.0, 1.0, 1.0, 1.9])
SUPPORT = np.array([0.8, 1.1, 0.9, 0.7, 1.8])
"""Tickets relative to an average account."""
SATISFACTION = np.array([0.3, 0.1, 0.8, 0.0, -1.1])
UPGRADE = np.array([0.020, 0.012, 0.040, 0.004, 0.003])
"""Chance of moving to the next plan in a month."""
MORE_SEATS = np.array([0.015, 0.020, 0.070, 0.002, 0.004])

# --- plans --------------------------------------------------------------------------------------

FAMILIES = ("free", "developer", "starter", "team", "business", "enterprise")
FREE, DEVELOPER, STARTER, TEAM, BUSINESS, ENTERPRISE = range(6)
VARIANTS = ("", "_legacy", "_education", "_partner")
VARIANT_PRICE = np.array([1.0, 0.85, 0.5, 0.8])
SEAT_PRICE = np.array([0, 39, 29, 59, 99, 149])
"""Monthly list price of a seat in US dollars."""
SEAT_LIMIT = np.array([3, 5, 10, 30, 150, 0])
"""Seats at most; 0 = no limit."""
USAGE_METRIC = ("query_run", "api_call", "query_run", "query_run", "query_run", "query_run")
USAGE_PERIOD = ("month", "day", "month", "month", "month", "month")
NEXT_FAMILY = np.array([STARTER, TEAM, TEAM, BUSINESS, ENTERPRISE, ENTERPRISE])
PREVIOUS_FAMILY = np.array([FREE, DEVELOPER, STARTER, STARTER, TEAM, BUSINESS])

PLAN_IDS = tuple(family + variant for family in FAMILIES for variant in VARIANTS)
"""Plan number = family number × 4 + variant number."""

FEATURES = (
    "connectors",
    "queries",
    "dashboards",
    "templates",
    "reports",
    "exports",
    "sharing",
    "comments",
    "alerts",
    "integrations",
    "api",
    "sso",
)
_OF_FREE = {"connectors", "queries", "dashboards", "templates", "sharing"}
_OF_STARTER = _OF_FREE | {"reports", "exports"}
_OF_TEAM = _OF_STARTER | {"comments", "alerts", "integrations", "api"}
FAMILY_FEATURES = (
    _OF_FREE,
    _OF_FREE | {"api", "alerts", "exports"},
    _OF_STARTER,
    _OF_TEAM,
    _OF_TEAM | {"sso"},
    _OF_TEAM | {"sso"},
)


def feature_bit(feature: str) -> int:
    """The bit that stands for a feature."""
    return 1 << FEATURES.index(feature)


FAMILY_BITS = np.array([sum(map(feature_bit, names)) for names in FAMILY_FEATURES], np.uint16)
"""Features of each plan family as bits."""

# --- markets ------------------------------------------------------------------------------------

COUNTRIES = ("US", "GB", "DE", "FR", "NL", "ES", "CA", "AU", "IN", "BR")
COUNTRY_SHARE = np.array([0.42, 0.14, 0.11, 0.07, 0.05, 0.04, 0.06, 0.04, 0.04, 0.03])
COUNTRY_CURRENCY = np.array([0, 2, 1, 1, 1, 1, 0, 0, 0, 0])
COUNTRY_UTC_OFFSET = np.array([-6, 0, 1, 1, 1, 1, -5, 10, 5, -3])
"""Hours that the clock there is ahead of UTC."""
CURRENCIES = ("USD", "EUR", "GBP")
CURRENCY_PRICE = np.array([1.0, 0.95, 0.85])
"""Units of the currency charged for each dollar of list price."""

CHANNELS = (
    "organic_search",
    "google_paid",
    "twitter_paid",
    "linkedin_paid",
    "referral",
    "partner",
    "content",
    "events",
)
CHANNEL_SHARE = np.array(
    [
        [0.24, 0.16, 0.08, 0.05, 0.12, 0.06, 0.24, 0.05],
        [0.22, 0.24, 0.10, 0.12, 0.08, 0.08, 0.12, 0.04],
        [0.18, 0.12, 0.09, 0.15, 0.22, 0.10, 0.08, 0.06],
        [0.28, 0.22, 0.16, 0.06, 0.08, 0.03, 0.15, 0.02],
        [0.14, 0.28, 0.30, 0.08, 0.04, 0.04, 0.10, 0.02],
    ]
)
"""Where the accounts of each kind come from."""
CAMPAIGNS = {
    "google_paid": ("brand_search", "competitor_search", "dashboards_generic"),
    "twitter_paid": ("founder_threads", "launch_week", "retargeting"),
    "linkedin_paid": ("data_leaders", "abm_enterprise"),
    "events": ("data_summit", "local_meetups"),
    "content": ("sql_guide", "benchmark_report"),
}
DAILY_SPEND = {"google_paid": 210.0, "twitter_paid": 140.0, "linkedin_paid": 165.0}
"""Dollars a day at the end of the history for a company of 2,500 accounts."""

INDUSTRIES = ("software", "retail", "finance", "healthcare", "media", "education", "logistics")
TECH_STACKS = ("snowflake", "bigquery", "postgres", "redshift", "databricks", "spreadsheets")
PARTNERS = ("northwind_consulting", "blue_harbor", "dataworks", "fjord_analytics")
OWNERS = ("amara.okafor", "ben.lindqvist", "chloe.martin", "diego.ramos", "emi.tanaka")
TIERS = ("smb", "mid_market", "enterprise")
DEVICES = ("web", "desktop", "ios", "android", "server")
DEVICE_SHARE = np.array([0.72, 0.14, 0.08, 0.06, 0.0])
ROLES = ("admin", "analyst", "engineer", "manager", "executive", "viewer")
SENIORITIES = ("junior", "senior", "lead", "director", "c_level")

# --- events -------------------------------------------------------------------------------------

EVENT_NAMES = (
    "site_visited",
    "signed_up",
    "login",
    "workspace_created",
    "project_created",
    "data_source_connected",
    "query_run",
    "dashboard_created",
    "dashboard_viewed",
    "report_started",
    "report_created",
    "report_exported",
    "template_used",
    "api_key_created",
    "api_call",
    "alert_created",
    "integration_enabled",
    "invite_sent",
    "comment_added",
    "mention_sent",
    "object_shared",
    "feature_gate_hit",
    "limit_reached",
    "billing_page_viewed",
    "checkout_started",
    "checkout_completed",
    "error_shown",
    "sso_enabled",
)
EVENT = {name: number for number, name in enumerate(EVENT_NAMES)}

EVENT_FEATURE = {
    "data_source_connected": "connectors",
    "query_run": "queries",
    "dashboard_created": "dashboards",
    "dashboard_viewed": "dashboards",
    "report_started": "reports",
    "report_created": "reports",
    "report_exported": "exports",
    "template_used": "templates",
    "api_key_created": "api",
    "api_call": "api",
    "alert_created": "alerts",
    "integration_enabled": "integrations",
    "invite_sent": "sharing",
    "comment_added": "comments",
    "mention_sent": "comments",
    "object_shared": "sharing",
    "sso_enabled": "sso",
}
"""The feature that an event needs."""

ONBOARDING = (
    "workspace_created",
    "project_created",
    "data_source_connected",
    "dashboard_created",
    "invite_sent",
)
STALL_AFTER_DAYS = np.array([7, 7, 14, 14, 21])
STEP_HOURS = np.array([0.2, 3.0, 14.0, 22.0, 40.0])
"""Median hours from the step before."""
STEP_SPEED = np.array([0.6, 1.0, 0.8, 0.9, 1.9])
"""How much longer (above 1) or shorter each kind takes for a step."""
STALL_SHARE = np.array(
    [
        # nowhere, 1 .. 5
        [0.60, 0.02, 0.05, 0.04, 0.07, 0.22],
        [0.55, 0.03, 0.05, 0.12, 0.15, 0.10],
        [0.86, 0.01, 0.03, 0.04, 0.04, 0.02],
        [0.24, 0.03, 0.05, 0.06, 0.08, 0.54],
        [0.08, 0.06, 0.14, 0.56, 0.12, 0.04],
    ]
)
"""Share of each kind that stalls at (never reaches) each onboarding step."""

EVENT_NEEDS_STEP = {
    "project_created": 2,
    "data_source_connected": 3,
    "query_run": 3,
    "api_call": 3,
    "api_key_created": 2,
    "template_used": 2,
    "dashboard_viewed": 2,
    "report_started": 3,
    "report_created": 3,
    "report_exported": 3,
    "dashboard_created": 4,
    "alert_created": 4,
    "integration_enabled": 3,
    "comment_added": 4,
    "mention_sent": 4,
    "object_shared": 4,
    "invite_sent": 5,
}
"""The onboarding step that an account must have taken before it can cause the event."""

EVENT_MIX: dict[str, tuple[float, float, float, float, float]] = {
    # event:            api, analyst, explorer, solo, blocked
    "query_run": (20, 13, 21, 42, 13),
    "dashboard_viewed": (8, 24, 22, 22, 14),
    "dashboard_created": (1.0, 2.2, 2.6, 2.0, 0.4),
    "report_started": (1.2, 9, 5, 5, 4),
    "report_exported": (0.5, 6, 3, 3, 0.8),
    "template_used": (0.8, 18, 3, 2, 5),
    "data_source_connected": (0.8, 0.4, 0.7, 0.5, 0.5),
    "project_created": (0.8, 0.6, 1.2, 0.9, 0.6),
    "api_key_created": (0.8, 0.05, 0.2, 0.1, 0.05),
    "api_call": (48, 1, 4, 3, 2),
    "alert_created": (1.4, 0.6, 1.2, 1.0, 0.2),
    "integration_enabled": (1.2, 0.3, 0.9, 0.3, 0.2),
    "invite_sent": (0.4, 0.5, 2.0, 0.1, 0.2),
    "comment_added": (0.6, 2.0, 11, 0.3, 1.0),
    "mention_sent": (0.2, 0.9, 6, 0.1, 0.4),
    "object_shared": (0.5, 2.5, 7, 0.5, 0.7),
    "billing_page_viewed": (0.4, 0.4, 0.7, 0.5, 1.0),
    "error_shown": (0.4, 0.4, 0.4, 0.4, 5.0),
    "sso_enabled": (0.02, 0.02, 0.05, 0.0, 0.0),
}
"""What the kinds do in a session, as weights."""

REPORT_COMPLETION = np.array([0.80, 0.86, 0.80, 0.75, 0.35])
"""Chance that a report, once started, is finished."""


def event_mix() -> Floats:
    """The mix as a table: kind × event number."""
    mix = np.zeros((len(KINDS), len(EVENT_NAMES)))
    for name, weights in EVENT_MIX.items():
        mix[:, EVENT[name]] = weights
    return mix
