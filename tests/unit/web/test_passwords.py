"""People who come in by one-time links alone: what asks for a password tells them how they come by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.secrets import Secret
from bindeled.texts import LANGUAGES, say
from tests.unit.web.fake_pages import browser_for, somebody, with_an_app
from tests.unit.web.test_today import sound

if TYPE_CHECKING:
    from tests.unit.web.fake_pages import FakePages


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/me/password/", "/sign-in/again/"])
def test_whoever_has_no_password_is_told_so_and_how_to_come_by_one(
    pages: FakePages, address: str, language: str
) -> None:
    answer = browser_for(pages, somebody(pages)).get(address, {"language": language})

    assert answer.status_code == 403
    shown = sound(answer.content.decode(), language).text
    assert say("page.no_password.choose", language) in shown
    assert say("page.no_password.again", language) in shown


def test_a_form_that_changes_no_password_is_told_the_same(pages: FakePages) -> None:
    browser = browser_for(pages, somebody(pages))

    assert browser.post("/me/password/", {"password1": "en lang nok sætning"}).status_code == 403


def test_whoever_has_an_app_proves_by_it_who_they_are(pages: FakePages) -> None:
    browser = browser_for(pages, with_an_app(somebody(pages)))

    assert browser.get("/sign-in/again/").headers["Location"].startswith("/sign-in/again/code/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_ones_own_page_offers_to_change_a_password_only_to_whoever_has_one(pages: FakePages, language: str) -> None:
    person = somebody(pages)
    browser = browser_for(pages, person)
    assert (
        say("page.password.title", language)
        not in sound(browser.get("/me/", {"language": language}).content.decode(), language).text
    )

    pages.people.set_password(person.id, Secret("en lang nok sætning"))

    again = browser_for(pages, person).get("/me/", {"language": language})
    assert say("page.password.title", language) in sound(again.content.decode(), language).text
