"""What is installed is what the locks say, under licences that somebody has looked at."""

from __future__ import annotations

import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import licences
from conftest import ROOT
from postgres_server import free_port

LOCKS = sorted(ROOT.glob("requirements*.txt"))
INPUTS = sorted(ROOT.glob("requirements*.in"))
AUDIT = ROOT / ".venv-audit" / "bin" / "python"
PYTHONS = range(11, 15)
"""Minor versions of Python that a lock has one version of each package for."""
HASH = r"--hash=sha256:[0-9a-f]{64}"


def requirements(file: Path) -> list[str]:
    """The requirements of a file, each on one line, without comments and options."""
    joined = file.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (re.sub(r"(^|\s)#.*", "", line).strip() for line in joined.splitlines())
    return [line for line in lines if line and not line.startswith("-")]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_pins_everything_by_hash(lock: Path) -> None:
    """One version of each package, and nothing but the files that it had then."""
    assert requirements(lock)
    for line in requirements(lock):
        name, *hashes = re.split(r"\s+(?=--hash=)", line)
        requirement = Requirement(name)
        (pinned,) = requirement.specifier
        assert pinned.operator == "==", line
        assert "*" not in pinned.version, line
        assert hashes, f"{requirement.name} has no hash"
        assert all(re.fullmatch(HASH, part.strip()) for part in hashes), line
    parsed = [Requirement(line.partition("--hash")[0]) for line in requirements(lock)]
    for minor in PYTHONS:
        python = {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"}
        names = [
            requirement.name
            for requirement in parsed
            if requirement.marker is None or requirement.marker.evaluate(python)
        ]
        assert len(names) == len(set(names))


@pytest.mark.parametrize("file", INPUTS, ids=lambda file: file.name)
def test_lock_is_made_from_its_input(file: Path) -> None:
    """What the input names stands in the lock in the same version; `make lock` renews it."""
    lock = file.with_suffix(".txt")
    locked = {
        licences.canonical(requirement.name): requirement.specifier
        for requirement in (Requirement(line.partition("--hash")[0]) for line in requirements(lock))
    }
    for line in requirements(file):
        asked_for = Requirement(line)
        assert locked[licences.canonical(asked_for.name)] == asked_for.specifier, line
    assert file.stem in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_pip_installs_from_locks_alone() -> None:
    """Each command that installs into an environment checks hashes; what makes locks is no part."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    by_hand = [line for line in makefile.splitlines() if "pip install" in line]
    assert len(by_hand) == 2
    for line in by_hand:
        assert "--require-hashes" in line or line.endswith("uv"), line
    assert '"--require-hashes"' in (ROOT / "scripts" / "install.py").read_text(encoding="utf-8")


def test_licences_are_listed() -> None:
    """Each locked package stands in docs/licences.md, and no other."""
    page = licences.PAGE.read_text(encoding="utf-8")
    listed = set()
    for row in re.findall(r"^\| (.+) \|$", page, re.M):
        first, second, *_ = row.split(" | ")
        listed |= set(second.split(", ")) if len(row.split(" | ")) == 2 else {first}
    listed -= {"packages", "package", "---"}
    assert listed == set(licences.locked()), "make licences writes it anew"
    assert "to be decided" not in page


def test_licences_are_as_installed() -> None:
    """What is installed here states the licences of the page, and each is settled."""
    page = licences.PAGE.read_text(encoding="utf-8").splitlines()
    installed = {
        licences.canonical(distribution.metadata["Name"])
        for name in licences.ENVIRONMENTS
        for distribution in licences.installed(ROOT / name)
    }
    found = licences.packages({name: ROOT / name for name in licences.ENVIRONMENTS})
    here = [package for package in found if package.name in installed]
    assert len(here) > 100
    for package in here:
        assert package.is_settled, f"{package.name}: {package.licence}"
        if package.is_permissive:
            (row,) = (row for row in page if row.startswith(f"| {package.licence} |"))
            assert package.name in row.split(" | ")[1].removesuffix(" |").split(", ")
        else:
            assert any(row.startswith(f"| {package.name} | {package.licence} |") for row in page)


@pytest.mark.parametrize(
    ("metadata", "licence", "is_settled"),
    [
        ("License-Expression: MIT", "MIT", True),
        ("License: Apache License\n        Version 2.0", "Apache-2.0", True),
        ("Classifier: License :: OSI Approved :: BSD License\nLicense: see LICENSE", "BSD", True),
        ("License-Expression: AGPL-3.0-or-later", "GPL", False),
        (
            "Classifier: License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)",
            "LGPL",
            False,
        ),
        ("License-Expression: MIT AND GPL-2.0-only", "GPL, MIT", False),
        ("License: NOTHING BUT LIMITED USE", "not stated", False),
        (
            "Classifier: License :: Other/Proprietary License\nLicense: MIT",
            "proprietary",
            False,
        ),
        ("", "not stated", False),
    ],
)
def test_licence_is_told(tmp_path: Path, metadata: str, licence: str, is_settled: bool) -> None:
    """From any of the three places where packages state it; what nobody decided on is open."""
    folder = tmp_path / "lib" / "python3" / "site-packages" / "thing-1.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: thing\nVersion: 1\n{metadata}")
    (distribution,) = licences.installed(tmp_path)
    stated = licences.stated_licence(distribution)
    assert stated == licence
    assert licences.Package("thing", ("requirements.txt",), stated).is_settled == is_settled


@contextmanager
def database(vulnerable: str) -> Iterator[str]:
    """The address of a database of vulnerabilities that knows of one package."""
    advisory = {
        "id": "TEST-1",
        "summary": "one for tests",
        "affected": [
            {
                "package": {"name": vulnerable, "ecosystem": "PyPI"},
                "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
            }
        ],
    }

    class Handler(BaseHTTPRequestHandler):
        """Answers as osv.dev does."""

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = {"vulns": [advisory]} if asked["package"]["name"] == vulnerable else {}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(known).encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def audit(address: str) -> subprocess.CompletedProcess[str]:
    """The command as `make audit` calls it, of another database."""
    return subprocess.run(
        [str(AUDIT), str(ROOT / "scripts" / "audit.py"), "--database", address],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.skipif(not AUDIT.exists(), reason="pip-audit is not installed: make audit")
def test_audit_reports_what_is_known() -> None:
    """The package, its version, the locks that have it, and what to do."""
    with database("duckdb") as address:
        outcome = audit(address)
    assert outcome.returncode == 1, outcome.stdout
    assert "duckdb 2.0.0: TEST-1, not fixed yet (requirements-bi.txt, " in outcome.stdout
    with database("no package of ours") as address:
        outcome = audit(address)
    assert outcome.returncode == 0, outcome.stderr
    packages = len(licences.locked())
    asked_about = int(re.search(r"No known vulnerability in (\d+) packages", outcome.stdout)[1])
    assert asked_about > packages * 0.9


@pytest.mark.skipif(not AUDIT.exists(), reason="pip-audit is not installed: make audit")
def test_audit_without_a_database_says_so() -> None:
    """Nothing known is not the same as nothing found."""
    outcome = audit(f"http://127.0.0.1:{free_port()}/v1/query")
    assert outcome.returncode == 1
    assert "can't be asked, so nothing is known" in outcome.stderr
    assert "Traceback" not in outcome.stderr
