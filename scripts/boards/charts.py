"""Pictures by dbt-charts: rows in, one SVG per chart and width out."""

from __future__ import annotations

import json
import logging
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

from dbt_charts.agent_api import InMemoryBoard, ProjectSession
from dbt_charts.cli.filesystem_project import FilesystemProject

from boards.board import BoardError, Row

SVG = "http://www.w3.org/2000/svg"
WORDS_AROUND = {"title", "subtitle", "notes", "link"}
CHARTS = "charts/page.yml"
# Lines are named at their ends where there is room for names, else in a legend.
NARROW = 400
WITH_LEGENDS = {
    mark: {"legend": {"visible": True}, "endpoint_labels": {"visible": False}}
    for mark in ("line", "area")
}
ON_NARROW = {
    "charts": WITH_LEGENDS | {"aspect_ratio": 1.3, "axis_x": {"labels": {"max_width": 185}}}
}

ElementTree.register_namespace("", SVG)


class Painter:
    """A session of dbt-charts, kept open: starting one takes longer than drawing a page."""

    def __init__(self, dashboards: Path) -> None:
        """Open the project of the boards."""
        logging.getLogger("vl_convert").setLevel(logging.ERROR)
        self.project = FilesystemProject(dashboards)
        self.session = ProjectSession.from_project(self.project, cache=None)

    def draw(
        self,
        charts: dict[str, dict[str, Any]],
        rows: dict[str, list[Row]],
        width: int,
        settings: dict[str, Any],
    ) -> dict[str, str]:
        """One SVG for each of the charts, so many pixels wide. Words around them are HTML."""
        if not charts:
            return {}
        queries = {chart["query"] for chart in charts.values()}
        board = settings | {
            "queries": {
                query: {
                    "columns": list(rows[query][0]),
                    "values": [list(row.values()) for row in rows[query]],
                }
                for query in queries
            },
            "charts": {
                name: {key: value for key, value in chart.items() if key not in WORDS_AROUND}
                for name, chart in charts.items()
            },
            "rows": list(charts),
            "style": {"frame": {"width": width}} | (ON_NARROW if width <= NARROW else {}),
        }
        result = self.session.render_board(
            board=InMemoryBoard(json.dumps(board), path=self.project.path(CHARTS)),
            format="svg",
            use_cache=False,
        )
        problems = [*result.validation_errors, *result.chart_errors]
        if result.board_error is not None:
            problems.append(result.board_error)
        if problems:
            raise BoardError("dbt-charts: " + "; ".join(str(it.message) for it in problems))
        return pictures(result.data)


def pictures(board_svg: str) -> dict[str, str]:
    """The charts of a drawn board, each as an SVG of its own that scales with its place."""
    found = {}
    for group in ElementTree.fromstring(board_svg).iter(f"{{{SVG}}}g"):
        name = group.get("data-chart-id")
        if name is None:
            continue
        width, height = group.get("data-chart-width"), group.get("data-chart-height")
        for mark in group.iter():
            label = mark.get("aria-label")
            if mark.get("data-dct-role") and label and mark is not group:
                ElementTree.SubElement(mark, f"{{{SVG}}}title").text = label.strip("\u2061")
        picture = ElementTree.Element(
            f"{{{SVG}}}svg",
            {"viewBox": f"0 0 {width} {height}", "class": "picture", "role": "img"},
        )
        picture.extend(list(group))
        found[name] = ElementTree.tostring(picture, encoding="unicode")
    return found
