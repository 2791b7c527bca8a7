"""What processes that tests start ask the network for: nothing may leave this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

GUARD = Path(__file__).resolve().parents[1] / "no_network"


@dataclass(frozen=True)
class Network:
    """A file of the attempts of all Python processes that bear its environment."""

    file: Path

    @property
    def environment(self) -> dict[str, str]:
        """What puts a process, and all that it starts, under guard."""
        path = [str(GUARD), *filter(None, [os.environ.get("PYTHONPATH")])]
        return {"PYTHONPATH": os.pathsep.join(path), "NETWORK_ATTEMPTS": str(self.file)}

    @property
    def attempts(self) -> list[str]:
        """Who was asked for, and by which command."""
        return self.file.read_text(encoding="utf-8").splitlines() if self.file.exists() else []
