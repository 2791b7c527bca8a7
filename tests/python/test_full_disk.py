"""A disk without room ends each script in one sentence, wherever it was writing."""

from __future__ import annotations

import errno
import logging
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest

import build
import faults
from warehouse import project
from warehouse.refusals import WarehouseError

FULL = Path("/dev/full")
needs_a_full_device = pytest.mark.skipif(not FULL.exists(), reason="no /dev/full on this system")


def raises(error: Exception) -> None:
    """Fail like a program that asks for more room."""
    raise error


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OSError(errno.EFBIG, "File too large"),
        duckdb.IOException("IO Error: Could not write file: No space left on device"),
    ],
)
def test_a_script_says_so(error: Exception, capsys: pytest.CaptureFixture[str]) -> None:
    """By the error's number or in an engine's words."""
    assert faults.run(lambda: raises(error)) == 1
    assert "The disk is full" in capsys.readouterr().err


def test_another_error_is_shown_as_it_is() -> None:
    """It is none of the machine's."""
    with pytest.raises(ZeroDivisionError):
        faults.run(lambda: raises(ZeroDivisionError()))


@needs_a_full_device
def test_a_real_write_that_fails(capsys: pytest.CaptureFixture[str]) -> None:
    """The error of the system itself, from which another may have come."""

    def main() -> int:
        try:
            FULL.write_text("text", encoding="utf-8")
        except OSError as error:
            raise RuntimeError("the file was not written") from error
        return 0

    assert faults.run(main) == 1
    assert "The disk is full" in capsys.readouterr().err


@needs_a_full_device
def test_a_log_that_cannot_be_written_is_silent(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No stack trace stands among what a script says."""
    monkeypatch.setattr(logging, "raiseExceptions", True)
    faults.run(lambda: 0)
    handler = logging.FileHandler(FULL)
    handler.handle(logging.makeLogRecord({"msg": "a line"}))
    with pytest.raises(OSError, match="No space left"):
        handler.close()
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("is_published", "told"), [(False, "Nothing was published"), (True, "readers have the new")]
)
def test_a_build_says_whether_it_had_published(
    capsys: pytest.CaptureFixture[str], is_published: bool, told: str
) -> None:
    """Dbt writes its own files last, when readers have the new marts already."""
    error = OSError(errno.ENOSPC, "No space left on device")
    result = SimpleNamespace(exception=error, result=None)
    build.report_failure(result, [], is_published)
    said = " ".join(capsys.readouterr().err.split())
    assert "The disk is full" in said
    assert "Errno" not in said
    assert told in said


def test_a_published_file_is_another_version(tmp_path: Path) -> None:
    """Publishing renames a new file to the place of the old one."""
    file = tmp_path / "warehouse.duckdb"
    assert build.version_of(file) is None
    file.write_text("yesterday", encoding="utf-8")
    before = build.version_of(file)
    assert build.version_of(file) == before
    (tmp_path / "next").write_text("today", encoding="utf-8")
    (tmp_path / "next").rename(file)
    assert build.version_of(file) != before


def test_what_dbt_says_in_a_process_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its stack trace stays out of what the script says."""
    trace = "Traceback (most recent call last):\nOSError: [Errno 28] No space left on device"
    outcome = SimpleNamespace(returncode=2, stdout="", stderr=trace)
    monkeypatch.setattr(project.subprocess, "run", lambda *_, **__: outcome)
    with pytest.raises(WarehouseError) as told:
        project.run_dbt("run-operation", "x")
    assert str(told.value) == faults.FULL_DISK
