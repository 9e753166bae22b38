import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from sandbox.client import TwinControl
from tests.support.processes import wait_for


class Receiver(http.server.BaseHTTPRequestHandler):
    """Takes what comes."""

    received: list[Any]
    refuse = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        refused = type(self).refuse > 0
        if refused:
            type(self).refuse -= 1
        else:
            self.received.append(json.loads(body))
        self.send_response(503 if refused else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""


@pytest.fixture
def receiver() -> Iterator[type[Receiver]]:
    class Own(Receiver):
        received: list[Any] = []  # noqa: RUF012 - each test makes a class of its own

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Own) as server:
        Own.url = f"http://127.0.0.1:{server.server_port}/hook"  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield Own
        server.shutdown()


def _subscribe(api: httpx2.Client, url: str, *events: str) -> httpx2.Response:
    kinds = {row["name"]: row["resource_uri"] for row in api.get("webhook_event_type/").json()["objects"]}
    body = {
        "company": "/web/v1/company/1/",
        "url": url,
        "active": True,
        "event_types": [kinds[name] for name in events],
    }
    return api.post("webhook_configuration/", json=body)


def _wait(receiver: Any, count: int) -> list[Any]:
    wait_for(lambda: len(receiver.received) >= count, f"{count} events are told")
    return list(receiver.received)


def test_a_change_is_told_more_than_once_without_a_signature(
    api: httpx2.Client, control: TwinControl, receiver: Any
) -> None:
    control.switch(webhooks="on")
    assert _subscribe(api, receiver.url, "case.updated").status_code == 201
    api.patch("case/1/", json={"name": "Nyt"})
    told = {"event": "case.updated", "id": 1, "resource_uri": "/web/v1/case/1/"}
    assert _wait(receiver, 2) == [told, told]


def test_events_come_in_any_order_or_in_theirs_as_switched(
    api: httpx2.Client, control: TwinControl, receiver: Any
) -> None:
    control.switch(webhooks="on", webhook_order="kept", webhook_repeats=0, webhook_content="object")
    _subscribe(api, receiver.url, "case.updated")
    names = [f"Navn {number}" for number in range(8)]
    for name in names:
        api.patch("case/1/", json={"name": name})
    assert [told["object"]["name"] for told in _wait(receiver, 8)] == names


def test_a_receiver_that_refuses_is_tried_again(api: httpx2.Client, control: TwinControl, receiver: Any) -> None:
    control.switch(webhooks="on", webhook_repeats=0)
    receiver.refuse = 2
    _subscribe(api, receiver.url, "customer.created")
    api.post("customer/", json={"company": "/web/v1/company/1/", "name": "Ny"})
    assert [told["event"] for told in _wait(receiver, 1)] == ["customer.created"]


def test_nothing_is_told_of_other_events_or_to_inactive_addresses_or_unless_switched(
    api: httpx2.Client, control: TwinControl, receiver: Any
) -> None:
    _subscribe(api, receiver.url, "case.updated", "case.deleted")
    api.patch("case/1/", json={"name": "Slukket"})
    control.switch(webhooks="on", webhook_repeats=0)
    api.patch("customer/1/", json={"name": "En anden hændelse"})
    api.patch("webhook_configuration/1/", json={"active": False})
    api.patch("case/1/", json={"name": "Ikke aktiv"})
    api.patch("webhook_configuration/1/", json={"active": True})
    api.delete("case/3/")
    assert [told["event"] for told in _wait(receiver, 1)] == ["case.deleted"]
    (delivery,) = control.call("GET", "webhook-deliveries")["deliveries"]
    assert delivery["status"] == 200


def test_what_people_change_on_their_own_pages_is_told_unless_switched_otherwise(
    api: httpx2.Client, control: TwinControl, receiver: Any
) -> None:
    control.switch(webhooks="on", webhook_repeats=0, webhook_order="kept")
    _subscribe(api, receiver.url, "case.created", "case.updated", "case.deleted")
    (made,) = control.rows("case", [{"number": "9", "name": "Ny", "customer": 1}])["ids"]
    control.edit(resource="case", id=made, fields={"name": "Rettet"})
    control.switch(webhook_on_own_pages=False)
    control.edit(resource="case", id=made, fields={"name": "Rettet igen"})
    control.switch(webhook_on_own_pages=True)
    control.delete(resource="case", id=made)
    told = [(event["event"], event["id"]) for event in _wait(receiver, 3)]
    assert told == [("case.created", made), ("case.updated", made), ("case.deleted", made)]


def test_an_approval_and_a_delete_are_told_or_not_as_switched(
    api: httpx2.Client, control: TwinControl, receiver: Any
) -> None:
    control.switch(webhooks="on", webhook_repeats=0, webhook_order="kept", webhook_on_delete=False)
    _subscribe(api, receiver.url, "work_report.updated", "work_report.deleted")
    control.approve([2])
    control.switch(webhook_on_approval=True)
    control.unapprove([2])
    api.delete("work_report/3/")
    control.switch(webhook_on_delete=True)
    api.delete("work_report/2/")
    told = [(event["event"], event["id"]) for event in _wait(receiver, 2)]
    assert told == [("work_report.updated", 2), ("work_report.deleted", 2)]


@pytest.mark.parametrize("url", ["http://example.invalid/hook", "https://127.0.0.1/hook", "file:///etc/hosts"])
def test_an_address_away_from_loopback_is_refused(api: httpx2.Client, url: str) -> None:
    assert _subscribe(api, url).status_code == 400
