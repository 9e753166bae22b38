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
DEBTORS, EMPLOYEES = 50, 95


@pytest.fixture
def service(connected: Company) -> Iterator[Command]:
    """The service, with every flow run that was due."""
    connected.cli.must("sync", "all", *THEIRS)
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


def follow_table(company: Company, table_id: int, entered: dict[str, Any], service: Command) -> None:
    """Enter the address and the argument in Uniconta, as its bookkeeper does."""
    path = re.sub(r"^http://[^/]+", "", entered["url"])
    row = {"TableId": table_id, "Url": f"{page_of(service)}{path}", "Argument": entered["argument"], "UsePost": True}
    company.uniconta.control.rows("TableChangeEventClient", [row])


def ended(company: Company, flow: str, trigger: str) -> list[int]:
    """Return how much each run of a flow that ended well has written."""
    query = "SELECT json_extract(counts, '$.writes') FROM run WHERE flow = ? AND trigger = ? AND state = 'done'"
    return [row[0] for row in company.cli.rows(query, flow, trigger)]


def test_a_customer_that_uniconta_tells_of_is_in_intempus_within_moments(connected: Company, service: Command) -> None:
    follow_table(connected, DEBTORS, renew(connected, "uniconta"), service)
    connected.uniconta.control.switch(webhook_verb="both", webhook_duplicate_every=2, webhook_separator="?")
    fields = {"Account": "HOOK-1", "Name": "Ny Kunde", "Group": "1", "xIntempus": True}
    connected.uniconta.control.rows("DebtorClient", [fields])
    row = next(row for row in connected.uniconta.control.stored("DebtorClient") if row["Account"] == "HOOK-1")
    connected.uniconta.control.edit(entity="DebtorClient", row_id=row["RowId"], fields={"City": "Ry"})
    wait_for(lambda: any(ended(connected, "customers", "hint")), "customers run because Uniconta told of one")
    assert "Ry" in {row["city"] for row in connected.intempus.control.stored("customer") if row["number"] == "HOOK-1"}


def test_our_own_write_comes_back_as_a_hint_and_ends_there(connected: Company, service: Command) -> None:
    follow_table(connected, EMPLOYEES, renew(connected, "uniconta"), service)
    employee = next(row for row in connected.intempus.control.stored("employee") if row["number"])
    connected.cli.must("sync", "employees", *THEIRS)
    connected.intempus.control.edit(resource="employee", id=employee["id"], fields={"city": "Skagen"})
    assert facts(connected.cli.must("sync", "employees", *THEIRS, "--json"))["updated"] == 1
    wait_for(lambda: bool(ended(connected, "employees", "hint")), "what we wrote comes back as a hint")
    wait_for(lambda: connected.cli.number("SELECT count(*) FROM hint") == 0, "the hint is followed")
    assert set(ended(connected, "employees", "hint")) == {0}


def test_what_was_deleted_while_nobody_listened_is_found_by_the_next_run(connected: Company) -> None:
    connected.cli.must("sync", "customers", *THEIRS)
    active = {row["number"] for row in connected.intempus.control.stored("customer") if row["active"]}
    ticked = {row["Account"]: row for row in connected.uniconta.control.stored("DebtorClient") if row["xIntempus"]}
    gone = min(active & set(ticked))
    connected.uniconta.control.delete(entity="DebtorClient", row_id=ticked[gone]["RowId"])
    assert facts(connected.cli.must("sync", "customers", *THEIRS, "--json"))["deactivated"] == 1
    still = {row["number"]: row["active"] for row in connected.intempus.control.stored("customer")}
    assert still[gone] is False
