"""The machine that figures were measured on."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "pyarrow")


def use_cores(cores: int) -> int:
    """Keep this process and its children to so many cores; returns how many they then have.

    DuckDB still starts a thread for each core of the machine; they share these.
    """
    if not hasattr(os, "sched_setaffinity"):
        return os.cpu_count() or 1
    allowed = sorted(os.sched_getaffinity(0))[:cores]
    os.sched_setaffinity(0, allowed)
    return len(allowed)


def facts(root: Path, cores: int) -> dict[str, Any]:
    """What one must know to compare figures."""
    return {
        "cores": cores,
        "cores_of_the_machine": os.cpu_count(),
        "processor": processor(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in PACKAGES},
        "commit": commit(root),
    }


def processor() -> str:
    """Its name, where the system tells it."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def commit(root: Path) -> str | None:
    """The project's commit, marked where files differ from it; none outside of git."""
    try:
        outcome = subprocess.run(
            ["git", "describe", "--always", "--dirty", "--exclude", "*"],
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return outcome.stdout.strip()
