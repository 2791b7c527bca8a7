"""The boards as a reader meets them: in a real browser, light and dark, on a desk and a phone.

Drawing takes dbt-charts, in an environment of its own (`make dashboards` installs it), and the
browser is Chromium; where one of them is missing, the tests that need it are skipped.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import duckdb
import pytest

from conftest import ROOT, Build

PYTHON = ROOT / ".venv-boards" / "bin" / "python"
BROWSERS = ["google-chrome", "chromium", "chromium-browser"]
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
PAGES = [
    *("overview", "compare", "onboarding", "health", "personas", "experiments", "trust"),
    *("this_week", "worklist", "segment-at_risk_of_churn", "segment-all_customers"),
]
WIDTHS = {"phone": 390, "desk": 1280}
# of text and its ground, WCAG 2.2, level AA
LEAST_CONTRAST = 4.5

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

    insert into marts.rpt_churn_risk by name
    select
        account_id, account_name, 'churn_30d' as model, mrr, probability as churn_probability,
        bucket as churn_risk, round(mrr * probability, 2) as mrr_at_risk, as_of_date
    from marts.fct_scores
    inner join marts.dim_accounts on entity_id = account_id
    where mrr > 0;

    insert into marts.rpt_persona_migration by name
    select
        'account_personas' as model, 'account' as entity,
        coalesce(before.persona, 'absent') as from_persona, now.persona as to_persona,
        coalesce(any_value(before.persona_name), 'not there') as from_persona_name,
        any_value(now.persona_name) as to_persona_name, count(*) as members
    from marts.fct_personas as now
    left join marts.fct_personas as before
        on
            now.entity_id = before.entity_id
            and before.as_of_date = (select min(as_of_date) from marts.fct_personas)
    where now.as_of_date = (select max(as_of_date) from marts.fct_personas)
    group by before.persona, now.persona;

    insert into marts.rpt_data_quality by name
    select
        'quarantined_share' as check_name, 'users' as table_name, 9 as rows_seen, 9 as rows_failing,
        1.0 as share_failing, true as is_failure, true as is_broken_this_week,
        '<script>no()</script>' || repeat(' long', 30000) as example;
"""
# What is left of every mart where the company has five accounts.
FIVE_ACCOUNTS = "select account_id from marts.dim_accounts order by account_id limit 5"

# Loads every page at both widths, in light and dark, and writes down what a reader would see there.
VISITOR = r"""<!DOCTYPE html><meta charset="utf-8"><body><script>
const seen = {};
const shade = colour => {
  const [red, green, blue, alpha = 1] = colour.match(/[\d.]+/g).map(Number);
  const [r, g, b] = [red, green, blue].map(
    part => part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4);
  return { alpha, luminance: 0.2126 * r + 0.7152 * g + 0.0722 * b };
};
const ground = (view, element) => {
  for (let parent = element; parent; parent = parent.parentElement) {
    const found = shade(view.getComputedStyle(parent).backgroundColor);
    if (found.alpha > 0) return found.luminance;
  }
  return 1;
};
const palest = view => [...view.document.body.querySelectorAll("*:not(svg *)")].filter(
  element => element.offsetParent && !element.matches("option, script")
    && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim())
).map(element => {
  const shades = [shade(view.getComputedStyle(element).color).luminance, ground(view, element)];
  const contrast = (Math.max(...shades) + 0.05) / (Math.min(...shades) + 0.05);
  return [contrast, element.textContent.trim().slice(0, 40)];
}).sort((one, other) => one[0] - other[0])[0];
const visit = (page, name, width) => new Promise(done => {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width: ${width}px; height: 900px`;
  frame.onload = () => {
    const view = frame.contentWindow;
    const root = frame.contentDocument.documentElement;
    const themes = {};
    for (const theme of ["dark", "light"]) {
      root.dataset.theme = theme;
      themes[theme] = {
        page: ground(view, frame.contentDocument.body),
        pictures: [...root.querySelectorAll("svg.picture")].map(
          picture => view.getComputedStyle(picture).filter),
        palest: palest(view),
      };
    }
    seen[`${page} ${name}`] = {
      text: frame.contentDocument.body.innerText,
      labels: [...root.querySelectorAll("svg [aria-label]")].map(
        mark => mark.getAttribute("aria-label").replace(/\u2061/g, "")),
      page_width: root.scrollWidth,
      pictures: [...root.querySelectorAll("svg.picture")].filter(
        picture => picture.getBoundingClientRect().width > 0).length,
      broken: root.innerHTML.match(/\b(NaN|undefined|Infinity)\b/g) || [],
      themes,
      requests: view.performance.getEntriesByType("resource").map(it => it.name),
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
    pages = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
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
def beginnings(tiny_build: Build, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Warehouses without rows, and with what five accounts leave of them."""
    warehouses = {}
    for name in ("empty", "five"):
        warehouse = tmp_path_factory.mktemp(name) / "warehouse.duckdb"
        warehouses[name] = shutil.copy(tiny_build.warehouse, warehouse)
        with duckdb.connect(str(warehouse)) as connection:
            connection.execute(f"create temp table kept as {FIVE_ACCOUNTS}")
            for mart, columns in connection.sql(
                """
                select table_name, list(column_name)
                from information_schema.columns
                where table_schema = 'marts'
                group by table_name
                """
            ).fetchall():
                column = next((it for it in ("account_id", "entity_id") if it in columns), None)
                if name == "empty":
                    connection.execute(f"delete from marts.{mart}")
                elif column:
                    connection.execute(
                        f"delete from marts.{mart} where {column} not in (from kept)"
                    )
    return warehouses


