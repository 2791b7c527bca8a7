"""The README and the pages under docs/ say what is true: marts, queries, recipes, commands."""

from __future__ import annotations

import functools
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest
import yaml
from dbt.cli.main import cli

from conftest import ROOT, Build, Company

BIN = Path(sys.executable).parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "analysts_guide.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"^#### (\d+)\. (.+?\?)\n```sql\n(.+?)```\n\n(\|.+?)\n\n", GUIDE, re.M | re.S)
# What models say is there once they were trained; the fixture isn't.
MAY_BE_EMPTY = {"3", "17"}


def described_marts() -> list[dict]:
    """What the YAML says of each mart, folder by folder."""
    return [
        model
        for path in sorted((ROOT / "models" / "marts").rglob("*.yml"))
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])
    ]


def key_of(model: dict) -> list[str]:
    """The columns that a test of the mart calls unique, together or alone."""
    for test in model.get("data_tests", []):
        if isinstance(test, dict) and "unique_combination" in test:
            return test["unique_combination"]["arguments"]["columns"]
    return [column["name"] for column in model["columns"] if "unique" in checks_of(column)][:1]


def checks_of(column: dict) -> set[str]:
    """The names of a column's tests."""
    tests = column.get("data_tests", [])
    return {test if isinstance(test, str) else next(iter(test)) for test in tests}


def marts_in_words() -> list[str]:
    """The table of the guide, as the YAML has it: mart, grain, key."""
    rows = ["| mart | one row per | key |", "| --- | --- | --- |"]
    for model in described_marts():
        grain = re.match(
            r"One row per (.+?)(?:: |\. |\.$|$)", " ".join(model["description"].split())
        )
        assert grain, f"{model['name']}: its description doesn't begin with the grain"
        key = ", ".join(f"`{column}`" for column in key_of(model)) or "none"
        rows.append(f"| `{model['name']}` | {grain[1]} | {key} |")
    return rows


def test_the_guide_has_every_mart_with_its_grain_and_key() -> None:
    """As the YAML has them, so that the table can't say anything else."""
    written = [line for line in GUIDE.splitlines() if re.match(r"\| (mart|`\w+`) \| ", line)]
    expected = [row for row in marts_in_words() if not row.startswith("| ---")]
    assert written == expected


def test_the_guide_has_twenty_queries() -> None:
    """Each heading with its query and an answer, numbered from 1."""
    assert [number for number, *_ in QUERIES] == [str(number) for number in range(1, 21)]
    assert len(QUERIES) == GUIDE.count("```sql")


@pytest.mark.parametrize(("number", "question", "sql", "answer"), QUERIES)
def test_query_of_the_guide_answers(
    number: str, question: str, sql: str, answer: str, demo_build: Build
) -> None:
    """It runs on the published file, its columns are those of the answer shown, and it has rows."""
    with duckdb.connect(str(demo_build.warehouse), read_only=True) as connection:
        result = connection.execute(sql)
        columns = [column[0] for column in result.description]
        rows = result.fetchall()
    assert columns == [name.strip() for name in answer.splitlines()[0].strip("|").split("|")]
    assert rows or number in MAY_BE_EMPTY, question


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """To a file that exists, and to a heading that it has."""
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith(("http://", "https://")):
            continue
        path, _, anchor = target.partition("#")
        linked = (page.parent / path) if path else page
        assert linked.exists(), target
        if anchor:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.M)
            assert anchor in {as_anchor(heading) for heading in headings}, target


