"""Run a command as a child process; measure its time, its CPU time and its peak of memory."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LINES_SHOWN = 12
TRACE = "Traceback (most recent call last):"
# In which unit the system counts a child's memory.
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024


class StepFailedError(Exception):
    """A command of a step ended with an error; its last lines say why."""


@dataclass(frozen=True)
class Measurement:
    """What a command cost."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    """The most memory that it, or one of its own children, held at any time."""


def measure(
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    follow: Callable[[str], None] = lambda _line: None,
) -> Measurement:
    """Run a command to its end, its output in a log file; raises StepFailedError where it fails.

    The peak of a child begins at its parent's memory: the caller must stay small.
    """
    started = time.perf_counter()
    with (
        log.open("w", encoding="utf-8") as written,
        subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as child,
    ):
        try:
            for line in child.stdout:
                written.write(line)
                follow(line)
        except BaseException:
            child.kill()
            raise
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise StepFailedError(explain(child.returncode, log))
    return Measurement(
        seconds=time.perf_counter() - started,
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        peak_bytes=usage.ru_maxrss * BYTES_PER_UNIT,
    )


def explain(returncode: int, log: Path) -> str:
    """Why a command failed, as far as its last lines tell: what was wrong, not where in Python."""
    lines = [line for line in log.read_text(encoding="utf-8").splitlines() if line.strip()]
    if TRACE in lines:
        begin = len(lines) - lines[::-1].index(TRACE) - 1
        after = itertools.dropwhile(lambda line: line.startswith("  "), lines[begin + 1 :])
        lines = [*lines[:begin], *after]
    how = (
        f"It was killed (signal {-returncode}); if by the system, memory may have run out."
        if returncode < 0
        else f"It ended with exit status {returncode}."
    )
    return "\n".join([*lines[-LINES_SHOWN:], f"{how} All it said is in {log}."])
