"""activate.py is killed midway, again and again: nothing is lost, and repeats bear the same id."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from pathlib import Path

from audience_changes import change, write_mart, write_project
from conftest import ROOT
from receiver import Reply, Request, receiving

KILLS = 5
NO_SETTINGS = {"WAREHOUSE": "", "LEDGER": "", "TARGET": "", "NO_PROXY": "127.0.0.1"}
ACCOUNTS = 60


def test_a_killed_delivery_goes_on_where_it_was(tmp_path: Path) -> None:
    """Killed by SIGKILL at any moment, between an acknowledgement and the ledger too."""
    destination = {"destination": "crm", "kind": "webhook", "channels": ["sales"], "batch_size": 5}
    write_project(tmp_path, {**destination, "requests_per_second": 10_000})
    draws = random.Random(5)
    running: list[subprocess.Popen] = []
    countdown = [10**6]

    def reply(_: Request) -> Reply:
        countdown[0] -= 1
        if countdown[0] < 0:
            running[-1].wait(10)  # it is being killed: nothing more is answered
        if countdown[0] == 0:
            # before the answer, every other time: the ledger can't know then
            after = draws.uniform(0, 0.02) if len(running) % 2 else 0
            threading.Timer(after, running[-1].kill).start() if after else running[-1].kill()
        return Reply()

    def run() -> tuple[int, str]:
        with subprocess.Popen(
            [sys.executable, str(ROOT / "scripts" / "activate.py"), "--backoff", "0.01"],
            cwd=tmp_path,
            env=os.environ | NO_SETTINGS | {"ACTIVATE_CRM_URL": receiver.url},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            running.append(process)
            said, _ = process.communicate()
        return process.returncode, said

    with receiving(reply) as receiver:
        rows = [change("first", 1), change("first", 1, audience="advocacy")]
        write_mart(tmp_path / "warehouse.duckdb", rows)
        status, said = run()
        assert status == 0, said
        for place in range(ACCOUNTS):
            kinds = ["entered", "changed", "left", "entered"][: 2 + place % 3]
            for number, kind in enumerate(kinds, 1):
                audience = "save_at_risk" if place % 4 else "advocacy"
                rows.append(change(f"account_{place}", number, kind, audience=audience))
        write_mart(tmp_path / "warehouse.duckdb", rows)
        statuses = []
        for _ in range(KILLS):
            countdown[0] = draws.randint(1, 8)
            statuses.append(run()[0])
        countdown[0] = 10**6
        status, said = run()
        assert status == 0, said
        assert "crm: nothing new." in run()[1]

    assert statuses.count(-signal.SIGKILL) == KILLS
    by_id = {message["message_id"]: message for message in receiver.messages}
    assert len(by_id) == len(rows)
    assert len(receiver.messages) > len(rows)
    # a repeat is the same message, word for word
    assert all(by_id[message["message_id"]] == message for message in receiver.messages)
    told = {
        (one["audience"], one["entity_id"], one["changed_at"], one["change"])
        for one in by_id.values()
    }
    assert told == {
        (row["audience"], row["entity_id"], f"{row['changed_at'].isoformat()}Z", row["change"])
        for row in rows
    }
    times = defaultdict(list)
    for message in receiver.messages:
        times[message["entity_id"]].append(message["changed_at"])
    assert all(told == sorted(told) for told in times.values())
