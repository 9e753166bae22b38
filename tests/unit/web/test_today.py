from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from bindeled.connections.links import WHOSE_MOVE, Move
from bindeled.domain.accounts import System
from bindeled.domain.causes import Cause
from bindeled.domain.states import LinkState, RunState
from bindeled.texts import LANGUAGES, say
from bindeled.web.pages.today.rows import CAUSES_SHOWN
from tests.unit.web.fake_pages import MONDAY, a_flow, a_link, a_run, a_tenant, parked_reports
from tests.unit.web.reading import Page, read_page

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages

HOSTILE = ["<script>alert(1)</script>", "{{ day }} {% now %} {0} {name}", "Ærø Ølbryggeri å", "x" * 5000, "A'\"&B"]


def show(client: Client, language: str = "da", **query: str) -> Page:
    answer = client.get("/tenants/nordlys/", {"language": language, **query})
    assert answer.status_code == 200
    return sound(answer.content.decode(), language)


def sound(html: str, language: str) -> Page:
    """Return the page, once it is held to what every page must be."""
    page = read_page(html)
    assert "NOT THERE" not in html
    assert page.elements[0].tag == "html"
    assert page.elements[0].attributes["lang"] == language
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
    assert all(header.attributes.get("scope") in {"col", "row"} for header in page.all("th"))
    assert {script.attributes.get("src") for script in page.all("script")} <= {"/static/live.js"}
    assert not page.all("style")
    assert not any("style" in element.attributes for element in page.elements)
    ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
    named = {
        element.attributes["aria-labelledby"] for element in page.elements if "aria-labelledby" in element.attributes
    }
    assert len(ids) == len(set(ids))
    assert named <= set(ids)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_without_reports_says_so(client: Client, language: str) -> None:
    page = show(client, language)

    assert say("page.verdict.nothing.headline", language) in page.text
    assert say("page.parked.none", language) in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tenant_that_was_just_added_says_what_is_to_be_set_up(
    client: Client, pages: FakePages, language: str
) -> None:
    pages.connections, pages.run = [], None

    page = show(client, language)

    assert say("link.not_configured", language, system="Intempus") in page.text
    assert say("link.not_configured", language, system="Uniconta") in page.text
    assert say("page.runs.none", language) in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_that_is_carried_says_that_everything_is(client: Client, pages: FakePages, language: str) -> None:
    pages.flows[MONDAY] = a_flow(1234, "9255.5")

    page = show(client, language)

    assert say("page.verdict.carried.headline", language) in page.text
    figures = {"da": "1.234 9.255,50", "en": "1,234 9,255.50"}
    assert page.text.count(figures[language]) == 2  # approved, carried


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_that_is_on_its_way_says_that_nobody_has_to_act(client: Client, pages: FakePages, language: str) -> None:
    pages.flows[MONDAY] = a_flow(2, "15", waiting=5)

    page = show(client, language)

    assert say("page.verdict.waiting.headline", language) in page.text
    assert say("page.verdict.waiting.sentence", language, count="5") in page.text


def test_what_is_approved_is_the_sum_of_what_became_of_it(client: Client, pages: FakePages) -> None:
    pages.flows[MONDAY] = a_flow(2, "15", waiting=5)

    assert "Godkendt 7 52,50" in show(client).text


def test_hours_that_are_not_known_are_not_added_up(client: Client, pages: FakePages) -> None:
    pages.flows[MONDAY] = a_flow(2, "15", parked=1)

    page = show(client)

    assert "Godkendt 3 ukendt" in page.text
    assert "Overført 2 15,00" in page.text
    assert "Lagt til side 1 ukendt" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_parked_reports_are_told_with_cause_remedy_and_whose_move(
    client: Client, pages: FakePages, language: str
) -> None:
    pages.inbox = parked_reports(3)

    page = show(client, language)

    assert say("page.verdict.parked.sentence", language, count="3") in page.text
    assert say("cause.project_blocked", language, number="1060") in page.text
    assert say("remedy.project_blocked", language) in page.text
    assert say("whose.project_blocked", language) in page.text
    assert f"{say('page.parked.reports', language)} 3" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cause", Cause)
