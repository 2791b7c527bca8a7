"""What is to be delivered: what the mart has and the ledger lacks, and in which order."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activation.changes import AudienceChanges, Change
from activation.destinations import Destination
from activation.ledger import Entry
from activation.messages import payload_hash, render
from activation.plan import Batches, Plan, in_order, plan_delivery, plan_retry
from activation.refusals import StoppedError
from audience_changes import as_table, change

CRM = Destination("crm", "webhook", ("sales",))


class Delivered:
    """A ledger in memory, and what the destination received."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.begun: set[str] = set()
        self.received: list[Any] = []

    def plan(self, rows: list[dict[str, Any]], **options: bool) -> Plan:
        """The plan for these rows of the mart."""
        by_time = sorted(
            self.entries.values(), key=lambda one: (one.delivered_at or "", one.change_number)
        )
        changes = AudienceChanges(as_table(rows))
        return plan_delivery(changes, by_time, self.begun, payload_hash, **options)

    def start(self, plan: Plan) -> None:
        """What the ledger is told before anything is sent."""
        self.begun |= plan.begins
        for change_id in plan.replaced:
            status = self.entries[change_id].status
            if status == "delivered":
                self.entries[change_id] = self.entries[change_id]._replace(status="replaced")
            else:
                del self.entries[change_id]
        for header, reason in plan.skipped:
            self.entries[header.change_id] = Entry(
                *("crm", header.change_id, "", "", "skipped", 0, None, reason),
                *(header.audience, header.entity, header.entity_id, header.change),
                *(header.change_number, None, ""),
            )

    def send(self, rows: list[dict[str, Any]], **options: bool) -> list[tuple[str, str, str]]:
        """Deliver everything; the changes as they were sent."""
        plan = self.plan(rows, **options)
        self.start(plan)
        sent = []
        for one in plan.to_send:
            entry = self.acknowledge(plan, one)
            sent.append((entry.audience, entry.entity_id, entry.change))
        return sent

    def acknowledge(self, plan: Plan, one: Change, status: str = "delivered") -> Entry:
        """The destination has a change, or refused it, and the ledger knows."""
        message = render(CRM, one, plan.state)
        entry = message.entry(CRM, status, 1)
        if status == "delivered":
            self.received.append(message)
            plan.state.note(entry)
        self.entries[one.change_id] = entry
        return entry


def short(sent: list[tuple[str, str, str]]) -> list[str]:
    """Entities and changes, without the audience."""
    return [f"{entity_id} {kind}" for _, entity_id, kind in sent]


@pytest.fixture
def delivered() -> Delivered:
    """A new destination."""
    return Delivered()


def test_a_new_destination_gets_present_members_alone(delivered: Delivered) -> None:
    """They enter, whatever their last change was; nobody hears of those who left before."""
    rows = [
        change("stays", 1),
        change("stays", 2, "changed", probability=0.5),
        change("gone", 1),
        change("gone", 2, "left"),
    ]
    assert short(delivered.send(rows)) == ["stays entered"]
    assert delivered.received[0].payload["traits"]["probability"] == 0.5
    assert delivered.send(rows) == []


def test_an_entry_that_a_kill_left_unnoted_is_no_history(delivered: Delivered) -> None:
    """The destination has it, so it must hear of the exit, though the ledger knows of neither."""
    rows = [change("a", 1)]
    delivered.start(delivered.plan(rows))
    rows.append(change("a", 2, "left"))
    assert short(delivered.send(rows)) == ["a entered", "a left"]


def test_a_new_audience_begins_with_present_members_too(delivered: Delivered) -> None:
    """A destination that is given one more channel isn't sent that channel's past."""
    rows = [change("a", 1)]
    delivered.send(rows)
    rows += [
        change("gone", 1, audience="advocacy"),
        change("gone", 2, "left", audience="advocacy"),
        change("stays", 1, audience="advocacy"),
        change("stays", 2, "changed", audience="advocacy"),
    ]
    assert short(delivered.send(rows)) == ["stays entered"]


def test_a_refused_withdrawal_is_sent_again_each_time(delivered: Delivered) -> None:
    """Other refused changes wait for somebody to retry them; this one must not."""
    rows = [change("a", 1), change("b", 1)]
    delivered.send(rows)
    rows += [change("a", 2, "left", left_because="no consent to profiling"), change("b", 2, "left")]
    for attempt in (1, 2):
        plan = delivered.plan(rows)
        assert [one.entity_id for one in plan.to_send] == ["a", "b"][: 3 - attempt]
        for one in plan.to_send:
            delivered.acknowledge(plan, one, "dead")
    assert short(delivered.send(rows)) == ["a left"]
    assert delivered.send(rows) == []


def test_later_changes_are_all_sent(delivered: Delivered) -> None:
    """Each change that came since, in its order."""
    rows = [change("a", 1)]
    delivered.send(rows)
    rows += [change("a", 2, "changed"), change("a", 3, "left"), change("a", 4), change("b", 1)]
    assert short(delivered.send(rows)) == ["a changed", "a left", "a entered", "b entered"]
    assert delivered.send(rows) == []