@pytest.fixture(scope="module")
def pages(
    company: Build, beginnings: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Its boards, of the pages of segments two; below them those of the beginnings."""
    out = tmp_path_factory.mktemp("pages")
    drawn = draw(company.warehouse, out, *PAGES)
    assert drawn.returncode == 0, drawn.stderr
    for name, warehouse in beginnings.items():
        # without rows there is no segment that could have a page
        drawn = draw(warehouse, out / name, *(PAGES[:-2] if name == "empty" else PAGES))
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
    assert len(visit.seen) == 2 * (3 * (len(PAGES) + 1) - 2)  # the mail is a page more
    assert visit.complaints == []
    for page, seen in visit.seen.items():
        assert all(name.startswith(("file:", "data:")) for name in seen["requests"]), page
        assert seen["page_width"] <= WIDTHS[page.split()[1]], page
        assert seen["broken"] == [], page
    for path in [*pages.rglob("*.html"), *pages.glob("assets/*")]:
        addresses = re.findall(
            r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", path.read_text()
        )
        assert addresses == [], path.name


@needs_renderer
@needs_browser
def test_light_and_dark_can_be_read(visit: Visit) -> None:
    """Every text stands out from its ground, and pictures are turned over in the dark."""
    for page, seen in visit.seen.items():
        if "email" in page:  # mail programs have a dark of their own
            continue
        light, dark = seen["themes"]["light"], seen["themes"]["dark"]
        assert light["page"] > 0.8 > 0.1 > dark["page"], page
        for theme in (light, dark):
            assert theme["palest"][0] >= LEAST_CONTRAST, (page, theme["palest"])
        assert set(light["pictures"]) <= {"none"}, page
        assert "none" not in dark["pictures"], page


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
        select sum(round(mrr * probability, 2))
        from fct_scores
        inner join dim_accounts on entity_id = account_id
        where model = 'churn_30d' and mrr > 0
        """
    )[0]
    assert f"${mrr_at_risk:,.0f}" in visit.text("health")
    profile = visit.text("segment-at_risk_of_churn").split("Its members against all accounts")[1]
    for feature, distance in company.published(
        "select feature, distance from rpt_segment_profiles where segment = 'at_risk_of_churn'"
    ):
        name = feature.replace("_", " ")
        row = next(line for line in profile.splitlines() if line.startswith(f"{name}, "))
        shown = "—" if distance is None else f"{distance:+.1f}".replace("-", "−")
        assert row.split("\t")[-1] == shown, row


