"""A disk that is full, in a sentence: it stops every program, wherever that writes."""

from __future__ import annotations

import errno
import logging
import re
from collections.abc import Callable

from rich.console import Console

FULL_DISK = (
    "The disk is full, or this user may not write more. Make room, then run the command again."
)
NUMBERS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
WORDS = re.compile(
    "no space left on device|disk quota exceeded|file too large|max_temp_directory_size", re.I
)

errors = Console(stderr=True, emoji=False)


def is_full_disk(error: BaseException | None) -> bool:
    """Whether the error, or one that it came from, says so: by number, or in an engine's words."""
    while error is not None:
        if getattr(error, "errno", None) in NUMBERS or WORDS.search(str(error)):
            return True
        error = error.__cause__ or error.__context__
    return False


def in_words(said: str) -> str:
    """What a program said before it failed; of a full disk, a sentence instead of its trace."""
    return FULL_DISK if WORDS.search(said) else said


def leave_logs_silent() -> None:
    """A log that can't be written shows no stack trace for each of its lines."""
    logging.raiseExceptions = False


def run(main: Callable[[], int | None]) -> int:
    """The exit status of a script, which ends in a sentence where the disk is full."""
    leave_logs_silent()
    try:
        return main() or 0
    except Exception as error:
        if not is_full_disk(error):
            raise
        errors.print(f"[bold red]Stopped.[/] {FULL_DISK}", highlight=False)
        return 1
