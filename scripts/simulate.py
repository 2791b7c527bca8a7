"""Simulate a SaaS company: raw tables of the input contract, and the truth behind them."""

import argparse
import sys
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

import faults
from simulation.company import simulate
from simulation.config import DEFAULT_ACCOUNTS, EVENTS_PER_ACCOUNT, Config
from terminal import escape

FEWEST_ACCOUNTS = 50
FEWEST_DAYS = 180
# What an account must send to sign up and to take the steps that its kind takes.
FEWEST_EVENTS_PER_ACCOUNT = 20


def parse_arguments(arguments: list[str] | None = None) -> Config:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--accounts", type=int, help=f"accounts that sign up (default: {DEFAULT_ACCOUNTS})"
    )
    parser.add_argument(
        "--events", type=int, help=f"events, about (default: {EVENTS_PER_ACCOUNT} per account)"
    )
    parser.add_argument("--seed", type=int, default=1, help="same seed, same company")
    parser.add_argument(
        "--start", type=date.fromisoformat, default=date(2024, 10, 1), help="first day"
    )
    parser.add_argument(
        "--end", type=date.fromisoformat, default=date(2026, 9, 30), help="last day"
    )
    parser.add_argument("--out", type=Path, default=Path("data/raw"), help="folder of raw tables")
    parser.add_argument(
        "--truth", type=Path, default=Path("data/truth"), help="folder of the truth"
    )
    parser.add_argument("--csv", action="store_true", help="write CSV instead of Parquet")
    given = parser.parse_args(arguments)
    accounts = DEFAULT_ACCOUNTS if given.accounts is None else given.accounts
    events = accounts * EVENTS_PER_ACCOUNT if given.events is None else given.events
    if accounts < FEWEST_ACCOUNTS:
        parser.error(f"--accounts is {accounts}, expected: at least {FEWEST_ACCOUNTS}")
    if events < accounts * FEWEST_EVENTS_PER_ACCOUNT:
        parser.error(
            f"--events is {events}, expected: at least {FEWEST_EVENTS_PER_ACCOUNT} per account, "
            f"{accounts * FEWEST_EVENTS_PER_ACCOUNT} in all"
        )
    if given.out.resolve() == given.truth.resolve():
        parser.error("--out and --truth are the same folder, expected: two folders")
    if (given.end - given.start).days < FEWEST_DAYS:
        parser.error(f"--start to --end is too short, expected: at least {FEWEST_DAYS} days")
    return Config(
        accounts=accounts,
        events=events,
        seed=given.seed,
        start=given.start,
        end=given.end,
        raw=given.out,
        truth=given.truth,
        as_csv=given.csv,
    )


def main() -> int:
    """Simulate with a progress bar and say what was written."""
    config = parse_arguments()
    console = Console(emoji=False)
    columns = (TextColumn("simulating {task.description}"), BarColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("accounts", total=1.0)
            rows = simulate(
                config, lambda what, share: bar.update(task, description=what, completed=share)
            )
    except OSError as error:
        Console(stderr=True, emoji=False).print(
            f"The company cannot be written: {escape(str(error))}. Expected: folders for --out and "
            "--truth that this user may write, with enough space.",
            highlight=False,
        )
        return 1
    total = sum(rows.values())
    console.print(
        f"{config.accounts:,} accounts, {rows['events']:,} events, {total:,} rows in {config.raw}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(faults.run(main))
