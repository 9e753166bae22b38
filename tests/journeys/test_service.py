"""`bindeled up`: the page, the worker, and an end that leaves nothing half-done."""

from __future__ import annotations

import signal
import socket
from contextlib import closing
from typing import TYPE_CHECKING

import httpx2
import pytest

from tests.journeys.looking import DONE, facts, lines_in_uniconta
from tests.journeys.test_troubles import connect_anew, revoke_the_key
from tests.support.browsing import owner_at
from tests.support.processes import TENANT, wait_for

if TYPE_CHECKING:
    from tests.support.processes import Command, Company

FAST = {"BINDELED_SCHEDULE_LOOK_SECONDS": "0.2"}


def page_of(command: Command) -> str:
    """Wait until the command has said where its page is, and return that."""
    wait_for(lambda: "\n" in command.out.read_text() or not command.is_running(), "the command says where its page is")
    (line, *_) = command.out.read_text().splitlines() or [command.error.read_text()]
    assert "http://127.0.0.1:" in line, line
    return line.rsplit(" ", 1)[-1]


def is_reports_run(company: Company, state: str) -> bool:
    """Tell whether a run of the reports, one of five flows, stands so."""
    return company.cli.number("SELECT count(*) FROM run WHERE flow = 'reports' AND state = ?", state) > 0


def test_up_serves_the_day_and_carries_what_is_due(connected: Company) -> None:
    service = connected.cli.start("up", "--port", "0", **FAST)
    page = page_of(service)
    wait_for(lambda: is_reports_run(connected, "done"), "the run that is due is done")
    assert "Opdigtet" not in httpx2.get(page, follow_redirects=True, trust_env=False).text
    with closing(owner_at(connected.cli, TENANT, page)) as owner:
        answer = owner.get(page)
    assert answer.status_code == 200
    assert "Opdigtet" in answer.text
    assert len(lines_in_uniconta(connected)) == connected.cli.number("SELECT count(*) FROM ledger_entry")
    assert service.ask_to_end() == DONE


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", ["up", "web", "worker"])
def test_a_service_ends_cleanly_when_it_is_asked_to(company: Company, command: str, number: signal.Signals) -> None:
    service = company.cli.start(command, *(("--port", "0") if command != "worker" else ()), "--json")
    wait_for(lambda: "\n" in service.out.read_text() or not service.is_running(), "the service is up")
    service.process.send_signal(number)
    finished = service.finish()
    assert finished.code == DONE, str(finished)
    assert "Traceback" not in finished.error
    page = facts(finished).get("page")
    if page:
        host, port = page.removeprefix("http://").split(":")
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((host, int(port)), timeout=5)


def test_a_new_login_sends_a_held_run_on_while_the_service_stays_up(connected: Company) -> None:
    revoke_the_key(connected)
    service = connected.cli.start("up", "--port", "0", **FAST)
    wait_for(lambda: is_reports_run(connected, "held"), "it is held")
    connect_anew(connected)
    wait_for(lambda: is_reports_run(connected, "done"), "the held run goes on by itself")
    assert len(lines_in_uniconta(connected)) == connected.cli.number("SELECT count(*) FROM ledger_entry") > 0
    assert service.ask_to_end() == DONE