def test_withdrawals_come_first_then_exits(delivered: Delivered) -> None:
    """A delivery that is cut short has taken people out rather than put them in."""
    rows = [change(name, 1) for name in ("leaves", "withdraws", "erased")]
    delivered.send(rows)
    rows += [
        change("new", 1),
        change("leaves", 2, "left"),
        change("withdraws", 2, "left", left_because="no consent to marketing"),
        change("erased", 2, "left", left_because="no consent to profiling"),
    ]
    assert short(delivered.send(rows)) == [
        *("erased left", "withdraws left", "leaves left", "new entered"),
    ]


def test_nothing_from_before_a_withdrawal_is_sent(delivered: Delivered) -> None:
    """Who withdrew before the entry was delivered is taken out, and never put in."""
    delivered.send([change("other", 1)])
    rows = [
        change("other", 1),
        change("a", 1),
        change("a", 2, "changed"),
        change("a", 3, "left", left_because="no consent to profiling"),
    ]
    assert short(delivered.send(rows)) == ["a left"]
    assert delivered.received[-1].payload["traits"] == {"left_because": "no consent to profiling"}


def test_a_change_after_a_refused_entry_enters(delivered: Delivered) -> None:
    """The destination doesn't have the member, so it is told all as of an entry."""
    rows = [change("other", 1), change("a", 1)]
    delivered.send([change("other", 1)])
    plan = delivered.plan(rows)
    delivered.acknowledge(plan, plan.to_send[0], "dead")
    rows.append(change("a", 2, "changed"))
    assert short(delivered.send(rows)) == ["a entered"]
    rows.append(change("a", 3, "left"))
    assert short(delivered.send(rows)) == ["a left"]


def test_an_exit_after_a_refused_entry_is_sent(delivered: Delivered) -> None:
    """A refusal may have been an acceptance whose answer went wrong."""
    rows = [change("other", 1), change("a", 1)]
    delivered.send([change("other", 1)])
    plan = delivered.plan(rows)
    delivered.acknowledge(plan, plan.to_send[0], "dead")
    assert short(delivered.send([*rows, change("a", 2, "left")])) == ["a left"]


def test_an_overtaken_dead_letter_is_not_sent_again(delivered: Delivered) -> None:
    """An entry that comes after its exit would put the member in for ever."""
    rows = [change("a", 1), change("b", 1), change("c", 1)]
    plan = delivered.plan(rows)
    delivered.start(plan)
    for one in plan.to_send:
        delivered.acknowledge(plan, one, "dead")
    rows += [change("a", 2, "left"), change("c", 2, "left", left_because="no consent to profiling")]
    plan = delivered.plan(rows)
    left = [one for one in plan.to_send if one.entity_id == "a"]
    delivered.acknowledge(plan, left[0])
    retried = plan_retry(AudienceChanges(as_table(rows)), list(delivered.entries.values()))
    assert [one.entity_id for one in retried.to_send] == ["b"]
    assert sorted(header.entity_id for header, _ in retried.skipped) == ["a", "c"]


def test_a_rebuild_with_the_same_history_sends_nothing(delivered: Delivered) -> None:
    """The ids are the same, so there is nothing new."""
    rows = [change(f"a{place}", number) for place in range(5) for number in (1, 2)]
    delivered.send(rows)
    assert delivered.send(list(reversed(rows))) == []


def test_a_rewritten_history_is_held_against_what_is_there(delivered: Delivered) -> None:
    """Where ids changed, only a member's last change counts, and only if it says something new."""
    rows = [change("same", 1), change("new", 1), change("left", 1), change("other", 1)]
    delivered.send(rows)
    again = [
        change("same", 1, change_id="same 1, again"),
        change("other", 1, change_id="other 1, again"),
        change("other", 2, "changed", change_id="other 2, again", bucket="very high"),
        change("new", 1, change_id="new 1, again"),
        change("new", 2, "left", change_id="new 2, again"),
        change("left", 1, "left", change_id="left 1, again"),
    ]
    assert sorted(short(delivered.send(again))) == ["left left", "new left", "other changed"]
    assert delivered.send(again) == []
    again.append(change("same", 2, "left", change_id="same 2, again"))
    assert short(delivered.send(again)) == ["same left"]


def test_a_change_that_is_the_last_once_more_is_a_message_of_its_own(delivered: Delivered) -> None:
    """Else a receiver that drops repeats would drop it, and the member would stay out."""
    rows = [change("a", 1), change("b", 1)]
    delivered.send(rows)
    delivered.send([*rows, change("a", 2, "left")])
    assert short(delivered.send(rows)) == ["a entered"]
    ids = [message.message_id for message in delivered.received]
    assert len(set(ids)) == len(ids) == 4
    assert delivered.send(rows) == []


def test_whom_the_warehouse_no_longer_knows_is_taken_out(delivered: Delivered) -> None:
    """Erased and rebuilt from scratch, a member has no row at all."""
    rows = [change(f"a{place}", 1) for place in range(10)]
    delivered.send(rows)
    assert sorted(short(delivered.send(rows[2:]))) == ["a0 left", "a1 left"]
    assert delivered.send(rows[2:]) == []