def test_every_cause_can_be_shown(client: Client, pages: FakePages, cause: Cause, language: str) -> None:
    pages.inbox = parked_reports(1, cause, {"terminated": "2026-10-31"})

    page = show(client, language)

    assert say(f"whose.{cause.value}", language) in page.text


def test_the_day_somebody_left_is_written_as_people_do(client: Client, pages: FakePages) -> None:
    facts = {"name": "Åse", "number": "42", "terminated": "2026-10-31"}
    pages.inbox = parked_reports(1, Cause.EMPLOYEE_TERMINATED, facts)

    assert "31. oktober 2026" in show(client).text


def test_the_days_of_a_closed_period_are_written_as_people_do(client: Client, pages: FakePages) -> None:
    pages.inbox = parked_reports(1, Cause.PERIOD_CLOSED, {"day": "2026-09-30", "closed_until": "2026-10-31"})

    shown = show(client).text

    assert "30. september 2026" in shown
    assert "31. oktober 2026" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_whose_move_a_missing_right_is_names_the_system(client: Client, pages: FakePages, language: str) -> None:
    pages.inbox = parked_reports(1, Cause.ITEMS_NOT_ALLOWED, {"system": "Uniconta"})

    assert say("whose.items_not_allowed", language, system="Uniconta") in show(client, language).text


def test_of_two_links_that_need_a_person_the_day_tells_the_worse_one(client: Client, pages: FakePages) -> None:
    pages.connections = [
        a_link(System.INTEMPUS, LinkState.LIMITED),
        a_link(System.UNICONTA, LinkState.ACTION_REQUIRED),
    ]

    assert say("link_remedy.action_required", "da", system="Uniconta") in show(client).text


def test_the_same_cause_is_told_once_and_the_commonest_first(client: Client, pages: FakePages) -> None:
    pages.inbox = [
        *parked_reports(1, facts={"number": "1"}),
        *parked_reports(4, facts={"number": "2"}),
        *parked_reports(2, facts={"number": "1"}),
    ]

    page = show(client)

    assert len(page.all("h3")) == 2
    first, second = (page.text.index(say("cause.project_blocked", "da", number=number)) for number in "21")
    assert first < second
    assert page.text.count("Siden fredag den 13. november 2026 kl. 10.00") == 2


def test_more_causes_than_a_person_reads_are_counted(client: Client, pages: FakePages) -> None:
    numbers = range(CAUSES_SHOWN + 7)
    pages.inbox = [row for number in numbers for row in parked_reports(facts={"number": str(number)})]

    page = show(client)

    assert len(page.all("h3")) == CAUSES_SHOWN
    assert say("page.parked.more", "da", count="7") in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", LinkState)
def test_every_state_of_a_link_says_what_it_is_and_whose_move(
    client: Client, pages: FakePages, state: LinkState, language: str
) -> None:
    pages.connections = [a_link(System.INTEMPUS, state), a_link(System.UNICONTA)]

    page = show(client, language)

    assert say(f"link.{state.value}", language, system="Intempus") in page.text
    assert say(f"move.{WHOSE_MOVE[state].value}", language, system="Intempus") in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_login_comes_before_everything_else(client: Client, pages: FakePages, language: str) -> None:
    pages.connections = [
        a_link(System.INTEMPUS, LinkState.UNREACHABLE),
        a_link(System.UNICONTA, LinkState.ACTION_REQUIRED),
    ]
    pages.inbox, pages.run = parked_reports(), a_run(RunState.HELD)

    page = show(client, language)

    told = page.text.split(say("page.flow.title", language))[0]
    assert say("link.action_required", language, system="Uniconta") in told
    assert say("link_remedy.action_required", language, system="Uniconta") in told
    assert say(f"move.{Move.CUSTOMER.value}", language) in told


