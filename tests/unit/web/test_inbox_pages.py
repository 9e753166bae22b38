from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.causes import Cause
from bindeled.domain.inbox import key_of
from bindeled.domain.registers.causes import RecordCause, RecordFinding, RecordNotice
from bindeled.domain.registers.records import FLOWS, Register
from bindeled.domain.registers.waiting import WaitingRecord
from bindeled.domain.roles import Role
from bindeled.texts import LANGUAGES, say
from bindeled.web.findings import finding_words
from bindeled.web.pages.inbox.rows import RECORDS_SHOWN
from bindeled.web.paging import PAGE_ROWS
from tests.unit.web.fake_pages import NOW, browser_for, somebody
from tests.unit.web.fake_work import dismissed_items, parked_items
from tests.unit.web.reading import read_page
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages
    from tests.unit.web.reading import Page

INBOX = "/tenants/nordlys/inbox/"
KEY = key_of(parked_items()[0].finding)
GROUP = f"{INBOX}{KEY}/"


def show(client: Client, address: str = INBOX, language: str = "da", status: int = 200) -> Page:
    answer = client.get(address, {"language": language} if "?" not in address else None)
    assert answer.status_code == status
    return sound(answer.content.decode(), language)


def told(client: Client) -> str:
    return read_page(client.get(INBOX).content.decode()).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_inbox_says_so(client: Client, language: str) -> None:
    assert say("page.parked.none", language) in show(client, language=language).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_is_told_with_remedy_and_whose_move(client: Client, pages: FakePages, language: str) -> None:
    facts = {"terminated": "2026-10-31"}
    pages.work.items = [item for cause in Cause for item in parked_items(1, cause, **facts)]

    page = show(client, language=language)

    for cause in Cause:
        words = finding_words(cause.value, facts, language)
        assert all(part in page.text for part in (words.sentence, words.remedy, words.whose)), cause


def test_a_cause_tells_its_age_and_what_is_at_stake(client: Client, pages: FakePages) -> None:
    pages.work.items = parked_items(3)

    assert "3 (22,50 timer, ca. 9.000 kr.) Har ventet 3 dage" in show(client).text
    assert "3 (22.50 hours, about DKK 9,000) Has waited 3 days" in show(client, language="en").text


def test_the_same_cause_stands_once_and_leads_to_its_reports(client: Client, pages: FakePages) -> None:
    pages.work.items = [*parked_items(3), *parked_items(2, number="1061")]

    page = show(client)

    assert len(page.all("h3")) == 2
    assert GROUP in page.links()
    assert "Indberetninger, der er lagt til side: 5." in page.text


def test_try_again_asks_for_a_run_and_tells_so(client: Client, pages: FakePages) -> None:
    pages.work.items = parked_items(3)

    answer = client.post(f"{GROUP}again/")

    assert (answer.status_code, answer.headers["Location"]) == (302, INBOX)
    assert pages.work.done == [("start_run", 1, "reports")]
    assert say("page.inbox.done.again", "da", count="3") in told(client)


@pytest.mark.parametrize(("report", "meant"), [("", (900, 901, 902)), ("901", (901,))])
def test_a_cause_or_one_report_is_handed_over(
    client: Client, pages: FakePages, report: str, meant: tuple[int, ...]
) -> None:
    pages.work.items = parked_items(3)

    answer = client.post(f"{GROUP}hand-over/", {"to": " Mette ", "report": report})

    assert answer.headers["Location"] == GROUP
    assert pages.work.done == [("hand_over", 1, meant, "Mette")]


@pytest.mark.parametrize(("report", "meant"), [("", (900, 901, 902)), ("902", (902,))])
def test_a_cause_or_one_report_is_dismissed_with_a_reason(
    client: Client, pages: FakePages, report: str, meant: tuple[int, ...]
) -> None:
    pages.work.items = parked_items(3)

    client.post(f"{GROUP}dismiss/", {"reason": "Var en prøve", "report": report})

    assert pages.work.done == [("dismiss", 1, meant, "Var en prøve")]
    assert say("page.inbox.done.dismissed", "da", count=str(len(meant))) in told(client)


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_a_dismissal_without_a_reason_changes_nothing_and_keeps_the_form(
    client: Client, pages: FakePages, reason: str
) -> None:
    pages.work.items = parked_items()

    answer = client.post(f"{GROUP}dismiss/", {"reason": reason})

    assert answer.status_code == 400
    assert any("mistakes" in str(one.attributes.get("class")) for one in sound(answer.content.decode(), "da").all("ul"))
    assert pages.work.done == []


def test_what_cannot_be_read_cannot_be_dismissed_and_says_why(client: Client, pages: FakePages) -> None:
    pages.work.items, pages.work.unreadable = parked_items(), True
    assert say("page.inbox.dismiss.reason", "da") in show(client, GROUP).text

    client.post(f"{GROUP}dismiss/", {"reason": "Væk"})

    assert say("page.inbox.refused.unreadable", "da") in told(client)
    pages.work.items = parked_items(1, Cause.UNREADABLE, reason="?")
    key = key_of(pages.work.items[0].finding)
    assert say("page.inbox.dismiss.reason", "da") not in show(client, f"{INBOX}{key}/").text


def test_what_was_dismissed_is_told_with_who_and_why_and_can_be_taken_along_again(
    client: Client, pages: FakePages
) -> None:
    pages.work.items = dismissed_items(2)
    key = key_of(pages.work.items[0].finding)

    assert "Det var en prøve (olga@nordlys.example)" in show(client).text
    client.post(f"{INBOX}{key}/take-back/")

    assert pages.work.done == [("take_back", 1, (900, 901)), ("start_run", 1, "reports")]


