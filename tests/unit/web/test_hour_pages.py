from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.causes import Caution
from bindeled.domain.states import Effect, EntryState
from bindeled.store.found_reports import FoundReport, Whereabouts
from bindeled.store.views import EntryRow, Moment, ReportTimeline
from bindeled.texts import LANGUAGES, say
from tests.unit.web.fake_pages import MONDAY, NOW
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages
    from tests.unit.web.reading import Page

HOURS = "/tenants/nordlys/hours/"
FACTS = {"reference": "IM0000000901G01L01", "row_id": 4711, "code": ""}


def show(client: Client, address: str = HOURS, status: int = 200, **query: str) -> Page:
    language = query.get("language", "da")
    answer = client.get(address, {"language": language, **query})
    assert answer.status_code == status, answer.content.decode()
    return sound(answer.content.decode(), language)


def a_report(report_id: int = 901, where: Whereabouts = Whereabouts.CARRIED, **more: Any) -> FoundReport:
    about = {"employee": "0042", "project": "1060", "quantity": Decimal("7.5"), "unit": "Timer", **more}
    return FoundReport(report_id, about.pop("day", MONDAY), where, **about)


def test_the_page_asks_for_what_it_needs(client: Client) -> None:
    page = show(client)

    assert {one.attributes.get("name") for one in page.all("input")} >= {"report", "day", "employee"}
    assert say("page.hour.none", "da") not in page.text


def test_a_number_leads_straight_to_the_report(client: Client) -> None:
    answer = client.get(HOURS, {"report": "901", "day": "", "employee": ""})

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{HOURS}901/")


@pytest.mark.parametrize("wanted", ["0042", "åse", "Hansen"])
def test_an_employee_is_found_by_number_or_by_a_part_of_the_name(client: Client, pages: FakePages, wanted: str) -> None:
    pages.work.names = {"0042": "Åse Hansen", "0043": "Bo"}
    pages.work.found = [a_report(), a_report(902, employee="0043")]

    page = show(client, day="2026-11-16", employee=wanted)

    assert "901 16. november 2026 Åse Hansen (0042) 1060 7,50 timer ✓ Overført" in page.text
    assert "902" not in page.text


def test_without_a_day_the_last_two_weeks_are_looked_through(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report(901, day=MONDAY - timedelta(days=13)), a_report(902, day=MONDAY - timedelta(days=14))]

    page = show(client, employee="0042")

    assert "901" in page.text
    assert "902" not in page.text


def test_what_waits_without_a_name_stands_apart(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report(), a_report(905, Whereabouts.PARKED, employee="", project="")]

    page = show(client, day="2026-11-16", employee="0042")

    assert page.text.index(say("page.hour.of_nobody", "da")) < page.text.index("905")


def test_nothing_that_fits_is_told_with_why_that_may_be(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report()]

    assert say("page.hour.none", "da") in show(client, day="2026-11-15").text


@pytest.mark.parametrize("text", [*HOSTILE, "-1", "1e9", "9" * 400])
def test_hostile_words_are_told_and_never_break_the_page(client: Client, text: str) -> None:
    for field in ("report", "day", "employee", "page"):
        answer = client.get(HOURS, {field: text, "language": "da"})
        assert answer.status_code in {200, 302, 400}
        if answer.status_code != 302:
            sound(answer.content.decode(), "da")


@pytest.mark.parametrize("number", ["5", "9" * 18, "9" * 40])
def test_a_report_that_nobody_knows_is_told_with_what_that_means(client: Client, number: str) -> None:
    assert say("page.hour.unknown.why", "da") in show(client, f"{HOURS}{number}/", 404).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_where_a_report_may_be_is_told(client: Client, pages: FakePages, language: str) -> None:
    for where in Whereabouts:
        pages.work.found = [a_report(where=where)]
        page = show(client, f"{HOURS}901/", language=language)
        assert say(f"page.hour.where.{where.value}", language) in page.text
        assert say(f"page.hour.told.{where.value}", language) in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_may_happen_to_a_report_has_its_words(client: Client, pages: FakePages, language: str) -> None:
    pages.work.found = [a_report()]
    kinds = [f"entry.{state.value}" for state in EntryState] + ["entry.first_sending"]
    moments = [Moment(NOW, kind, 7, {**FACTS, "effect": effect.value}) for kind in kinds for effect in Effect]
    blocked = {"cause": "project_blocked", "number": "1060"}
    moments += [Moment(NOW, "report.parked", 7, blocked), Moment(NOW, "report.released", None, blocked)]
    told = [f"run.{state}" for state in ("waiting", "held", "failed")]
    moments += [Moment(NOW, kind, 7, {}) for kind in (*told, "run.queued", "run.begun", "run.done")]
    pages.work.happened = ReportTimeline((), tuple(moments))

    page = show(client, f"{HOURS}901/", language=language)

    assert "[" not in page.text
    assert say("page.hour.parked", language, cause=say("cause.project_blocked", language, number="1060")) in page.text
    assert len(page.all("li")) >= len(moments) - 3
    assert "/tenants/nordlys/runs/7/" in page.links()


def test_a_parked_report_says_what_to_do_and_leads_to_the_inbox(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report(where=Whereabouts.PARKED)]
    stay = Moment(
        NOW, "report.parked", 7, {"cause": "period_closed", "day": "2026-09-30", "closed_until": "2026-10-31"}
    )
    pages.work.happened = ReportTimeline((), (stay,))

    page = show(client, f"{HOURS}901/")

    assert say("remedy.period_closed", "da") in page.text
    assert "31. oktober 2026" in page.text
    assert "/tenants/nordlys/inbox/" in page.links()


def test_what_is_to_be_known_about_a_carried_report_is_told(client: Client, pages: FakePages) -> None:
    pages.work.found = [a_report()]
    about: Any = dict.fromkeys(EntryRow.__dataclass_fields__, None)
    entry = EntryRow(**{**about, "cautions": (Caution.TEXT_CUT.value,)})
    pages.work.happened = ReportTimeline((entry,), ())

    assert say("caution.text_cut", "da") in show(client, f"{HOURS}901/").text
