"""List the licences of all packages of the locks, as the packages themselves state them.

Writes docs/licences.md, by family of licences. Exit status: 0 when each licence is permissive or
named below with a reason, 1 when one is not, or when a package is installed nowhere.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from rich.console import Console

import faults
from terminal import escape

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "licences.md"
ENVIRONMENTS = (".venv", ".venv-dbt2", ".venv-spark", ".venv-boards", ".venv-bi", ".venv-audit")
LOCKED = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==", re.MULTILINE)

# How packages spell licences, and what they are called here; the first that fits counts.
SPELLINGS = {
    r"(?i)proprietary|commercial": "proprietary",
    r"LGPL|Lesser General Public": "LGPL",
    r"\bA?GPL|(?<!Lesser )General Public": "GPL",
    r"MPL|Mozilla": "MPL-2.0",
    r"Apache": "Apache-2.0",
    r"BSD": "BSD",
    r"\bMIT\b": "MIT",
    r"\bISC\b": "ISC",
    r"\bPSF|Python Software Foundation|CNRI": "PSF",
    r"Unlicense": "Unlicense",
    r"Artistic": "Artistic",
    r"Zlib": "Zlib",
    r"CC0": "CC0",
}
PERMISSIVE = {"Apache-2.0", "BSD", "MIT", "ISC", "PSF", "Unlicense", "Zlib", "CC0", "Zope"}

# What a package doesn't state in a way that the spellings above tell, and where it stands.
ELSEWHERE = {
    "apsw": ("Zlib", "its file LICENSE, beside the words any-OSI"),
    "async-timeout": ("Apache-2.0", "its project; only for Python below 3.11.3"),
    "brotlicffi": ("MIT", "its project; only for PyPy"),
    "interpret-core": ("MIT", "its project"),
    "polyline": ("MIT", "its file LICENSE"),
    "uuid": ("PSF", "the module, part of Python since 2.5"),
    "waitress": ("Zope", "its project; only for Windows"),
}

# Licences that bind more than a notice does, and why they bind nothing here.
ACCEPTED = {
    "certifi": "a list of certificates, used as it is",
    "dbt": "dbt 2.0; its project, the Fusion engine, has the Elastic License 2.0. Only `make lint` "
    "starts it, as a second parser",
    "dbtlabs-vortex": "comes with dbt-charts, to send statistics, which nothing here does",
    "hypothesis": "only tests import it",
    "odfpy": "Apache-2.0 is one of those to choose from; comes with Superset",
    "paramiko": "comes with Superset, which imports it as it is",
    "pathspec": "comes with dbt-core, which imports it as it is",
    "psycopg2-binary": "comes with dbt-postgres, which imports it as it is",
    "pyxlsb": "comes with Superset, which imports it as it is",
    "text-unidecode": "the Artistic License is one of those to choose from; comes with dbt-core",
    "tqdm": "imported as it is",
}
UNSTATED = "not stated"

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)


@dataclass(frozen=True)
class Package:
    """A locked package: its locks, its licence, and who says so, if not the package."""

    name: str
    locks: tuple[str, ...]
    licence: str
    source: str = ""

    @property
    def is_permissive(self) -> bool:
        """Whether all that the licence asks for is to keep its notice."""
        return set(self.licence.split(", ")) <= PERMISSIVE

    @property
    def is_settled(self) -> bool:
        """Whether there is nothing left to decide."""
        return self.is_permissive or self.name in ACCEPTED


def canonical(name: str) -> str:
    """A package's name as locks spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> dict[str, tuple[str, ...]]:
    """The locks of each package."""
    locks: dict[str, tuple[str, ...]] = {}
    for lock in sorted(ROOT.glob("requirements*.txt")):
        for name in LOCKED.findall(lock.read_text(encoding="utf-8")):
            locks[canonical(name)] = (*locks.get(canonical(name), ()), lock.name)
    return locks


def installed(environment: Path) -> Iterator[Distribution]:
    """The packages of an environment; none where it isn't there."""
    folders = [str(folder) for folder in environment.glob("lib/python*/site-packages")]
    return distributions(path=folders) if folders else iter(())


def stated_licence(distribution: Distribution) -> str:
    """A package's licence by its own metadata: the expression, else classifiers, else words."""
    metadata = distribution.metadata
    classifiers = [
        classifier.rpartition(" :: ")[2]
        for classifier in metadata.get_all("Classifier") or []
        if classifier.startswith("License ::")
    ]
    words = (metadata.get("License") or "").strip().partition("\n")[0]
    for stated in (metadata.get("License-Expression"), ", ".join(classifiers), words):
        found = [name for pattern, name in SPELLINGS.items() if re.search(pattern, stated or "")]
        if found:
            return ", ".join(found)
    return UNSTATED


def packages(environments: Mapping[str, Path]) -> list[Package]:
    """All locked packages; one that is neither installed nor named in ELSEWHERE has no licence."""
    stated: dict[str, str] = {}
    for environment in environments.values():
        for distribution in installed(environment):
            stated.setdefault(
                canonical(distribution.metadata["Name"]), stated_licence(distribution)
            )
    found = []
    for name, locks in sorted(locked().items()):
        licence, source = stated.get(name, UNSTATED), ""
        if licence == UNSTATED and name in ELSEWHERE:
            licence, source = ELSEWHERE[name]
        found.append(Package(name, locks, licence, source))
    return found


def page(found: list[Package]) -> str:
    """The list as a page."""
    families: dict[str, list[str]] = {}
    for package in found:
        if package.is_permissive:
            families.setdefault(package.licence, []).append(package.name)
    lines = [
        "# Licences",
        "Of all packages of the locks (`requirements*.txt`), as the packages themselves state",
        "them; `make licences` writes this page. None of them is part of this project or changed",
        "by it: they are installed beside it.",
        "",
        "## A notice to keep",
        "| licence | packages |",
        "| --- | --- |",
        *(f"| {licence} | {', '.join(names)} |" for licence, names in sorted(families.items())),
        "",
        "## More than a notice, or not stated",
        "| package | licence | in | why it binds nothing here |",
        "| --- | --- | --- | --- |",
        *(
            f"| {package.name} | {package.licence} | {', '.join(package.locks)} |"
            f" {ACCEPTED.get(package.name, '**to be decided**')} |"
            for package in found
            if not package.is_permissive
        ),
        "",
        "## Where the package doesn't say it",
        "| package | licence | by |",
        "| --- | --- | --- |",
        *(
            f"| {package.name} | {package.licence} | {package.source} |"
            for package in found
            if package.source
        ),
        "",
    ]
    return "\n".join(lines)


def main() -> int:
    """Write the page; say which licences nobody has decided on."""
    missing = [name for name in ENVIRONMENTS if not (ROOT / name).is_dir()]
    if missing:
        errors.print(f"Not installed: {', '.join(missing)}. Run `make licences`, which does it.")
        return 1
    found = packages({name: ROOT / name for name in ENVIRONMENTS})
    PAGE.write_text(page(found), encoding="utf-8")
    open_questions = [package for package in found if not package.is_settled]
    for package in open_questions:
        errors.print(
            f"{package.name} ({escape(', '.join(package.locks))}): {package.licence}. "
            "Say in ACCEPTED of scripts/licences.py why it may be used, or do without it.",
            highlight=False,
        )
    console.print(f"{len(found)} packages written to {PAGE.relative_to(ROOT)}", highlight=False)
    return 1 if open_questions else 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