def as_anchor(heading: str) -> str:
    """A heading as the end of an address, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


# How to do it, and how to run it: changes to files, then commands, then a check.
RECIPES = (ROOT / "docs" / "how_to.md").read_text(encoding="utf-8")
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
CHANGE = re.compile(
    r"(Under `(\w+)` in|At the end of|[Ii]n|New,)\s`([\w./]+)`:\n```(?:\w+)\n(.+?)```", re.S
)
# What the recipes change and what their checks read, and nothing else of the project.
CHANGED = [
    "onboarding_steps+,+rpt_onboarding_funnel",
    "int_accounts_support_features,resource_type:model",
    "fct_account_features,resource_type:model",
    "dim_features",
    "path:models/intermediate/segments,+fct_segment_memberships",
    "fct_segment_memberships",
    "dim_segments",
    "playbooks+,+fct_playbook_assignments",
    "experiments+,+rpt_experiment_power",
    "experiments+,+rpt_experiment_health",
    "stg_webinars__webinar_attendances+,+rpt_data_quality",
]


def changed(old: str, how: str, key: str, change: str) -> str:
    """A file with a change of the recipes in it."""
    if how == "New,":
        assert not old
        return change
    if how == "At the end of":
        return old + change
    if how in ("In", "in"):
        lines = change.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        after = "".join(line[1:] for line in lines if line[0] in " +")
        assert old.count(before) == 1, f"not once in the file:\n{before}"
        return old.replace(before, after)
    assert len(re.findall(rf"^ *{key}:$", old, re.M)) == 1
    return re.sub(rf"^( *{key}:\n)", rf"\1{change}", old, count=1, flags=re.M)


def apply_changes(page: str, project: Path) -> None:
    """Do to a copy of the project what a page says."""
    for how, key, path, change in CHANGE.findall(page):
        file = project / path
        file.parent.mkdir(parents=True, exist_ok=True)
        old = file.read_text(encoding="utf-8") if file.exists() else ""
        file.write_text(changed(old, how, key, change), encoding="utf-8")


@pytest.fixture(scope="module")
def project(
    tiny_company: Company, tiny_build: Build, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A copy of the project with every recipe applied, a company's files and its build."""
    copy = tmp_path_factory.mktemp("docs") / "project"
    copy.mkdir()
    for name in ("models", "macros", "seeds", "tests", "analyses", "docs", "scripts"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("dbt_project.yml", "vars.yml", "selectors.yml", "Makefile", "README.md"):
        shutil.copy(ROOT / name, copy / name)
    shutil.copy(ROOT / "profiles.yml.example", copy / "profiles.yml")
    (copy / ".venv").symlink_to(BIN.parent)
    (copy / "data").mkdir()
    (copy / "data" / "raw").symlink_to(tiny_company.raw)
    (copy / "folder").symlink_to(tiny_company.raw)
    for name in ("warehouse", "company"):
        shutil.copy(tiny_build.warehouse, copy / f"{name}.duckdb")
        shutil.copy(tiny_build.work_file, copy / f"{name}_work.duckdb")
    apply_changes(RECIPES, copy)
    example = re.search(r"^    - segment: quiet_payers\n.+?(?=^```)", README, re.M | re.S)
    assert example
    variables = (copy / "vars.yml").read_text(encoding="utf-8")
    (copy / "vars.yml").write_text(changed(variables, "Under", "segments", example[0]), "utf-8")
    return copy


def run(project: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run lines of a page as a shell does, in the copy of the project."""
    return subprocess.run(
        # what is installed stays as it is, whatever the copies' times say
        [*("bash", "-euo", "pipefail", "-c"), f"{MAKE_INSTALLS_NOTHING}\n{script}"],
        cwd=project,
        env=os.environ
        | {
            "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
            # as `make preview` hands it on: another path has dbt parse all of the project again
            "WAREHOUSE": str(project / "company.duckdb"),
            "DO_NOT_TRACK": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


MAKE_INSTALLS_NOTHING = 'make() { command make --old-file=.venv/installed "$@"; }'


@pytest.fixture(scope="module")
def recipes_built(project: Path) -> Path:
    """The copy, with what the recipes change built."""
    outcome = run(
        project,
        "RAW_DIR=data/raw dbt build --exclude-resource-type test unit_test --select "
        + shlex.join(CHANGED),
    )
    assert outcome.returncode == 0, outcome.stdout[-4000:]
    return project


@pytest.mark.parametrize("sql", re.findall(r"^Check: .+?\n```sql\n(.+?)```", RECIPES, re.M | re.S))
def test_recipe_works(sql: str, recipes_built: Path) -> None:
    """The check of a recipe has rows on the project that the recipe changed."""
    with duckdb.connect(str(recipes_built / "company_work.duckdb"), read_only=True) as connection:
        connection.execute("set search_path = 'marts'")
        assert connection.execute(sql).fetchall()


def test_every_recipe_has_its_check() -> None:
    """A recipe a heading, each with at least one check."""
    recipes = re.split(r"^## ", RECIPES, flags=re.M)[1:]
    assert recipes
    assert all("\nCheck: " in recipe for recipe in recipes)


@pytest.mark.parametrize("sql", re.findall(r"```sql\n(.+?)```", RUNNING, re.S))
def test_check_of_a_phase_runs(sql: str, demo_build: Build) -> None:
    """The checks between phases run on the published file."""
    with duckdb.connect(str(demo_build.warehouse), read_only=True) as connection:
        connection.execute(sql)


def test_roles_fit_into_the_settings(tmp_path: Path) -> None:
    """The lines that name the database's roles have their place, and the page makes these roles."""
    shutil.copy(ROOT / "vars.yml", tmp_path / "vars.yml")
    apply_changes(RUNNING, tmp_path)
    settings = yaml.safe_load((tmp_path / "vars.yml").read_text(encoding="utf-8"))
    assert all(f"create role {role};" in RUNNING for role in settings["vars"]["roles"].values())


def test_page_says_what_customer_success_reads() -> None:
    """The marts in the table are those that grant it."""
    row = next(line for line in RUNNING.splitlines() if line.startswith("| `customer_success` |"))
    granting = {
        mart["name"]
        for mart in described_marts()
        if "customer_success" in str(mart.get("config", {}).get("grants"))
    }
    assert set(re.findall(r"`(\w+)`", row)) == granting | {"customer_success"}


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """What a company's tools hand out: a file, XML, and an API of two pages."""
    export = tmp_path / "export"
    export.mkdir()
    (tmp_path / "folder").mkdir()
    (export / "customers.csv").write_text("id,created,name,country\na1,2026-01-01,Ada,DE\n")
    (export / "tickets.xml").write_text(
        "<tickets><ticket><ticket_id>t1</ticket_id><account_id>a1</account_id>"
        "<opened_at>2026-01-02T10:00:00Z</opened_at><subject>Help, please</subject>"
        "</ticket></tickets>"
    )
    (export / "responses.json").write_text(
        '{"items": [{"id": "r1", "company": "a1", "score": 9, "answered_at": "2026-02-01 10:00"}],'
        ' "next": "http://localhost:8000/more.json"}'
    )
    (export / "more.json").write_text(
        '{"items": [{"id": "r2", "company": "a1", "score": 3, "answered_at": "2026-03-01 10:00"}]}'
    )
    return tmp_path


@pytest.fixture
def api(exported: Path) -> Iterator[str]:
    """The address of a server of the exported files."""
    handler = partial(SimpleHTTPRequestHandler, directory=str(exported / "export"))
    with ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://localhost:{server.server_port}"
        more = exported / "export" / "responses.json"
        more.write_text(more.read_text().replace("http://localhost:8000", address))
        yield address
        server.shutdown()


def test_landing_recipes_land(exported: Path, api: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with other names, XML and an API end as tables of the contract."""
    monkeypatch.chdir(exported)
    recipes = re.findall(r"```python\n(.+?)```", RUNNING.split("## On a schedule")[0], re.S)
    for recipe in recipes:
        exec(compile(recipe.replace("http://localhost:8000", api), "running.md", "exec"), {})
    with duckdb.connect() as connection:
        assert connection.execute("from 'folder/accounts.parquet'").fetchall() == [
            ("a1", "2026-01-01", "Ada", "DE")
        ]
        assert connection.execute(
            "select subject, solved_at from 'folder/tickets.csv'"
        ).fetchall() == [("Help, please", None)]
        assert connection.execute(
            "select response_id, score from 'folder/survey_responses/*.parquet' order by 1"
        ).fetchall() == [("r1", 9), ("r2", 3)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_and_yaml_are_sound(page: Path) -> None:
    """What isn't run is at least no nonsense: schedulers in Python, workflows in YAML."""
    text = page.read_text(encoding="utf-8")
    for code in re.findall(r"^```python\n(.+?)^```", text, re.M | re.S):
        compile(code, page.name, "exec")
    for code in re.findall(r"^```yaml\n(.+?)^```", text, re.M | re.S):
        assert yaml.safe_load(code)


# Commands that no test runs here, and why; that they exist is checked.
NOT_RUN = {
    r"make (demo|test|build|test-postgres)\b": "takes minutes; .ci/run and ci.yml do it",
    r"make test-spark\b": "takes minutes; .github/workflows/ci.yml does it",
    r"make lint\b": "part of `make test`",
    r"make (train|rollback)\b|.*train\.py evaluate": "takes minutes; test_training.py does it",
    r"make (benchmark|test-spark-demo)\b": "takes up to an hour; test_benchmark.py has its parts",
    r"make (postgres|spark)\b|sudo |apt-get ": "installs something",
    r"dbt build\b": "takes minutes; test_run_window.py and tests/runs do it",
    r"export (POSTGRES|SPARK)_|.*(load_raw|compare_warehouses)\.py|.*--target (postgres|spark)": (
        "needs a server; tests/engines has one"
    ),
    r"dbt show\b": "test_analyses.py runs all analyses",
    r"make preview SEGMENT=not_onboarded": "others are previewed",
    r"make dashboards\b": "installs something; test_dashboards.py draws the boards",
    r"make metrics\b": "test_metrics.py asks for them",
    r"make bi-test\b": "installs something; .github/workflows/ci.yml does it",
    r"make (lock|licences|audit)\b": "needs a network",
    r"make erasure-report\b": "needs somebody erased; test_erasure.py searches",
    r".*match_identities\.py evaluate": "needs labels; test_identity_matching.py has them",
    r"make docs\b": "test_documentation_is_one_page_for_itself does it",
}


def commands(page: Path) -> list[str]:
    """The commands of a page's blocks of shell, one each, without comments."""
    found = []
    for block in re.findall(r"^```sh\n(.+?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
        command = ""
        for line in block.splitlines():
            command = f"{command}\n{line}" if command else line
            if not command.endswith("\\") and command.count('"') % 2 == 0:
                found.append(re.sub(r"\s+#.*", "", command) if "\n" not in command else command)
                command = ""
        assert not command, f"{page.name}: a quote is left open in\n{block}"
    return [command for command in found if command.strip()]


def is_run(command: str) -> bool:
    """Whether a command is run here."""
    return not any(re.match(pattern, command) for pattern in NOT_RUN)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_commands_run(page: Path, recipes_built: Path) -> None:
    """All of a page's commands but those of NOT_RUN, as somebody would type them, in order."""
    lines = dict.fromkeys(command for command in commands(page) if is_run(command))
    outcome = run(recipes_built, "\n".join(f"echo {shlex.quote(line)}\n{line}" for line in lines))
    assert outcome.returncode == 0, f"{outcome.stdout[-3000:]}\n{outcome.stderr[-1000:]}"


def test_documentation_is_one_page_for_itself(recipes_built: Path) -> None:
    """With the project's first page, and nothing that a browser would have to fetch."""
    outcome = run(recipes_built, "make docs")
    assert outcome.returncode == 0, outcome.stderr[-1000:]
    page = (recipes_built / "target" / "static_index.html").read_text(encoding="utf-8")
    assert "docs/analysts_guide.md has twenty questions" in page
    assert not re.findall(r"""<(?:script|link|img)[^>]+(?:src|href)=["']?(?:https?:)?//""", page)
    assert '"send_anonymous_usage_stats": false' in page


@pytest.mark.parametrize(
    "command",
    sorted({command for page in PAGES for command in commands(page) if not is_run(command)}),
)
def test_command_that_is_not_run_exists(command: str) -> None:
    """The make target and its settings, dbt's command and its options, the script's options."""
    words = shlex.split(command)
    program = Path(words[0]).name
    if program == "make":
        assert_make_knows(words[1:])
    elif program == "dbt":
        assert_dbt_knows(words[1:])
    elif program.startswith("python"):
        parts = [word for word in words[2:3] if re.fullmatch("[a-z][a-z-]*", word)]
        known = help_of(words[1], *parts)
        assert all(word in known for word in words[2:] if word.startswith("--"))
    else:
        assert program in ("sudo", "apt-get", "export")


def assert_make_knows(words: list[str]) -> None:
    """Targets have a rule, settings are read somewhere."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for word in words:
        name, is_setting, _ = word.partition("=")
        pattern = rf"^{name} \?=|\$\(?{name}\b" if is_setting else rf"^{name}:"
        assert re.search(pattern, makefile, re.M), word


def assert_dbt_knows(words: list[str]) -> None:
    """The command, its options, the selector and the models that they name."""
    known = {name for option in cli.commands[words[0]].params for name in option.opts}
    options = [word for word in words if word.startswith("--")]
    assert set(options) <= known
    for option, value in pairwise(words):
        if option == "--selector":
            selectors = yaml.safe_load((ROOT / "selectors.yml").read_text(encoding="utf-8"))
            assert value in {selector["name"] for selector in selectors["selectors"]}
        elif option == "--select":
            named = [*ROOT.glob(f"models/**/{value}.sql"), *ROOT.glob(f"seeds/{value}.csv")]
            assert named or (ROOT / "analyses" / f"{value}.sql").exists(), value


@functools.cache
def help_of(script: str, *parts: str) -> str:
    """What a script says of its options."""
    outcome = subprocess.run(
        [sys.executable, str(ROOT / script), *parts, "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    return outcome.stdout
