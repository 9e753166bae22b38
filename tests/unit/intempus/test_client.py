"""The client against answers that the twin does not give: foreign links, circles, empty bodies, odd shapes."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.errors import (
    Contradiction,
    MissingRight,
    NeedsSignIn,
    OutcomeUnknown,
    Refused,
    Throttled,
    Unreachable,
)
from bindeled.domain.nouns import CategoryKind
from bindeled.domain.secrets import Secret
from bindeled.intempus import wire
from bindeled.intempus.adapter import IntempusReportSource
from bindeled.intempus.client import IntempusClient
from bindeled.transport.client import Transport
from bindeled.transport.leave import FixedLogin
from tests.unit.transport.scripted import Misdeed, ScriptedServer, reply

if TYPE_CHECKING:
    from collections.abc import Iterator

REPORT = {"id": 5, "employee": "/web/v1/employee/12/", "amount": "7.5", "start_date": "2026-01-02"}


class NoMeter:
    def count(self, connection_id: int, at: datetime) -> None:
        """Count nothing."""


@pytest.fixture
def server() -> Iterator[ScriptedServer]:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def client(server: ScriptedServer) -> Iterator[IntempusClient]:
    with Transport(
        system="Intempus",
        origin=server.origin,
        leaves=FixedLogin(lambda: Secret("ApiKey anna@sandbox.invalid:invented")),
        connection_id=1,
        meter=NoMeter(),
        clock=lambda: datetime(2026, 1, 2, tzinfo=UTC),
        connect_timeout=5,
        read_timeout=20,
    ) as transport:
        yield IntempusClient(transport, page_size=2, attempts=3, wait=0)


def listed(*rows: Any, following: str | None = None, version: str = "9150000001") -> bytes:
    return reply(200, json.dumps({"meta": {"next": following}, "objects": rows}), Logical_Timestamp=version)


def test_pages_are_followed_by_their_own_links(server: ScriptedServer, client: IntempusClient) -> None:
    following = "/web/v1/case/?after=b%2Fc&limit=2&pagination_type=cursor"
    server.play(listed({"id": 1}, {"id": 2}, following=following), listed({"id": 3}, version="9150000002"))
    pages = list(client.pages(wire.CASE, {"active": "true"}))
    assert [call.target for call in server.calls] == [
        "/web/v1/case/?active=true&limit=2&pagination_type=cursor",
        following,
    ]
    assert [[row.id for row in page.rows] for page in pages] == [[1, 2], [3]]
    assert [page.version for page in pages] == [9150000001, 9150000002]


def test_a_link_with_our_own_origin_is_followed(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(listed({"id": 1}, following=f"{server.origin}/web/v1/case/?after=1"), listed({"id": 2}))
    assert [row.id for row in client.rows(wire.CASE)] == [1, 2]


@pytest.mark.parametrize(
    "link",
    [
        "https://sandbox.invalid/web/v1/case/?after=1",
        "//sandbox.invalid/web/v1/case/?after=1",
        "/web/v1/api_key/?after=1",
        "/logout/",
        "/web/v1/case/../api_key/",
        "@sandbox.invalid/web/v1/case/",
        ":1/web/v1/case/",
    ],
)
def test_a_link_that_leads_away_is_refused(link: str, server: ScriptedServer, client: IntempusClient) -> None:
    server.play(listed({"id": 1}, following=link), listed({"id": 2}))
    with pytest.raises(Contradiction, match="another place"):
        list(client.rows(wire.CASE))
    assert len(server.calls) == 1


def test_a_link_with_our_origin_as_the_start_of_another_host_is_refused(
    server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(listed({"id": 1}, following=f"{server.origin}.sandbox.invalid/web/v1/case/"))
    with pytest.raises(Contradiction, match="another place"):
        list(client.rows(wire.CASE))


def test_links_that_go_round_in_a_circle_are_left(server: ScriptedServer, client: IntempusClient) -> None:
    one, two = "/web/v1/case/?after=1", "/web/v1/case/?after=2"
    server.play(listed(following=one), listed(following=two), listed(following=one))
    with pytest.raises(Contradiction, match="circle"):
        list(client.rows(wire.CASE))


def test_where_the_cursor_fails_the_offset_is_used_and_remembered(
    server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(reply(500, '{"error_message": "Sorry"}'), listed({"id": 1}), listed({"id": 1}), listed({"id": 1}))
    assert [row.id for row in client.rows(wire.CASE)] == [1]
    assert [row.id for row in client.rows(wire.CASE)] == [1]
    list(client.rows(wire.PRODUCT))
    used_cursor = ["cursor" in call.target for call in server.calls]
    assert used_cursor == [True, False, False, True]


def test_an_outage_does_not_make_the_cursor_forgotten(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(500, "{}"))
    with pytest.raises(Unreachable):
        list(client.rows(wire.CASE))
    server.calls.clear()
    server.play(listed())
    list(client.rows(wire.CASE))
    assert "cursor" in server.calls[0].target


def test_other_failures_do_not_try_the_offset(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(502, "<html>"), listed({"id": 1}))
    assert [row.id for row in client.rows(wire.CASE)] == [1]
    assert all("cursor" in call.target for call in server.calls)


@pytest.mark.parametrize("act", [Misdeed.RESET, reply(503), reply(200, '{"meta": {'), reply(429, Retry_After="0")])
def test_a_read_is_repeated_after_what_passes(
    act: bytes | Misdeed, server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(act, act, reply(200, json.dumps({"id": 7, "name": "x"})))
    assert client.row(wire.CASE, 7) == wire.CaseRow(id=7, name="x")


def test_a_long_wait_is_left_to_the_engine(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(429, Retry_After="3600"))
    with pytest.raises(Throttled) as raised:
        client.row(wire.CASE, 7)
    assert raised.value.retry_after == 3600
    assert len(server.calls) == 1


@pytest.mark.parametrize("body", ['{"meta": {"next": null}}', '{"objects": []}', '{"objects": {}, "meta": {}}'])
def test_json_that_is_no_list_of_rows_is_a_contradiction(
    body: str, server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(reply(200, body))
    with pytest.raises(Contradiction, match="case without"):
        list(client.rows(wire.CASE))


@pytest.mark.parametrize("act", [Misdeed.RESET, reply(500), reply(504, "<html>"), reply(201, '{"id": '), reply(302)])
def test_a_write_that_is_not_confirmed_is_not_repeated(
    act: bytes | Misdeed, server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(act)
    for write in (
        lambda: client.create(wire.CASE, {"name": "x"}, "creation-1"),
        lambda: client.update(wire.CASE, 7, {"name": "x"}),
        lambda: client.delete(wire.CASE, 7),
    ):
        server.calls.clear()
        with pytest.raises(OutcomeUnknown) as raised:
            write()
        assert len(server.calls) == 1
        assert raised.value.evidence is not None


def test_a_create_goes_out_with_its_creation_id_and_exact_decimals(
    server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(reply(201, json.dumps({**REPORT, "logical_timestamp": 42})))
    row = client.create(wire.WORK_REPORT, {"start_date": date(2026, 1, 2)}, "creation-1")
    assert row.logical_timestamp is None
    assert json.loads(server.calls[0].body) == {"start_date": "2026-01-02", "creation_id": "creation-1"}


def test_an_update_goes_as_patch(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(202, '{"id": 7}'))
    client.update(wire.CASE, 7, {"name": "x"})
    assert (server.calls[0].method, server.calls[0].target) == ("PATCH", "/web/v1/case/7/")


@pytest.mark.parametrize("status", [201, 202])
def test_where_a_write_answers_with_nothing_the_row_is_read(
    status: int, server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(reply(status, "", Location="/web/v1/case/7/"), reply(200, '{"id": 7, "name": "stored"}'))
    assert client.create(wire.CASE, {}, "creation-1").name == "stored"
    assert (server.calls[1].method, server.calls[1].target) == ("GET", "/web/v1/case/7/")
    server.play(reply(status, ""), reply(200, '{"id": 8, "name": "stored"}'))
    assert client.update(wire.CASE, 8, {}).id == 8


@pytest.mark.parametrize(
    ("location", "then"),
    [
        ("", reply(200, '{"id": 7}')),
        ("https://sandbox.invalid/web/v1/case/7/", reply(200, '{"id": 7}')),
        ("/web/v1/case/7/", reply(503)),
        ("/web/v1/case/7/", reply(200, '{"name": "no id"}')),
    ],
)
def test_a_write_that_happened_and_cannot_be_shown_is_not_confirmed(
    location: str, then: bytes, server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(reply(201, "", Location=location), then)
    with pytest.raises(OutcomeUnknown):
        client.create(wire.CASE, {}, "creation-1")


def test_a_write_that_is_refused_says_why(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(400, '{"error": ["Projektarbejde skal være tilknyttet et projekt"]}'))
    with pytest.raises(Refused, match="Projektarbejde skal være tilknyttet et projekt"):
        client.create(wire.WORK_REPORT, {}, "creation-1")


def test_a_delete_tells_whether_the_row_was_still_there(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(204), reply(404, content_type="text/html"))
    assert client.delete(wire.CASE, 7)
    assert not client.delete(wire.CASE, 7)


# --- Adapter ----------------------------------------------------------------------------------------------------------


def test_a_web_page_is_never_taken_for_a_deleted_report(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(404, "<html>Not found</html>", "text/html"))
    with pytest.raises(Unreachable):
        IntempusReportSource(client).report(5)


def test_a_report_that_was_deleted_is_none(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(404, "", "text/html"))
    assert IntempusReportSource(client).report(5) is None


def test_unreadable_rows_are_told_by_id_and_the_others_go_on(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(listed({**REPORT, "amount": "much"}, {**REPORT, "id": 6}, {"id": 7}, "no row", version=""))
    page = next(IntempusReportSource(client).approved_since(date(2026, 1, 1)))
    assert [report.id for report in page.reports] == [6]
    assert page.unreadable == {5: "amount is not a number", 7: "start_date is missing", 0: "it is not a row"}
    assert page.version is None
    assert "approved=true&start_date__gte=2026-01-01" in server.calls[0].target


def test_a_single_report_that_cannot_be_read_is_a_contradiction(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(200, json.dumps({**REPORT, "amount": "much"})))
    with pytest.raises(Contradiction, match="Work report 5 cannot be read: amount is not a number"):
        IntempusReportSource(client).report(5)


def test_remarks_are_joined_and_personal_numbers_masked(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(reply(200, json.dumps({**REPORT, "remarks": "one", "additional_remarks": "cpr 010203-1234"})))
    report = IntempusReportSource(client).report(5)
    assert report is not None
    assert report.remarks == "one\ncpr (masked)"


def test_work_types_know_the_kind_of_their_category(server: ScriptedServer, client: IntempusClient) -> None:
    categories = [
        {"id": 1, "type": None, "supplement": False},
        {"id": 2, "type": "absence", "supplement": False},
        {"id": 3, "type": "unheard of", "supplement": True},
        {"id": 4, "type": "work"},
        {"name": "without id"},
    ]
    types = [{"id": n, "number": f"0{n}", "work_category": f"/web/v1/work_category/{n}/"} for n in range(1, 6)]
    server.play(listed(*categories), listed(), listed(), listed(), listed(*types))
    found = IntempusReportSource(client).registers().work_types
    assert [row.kind for row in found.values()] == [
        CategoryKind.WORK,
        CategoryKind.ABSENCE,
        CategoryKind.OTHER,
        CategoryKind.OTHER,
        CategoryKind.OTHER,
    ]
    assert [row.supplement for row in found.values()] == [False, False, True, False, False]
    assert len(server.calls) == 5


def test_the_one_company_that_a_login_sees_is_its_identity(server: ScriptedServer, client: IntempusClient) -> None:
    server.play(listed({"id": 38001, "name": "Opdigtet ApS"}))
    assert str(IntempusReportSource(client).identify()) == "Opdigtet ApS (38001)"


def test_a_login_of_no_company_lacks_a_right_and_one_of_several_will_not_do(
    server: ScriptedServer, client: IntempusClient
) -> None:
    server.play(listed(), listed({"id": 1}, {"id": 2}))
    source = IntempusReportSource(client)
    with pytest.raises(MissingRight):
        source.identify()
    with pytest.raises(NeedsSignIn):
        source.identify()