@needs_renderer
@needs_browser
def test_the_week_is_the_mart_s_on_the_page_and_in_the_mail(
    visit: Visit, pages: Path, company: Build
) -> None:
    """What was won and lost, and who entered and left, in all three of them."""
    mail = (pages / "this_week_email.txt").read_text()
    figures = company.published(
        """
        select mrr_won, mrr_expansion, mrr_churn + mrr_contraction
        from rpt_weekly_changes
        where segment = 'all_customers' and is_latest
        """
    )[0]
    segments = company.published(
        """
        select label, members_entered, members_left, members
        from rpt_weekly_changes
        where
            segment != 'all_customers' and is_latest and not is_first_week
            and members_entered + members_left > 0
        order by abs(members_change) desc, members_entered + members_left desc
        limit 3
        """
    )
    assert any(figures)
    assert segments
    for figure in figures:
        assert f"${figure:,.0f}" in mail
    for page in ("this_week", "this_week_email"):
        lines = visit.text(page).splitlines()
        for figure in figures:
            assert f"${figure:,.0f}" in lines
        for label, entered, left, members in segments:
            row = next(line for line in lines if line.startswith(f"{label}\t")).split("\t")
            assert (row[1], row[2], row[4]) == (f"{entered}", f"{left}", f"{members}")
            assert f"segment {label}, entered {entered}, left {left}," in mail


@needs_renderer
def test_the_mail_is_shown_by_mail_programs(pages: Path) -> None:
    """They drop style sheets, scripts and pictures, and Gmail whatever comes after 102 kB."""
    path = pages / "this_week_email.html"
    html = path.read_text()
    assert path.stat().st_size < 102 * 1024
    assert not re.search(r"<(style|script|link|img|svg|iframe)\b|\son\w+=|href=", html)
    for tag in ("body", "th", "h1", "h2", "p", 'td class="cell"', 'td class="figure"'):
        found = re.findall(rf"<{tag}(?=[ >])[^>]*>", html)
        assert found, tag
        assert all("style=" in it for it in found), tag
    assert "&lt;script&gt;no()" in html
    assert "<script>no()" in (pages / "this_week_email.txt").read_text()


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
@needs_browser
def test_beginnings_are_sentences(visit: Visit, beginnings: dict[str, Path]) -> None:
    """Before anything was evaluated every board says so; five accounts are shown as they are."""
    assert "There is no MRR yet." in visit.text("empty/index")
    assert "Nobody has signed up yet" in visit.text("empty/onboarding")
    assert "No segment has changed within the week." in visit.text("empty/this_week_email")
    for page, seen in visit.seen.items():
        if page.startswith("empty/"):
            assert seen["pictures"] == 0, page
    with duckdb.connect(str(beginnings["five"]), read_only=True) as connection:
        names = connection.sql("select account_name from marts.dim_accounts").fetchall()
    members = visit.text("five/segment-all_customers").split("Some of its members")[1]
    assert len(names) == 5
    assert all(name in members for (name,) in names)


@needs_renderer
def test_what_a_user_can_get_wrong_is_one_sentence(tiny_build: Build, tmp_path: Path) -> None:
    """No warehouse, one that no build has published, and a board that isn't there."""
    with duckdb.connect(str(tmp_path / "empty.duckdb")) as connection:
        connection.execute("create table one as select 1 as one")
    out = tmp_path / "pages"
    with ThreadPoolExecutor() as pool:
        missing = pool.submit(draw, tmp_path / "none.duckdb", out)
        empty = pool.submit(draw, tmp_path / "empty.duckdb", out)
        unknown = pool.submit(draw, tiny_build.warehouse, out, "overveiw")
    for drawn, sentence in (
        (missing, "No warehouse at"),
        (empty, "is no warehouse that a build has published"),
        (unknown, "There is no board or page overveiw. Boards: overview, compare,"),
    ):
        assert drawn.result().returncode == 1
        assert sentence in " ".join(drawn.result().stderr.split())
        assert "Traceback" not in drawn.result().stderr


def test_without_the_renderer_one_is_told_where_it_is(tmp_path: Path) -> None:
    """The script needs dbt-charts, which is not in .venv."""
    drawn = draw(tmp_path / "none.duckdb", tmp_path, python=sys.executable)
    assert drawn.returncode == 1
    assert "Run `make dashboards`" in " ".join(drawn.stderr.split())
