"""The boards as a reader meets them: pages in a real browser, on a phone, without a network.

Drawing takes dbt-charts, in an environment of its own (`make dashboards` installs it), and the
browser is Chromium; where one of them is missing, the tests that need it are skipped.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT, Build

PYTHON = ROOT / ".venv-boards" / "bin" / "python"
CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser"])), None)
PAGES = [
    *("overview", "compare", "onboarding", "health", "personas", "experiments", "trust"),
    *("this_week", "worklist", "segment-at_risk_of_churn", "segment-all_customers"),
]
WIDTHS = {"phone": 390, "desk": 1440}

needs_renderer = pytest.mark.skipif(
    not PYTHON.exists(), reason="dbt-charts is not installed: `make dashboards` installs it"
)
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")

# What a model and a playbook would have said: enough for every kind of picture.
MADE_UP_SCORES = """
    insert into marts.fct_scores
    select
        'account', account_id, 'churn_30d', 1, 0.0, 1.0 / (2 + employee_count % 50),
        case when employee_count % 3 = 0 then 'high' else 'low' end, 1,
        (select max(as_of_date) from marts.rpt_segment_quality)
    from marts.dim_accounts
    where account_status = 'paying' and employee_count is not null;

    insert into marts.fct_personas
    select
        'account', account_id, as_of_date, 'account_personas', 1, persona,
        'High ' || persona || ' & <low>', 0.9, 1.0, persona, persona, 9, false, false
    from (
        select
            account_id,
            as_of_date,
            case
                when (hash(account_id) + epoch(as_of_date)::ubigint // 864000) % 2 = 0
                    then 'reporting' else 'automation'
            end as persona
        from marts.fct_account_features
        where as_of_date > (select max(as_of_date) - 28 from marts.rpt_segment_quality)
    );
"""

# Loads every page at both widths, and writes down what a reader would see there.
VISITOR = """<!DOCTYPE html><meta charset="utf-8"><body><script>
const seen = {};
const visit = (page, name, width) => new Promise(done => {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width: ${width}px; height: 900px`;
  frame.onload = () => {
    const root = frame.contentDocument.documentElement;
    seen[`${page} ${name}`] = {
      text: frame.contentDocument.body.innerText,
      labels: [...root.querySelectorAll("svg [aria-label]")].map(
        mark => mark.getAttribute("aria-label").replace(/\\u2061/g, "")),
      page_width: root.scrollWidth,
      pictures: [...root.querySelectorAll("svg.picture")].filter(
        picture => picture.getBoundingClientRect().width > 0).length,
      requests: frame.contentWindow.performance.getEntriesByType("resource").map(it => it.name),
    };
    frame.remove();
    done();
  };
  frame.src = page;
  document.body.append(frame);
});
(async () => {
  for (const page of PAGES) for (const [name, width] of Object.entries(WIDTHS))
    await visit(page, name, width);
  const result = document.createElement("pre");
  result.id = "seen";
  result.textContent = JSON.stringify(seen);
  document.body.replaceChildren(result);
})();
</script>"""


@dataclass(frozen=True)
class Visit:
    """What the browser saw, by page and width, and what it complained of."""

    seen: dict[str, dict]
    complaints: list[str]

    def text(self, page: str) -> str:
        """All words of the page at the width of a desk."""
        return self.seen[f"{page}.html desk"]["text"]

    def labels(self, page: str) -> list[str]:
        """What the marks of its pictures stand for."""
        return self.seen[f"{page}.html desk"]["labels"]


def draw(
    warehouse: Path, out: Path, *only: str, python: str | Path = PYTHON
) -> subprocess.CompletedProcess[str]:
    """Run the script as `make dashboards` does."""
    command = [str(python), str(ROOT / "scripts" / "dashboards.py"), "--warehouse", str(warehouse)]
    command += ["--out", str(out)] + (["--only", *only] if only else [])
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def look(folder: Path, profile: Path) -> Visit:
    """Open every page of the folder in Chromium, one after the other in one run."""
    pages = sorted(path.name for path in folder.glob("*.html"))
    script = VISITOR.replace("PAGES", json.dumps(pages)).replace("WIDTHS", json.dumps(WIDTHS))
    (folder / "visitor.html").write_text(script, encoding="utf-8")
    browser = subprocess.run(
        [
            *(str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu"),
            *("--enable-logging=stderr", "--allow-file-access-from-files"),
            *("--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={profile}"),
            *("--virtual-time-budget=120000", "--dump-dom"),
            (folder / "visitor.html").as_uri(),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    found = re.search(r'<pre id="seen">(.*?)</pre>', browser.stdout, re.S)
    assert found, browser.stderr[-2000:]
    complaints = [line for line in browser.stderr.splitlines() if "CONSOLE" in line]
    return Visit(json.loads(unescape(found[1])), complaints)


@pytest.fixture(scope="module")
def company(tiny_build: Build, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The tiny company with scores and personas, and without one of the marts."""
    build = tiny_build.copy(tmp_path_factory.mktemp("boards"))
    with duckdb.connect(str(build.warehouse)) as connection:
        connection.execute(MADE_UP_SCORES)
        connection.execute("drop view rpt_channel_value; drop table marts.rpt_channel_value")
    return build


@pytest.fixture(scope="module")
def pages(company: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its boards; of the pages of segments two."""
    out = tmp_path_factory.mktemp("pages")
    drawn = draw(company.warehouse, out, *PAGES)
    assert drawn.returncode == 0, drawn.stderr
    return out


@pytest.fixture(scope="module")
def visit(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """A look at all of them."""
    return look(pages, tmp_path_factory.mktemp("browser"))


@needs_renderer
@needs_browser
def test_pages_open_from_disk(visit: Visit, pages: Path) -> None:
    """No error in the console, nothing asked of a network, nothing wider than a phone."""
    assert len(visit.seen) == 2 * len(PAGES)
    assert visit.complaints == []
    for page, seen in visit.seen.items():
        assert all(name.startswith(("file:", "data:")) for name in seen["requests"]), page
        assert seen["page_width"] <= WIDTHS[page.split()[1]], page
    for path in [*pages.glob("*.html"), *pages.glob("assets/*")]:
        addresses = re.findall(
            r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", path.read_text()
        )
        assert addresses == [], path.name


@needs_renderer
@needs_browser
def test_figures_are_those_of_the_marts(visit: Visit, company: Build) -> None:
    """Tables and pictures show what the marts say, to the last member and the rounded unit."""
    overview = visit.text("index").splitlines()
    for label, members, mrr in company.published(
        """
        select segments.label, kpis.members_end, kpis.mrr_end
        from fct_segment_kpis as kpis
        inner join dim_segments as segments using (segment)
        where segments.is_current and kpi_month = (select max(kpi_month) from fct_segment_kpis)
        """
    ):
        line = next(line for line in overview if line.startswith(f"{label}\t"))
        cells = line.split("\t")
        assert cells[1] == f"{members:,}", line
        assert cells[3] == ("—" if mrr is None else f"${mrr:,.0f}"), line
    for step, accounts in company.published(
        "select step_name, sum(accounts_reached) from rpt_onboarding_funnel group by all"
    ):
        assert any(
            step in label and f"{accounts:,}" in label for label in visit.labels("onboarding")
        ), step
    for month, members in company.published(
        "select kpi_month, members_end from fct_segment_kpis where segment = 'all_customers'"
    ):
        assert any(
            f"{month:%b %Y}" in label and label.endswith(f" {members:,}")
            for label in visit.labels("segment-all_customers")
        ), month
    (mrr_at_risk,) = company.published(
        """
        select sum(mrr * probability)
        from fct_scores
        inner join dim_accounts on entity_id = account_id
        where model = 'churn_30d'
        """
    )[0]
    assert f"${mrr_at_risk:,.0f}" in visit.text("health")


@needs_renderer
@needs_browser
def test_who_moved_between_personas_is_drawn(visit: Visit, company: Build) -> None:
    """Every account of the last date is in a band, and names are text, whatever they hold."""
    personas = company.published(
        """
        select persona_name, count(*)
        from fct_personas
        where as_of_date = (select max(as_of_date) from fct_personas)
        group by all
        """
    )
    for name, accounts in personas:
        assert f"{name} {accounts:,}" in visit.text("personas")


@needs_renderer
@needs_browser
def test_what_is_missing_is_said(visit: Visit) -> None:
    """A mart that isn't there, and one without rows, are a sentence in the picture's place."""
    assert "This warehouse has no rpt_channel_value." in visit.text("compare")
    assert "No model of uplift is served. It takes a randomised trial." in visit.text("experiments")
    assert "No model is trained. `make train` trains them." in visit.text("trust")


@needs_renderer
@needs_browser
def test_pictures_are_drawn(visit: Visit) -> None:
    """Each board with pictures shows them, as many on a phone as on a desk."""
    pictures = {page: seen["pictures"] for page, seen in visit.seen.items()}
    for page in ("index", "compare", "onboarding", "health", "personas", "segment-all_customers"):
        assert pictures[f"{page}.html phone"] == pictures[f"{page}.html desk"] > 0, page


@needs_renderer
def test_a_warehouse_without_rows_is_no_error(company: Build, tmp_path: Path) -> None:
    """Before anything was evaluated every board says so."""
    build = company.copy(tmp_path)
    with duckdb.connect(str(build.warehouse)) as connection:
        for (mart,) in connection.sql(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall():
            connection.execute(f"delete from marts.{mart}")
    drawn = draw(build.warehouse, tmp_path / "pages")
    assert drawn.returncode == 0, drawn.stderr
    assert "There is no MRR yet." in (tmp_path / "pages" / "index.html").read_text()


@needs_renderer
def test_what_a_user_can_get_wrong_is_one_sentence(tiny_build: Build, tmp_path: Path) -> None:
    """No warehouse, one that no build has published, and a board that isn't there."""
    missing = draw(tmp_path / "none.duckdb", tmp_path / "pages")
    with duckdb.connect(str(tmp_path / "empty.duckdb")) as connection:
        connection.execute("create table one as select 1 as one")
    empty = draw(tmp_path / "empty.duckdb", tmp_path / "pages")
    unknown = draw(tiny_build.warehouse, tmp_path / "pages", "overveiw")
    for drawn, sentence in (
        (missing, "No warehouse at"),
        (empty, "is no warehouse that a build has published"),
        (unknown, "There is no board or page overveiw. Boards: overview, compare,"),
    ):
        assert drawn.returncode == 1
        assert sentence in " ".join(drawn.stderr.split())
        assert "Traceback" not in drawn.stderr


def test_without_the_renderer_one_is_told_where_it_is(tmp_path: Path) -> None:
    """The script needs dbt-charts, which is not in .venv."""
    drawn = draw(tmp_path / "none.duckdb", tmp_path, python=sys.executable)
    assert drawn.returncode == 1
    assert "Run `make dashboards`" in " ".join(drawn.stderr.split())
