"""Deliver audience changes to the destinations of vars.yml, each change once.

Reads the mart fct_audience_changes, leaves out what the delivery ledger has as delivered, and notes
each batch as soon as the destination acknowledged it: a delivery may be killed at any moment and
goes on where it was. Exit status: 0 when everything was delivered, 1 when something was refused or
stopped.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import faults
from activation import ledger as ledgers
from activation.changes import AudienceChanges, read_changes
from activation.deliveries import Outcome, Report, deliver
from activation.destinations import Destination, access_to, chosen, read_destinations
from activation.forgetting import forget_gone
from activation.ledger import Ledger
from activation.messages import payload_hash
from activation.plan import Plan, plan_delivery, plan_retry
from activation.refusals import ActivationError, StoppedError
from activation.results import show_outcomes, show_plan, show_status
from activation.transport import Patience
from terminal import escape
from warehouse.project import add_target, project_folder
from warehouse.refusals import WarehouseError

console = Console(emoji=False)
errors = Console(stderr=True, emoji=False)

Planner = Callable[[Destination, Ledger], Plan]


def parse_arguments(given: list[str]) -> argparse.Namespace:
    """Read the command line; without a command, changes are delivered."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name, words in {
        "deliver": "deliver what is new (the default)",
        "retry-dead": "deliver what was refused, once more",
        "status": "what was delivered, and what was refused and why",
    }.items():
        command = commands.add_parser(name, help=words)
        command.add_argument("--destination", default="", help="names, joined by commas")
        add_target(command)
        command.add_argument(
            "--warehouse", default=os.environ.get("WAREHOUSE") or "warehouse.duckdb"
        )
        command.add_argument(
            "--ledger",
            default=os.environ.get("LEDGER") or "",
            help="beside the warehouse by default",
        )
        if name != "status":
            add_sending(command)
        if name == "deliver":
            command.add_argument(
                "--dry-run", action="store_true", help="show what would be sent; send nothing"
            )
            command.add_argument(
                "--resync",
                action="store_true",
                help="send where each member stands now, exits too, whatever the ledger says",
            )
            command.add_argument(
                "--accept-gone",
                action="store_true",
                help="take out most members of a destination if the warehouse has them no more",
            )
    if not given or given[0] not in {*commands.choices, "-h", "--help"}:
        given = ["deliver", *given]
    return parser.parse_args(given)


def add_sending(parser: argparse.ArgumentParser) -> None:
    """How patiently requests are made."""
    usual = Patience()
    parser.add_argument("--attempts", type=_whole, default=usual.attempts, help="of a request")
    parser.add_argument(
        "--backoff", type=_seconds, default=usual.backoff, help="s before the second attempt"
    )
    parser.add_argument(
        "--longest-wait", type=_seconds, default=usual.longest_wait, help="s between two attempts"
    )
    parser.add_argument(
        "--timeout", type=_seconds, default=usual.timeout, help="s to wait for an answer"
    )
    parser.add_argument(
        "--most-refused",
        type=_whole,
        default=20,
        help="so many changes refused and none accepted: the set-up is taken to be wrong",
    )