def test_a_system_that_is_down_is_told_without_alarm(client: Client, pages: FakePages) -> None:
    pages.connections = [a_link(System.INTEMPUS, LinkState.UNREACHABLE), a_link(System.UNICONTA)]
    pages.flows[MONDAY] = a_flow(waiting=5)

    page = show(client)

    verdict = next(element for element in page.all("section") if "verdict" in str(element.attributes.get("class")))
    assert verdict.attributes["class"] == "verdict verdict-wait"
    assert say("link_told.unreachable", "da", system="Intempus") in page.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("state", RunState)
def test_every_state_of_a_run_says_what_it_is(client: Client, pages: FakePages, state: RunState, language: str) -> None:
    pages.run = a_run(state)

    assert say(f"run_told.{state.value}", language) in show(client, language).text


def test_a_run_that_waits_says_when_it_tries_again_and_why(client: Client, pages: FakePages) -> None:
    again = datetime(2026, 11, 16, 12, 6, tzinfo=UTC)
    pages.run = a_run(RunState.WAITING, "Uniconta is not answering.", again, carried=0)

    page = show(client)

    assert "Den prøver igen i dag kl. 13.06." in page.text
    assert "Uniconta is not answering." in page.text
    assert any(element.attributes == {"lang": "en"} for element in page.all("span"))


def test_the_last_and_the_next_run_are_told_in_danish_time(client: Client) -> None:
    page = show(client)

    assert "Seneste ✓ Færdig , i dag kl. 10.00" in page.text
    assert "Næste i dag kl. 16.00" in page.text


def test_the_company_that_a_login_opens_is_shown(client: Client, pages: FakePages) -> None:
    pages.connections = [a_link(System.INTEMPUS, company="Nordlys Holding"), a_link(System.UNICONTA)]

    assert "Firma: Nordlys Holding (77)" in show(client).text


def test_the_day_is_named_in_full_and_leads_to_its_neighbours(client: Client) -> None:
    page = show(client, day="2026-03-01")

    assert "søndag den 1. marts 2026" in page.text
    assert {"?day=2026-02-28", "?day=2026-03-02", "?day=2026-03-01", "?"} <= set(page.links())


def test_today_is_updated_to_whatever_day_it_is_then(client: Client) -> None:
    links = show(client).links()

    assert "?" in links
    assert "?day=2026-11-16" not in links


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_ends_of_the_calendar_can_be_shown(client: Client, day: date) -> None:
    assert len(show(client, day=day.isoformat()).links()) > 3


def test_a_day_that_was_asked_for_shows_its_own_flow(client: Client, pages: FakePages) -> None:
    pages.flows[date(2026, 11, 12)] = a_flow(77, "500")

    assert "Overført 77 500,00" in show(client, day="2026-11-12").text
    assert "Overført 0 0,00" in show(client).text


def test_the_way_to_the_other_language_keeps_the_day(client: Client) -> None:
    answer = client.get("/tenants/nordlys/?day=2026-11-12")

    assert "?day=2026-11-12&language=en" in read_page(answer.content.decode()).links()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_shows_as_text(client: Client, pages: FakePages, name: str) -> None:
    pages.tenants_there = [a_tenant(name=name)]
    pages.connections = [a_link(System.INTEMPUS, company=name), a_link(System.UNICONTA)]
    pages.inbox = parked_reports(1, Cause.EMPLOYEE_BLOCKED, {"name": name, "number": name})
    pages.run = a_run(RunState.HELD, reason=name)

    page = show(client)

    assert page.text.count(name) >= 4


def test_other_tenants_are_one_step_away(client: Client, pages: FakePages) -> None:
    pages.tenants_there = [a_tenant(), a_tenant(2, "Sydlys", "sydlys")]

    page = show(client)

    assert say("page.tenants.all", "da") in page.text
    assert "Sydlys" not in page.text


def test_times_are_readable_by_machines(client: Client) -> None:
    stamps = [element.attributes["datetime"] for element in show(client).all("time")]

    assert "2026-11-16T10:00:00+01:00" in stamps
    assert all(stamp and datetime.fromisoformat(stamp).tzinfo for stamp in stamps)