@pytest.mark.parametrize("what", ["again", "hand-over", "dismiss", "take-back"])
def test_a_cause_that_is_gone_meanwhile_is_told_and_nothing_is_done(
    client: Client, pages: FakePages, what: str
) -> None:
    answer = client.post(f"{GROUP}{what}/", {"reason": "Væk", "to": "Mette"})

    assert (answer.status_code, pages.work.done) == (302, [])
    assert say("page.inbox.gone", "da") in told(client)


def test_a_report_that_left_the_cause_meanwhile_is_told_and_nothing_is_done(client: Client, pages: FakePages) -> None:
    pages.work.items = parked_items()

    client.post(f"{GROUP}dismiss/", {"reason": "Væk", "report": "777"})

    assert pages.work.done == []
    assert say("page.inbox.gone", "da") in told(client)


def test_the_page_of_a_cause_that_is_gone_shows_the_inbox(client: Client) -> None:
    assert say("page.inbox.gone", "da") in show(client, GROUP, status=404).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reports_of_a_cause_come_by_pages(client: Client, pages: FakePages, language: str) -> None:
    pages.work.items = parked_items(PAGE_ROWS + 3)

    first = show(client, GROUP, language)
    last = show(client, f"{GROUP}?page=2&language={language}", language)

    assert "?language=" + language + "&page=2" in first.links()
    rows = [len(re.findall(r"/hours/\d+/", " ".join(map(str, page.links())))) for page in (first, last)]
    assert rows == [PAGE_ROWS, 3]
    assert show(client, f"{GROUP}?page=999&language=da", "da").text.count("9000") == 0


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 400, "٣", ""])
def test_a_page_that_there_is_not_is_the_first(client: Client, pages: FakePages, number: str) -> None:
    pages.work.items = parked_items()

    assert "900" in show(client, f"{GROUP}?page={number}&language=da").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_waits_in_a_register_is_told(client: Client, pages: FakePages, language: str) -> None:
    facts, since = {"name": "Rør", "number": "7"}, NOW - timedelta(days=2)
    pages.work.waiting = [
        WaitingRecord(register, "7", "Rør", RecordFinding(what, facts), since)
        for register in FLOWS
        for what in (*RecordCause, *RecordNotice)
    ]

    page = show(client, language=language)

    for what in (*RecordCause, *RecordNotice):
        key = "cause" if isinstance(what, RecordCause) else "notice"
        assert page.text.count(say(f"page.inbox.records.{what.value}", language)) >= len(FLOWS)
        assert say(f"{key}.{what.value}", language, **facts) in page.text


def test_what_is_answered_on_a_page_of_its_own_leads_there_and_nothing_else_does(
    client: Client, pages: FakePages
) -> None:
    whats = (RecordCause.CONFLICT, RecordCause.NUMBER_MISSING)
    pages.work.waiting = [
        WaitingRecord(register, "7", "Rør", RecordFinding(what), NOW)
        for register in (Register.ITEMS, Register.ITEM_GROUPS)
        for what in whats
    ]

    links = [link for link in show(client).links() if "/settings/matching/" in str(link)]

    assert links == ["/tenants/nordlys/settings/matching/items/"]


def test_a_register_that_comes_along_with_another_is_tried_again_with_it(client: Client, pages: FakePages) -> None:
    pages.work.waiting = [
        WaitingRecord(register, "7", "Rør", RecordFinding(RecordCause.NUMBER_MISSING), NOW) for register in Register
    ]

    flows = [one.attributes["value"] for one in show(client).all("input") if one.attributes.get("name") == "flow"]

    assert len(flows) == len(Register)
    assert set(flows) == {register.value for register in FLOWS}


def test_a_register_with_much_to_do_shows_some_of_it_and_runs_again(client: Client, pages: FakePages) -> None:
    pages.work.waiting = [
        WaitingRecord(
            Register.ITEMS, str(one), "Rør", RecordFinding(RecordCause.NUMBER_MISSING, {"name": f"Rør {one}"}), NOW
        )
        for one in range(RECORDS_SHOWN + 4)
    ]

    page = show(client)

    assert "Flere, som ikke er vist her: 4." in page.text
    client.post("/tenants/nordlys/runs/start/", {"flow": "items"})
    assert pages.work.done == [("start_run", 1, "items")]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_words(client: Client, pages: FakePages, text: str) -> None:
    pages.work.items = [*parked_items(1, number=text), *dismissed_items()]
    key = key_of(pages.work.items[0].finding)
    pages.work.waiting = [
        WaitingRecord(Register.ITEMS, text, text, RecordFinding(RecordCause.NUMBER_MISSING, {"name": text}), NOW)
    ]

    show(client)
    show(client, f"{INBOX}{key}/")
    for what, name in (("hand-over", "to"), ("dismiss", "reason")):
        answer = client.post(f"{INBOX}{key}/{what}/", {name: text, "report": text})
        assert answer.status_code in {302, 400}
        sound(client.get(INBOX, {"language": "da"}).content.decode(), "da")


def test_a_viewer_sees_the_inbox_and_is_offered_nothing(pages: FakePages) -> None:
    pages.work.items = [*parked_items(), *dismissed_items()]
    viewer = browser_for(pages, somebody(pages, Role.VIEWER, email="v@nordlys.example"))

    page = show(viewer)

    assert say("page.inbox.again", "da") not in page.text
    assert [form.attributes["action"] for form in show(viewer, GROUP).all("form")] == ["/sign-out/"]
    for what in ("again", "hand-over", "dismiss", "take-back"):
        assert viewer.post(f"{GROUP}{what}/", {"reason": "x"}).status_code == 403
    assert pages.work.done == []
