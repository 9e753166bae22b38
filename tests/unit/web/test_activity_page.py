from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.audit import Actor, ActorKind, AuditEntry, AuditOutcome
from bindeled.texts import LANGUAGES, say
from bindeled.web.flow_names import flow_name
from bindeled.web.pages.activity.words import _OWN, ABOUT
from bindeled.web.paging import PAGE_ROWS
from tests.unit.web.fake_pages import NOW
from tests.unit.web.test_today import HOSTILE, sound

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages
    from tests.unit.web.reading import Page

ACTIVITY = "/tenants/nordlys/activity/"


def show(client: Client, language: str = "da", **query: str) -> Page:
    answer = client.get(ACTIVITY, {"language": language, **query})
    assert answer.status_code == 200
    return sound(answer.content.decode(), language)


def an_entry(action: str, subject: str = "flow reports", **facts: str) -> AuditEntry:
    actor = Actor(ActorKind.PAGE_USER, "olga@nordlys.example")
    return AuditEntry("tenant 1", 1, NOW, actor, action, subject, json.dumps(facts), AuditOutcome.DONE, "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_that_has_words_of_its_own_is_told_in_them(client: Client, pages: FakePages, language: str) -> None:
    pages.log = [an_entry(action, to="Mette", reason="Prøve") for action in sorted(_OWN)[:PAGE_ROWS]]

    page = show(client, language)

    assert "[" not in page.text
    assert page.text.count("olga@nordlys.example") == len(_OWN)
    assert say("page.did.schedule_set", language, flow=flow_name("reports", language)) in page.text


def test_what_has_no_words_is_told_without_its_code(client: Client, pages: FakePages) -> None:
    pages.log = [an_entry("something.invented")]

    page = show(client)

    assert say("page.did.other", "da") in page.text
    assert "invented" not in page.text


def test_what_is_looked_for_is_shown_alone(client: Client, pages: FakePages) -> None:
    pages.log = [an_entry("report.assigned", to="Mette"), an_entry("schedule.set")]

    page = show(client, about="inbox")

    assert "Mette" in page.text
    assert "Køreplanen for" not in page.text
    assert [one.attributes["value"] for one in page.all("option") if "selected" in one.attributes] == ["inbox"]


def test_everything_that_has_words_can_be_looked_for() -> None:
    beginnings = tuple(beginning for belonging in ABOUT.values() for beginning in belonging)

    assert [action for action in _OWN if not action.startswith(beginnings)] == []


def test_a_long_log_comes_by_pages(client: Client, pages: FakePages) -> None:
    pages.log = [an_entry("report.assigned", to=f"Person {number}") for number in range(PAGE_ROWS + 1)]

    assert "?language=da&about=inbox&page=2" in show(client, about="inbox").links()
    assert f"Person {PAGE_ROWS}" in show(client, about="inbox", page="2").text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_shown_as_words_and_look_for_nothing(client: Client, pages: FakePages, text: str) -> None:
    pages.log = [an_entry("report.dismissed", text, reason=text), an_entry(text[:60], text)]

    show(client, about=text, page=text)