def test_a_wrong_warehouse_takes_nobody_out(delivered: Delivered) -> None:
    """That most members are gone is rather a mistake, unless it is confirmed."""
    rows = [change(f"a{place}", 1) for place in range(10)]
    delivered.send(rows)
    with pytest.raises(StoppedError, match="10 members, of which the warehouse no longer knows 6"):
        delivered.send(rows[6:])
    assert len(delivered.send(rows[6:], accept_gone=True)) == 6


def test_resync_sends_where_everybody_stands(delivered: Delivered) -> None:
    """After a lost ledger those who left since must go, too; the ids are those of before."""
    rows = [change("a", 1), change("b", 1)]
    delivered.send(rows)
    rows += [change("b", 2, "left")]
    delivered.send(rows)
    ids = {message.message_id for message in delivered.received}
    lost = Delivered()
    assert sorted(short(lost.send(rows, resync=True))) == ["a entered", "b left"]
    assert {message.message_id for message in lost.received} <= ids
    assert sorted(short(delivered.send(rows, resync=True))) == ["a entered", "b left"]


def test_audiences_of_one_entity_don_t_mix(delivered: Delivered) -> None:
    """Leaving one audience says nothing about another."""
    rows = [change("a", 1), change("a", 1, audience="advocacy")]
    assert len(delivered.send(rows)) == 2
    rows.append(change("a", 2, "left"))
    assert delivered.send(rows) == [("save_at_risk", "a", "left")]


def test_no_batch_has_an_entity_twice() -> None:
    """Nor two kinds of entities: HubSpot has an address for each."""
    rows = [
        change(f"a{place % 4}", number, entity="user" if place % 4 == 3 else "account")
        for place in range(8)
        for number in (2 * (place // 4) + 1, 2 * (place // 4) + 2)
    ]
    changes = in_order(AudienceChanges(as_table(rows)).read(range(len(rows))))
    batches = list(Batches(changes, 3))
    assert sum(map(len, batches)) == len(rows)
    for batch in batches:
        assert len({one.entity_id for one in batch}) == len(batch) <= 3
        assert len({one.entity for one in batch}) == 1


KINDS = st.sampled_from(["toggle", "changed"])
STEP = st.tuples(st.integers(0, 3), st.integers(0, 1), KINDS)
FATE = st.sampled_from(["noted", "noted", "noted", "lost", "killed", "dead"])


@given(
    st.lists(st.lists(STEP, max_size=6), min_size=1, max_size=5),
    st.lists(FATE, max_size=40),
    st.integers(1, 3),
)
@settings(max_examples=100, deadline=None)
def test_whatever_happens_every_change_arrives_in_order(
    stages: list[list[tuple[int, int, str]]], fates: list[str], size: int
) -> None:
    """The mart grows, deliveries are killed before or after the acknowledgement, rows refused."""
    delivered = Delivered()
    rows: list[dict[str, Any]] = []
    inside: dict[tuple[int, int], bool] = defaultdict(bool)
    numbers: dict[tuple[int, int], int] = defaultdict(int)
    refused: set[str] = set()
    due: set[str] = set()
    fate = iter(fates)
    for stage in [*stages, None]:
        for entity, audience, kind in stage or []:
            member = entity, audience
            is_changed = kind == "changed" and inside[member]
            inside[member] = is_changed or not inside[member]
            numbers[member] += 1
            said = "changed" if is_changed else "entered" if inside[member] else "left"
            rows.append(change(f"e{entity}", numbers[member], said, audience=f"a{audience}"))
            # what came before an audience's first delivery is told of present members alone
            if f"a{audience}" in delivered.begun:
                due.add(rows[-1]["change_id"])
        plan = delivered.plan(rows)
        delivered.start(plan)
        _deliver(delivered, plan, size, fate if stage is not None else iter(()), refused)

    assert due <= {one.change.change_id for one in delivered.received} | refused
    arrived: dict[Any, list[int]] = defaultdict(list)
    for message in delivered.received:
        arrived[message.change.membership].append(message.change.change_number)
    assert all(numbers == sorted(numbers) for numbers in arrived.values())
    last = {(row["entity_id"], row["audience"]): row for row in rows}
    for (entity, audience), is_in in inside.items():
        membership = f"a{audience}", "account", f"e{entity}"
        mine = [one for one in delivered.received if one.change.membership == membership]
        if last[membership[2], membership[0]]["change_id"] not in refused:
            assert bool(mine and mine[-1].sent_as != "left") == is_in
    assert delivered.plan(rows).to_send == []


def _deliver(delivered: Delivered, plan: Plan, size: int, fate: Any, refused: set[str]) -> None:
    """Send until the plan or the delivery is at its end."""
    for batch in Batches(plan.to_send, size):
        became = next(fate, "noted")
        if became == "lost":
            # acknowledged, then killed before the ledger knew
            delivered.received += [render(CRM, one, plan.state) for one in batch]
        if became in ("lost", "killed"):
            return
        for one in batch:
            delivered.acknowledge(plan, one, "dead" if became == "dead" else "delivered")
        if became == "dead":
            refused |= {one.change_id for one in batch}