def _whole(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected a whole number from 1 on")
    return number


def _seconds(text: str) -> float:
    number = float(text)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("expected seconds, above 0")
    return number


def places(arguments: argparse.Namespace) -> tuple[Path, Path]:
    """The warehouse and its ledger."""
    warehouse = Path(arguments.warehouse).expanduser().resolve()
    named = Path(arguments.ledger).expanduser().resolve() if arguments.ledger else None
    return warehouse, named or ledgers.default_place(arguments.target, warehouse)


def run_delivery(arguments: argparse.Namespace) -> int:
    """Deliver what is new, or show what would be."""
    destinations = chosen(read_destinations(project_folder()), arguments.destination)
    if not destinations:
        console.print("There are no destinations in vars.yml: nothing to deliver.")
        return 0
    warehouse, place = places(arguments)
    changes = read_changes(arguments.target, warehouse, any(one.by_email for one in destinations))

    def plan(destination: Destination, ledger: Ledger) -> Plan:
        return plan_delivery(
            changes.of(destination.destination),
            ledger.entries(destination.destination),
            ledger.begun(destination.destination),
            payload_hash,
            resync=arguments.resync,
            accept_gone=arguments.accept_gone,
        )

    if arguments.dry_run:
        return show_dry_run(destinations, place, plan)
    with ledgers.writing(place) as ledger:
        if ledger.is_new and changes.table.num_rows and not arguments.resync:
            console.print(
                f"[yellow]There is no ledger yet[/] ({escape(str(place))}): this is taken for the "
                "first delivery, of all present members. If the ledger was lost, put it back, or "
                "use --resync, so that those who have left since are taken out too.",
                highlight=False,
            )
        status = send(destinations, ledger, plan, arguments)
        tell_forgotten(forget_gone(destinations, ledger, changes))
        return status


def run_retry(arguments: argparse.Namespace) -> int:
    """Deliver the dead letters once more."""
    destinations = chosen(read_destinations(project_folder()), arguments.destination)
    warehouse, place = places(arguments)
    with ledgers.reading(place) as ledger:
        dead = {
            entry.destination
            for destination in destinations
            for entry in ledger.entries(destination.destination)
            if entry.status == "dead"
        }
    if not dead:
        console.print("No dead letters.")
        return 0
    by_email = any(one.by_email for one in destinations if one.destination in dead)
    changes = read_changes(arguments.target, warehouse, by_email)
    with ledgers.writing(place) as ledger:
        return send(
            [destination for destination in destinations if destination.destination in dead],
            ledger,
            lambda destination, ledger: retry_of(destination, ledger, changes),
            arguments,
        )


def retry_of(destination: Destination, ledger: Ledger, changes: AudienceChanges) -> Plan:
    """The dead letters of a destination that may be sent again."""
    name = destination.destination
    return plan_retry(changes.of(name), ledger.entries(name))


def run_status(arguments: argparse.Namespace) -> int:
    """Show the ledger; it may be read while a delivery writes to it."""
    destinations = chosen(read_destinations(project_folder()), arguments.destination)
    _, place = places(arguments)
    with ledgers.reading(place) as ledger:
        names = [destination.destination for destination in destinations]
        others = [] if arguments.destination else ledger.destinations()
        show_status(ledger, list(dict.fromkeys([*names, *others])), console)
    return 0


def show_dry_run(destinations: list[Destination], place: Path, plan: Planner) -> int:
    """Show what would be sent; nothing is sent or noted, and no token is needed."""
    stopped = False
    with ledgers.reading(place) as ledger:
        for destination in destinations:
            try:
                show_plan(destination, plan(destination, ledger), console)
            except StoppedError as error:
                stopped = True
                show_outcomes(
                    [Outcome(destination.destination, stopped=str(error))], console, errors
                )
    console.print("Nothing was sent.")
    return int(stopped)


def send(
    destinations: list[Destination], ledger: Ledger, plan: Planner, arguments: argparse.Namespace
) -> int:
    """Deliver to each destination; one that stops doesn't stop the others."""
    patience = Patience(
        arguments.attempts, arguments.backoff, arguments.longest_wait, arguments.timeout
    )
    outcomes = []
    columns = (TextColumn("[bold]{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        for destination in destinations:
            name = destination.destination
            task = progress.add_task(f"Delivering to {escape(name)}", total=None)
            try:
                planned = plan(destination, ledger)
                needs_access = planned.to_send and not destination.is_file
                access = access_to(destination) if needs_access else None
            except StoppedError as error:
                outcomes.append(Outcome(name, stopped=str(error)))
                continue
            progress.update(task, total=len(planned.to_send))
            report = Report(
                lambda number, task=task: progress.advance(task, number),
                lambda words: progress.console.print(f"[dim]{escape(words)}[/]", highlight=False),
            )
            outcomes.append(
                deliver(
                    destination, planned, ledger, access, patience, arguments.most_refused, report
                )
            )
    show_outcomes(outcomes, console, errors)
    tell_left_behind(ledger)
    return int(any(outcome.stopped or outcome.dead for outcome in outcomes))


def tell_forgotten(number: int) -> None:
    """Whom neither the warehouse nor a destination has is no longer in the ledger either."""
    if number:
        who = "1 customer was" if number == 1 else f"{number:,} customers were"
        console.print(
            f"{who} forgotten: the warehouse has them no more, and every destination was told so.",
            highlight=False,
        )


def tell_left_behind(ledger: Ledger) -> None:
    """A destination that vars.yml no longer has keeps the members that it was sent."""
    there = {destination.destination for destination in read_destinations(project_folder())}
    for name in ledger.destinations():
        members = 0 if name in there else ledger.summary(name)[3]
        if members:
            errors.print(
                f"[yellow]{escape(name)}[/] is none of the destinations of vars.yml any more and "
                f"keeps {members:,} members that it was sent: take them out there yourself.",
                highlight=False,
            )


COMMANDS = {"deliver": run_delivery, "retry-dead": run_retry, "status": run_status}


def main() -> int:
    """Do what is asked, or say in a sentence why not."""
    arguments = parse_arguments(sys.argv[1:])
    try:
        return COMMANDS[arguments.command](arguments)
    except (ActivationError, WarehouseError) as error:
        errors.print(f"[bold red]Nothing was delivered.[/] {escape(str(error))}", highlight=False)
        return 1
    except KeyboardInterrupt:
        errors.print("Stopped. What was acknowledged is in the ledger; the next delivery goes on.")
        return 1


if __name__ == "__main__":
    sys.exit(faults.run(main))
