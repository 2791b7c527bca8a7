"""Install the locked environment with pip behind one progress bar.

Runs before anything is installed, so it uses the standard library alone. What pip says is shown
only when it fails.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

WIDTH = 40


def draw(done: int, total: int, text: str) -> None:
    """Redraw the bar on a terminal; elsewhere stay silent."""
    if sys.stdout.isatty():
        filled = WIDTH * done // max(total, 1)
        bar = "━" * filled + " " * (WIDTH - filled)
        sys.stdout.write(f"\r\033[K{text:<12} {bar} {done}/{total}")
        sys.stdout.flush()


def main() -> int:
    """Install requirements file argv[1] with the interpreter that runs this; pip's exit status."""
    requirements = Path(sys.argv[1])
    total = len(re.findall(r"^[a-z0-9][^\s]*==", requirements.read_text(), flags=re.MULTILINE))
    command = [
        *(sys.executable, "-m", "pip", "install", "--only-binary", ":all:"),
        *("--require-hashes", "--progress-bar", "off", "-r", str(requirements)),
    ]
    lines: list[str] = []
    collected = 0
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if line.startswith(("Collecting", "Requirement already", "Ignoring")):
                collected = min(collected + 1, total)
                draw(collected, total, "Downloading")
            elif line.startswith("Installing collected"):
                draw(total, total, "Installing")
    if pip.returncode:
        sys.stdout.write("\n" + "".join(lines))
    draw(total, total, "Installed")
    sys.stdout.write("\n")
    return pip.returncode


if __name__ == "__main__":
    sys.exit(main())
