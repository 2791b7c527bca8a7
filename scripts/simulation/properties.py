"""Pools of event properties as JSON text: events point into them, so that text costs nothing."""

import json
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation import catalogue as cat
from simulation.config import Config

TIMED_VARIANTS = 512
"""Response times kept per event: quantiles of a log-normal distribution."""

REPORT_TYPES = ("funnel", "retention", "revenue", "cohort", "custom")
SOURCE_TYPES = ("postgres", "snowflake", "bigquery", "csv_upload", "google_sheets", "stripe")
ENDPOINTS = ("/v1/query", "/v1/events", "/v1/dashboards", "/v1/exports", "/v1/users")
INTEGRATIONS = ("slack", "jira", "salesforce", "hubspot", "github")
TEMPLATES = ("saas_metrics", "weekly_kpis", "funnel_starter", "board_deck", "ad_performance")
PAGES = ("/", "/pricing", "/docs", "/blog/sql-guide", "/customers", "/templates")
ERRORS = ("timeout", "permission_denied", "connection_refused", "invalid_query", "rate_limited")


@dataclass
class Pools:
    """All texts, and where each event's own begin and end."""

    texts: list[str]
    start: np.ndarray
    """Per event number: position of its first text; -1 = the event has no properties."""
    size: np.ndarray
    """Per event number: how many ordinary texts it has."""
    failed_start: np.ndarray
    """Per event number: position of its first text with is_error true; -1 = none."""
    untyped_reports: int
    """Position of the first text of a report by version 1 of the plan, which may lack its type."""
    untyped_report_texts: int
    """How many such texts there are."""

    def add(self, text: str) -> int:
        """Add a text that no event points to yet; returns its position."""
        self.texts.append(text)
        return len(self.texts) - 1


def build_pools(config: Config) -> Pools:
    """Draw the texts once."""
    rng = config.rng("properties")
    texts: list[str] = []
    names = cat.EVENT_NAMES
    start = np.full(len(names), -1)
    size = np.zeros(len(names), dtype=np.int64)
    failed = np.full(len(names), -1)

    def add(values: list[dict[str, Any]]) -> int:
        texts.extend(json.dumps(value, separators=(",", ":")) for value in values)
        return len(texts) - len(values)

    def put(event: str, values: list[dict[str, Any]]) -> None:
        number = cat.EVENT[event]
        start[number], size[number] = add(values), len(values)

    normal = np.sort(rng.normal(0, 1, TIMED_VARIANTS * 8))[4::8]
    for event, median in (("query_run", 650.0), ("api_call", 140.0)):
        response = np.round(median * np.exp(0.75 * normal)).astype(int)
        for is_error in (False, True):
            values: list[dict[str, Any]] = []
            for place, milliseconds in enumerate(response.tolist()):
                value: dict[str, Any] = {"response_ms": milliseconds, "is_error": is_error}
                if event == "query_run":
                    value["duration_seconds"] = round(milliseconds / 1000 * 1.2 + place % 40, 1)
                else:
                    value["endpoint"] = ENDPOINTS[min(place * 7 % 11, 4)]
                values.append(value)
            if is_error:
                failed[cat.EVENT[event]] = add(values)
            else:
                put(event, values)

    seconds = np.round(np.exp(rng.normal(3.2, 0.8, 120)), 1).tolist()
    put("site_visited", [{"page": page} for page in PAGES])
    put("data_source_connected", [{"source_type": one} for one in SOURCE_TYPES])
    put(
        "dashboard_created",
        [{"tiles": n % 9 + 1, "duration_seconds": s} for n, s in enumerate(seconds)],
    )
    put("dashboard_viewed", [{"duration_seconds": s} for s in seconds])
    put("report_started", [{"report_type": one} for one in REPORT_TYPES])
    put(
        "report_created",
        [
            {"report_type": REPORT_TYPES[n % 5], "duration_seconds": s, "is_scheduled": n % 7 == 0}
            for n, s in enumerate(seconds)
        ],
    )
    put("report_exported", [{"format": one} for one in ("pdf", "csv", "xlsx")])
    put("template_used", [{"template_name": one} for one in TEMPLATES])
    put("alert_created", [{"threshold": n * 5} for n in range(1, 12)])
    put("integration_enabled", [{"integration": one} for one in INTEGRATIONS])
    put("invite_sent", [{"role": one} for one in ("analyst", "viewer", "engineer")])
    put("object_shared", [{"object": one} for one in ("dashboard", "report", "query")])
    put("feature_gate_hit", [{"feature": one} for one in cat.FEATURES])
    put("limit_reached", [{"metric": one} for one in ("query_run", "api_call")])
    put("checkout_started", [{"plan": one} for one in cat.FAMILIES[1:]])
    put("checkout_completed", [{"plan": one} for one in cat.FAMILIES[1:]])
    put("error_shown", [{"code": one} for one in ERRORS])
    untyped = add([{"duration_seconds": s} for s in seconds])
    return Pools(texts, start, size, failed, untyped, len(seconds))
