"""Delivery of a plan to one destination, acknowledged batch by acknowledged batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from activation.changes import Change
from activation.destinations import Access, Destination
from activation.files import deliver_file, email_holders, lines_of, one_row
from activation.kinds import batch_headers, body_of, path_of, sending_headers, verdict_on
from activation.ledger import Entry, Ledger, now
from activation.messages import Message, render
from activation.plan import Batches, Plan
from activation.refusals import StoppedError
from activation.transport import Answer, Patience, Transport


@dataclass
class Outcome:
    """What became of a delivery to one destination."""

    destination: str
    delivered: Counter[str] = field(default_factory=Counter)
    """By the change as it was sent."""
    dead: Counter[str] = field(default_factory=Counter)
    skipped: int = 0
    waiting: int = 0
    file: str = ""
    stopped: str = ""


@dataclass
class Report:
    """Whom a delivery tells how far it is."""

    advance: Callable[[int], None]
    say: Callable[[str], None]


def deliver(
    destination: Destination,
    plan: Plan,
    ledger: Ledger,
    access: Access | None,
    patience: Patience,
    most_refused: int,
    report: Report,
) -> Outcome:
    """Send a plan; the ledger knows of each part as soon as it was acknowledged.

    `access` is needed where there is something to send by HTTP.
    """
    outcome = Outcome(destination.destination, skipped=len(plan.skipped))
    name = destination.destination
    ledger.record(
        _skipped(destination, plan),
        replaced=[(name, change_id) for change_id in plan.replaced],
        begun=[(name, audience) for audience in sorted(plan.begins)],
    )
    try:
        if destination.is_file:
            deliver_file(destination, plan, ledger, outcome, report.advance)
        elif access:
            with Transport(
                access,
                sending_headers(destination, access),
                destination.requests_per_second,
                patience,
                report.say,
            ) as transport:
                Sending(destination, plan, ledger, transport, most_refused, outcome, report).run()
    except StoppedError as error:
        outcome.stopped = str(error)
    outcome.waiting = len(plan.to_send) - outcome.delivered.total() - outcome.dead.total()
    return outcome


def _skipped(destination: Destination, plan: Plan) -> list[Entry]:
    return [
        Entry(
            destination=destination.destination,
            change_id=header.change_id,
            message_id="",
            payload_hash="",
            status="skipped",
            attempts=0,
            delivered_at=None,
            error=reason,
            audience=header.audience,
            entity=header.entity,
            entity_id=header.entity_id,
            change=header.change,
            change_number=header.change_number,
            email_sha256=None,
            recorded_at=now(),
        )
        for header, reason in plan.skipped
    ]


class Sending:
    """One destination's batches on their way."""

    def __init__(
        self,
        destination: Destination,
        plan: Plan,
        ledger: Ledger,
        transport: Transport,
        most_refused: int,
        outcome: Outcome,
        report: Report,
    ) -> None:
        self.destination = destination
        self.plan = plan
        self.ledger = ledger
        self.transport = transport
        self.most_refused = most_refused
        self.outcome = outcome
        self.report = report
        self.attempts = Counter(plan.attempts)
        self.any_accepted = False
        self.suspects: list[tuple[Message, str]] = []
        """Refused while nothing was accepted yet: the rows may be bad, or all of the set-up."""

    def run(self) -> None:
        """Send every batch, then settle what was refused."""
        for batch in Batches(self.plan.to_send, self.destination.batch_size):
            self._send([self._render(change) for change in batch])
        self._bury_suspects()

    def _render(self, change: Change) -> Message:
        return render(self.destination, change, self.plan.state)

    def _send(self, messages: list[Message], times: int = 1) -> None:
        """Send messages; a batch that is refused is halved until the bad row is found."""
        answer = self._post(messages)
        if not answer.is_accepted:
            self._halve(messages, f"{answer.status}: {answer.text}")
            return
        verdict = verdict_on(answer, messages, self.transport.access)
        self._accept(
            [
                message
                for message in messages
                if message.message_id not in verdict.refused
                and message.message_id not in verdict.unsure
            ]
        )
        for message in messages:
            if message.message_id in verdict.refused:
                self._refuse(message, verdict.refused[message.message_id])
        unsure = [message for message in messages if message.message_id in verdict.unsure]
        if unsure and len(messages) > 1:
            for message in unsure:
                self._send([message])
        elif unsure and times < self.transport.patience.attempts:
            self.transport.pause(times)
            self._send(unsure, times + 1)
        elif unsure:
            raise StoppedError(
                f"{self.transport.access.host} took a change for too much just now, {times} times: "
                f"{answer.text} The rest is sent by the next delivery."
            )

    def _halve(self, messages: list[Message], reason: str) -> None:
        if len(messages) == 1:
            self._refuse(messages[0], reason)
            return
        middle = len(messages) // 2
        self._send(messages[:middle])
        self._send(messages[middle:])

    def _post(self, messages: list[Message]) -> Answer:
        answer = self.transport.post(
            path_of(self.destination, messages, self.transport.access),
            body_of(self.destination, messages),
            batch_headers(messages),
        )
        for message in messages:
            self.attempts[message.change.change_id] += answer.attempts
        return answer

    def _accept(self, messages: list[Message]) -> None:
        """Note what was acknowledged, before anything else is sent."""
        if not messages:
            return
        self.any_accepted = True
        entries = [
            message.entry(self.destination, "delivered", self.attempts[message.change.change_id])
            for message in messages
        ]
        self.ledger.record(entries)
        for entry in entries:
            self.plan.state.note(entry)
            self.outcome.delivered[entry.change] += 1
        self.report.advance(len(entries))
        self._bury_suspects()

    def _refuse(self, message: Message, reason: str) -> None:
        """A dead letter, once it is plain that it is the row that is bad."""
        self.suspects.append((message, reason))
        if self.any_accepted:
            self._bury_suspects()
        elif len(self.suspects) >= self.most_refused:
            raise StoppedError(
                f"{self.transport.access.host} refused the first {len(self.suspects)} changes and "
                f"accepted none, so it is rather set up wrongly: {reason} Nothing was put to the "
                "dead letters. If the rows are to blame, raise --most-refused."
            )

    def _bury_suspects(self) -> None:
        entries = [
            message.entry(self.destination, "dead", self.attempts[message.change.change_id], reason)
            for message, reason in self.suspects
        ]
        self.ledger.record(entries)
        self.outcome.dead.update(entry.change for entry in entries)
        self.report.advance(len(entries))
        self.suspects = []


def samples(destination: Destination, plan: Plan, number: int) -> list[dict[str, Any]]:
    """What would be sent of the first changes: payloads, or lines of the file."""
    messages = [render(destination, change, plan.state) for change in plan.to_send[:number]]
    if not destination.is_file:
        return [message.payload for message in messages]
    holders = email_holders(plan)
    lines = [lines_of(destination, message, plan, holders) or [] for message in messages]
    return [one_row(destination, line) for found in lines for line in found][:number]
