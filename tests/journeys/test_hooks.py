"""The systems tell of changes: heard within moments, ignored without the secret, and not missed when not heard."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx2
import pytest

from tests.journeys.looking import DONE, THEIRS, facts, lines_in_uniconta
from tests.journeys.test_service import page_of
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.processes import Command, Company

QUICKLY = {"BINDELED_SCHEDULE_LOOK_SECONDS": "0.1", "BINDELED_HINT_SETTLE_SECONDS": "0.2"}
NOBODY_THERE = "http://127.0.0.1:9"


@pytest.fixture
def service(connected: Company) -> Iterator[Command]:
    """The service, with everything carried that was due."""
    connected.rest()
    service = connected.cli.start("up", "--port", "0", **QUICKLY)
    yield service
    assert service.ask_to_end() == DONE


def address_at(service: Command, entered: dict[str, Any]) -> str:
    """Return where to call, at the port that this service was given, with the secret as Uniconta would add it."""
    path = re.sub(r"^http://[^/]+", "", entered["url"])
    argument = f"?Argument={entered['argument']}" if "argument" in entered else ""
    return f"{page_of(service)}{path}{argument}"


@contextmanager
def a_person_in_intempus(company: Company) -> Iterator[httpx2.Client]:
    """Somebody who uses Intempus while we look on."""
    login = company.credentials["intempus"]
    headers = {"Authorization": f"ApiKey {login['login']}:{login['secret']}"}
    with httpx2.Client(base_url=f"{company.intempus.url}/web/v1/", headers=headers, trust_env=False) as api:
        yield api


def subscribe_to_reports(company: Company, url: str) -> None:
    """Ask the Intempus twin to call this address whenever a work report changes, twice each time and in any order."""
    company.intempus.control.switch(webhooks="on")
    with a_person_in_intempus(company) as api:
        events = api.get("webhook_event_type/").json()["objects"]
        wanted = [row["resource_uri"] for row in events if row["name"].startswith("work_report.")]
        [company_uri] = [row["resource_uri"] for row in api.get("company/").json()["objects"]]
        body = {"company": company_uri, "url": url, "active": True, "event_types": wanted}
        assert api.post("webhook_configuration/", json=body).status_code == 201


def open_reports(company: Company) -> list[int]:
    return [row["id"] for row in company.intempus.control.stored("work_report") if not row["approved"]]


def write_on(company: Company, report: int) -> None:
    """Change a report that is not approved, which is nothing to be carried, but something that Intempus tells of."""
    with a_person_in_intempus(company) as api:
        assert api.patch(f"work_report/{report}/", json={"remarks": "Rettet"}).status_code < 300


def hinted(company: Company) -> int:
    return company.cli.number("SELECT count(*) FROM run WHERE trigger = 'hint' AND state = 'done'")


def renew(company: Company, system: str) -> dict[str, Any]:
    return facts(company.cli.must("hooks", "renew", system, *THEIRS, "--json"))


def test_what_intempus_tells_of_lets_reports_run_which_see_for_themselves_what_there_is(
    connected: Company, service: Command
) -> None:
    subscribe_to_reports(connected, address_at(service, renew(connected, "intempus")))
    approved, touched = open_reports(connected)[:2]
    connected.intempus.control.approve([approved])
    before = lines_in_uniconta(connected)
    write_on(connected, touched)
    wait_for(lambda: hinted(connected) >= 1, "reports run because Intempus told of a change")
    new = set(lines_in_uniconta(connected)) - set(before)
    assert {line[2:12].lstrip("0") for line in new} == {str(approved)}
    hooks = facts(connected.cli.must("hooks", "show", *THEIRS, "--json"))["hooks"]
    assert [hook["system"] for hook in hooks if hook["heard_at"]] == ["intempus"]


def test_a_call_without_the_secret_is_not_found_and_starts_nothing(connected: Company, service: Command) -> None:
    entered = renew(connected, "uniconta")
    address = address_at(service, entered)
    stranger = address.replace(entered["argument"], "hook-" + "x" * 43)
    told = [
        httpx2.get(url, params={"Table": "Employee"}, trust_env=False)
        for url in (stranger, address.partition("?")[0], address.replace("/hooks/uniconta/", "/hooks/intempus/"))
    ]
    assert {(answer.status_code, answer.text) for answer in told} == {(404, "not found")}
    assert connected.cli.number("SELECT count(*) FROM hint") == 0
    assert entered["argument"] not in service.error.read_text()


def test_the_secret_is_shown_once_and_a_renewed_one_shuts_the_former_out(connected: Company, service: Command) -> None:
    first, second = renew(connected, "uniconta"), renew(connected, "uniconta")
    shown = connected.cli.must("hooks", "show", *THEIRS)
    assert second["argument"] not in shown.out
    assert [httpx2.get(address_at(service, entered), trust_env=False).status_code for entered in (first, second)] == [
        404,
        200,
    ]


def test_a_stopped_receiver_loses_nothing(connected: Company) -> None:
    connected.rest()
    subscribe_to_reports(connected, f"{NOBODY_THERE}/hooks/intempus/{'0' * 24}")
    carried = next(row["id"] for row in connected.intempus.control.stored("work_report") if row["approved"])
    approved, touched = open_reports(connected)[:2]
    write_on(connected, touched)
    connected.intempus.control.approve([approved])
    connected.intempus.control.delete(resource="work_report", id=carried)
    connected.rest()
    reports = {int(line[2:12]) for line in lines_in_uniconta(connected)}
    assert (approved in reports, carried in reports) == (True, False)
