"""`make demo` behind the Makefile: the proof, the page, and an end that leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.journeys.looking import DONE, NOT_RIGHT, facts
from tests.support.browsing import come_in
from tests.support.processes import PATIENCE_SECONDS, CommandLine, wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.processes import Command

PROMISED = {"approved", "carried", "lost", "doubled", "parked", "calls"}


@pytest.fixture
def cli(tmp_path: Path) -> Iterator[CommandLine]:
    line = CommandLine(tmp_path, {"TMPDIR": str(tmp_path / "temporary")})
    (tmp_path / "temporary").mkdir()
    yield line
    line.close()


def left_behind(cli: CommandLine) -> list[str]:
    return [place.name for place in (*cli.home.with_name("temporary").iterdir(), *cli.working.iterdir())]


def addresses(text: str) -> list[str]:
    return re.findall(r"http://127\.0\.0\.1:\d+", text)


def sign_in_link(text: str) -> str:
    return next(word for word in text.split() if "/join/" in word)


def answers(address: str) -> bool:
    host, port = address.removeprefix("http://").split(":")
    try:
        socket.create_connection((host, int(port)), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def staying(cli: CommandLine) -> Command:
    """Start the demo that stays, and wait until it has said everything."""
    demo = cli.start("demo", "--port", "0")
    wait_for(lambda: "Ctrl-C" in demo.out.read_text() or not demo.is_running(), "the demo prints where to look")
    return demo


def test_once_for_machines_prints_the_sum_and_exits_with_0_since_it_holds(cli: CommandLine) -> None:
    finished = cli.run("demo", "--once", "--json")
    assert finished.code == DONE, str(finished)
    proof = facts(finished)
    assert proof.keys() >= PROMISED
    assert proof["carried"] + proof["parked"] == proof["approved"] > 1000
    assert (proof["lost"], proof["doubled"]) == (0, 0)
    assert proof["calls"] == sum(proof["calls_by_system"].values()) > 0
    assert "keep a copy of it" in proof["about_the_key"]
    assert finished.error == ""
    assert left_behind(cli) == []


FLOWS = ["employees", "customers", "items", "projects", "reports"]


def test_once_for_machines_carries_all_five_flows_and_finds_nothing_left_to_write(cli: CommandLine) -> None:
    proof = facts(cli.must("demo", "--once", "--json"))
    assert list(proof["flows"]) == FLOWS
    assert {flow: told["second_run_writes"] for flow, told in proof["flows"].items()} == dict.fromkeys(FLOWS, 0)
    assert proof["flows"]["customers"]["linked"] > 0
    assert proof["flows"]["projects"]["created"] > 0


def test_another_seed_is_another_company_and_holds_as_well(cli: CommandLine) -> None:
    proof = facts(cli.must("demo", "--once", "--json", "--seed", "7"))
    assert (proof["lost"], proof["doubled"]) == (0, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_demo_that_stays_serves_the_day_and_leaves_nothing_behind_when_it_is_stopped(
    cli: CommandLine, number: signal.Signals
) -> None:
    demo = staying(cli)
    said = demo.out.read_text()
    page, _, *twins = addresses(said)
    assert "Lost: 0. Doubled: 0." in said
    assert len(twins) == 2
    with closing(come_in(sign_in_link(said))) as owner:
        shown = owner.get(page)
    assert shown.status_code == 200
    assert "Opdigtet VVS og El" in shown.text
    demo.process.send_signal(number)
    finished = demo.finish()
    assert finished.code == DONE, str(finished)
    assert "Traceback" not in finished.error
    assert left_behind(cli) == []
    assert not any(answers(address) for address in (page, *twins))


def test_ctrl_c_in_a_terminal_reaches_every_process_at_once_and_is_quiet(cli: CommandLine) -> None:
    said = cli.said / "demo"
    with said.open("w") as file:
        demo = subprocess.Popen(
            [sys.executable, "-m", "bindeled", "demo", "--port", "0"],
            env=cli._environment, stdout=file, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    wait_for(lambda: "Ctrl-C" in said.read_text() or demo.poll() is not None, "the demo prints where to look")
    os.killpg(demo.pid, signal.SIGINT)
    assert demo.wait(PATIENCE_SECONDS) == DONE
    assert said.read_text().endswith("Stop with Ctrl-C.\n")
    assert left_behind(cli) == []


@contextmanager
def in_the_background() -> Iterator[None]:
    """Start what is started meanwhile as a script does in the background: deaf to Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_demo_in_the_background_that_is_stopped_while_it_carries_leaves_nothing_behind(cli: CommandLine) -> None:
    with in_the_background():
        demo = cli.start("demo", "--port", "0")
    temporary = cli.home.with_name("temporary")
    wait_for(lambda: any(temporary.glob("*/bindeled.sqlite3")), "the demo has begun")
    demo.process.send_signal(signal.SIGTERM)
    finished = demo.finish()
    assert finished.code != DONE
    assert "Traceback" not in finished.error
    assert left_behind(cli) == []


def test_a_demo_whose_port_is_taken_says_so_and_leaves_nothing_behind(cli: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        finished = cli.run("demo", "--port", str(taken.getsockname()[1]))
    assert finished.code == NOT_RIGHT
    assert "is taken by another program" in finished.error
    assert left_behind(cli) == []


def test_the_sandbox_says_how_to_sign_in_and_stops_with_its_twins(cli: CommandLine) -> None:
    sandbox = cli.start("sandbox", "--json")
    wait_for(lambda: "\n" in sandbox.out.read_text() or not sandbox.is_running(), "the sandbox says where it is")
    said = sandbox.out.read_text()
    assert all(answers(address) for address in addresses(said))
    assert sandbox.ask_to_end() == DONE
    assert '"company": "10523"' in said
    assert not any(answers(address) for address in addresses(said))
