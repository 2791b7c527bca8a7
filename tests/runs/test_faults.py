"""Faults of the machine: a disk that is full, an input that goes away, a clock somewhere else.

After each, what readers open is as it was, dbt says why in a sentence, and the next run ends where
an undisturbed one ends.
"""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from history import DAILY, History, Step, made_history  # noqa: F401 (a fixture)
from same_state import differences

WORK_FILE = "warehouse_work.duckdb"
PUBLISHED = "warehouse.duckdb"
# dbt's own files, which the limit would meet as well once the run has begun
NO_FILES_OF_DBT = ("--no-write-json", "--log-level-file", "none")
BEGUN = "START hook: saas_segments.on-run-start.0"
LANDED = "OK loaded seed file"


def assert_undisturbed(history: History, folder: Path) -> None:
    """The next daily run leaves what it would have left without the fault, and no other file."""
    history.run(DAILY, folder)
    for file in (WORK_FILE, PUBLISHED):
        assert not differences(history.after("daily") / file, folder / file)
    assert {path.name for path in folder.iterdir()} == {WORK_FILE, PUBLISHED, "target"}


def fingerprint(file: Path) -> str:
    """Changes with any byte of the file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("models are built", "Why: The disk is full"),
        ("marts are published", f'{PUBLISHED}.next": File too large'),
    ],
)
def test_a_full_disk(history: History, tmp_path: Path, when: str, told: str) -> None:
    """No file may grow beyond a size, as on a disk without room: too small for what is written
    meanwhile, or enough for that and too small for the file that is to be published.
    """
    folder = history.copy("first", tmp_path / "files")
    before = fingerprint(folder / PUBLISHED)
    room = (folder / PUBLISHED).stat().st_size + 2**18 if when.startswith("marts") else 2**20
    step = Step(DAILY.moment, DAILY.as_of_date, (*DAILY.arguments, *NO_FILES_OF_DBT))
    process = history.start(step, folder)
    said = ""
    for line in process.stdout:
        said += line
        if BEGUN in line:
            resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (room, room))
    assert process.wait() != 0, said[-4000:]
    assert told in said, said[-4000:]
    assert "Traceback" not in said
    assert fingerprint(folder / PUBLISHED) == before
    assert_undisturbed(history, folder)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_no_room_for_files_of_dbt(history: History, tmp_path: Path) -> None:
    """What dbt keeps of the project, and its log, lie on a full disk; the warehouse does not."""
    folder = history.copy("first", tmp_path / "files")
    before = [fingerprint(folder / name) for name in (WORK_FILE, PUBLISHED)]
    for place in ("target/manifest.json", "logs/dbt.log"):
        link = tmp_path / place
        link.parent.mkdir()
        link.symlink_to("/dev/full")
    build = subprocess.run(
        [
            *(sys.executable, str(ROOT / "scripts" / "build.py"), "--no-summary"),
            *("--raw-dir", str(history.folder / DAILY.moment)),
            *("--warehouse", str(folder / PUBLISHED), "--as-of-date", DAILY.as_of_date),
        ],
        env=os.environ
        | {"DBT_TARGET_PATH": str(tmp_path / "target"), "DBT_LOG_PATH": str(tmp_path / "logs")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 1
    said = " ".join(build.stderr.split())
    assert "The disk is full" in said, said
    assert "Nothing was published" in said
    assert "Traceback" not in said
    assert [fingerprint(folder / name) for name in (WORK_FILE, PUBLISHED)] == before


def test_an_input_that_goes_away(history: History, tmp_path: Path) -> None:
    """Files are there when the input is looked at, and gone when the first models read them."""
    folder = history.copy("first", tmp_path / "files")
    raw = shutil.copytree(history.folder / DAILY.moment, tmp_path / "raw")
    before = fingerprint(folder / PUBLISHED)
    process = history.start(Step(str(raw), DAILY.as_of_date, DAILY.arguments), folder)
    said = ""
    for line in process.stdout:
        said += line
        if LANDED in line:
            for table in ("events", "tickets", "invoices"):
                (raw / f"{table}.parquet").unlink(missing_ok=True)
    assert process.wait() != 0, said[-4000:]
    assert "Why: A part of the input went away while it was read." in said, said[-4000:]
    assert fingerprint(folder / PUBLISHED) == before
    assert_undisturbed(history, folder)


def test_a_clock_elsewhere(
    history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the machine's day has another date already, nothing is one day further."""
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    folder = history.copy("first", tmp_path / "files")
    assert_undisturbed(history, folder)
