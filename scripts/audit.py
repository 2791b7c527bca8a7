"""Ask a database of vulnerabilities, osv.dev, about every package of the locks.

It is told names and versions, nothing else. Exit status: 0 when it knows of nothing, 1 when it
knows of something or can't be asked.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import track

ROOT = Path(__file__).resolve().parent.parent
DATABASE = "https://api.osv.dev/v1/query"

console = Console(soft_wrap=True, emoji=False)
errors = Console(stderr=True, soft_wrap=True, emoji=False)


class AuditError(Exception):
    """Why nothing is known, in a sentence."""


@dataclass(frozen=True)
class Vulnerability:
    """What the database knows about a package of a version."""

    package: str
    version: str
    name: str
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        """As a line of the report."""
        remedy = f"fixed in {', '.join(self.fixed_in)}" if self.fixed_in else "not fixed yet"
        return f"{self.package} {self.version}: {self.name}, {remedy}"


def ask(lock: Path, database: str) -> tuple[set[tuple[str, str]], list[Vulnerability]]:
    """Which packages and versions of a lock were asked about, and what is known of them."""
    command = [str(Path(sys.executable).parent / "pip-audit"), "--disable-pip", "--require-hashes"]
    command += ["--vulnerability-service", "osv", "--osv-url", database]
    command += ["--format", "json", "--progress-spinner", "off", "--requirement", str(lock)]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        packages = json.loads(asked.stdout)["dependencies"]
    except (json.JSONDecodeError, KeyError) as error:
        reason = asked.stderr.strip().rpartition("\n")[2][:300] or "it says nothing"
        raise AuditError(
            f"{database} can't be asked, so nothing is known of the packages of {lock.name}. "
            "Run `make audit` where it can be reached; .github/workflows/audit.yml does so weekly. "
            f"pip-audit says: {reason}"
        ) from error
    known = [
        Vulnerability(
            package["name"], package["version"], found["id"], tuple(found["fix_versions"])
        )
        for package in packages
        for found in package.get("vulns", [])
    ]
    return {(package["name"], package["version"]) for package in packages}, known


def main() -> int:
    """Ask, and report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", default=DATABASE, help="another one with OSV's interface")
    database = parser.parse_args().database
    locks = sorted(ROOT.glob("requirements*.txt"))
    asked_about: set[tuple[str, str]] = set()
    known: dict[Vulnerability, list[str]] = {}
    try:
        for lock in track(locks, "Asking about the locks", console=console):
            packages, found = ask(lock, database)
            asked_about |= packages
            for vulnerability in found:
                known.setdefault(vulnerability, []).append(lock.name)
    except AuditError as error:
        errors.print(str(error), markup=False, highlight=False)
        return 1
    for vulnerability, in_locks in sorted(known.items(), key=str):
        console.print(f"{vulnerability} ({', '.join(in_locks)})", markup=False, highlight=False)
    count = f"{len(known)} known" if known else "No known"
    noun = "vulnerability" if len(known) < 2 else "vulnerabilities"
    summary = f"{count} {noun} in {len(asked_about)} packages of {len(locks)} locks"
    console.print(summary, highlight=False)
    return 1 if known else 0


if __name__ == "__main__":
    sys.exit(main())
