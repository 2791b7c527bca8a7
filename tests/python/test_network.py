"""No tool that the project starts sends usage statistics, or looks for a newer version of itself.

What other tests start is watched too (`nothing_leaves_this_machine` in conftest.py). Here stands
what they don't start, and that the watchers would see it: without the project's switches the same
tools are caught.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import yaml

from conftest import ROOT
from network import Network, Recorder, recorder
from no_telemetry import SWITCHES

STATISTICS = "p.vx.dbt.com"
"""Whom dbt 2.0 and dbt-charts send statistics to."""
NEWER_VERSION = "public.cdn.getdbt.com"
"""Whom dbt 2.0 asks for a newer version."""
DBT_2 = ROOT / ".venv-dbt2" / "bin" / "dbt"
DCT = ROOT / ".venv-boards" / "bin" / "dct"


@pytest.fixture
def proxy() -> Iterator[Recorder]:
    """A proxy that writes down who is asked for."""
    with recorder() as recorded:
        yield recorded


def bare(*without: str) -> dict[str, str]:
    """The environment of somebody who has set no switch."""
    hidden = {*SWITCHES, *without}
    return {name: value for name, value in os.environ.items() if name not in hidden}


def run(command: list[str], environment: dict[str, str], folder: Path = ROOT) -> None:
    """Run a command that must work."""
    done = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-2000:]}{done.stderr[-2000:]}"


def environment_of_make() -> dict[str, str]:
    """What the Makefile hands to its commands, in a shell that has set no switch."""
    shown = subprocess.run(
        ["make", "--no-print-directory", "--eval", "shown:; @env", "shown"],
        env=bare(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split("=", 1) for line in shown.stdout.splitlines() if "=" in line)


def small_project(folder: Path) -> list[str]:
    """A project of one model, without the flag of ours; returns dbt's command to parse it."""
    (folder / "models").mkdir()
    (folder / "models" / "one.sql").write_text("select 1 as one", encoding="utf-8")
    (folder / "dbt_project.yml").write_text("name: small\nprofile: small\n", encoding="utf-8")
    output = {"type": "duckdb", "path": ":memory:"}
    profile = {"small": {"target": "here", "outputs": {"here": output}}}
    (folder / "profiles.yml").write_text(yaml.safe_dump(profile), encoding="utf-8")
    return ["parse", "--profiles-dir", str(folder), "--target-path", str(folder / "target")]


def test_make_sets_the_switches() -> None:
    """Those of the scripts, and pip doesn't look for a newer one."""
    shown = environment_of_make()
    assert {name: shown.get(name) for name in SWITCHES} == SWITCHES
    assert shown["PIP_DISABLE_PIP_VERSION_CHECK"] == "1"


def test_scripts_set_the_switches() -> None:
    """Each script that starts a tool takes them from one place, and none has its own."""
    starts = re.compile(r"dbtRunner\(|/ \"dbt\"|metricflow\.cli|import dbt_charts|from boards\.")
    starting = []
    for path in sorted((ROOT / "scripts").rglob("*.py")):
        code = path.read_text(encoding="utf-8")
        if path.name != "no_telemetry.py":
            assert "DO_NOT_TRACK" not in code, path
        if starts.search(code) and "boards" not in path.parent.name:
            starting.append(path.name)
            assert "SWITCHES" in code, path
    assert {"build.py", "metrics.py", "dashboards.py", "project.py"} <= set(starting)


def test_the_watcher_sees_python(tmp_path: Path) -> None:
    """By name and by address; what stays on this machine is let through."""
    network = Network(tmp_path / "attempts")
    code = """
import socket
with socket.create_server(("127.0.0.1", 0)) as server:
    socket.create_connection(server.getsockname()).close()
socket.getaddrinfo("localhost", 80)
for ask in (
    lambda: socket.create_connection(("example.com", 80)),
    lambda: socket.create_connection(("192.0.2.1", 80)),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.2", 53)),
):
    try:
        ask()
    except ConnectionRefusedError:
        continue
    raise SystemExit("let through")
"""
    run([sys.executable, "-c", code], os.environ | network.environment)
    assert [attempt.split()[0] for attempt in network.attempts] == [
        "example.com",
        "192.0.2.1",
        "192.0.2.2",
    ]


def test_dbt_core_sends_nothing(tmp_path: Path) -> None:
    """By the flag in dbt_project.yml, whoever starts it; without it, it would."""
    dbt = str(Path(sys.executable).parent / "dbt")
    command = small_project(tmp_path)
    sending, ours = Network(tmp_path / "sending"), Network(tmp_path / "ours")
    run([dbt, *command], bare() | sending.environment, tmp_path)
    assert sending.attempts, "dbt's statistics are not seen here: the test proves nothing"
    flags = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))["flags"]
    with (tmp_path / "dbt_project.yml").open("a", encoding="utf-8") as project:
        project.write(yaml.safe_dump({"flags": flags}))
    run([dbt, *command], bare() | ours.environment, tmp_path)
    assert ours.attempts == []


@pytest.mark.skipif(not DBT_2.exists(), reason="dbt 2.0 is not installed: make lint")
def test_dbt_2_sends_nothing(tmp_path: Path, proxy: Recorder) -> None:
    """By the switches alone: it heeds no flag of dbt_project.yml."""
    dbt = [str(DBT_2), *small_project(tmp_path), "--quiet"]
    run(dbt, bare() | proxy.environment, tmp_path)
    seen = {host.partition(":")[0] for host in proxy.asked_for}
    assert {STATISTICS, NEWER_VERSION} <= seen, "what it sends is not seen here"
    proxy.asked_for.clear()
    run(dbt, environment_of_make() | proxy.environment, tmp_path)
    assert proxy.asked_for == []


@pytest.mark.skipif(not DCT.exists(), reason="dbt-charts is not installed: make dashboards")
def test_dbt_charts_sends_nothing(tmp_path: Path) -> None:
    """By the file in dashboards/, whoever starts it as the README says; without it, it would."""
    for part in ("dbt_charts.yml", "dbt_project.yml"):
        (tmp_path / part).symlink_to(ROOT / "dashboards" / part)
    (tmp_path / "charts").mkdir()
    for board in ("10_worklist.yml", "meta.yml"):
        (tmp_path / "charts" / board).symlink_to(ROOT / "dashboards" / "charts" / board)
    command = [str(DCT), "validate", "--project-dir", str(tmp_path)]
    ours, sending = Network(tmp_path / "ours"), Network(tmp_path / "sending")
    run(command, bare() | ours.environment, tmp_path)
    (tmp_path / "dbt_project.yml").unlink()
    run(command, bare() | sending.environment, tmp_path)
    assert ours.attempts == []
    assert STATISTICS in " ".join(sending.attempts), "what it sends is not seen here"


@pytest.mark.parametrize("target", ["duckdb", "published"])
def test_duckdb_fetches_no_extension(tmp_path: Path, target: str) -> None:
    """A function that an extension has is an error, not a download."""
    profiles = yaml.safe_load((ROOT / "profiles.yml.example").read_text(encoding="utf-8"))
    settings = profiles["saas_segments"]["outputs"][target]["settings"]
    with duckdb.connect(config={"extension_directory": str(tmp_path)}) as connection:
        for name in settings.keys() & {"autoinstall_known_extensions"}:
            connection.execute(f"set {name} = {settings[name]}")
        with pytest.raises(duckdb.Error, match="not found") as raised:
            connection.sql("select host('127.0.0.1'::inet)")
    assert "download" not in str(raised.value)
