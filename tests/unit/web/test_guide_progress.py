"""Whoever helps sees at which step of the guide somebody stands, as what, and since when; and nothing else of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.reconnecting import Progress, Step, newest_progress
from bindeled.domain.roles import Role
from bindeled.domain.states import LinkState, VersionState
from bindeled.texts import LANGUAGES, say
from bindeled.web.pages.guide.steps import step_of
from tests.support.sessions import just_proved
from tests.unit.web.fake_desk import a_version
from tests.unit.web.fake_pages import NOW, a_link, a_tenant, browser_for, somebody, with_an_app
from tests.unit.web.test_connection_pages import GUIDE, ONE, a_reconnect_link, text

if TYPE_CHECKING:
    from tests.unit.web.fake_pages import FakePages

MOMENT = NOW - timedelta(minutes=2)
CHOOSING = Progress(Step.CHOOSE, Role.OWNER, MOMENT, MOMENT)


def test_each_page_of_the_guide_notes_its_step_and_the_last_one_that_nobody_stands_there(pages: FakePages) -> None:
    person = somebody(pages, Role.BOOKKEEPER, [1])
    browser, desk = browser_for(pages, person), pages.made_desk
    just_proved(browser, person, NOW)
    desk.there[System.INTEMPUS] = [a_version(1, VersionState.VERIFIED)]
    stood = []
    for page in ("", "choose/", "get/changed/", "enter/changed/", "check/1/"):
        browser.get(GUIDE + page)
        stood.append(desk.stands)

    assert [one.step for one in stood if one] == [Step.WHAT_HAPPENED, Step.CHOOSE, Step.GET, Step.ENTER, Step.USE]
    assert {one.by for one in stood if one} == {Role.BOOKKEEPER}
    browser.get(f"{GUIDE}finish/1/")
    assert desk.stands is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_support_sees_the_step_what_to_say_and_as_what_somebody_walks(pages: FakePages, language: str) -> None:
    pages.made_desk.stands = CHOOSING
    pages.connections = [a_link(System.INTEMPUS, LinkState.ACTION_REQUIRED), a_link(System.UNICONTA)]
    support = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [1], "s@bindeled.example")))

    for step in (Step.WHAT_HAPPENED, Step.CHOOSE, Step.GET, Step.ENTER):
        pages.made_desk.stands = replace(CHOOSING, step=step)
        shown = text(support, ONE, language)
        assert say(f"page.advice.guide.{step.value}", language, system="Intempus") in shown
        assert say("page.advice.moved", language, role=say("page.role.owner", language)) in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_tells_at_which_step_somebody_stands(pages: FakePages, language: str) -> None:
    pages.tenants_there, pages.connections = [a_tenant()], [a_link(System.INTEMPUS, LinkState.ACTION_REQUIRED)]
    browser = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [1])))
    step, role = say("page.step.choose", language), say("page.role.owner", language)
    told = say("page.console.walks", language, step=step, role=role)
    assert told not in text(browser, "/console/", language)

    pages.walkers = {pages.connections[0].id: CHOOSING}

    assert told in text(browser, "/console/", language)


def test_what_happened_after_somebody_was_seen_counts_more() -> None:
    login = a_version(1)
    before, after = MOMENT - timedelta(minutes=1), MOMENT + timedelta(minutes=1)
    older_login, older_link = replace(login, created_at=before), replace(a_reconnect_link(), created_at=before)

    assert newest_progress(CHOOSING, [], None) is CHOOSING
    assert newest_progress(CHOOSING, [older_login], older_link) is CHOOSING
    assert newest_progress(CHOOSING, [replace(login, created_at=after)], None) is None
    assert newest_progress(CHOOSING, [replace(older_login, activated_at=after)], None) is None
    assert newest_progress(CHOOSING, [], replace(older_link, created_at=after)) is None


def test_whoever_is_in_the_guide_is_the_one_to_help_also_where_everything_works() -> None:
    works = a_link(System.INTEMPUS)

    assert step_of(works, [a_version()], None, CHOOSING, NOW) is Step.CHOOSE
    assert step_of(works, [a_version()], None, None, NOW) is Step.FINISH
