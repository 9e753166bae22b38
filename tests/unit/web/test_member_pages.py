"""Who is let in to a tenant: it takes effect for others at once, so whoever does it shows first who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.roles import Role
from bindeled.texts import LANGUAGES, say
from tests.support.sessions import just_proved
from tests.unit.web.fake_pages import NOW, browser_for, somebody
from tests.unit.web.reading import read_page
from tests.unit.web.test_today import sound

if TYPE_CHECKING:
    from django.test import Client

    from bindeled.domain.people import Person
    from tests.unit.web.fake_pages import FakePages

PEOPLE = "/tenants/nordlys/people/"
INVITED = {"email": "ny@nordlys.example", "role": "viewer"}


@pytest.fixture
def owner(pages: FakePages) -> Person:
    return somebody(pages)


@pytest.fixture
def browser(pages: FakePages, owner: Person) -> Client:
    """An owner who signed in a while ago."""
    return browser_for(pages, owner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_forms_are_there_for_whoever_has_just_shown_who_they_are(
    browser: Client, owner: Person, language: str
) -> None:
    before = sound(browser.get(PEOPLE, {"language": language}).content.decode(), language)
    assert f"{PEOPLE}invite/" in before.links()
    assert f"{PEOPLE}support/" in before.links()
    assert say("page.members.invite.button", language) not in before.text

    just_proved(browser, owner, NOW)

    after = sound(browser.get(PEOPLE, {"language": language}).content.decode(), language)
    assert say("page.members.invite.button", language) in after.text
    assert say("page.support.give", language) in after.text


@pytest.mark.parametrize(
    ("what", "sent"), [("invite/", INVITED), ("support/", {"reason": "Vi kan ikke selv"})], ids=["invite", "support"]
)
def test_nobody_is_let_in_by_whoever_signed_in_long_ago_and_they_come_back_to_the_forms(
    pages: FakePages, browser: Client, owner: Person, what: str, sent: dict[str, str]
) -> None:
    answer = browser.post(f"{PEOPLE}{what}", sent)

    assert answer.headers["Location"] == f"/sign-in/again/?next=%2Ftenants%2Fnordlys%2Fpeople%2F{what[:-1]}%2F"
    assert pages.grants.in_force(1, NOW) is None
    just_proved(browser, owner, NOW)
    back = browser.get(f"{PEOPLE}{what}", follow=True)
    assert say("page.members.proved", "da") in read_page(back.content.decode()).text


def test_whoever_may_let_nobody_in_is_not_asked_who_they_are(pages: FakePages) -> None:
    viewer = browser_for(pages, somebody(pages, Role.BOOKKEEPER, [1], "bo@nordlys.example"))

    assert viewer.post(f"{PEOPLE}invite/", INVITED).status_code == 403
