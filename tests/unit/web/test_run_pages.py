from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.registers.records import Register
from bindeled.domain.roles import Role
from bindeled.domain.schedules import FLOW_ORDER
from bindeled.domain.states import Effect, RunState
from bindeled.engine.counts import RunCounts
from bindeled.engine.registers.counts import RegisterCounts
from bindeled.store.run_views import WrittenLine, WrittenRecord
from bindeled.texts import LANGUAGES, say
from bindeled.web.flow_names import flow_name
from bindeled.web.pages.runs.rows import _RECEIPT
from bindeled.web.paging import PAGE_ROWS
from tests.unit.web.fake_pages import MONDAY, a_run, browser_for, somebody
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages
    from tests.unit.web.reading import Page

RUNS = "/tenants/nordlys/runs/"


def show(client: Client, address: str = RUNS, language: str = "da") -> Page:
    answer = client.get(address, {"language": language} if "?" not in address else None)
    assert answer.status_code == 200
    return sound(answer.content.decode(), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_a_run_and_every_flow_stands_in_the_list(
    client: Client, pages: FakePages, language: str
) -> None:
    runs = [replace(a_run(state), flow=flow) for state in RunState for flow in FLOW_ORDER]
    pages.work.ran = [replace(run, id=number) for number, run in enumerate(runs, 1)]

    page = show(client, language=language)

    assert all(say(f"run.{state.value}", language) in page.text for state in RunState)
    assert all(flow_name(flow, language) in page.text for flow in FLOW_ORDER)


def test_many_runs_come_by_pages(client: Client, pages: FakePages) -> None:
    pages.work.ran = [replace(a_run(), id=number) for number in range(PAGE_ROWS + 2)]

    assert "?language=da&page=2" in show(client).links()
    last = show(client, f"{RUNS}?page=2&language=da")
    assert len([link for link in last.links() if str(link).startswith(f"{RUNS}5")]) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_tells_everything_that_was_counted(client: Client, pages: FakePages, language: str) -> None:
    counts = dict.fromkeys({*RunCounts().as_dict(), *RegisterCounts().as_dict(), "would_write", "would_park"}, 3)
    pages.work.ran = [replace(a_run(), counts=counts)]

    page = show(client, f"{RUNS}7/", language)

    assert all(say(f"page.run.count.{name}", language) in page.text for name in _RECEIPT)


@pytest.mark.parametrize("effect", Effect)
def test_a_receipt_of_reports_lists_its_lines(client: Client, pages: FakePages, effect: Effect) -> None:
    pages.work.ran, pages.work.names = [a_run()], {"0042": "Åse"}
    pages.work.lines = [WrittenLine(901, MONDAY, effect, "0042", "1060", Decimal("7.5"), "Timer")]

    page = show(client, f"{RUNS}7/")

    what = say(f"page.run.line.{effect.value}", "da")
    assert f"901 {what} 16. november 2026 Åse (0042) 1060 7,50 timer" in page.text
    assert "/tenants/nordlys/hours/901/" in page.links()


@pytest.mark.parametrize("effect", ["create", "update", "deactivate", "reactivate", "something new"])
def test_a_receipt_of_master_data_lists_its_records(client: Client, pages: FakePages, effect: str) -> None:
    pages.work.ran = [replace(a_run(), flow="items")]
    pages.work.wrote = [WrittenRecord(Register.ITEMS, "V-1", "Rør", effect)]

    assert "V-1 Rør" in show(client, f"{RUNS}7/").text


def test_a_run_that_is_under_way_is_shown_as_it_goes(client: Client, pages: FakePages) -> None:
    pages.work.ran = [replace(a_run(RunState.RUNNING), finished_at=None)]
    assert any("data-live" in one.attributes for one in show(client, f"{RUNS}7/").all("div"))

    pages.work.ran = [a_run()]
    assert not any("data-live" in one.attributes for one in show(client, f"{RUNS}7/").all("div"))


def test_a_run_of_somebody_else_is_not_there(client: Client, pages: FakePages) -> None:
    pages.work.ran = [replace(a_run(), tenant_id=2)]

    assert client.get(f"{RUNS}7/").status_code == 404
    assert client.get(f"{RUNS}{'9' * 40}/").status_code == 404


@pytest.mark.parametrize(("flow", "begun"), [("items", ["items"]), ("all", list(FLOW_ORDER)), (None, list(FLOW_ORDER))])
def test_run_now_asks_for_one_flow_or_for_all_in_order(
    client: Client, pages: FakePages, flow: str | None, begun: list[str]
) -> None:
    client.post(f"{RUNS}start/", {"flow": flow} if flow else {})

    assert pages.work.done == [("start_run", 1, name) for name in begun]
    assert say("page.run.started", "da") in show(client).text


@pytest.mark.parametrize("flow", [*HOSTILE, "phases", ""])
def test_a_flow_that_there_is_not_starts_nothing(client: Client, pages: FakePages, flow: str) -> None:
    assert client.post(f"{RUNS}start/", {"flow": flow}).status_code == 400
    assert pages.work.done == []


def test_a_viewer_is_offered_no_run(pages: FakePages) -> None:
    viewer = browser_for(pages, somebody(pages, Role.VIEWER, email="v@nordlys.example"))

    assert say("page.run.start", "da") not in show(viewer).text
    assert viewer.post(f"{RUNS}start/", {"flow": "items"}).status_code == 403
