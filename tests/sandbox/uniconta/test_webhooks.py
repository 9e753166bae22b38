"""Rule 21 of the Uniconta sheet, section 8, and its section 5: change-URL webhooks."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from sandbox.client import TwinControl
from tests.sandbox.uniconta.caller import Caller
from tests.support.processes import wait_for

EVENTS = "TableChangeEventClient"
DEBTOR, EMPLOYEE = 50, 95


class Receiver:
    """Takes calls on loopback and keeps them, in the order in which they came."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, bytes]] = []
        self.status = 200
        calls, receiver = self.calls, self

        class Handler(BaseHTTPRequestHandler):
            def _take(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                calls.append((self.command, self.path, body))
                self.send_response(receiver.status)
                self.end_headers()

            do_GET = do_POST = _take  # noqa: N815 - the names that the server looks for

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/changed"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def told(self, name: str) -> list[str]:
        """Return one query parameter of each call."""
        return [dict(parse_qsl(urlsplit(path).query)).get(name, "") for _, path, _ in self.calls]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


def listen(caller: Caller, url: str, table: int = DEBTOR, **more: Any) -> dict[str, Any]:
    row: dict[str, Any] = caller.insert(EVENTS, {"TableId": table, "Url": url, **more}).json()
    return row


def wait(control: TwinControl) -> list[dict[str, Any]]:
    """Wait until nothing is on its way, and return what became of each event."""
    wait_for(lambda: not control.call("GET", "webhooks")["waiting"], "no event is on its way any more")
    return list(control.call("GET", "webhooks")["deliveries"])


def debtors(caller: Caller, *accounts: str) -> list[dict[str, Any]]:
    rows = [{"Account": account, "Name": "Opdigtet", "Group": "1"} for account in accounts]
    return list(caller.insert_list("DebtorClient", rows).json())


def test_rule_21_own_writes_to_a_master_table_are_told_with_their_key(
    caller: Caller, control: TwinControl, receiver: Receiver
) -> None:
    listen(caller, receiver.url, Argument="en streng")
    (row,) = debtors(caller, "Å 1")
    caller.update("DebtorClient", row | {"City": "By"})
    caller.delete("DebtorClient", row)
    wait(control)
    assert [method for method, _, _ in receiver.calls] == ["GET"] * 3
    assert receiver.told("Action") == ["add", "update", "delete"]
    first = dict(parse_qsl(urlsplit(receiver.calls[0][1]).query))
    assert first == {
        "CompanyId": "10523",
        "Table": "Debtor",
        "RowId": str(row["RowId"]),
        "Key": "Å 1",
        "Action": "add",
        "Argument": "en streng",
    }


def test_rule_21_what_a_person_does_is_told_as_well(caller: Caller, control: TwinControl, receiver: Receiver) -> None:
    listen(caller, receiver.url, EMPLOYEE)
    row = caller.one("EmployeeClient", "Number", "101")
    control.edit(entity="EmployeeClient", row_id=row["RowId"], fields={"City": "By"})
    control.rows("EmployeeClient", [{"Number": "990", "Name": "Prøve"}])
    wait(control)
    assert list(zip(receiver.told("Action"), receiver.told("Key"), strict=True)) == [("update", "101"), ("add", "990")]


def test_rule_21_lines_other_tables_other_companies_and_refused_writes_are_not_told(
    caller: Caller, control: TwinControl, receiver: Receiver, line: dict[str, Any]
) -> None:
    for table in (0, DEBTOR):
        listen(caller, receiver.url, table)
    caller.insert("ProjectJournalLineClient", line)
    caller.insert_list("DebtorClient", [{"Account": "ny", "Name": "x"}, {"Account": "0042", "Name": "x"}])
    control.rows("DebtorClient", [{"CompanyId": 10777, "Account": "ny", "Name": "x"}])
    assert wait(control) == []
    assert receiver.calls == []


def test_rule_21_with_use_post_the_record_comes_as_a_flat_body_beside_the_query(
    caller: Caller, control: TwinControl, receiver: Receiver
) -> None:
    listen(caller, receiver.url, UsePost=True)
    sent = {"Account": "ny", "Name": "Opdigtet", "Group": "1", "Country": "Denmark", "xIntempus": True}
    row = caller.insert("DebtorClientUser", sent).json()
    caller.delete("DebtorClient", row)
    wait(control)
    added, deleted = (json.loads(body) for _, _, body in receiver.calls)
    assert added == row
    assert added["CountryName"] == "Denmark"
    assert deleted == {"RowId": row["RowId"], "KeyStr": "ny", "Account": "ny"}
    assert receiver.told("Key") == ["ny", "ny"]


@pytest.mark.parametrize(
    ("verb", "told"),
    [
        ("Action", {"Action": "add"}),
        ("Operation", {"Operation": "Add"}),
        ("both", {"Action": "add", "Operation": "Add"}),
    ],
)
def test_rule_21_what_happened_is_told_under_either_name(
    caller: Caller, control: TwinControl, receiver: Receiver, verb: str, told: dict[str, str]
) -> None:
    control.switch(webhook_verb=verb)
    listen(caller, receiver.url)
    debtors(caller, "ny")
    wait(control)
    query = dict(parse_qsl(urlsplit(receiver.calls[0][1]).query))
    assert {name: query[name] for name in ("Action", "Operation") if name in query} == told


def test_the_old_page_prints_question_marks_between_the_parameters(
    caller: Caller, control: TwinControl, receiver: Receiver
) -> None:
    control.switch(webhook_separator="?", webhook_argument="token")
    listen(caller, receiver.url, Argument="x")
    (row,) = debtors(caller, "ny")
    wait(control)
    path = f"/changed?CompanyId=10523?Table=Debtor?RowId={row['RowId']}?Key=ny?Action=add?token=x"
    assert receiver.calls[0][1] == path


@pytest.mark.parametrize(
    ("switch", "keys"),
    [
        ({"webhook_duplicate_every": 2}, ["a", "b", "b", "c"]),
        ({"webhook_drop_every": 2}, ["a", "c"]),
        ({"webhook_reorder": 3}, ["c", "b", "a"]),
    ],
)
def test_rule_21_events_are_doubled_dropped_or_turned_round_by_switch(
    caller: Caller, control: TwinControl, receiver: Receiver, switch: dict[str, int], keys: list[str]
) -> None:
    control.switch(**switch)
    listen(caller, receiver.url)
    debtors(caller, "a", "b", "c")
    wait(control)
    assert receiver.told("Key") == keys


def test_rule_21_an_answer_that_is_no_success_is_noted_on_the_row_until_one_is(
    caller: Caller, control: TwinControl, receiver: Receiver
) -> None:
    row = listen(caller, receiver.url)
    receiver.status = 500
    debtors(caller, "a")
    assert [(each["tries"], each["error"]) for each in wait(control)] == [(1, "HTTP 500")]
    (noted,) = caller.bare(EVENTS)
    assert (noted["HasError"], noted["ErrorMessage"]) == (True, "HTTP 500")
    assert noted["LastEvent"] > row["LastEvent"]
    receiver.status = 204
    debtors(caller, "b")
    wait(control)
    (noted,) = caller.bare(EVENTS)
    assert noted["HasError"] is False
    assert "ErrorMessage" not in noted


def test_by_switch_an_event_is_tried_again_and_a_row_with_an_error_hears_nothing_more(
    caller: Caller, control: TwinControl, receiver: Receiver
) -> None:
    control.switch(webhook_tries=3, webhook_retry_seconds=0.01, webhook_stops_on_error=True)
    listen(caller, receiver.url)
    receiver.status = 503
    debtors(caller, "a")
    assert [each["tries"] for each in wait(control)] == [3]
    debtors(caller, "b")
    assert len(wait(control)) == 1
    assert receiver.told("Key") == ["a"] * 3


@pytest.mark.parametrize("url", ["http://modtager.example/x", "https://127.0.0.1/x", "ftp://127.0.0.1/x", "intet"])
def test_only_addresses_of_this_machine_are_called(caller: Caller, control: TwinControl, url: str) -> None:
    listen(caller, url)
    debtors(caller, "a")
    (delivery,) = wait(control)
    assert delivery["error"] == "Only http addresses of this machine are called"
    assert caller.bare(EVENTS)[0]["HasError"] is True


def test_a_receiver_that_is_not_there_is_noted(caller: Caller, control: TwinControl) -> None:
    gone = Receiver()
    gone.close()
    listen(caller, gone.url)
    debtors(caller, "a")
    (delivery,) = wait(control)
    assert delivery["error"] == "ConnectionRefusedError"


def test_a_new_scenario_forgets_what_was_on_its_way(caller: Caller, control: TwinControl, receiver: Receiver) -> None:
    listen(caller, receiver.url)
    debtors(caller, "a")
    control.reset("small")
    assert control.call("GET", "webhooks") == {"waiting": 0, "deliveries": []}
