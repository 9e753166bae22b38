"""Who reaches which page, for every address of a tenant that there is: new ones are held to it by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import URLResolver, get_resolver

from bindeled.domain.roles import Action, Role, may
from tests.support.sessions import just_proved
from tests.unit.web.fake_pages import NOW, a_tenant, browser_for, somebody, with_an_app
from tests.unit.web.reading import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client
    from django.urls import URLPattern

    from bindeled.domain.people import Person
    from tests.unit.web.fake_pages import FakePages

# What stands in an address beside the tenant: the first that there is of each.
_PARTS = {"system": "uniconta", "key": "0a1b2c3d", "way": "changed"}


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern, route)
        else:
            yield route, pattern


def filled(route: str, slug: str) -> str:
    """Return an address with a tenant and something plausible in every place."""

    def part(found: re.Match[str]) -> str:
        kind, name = found[1], found[2]
        return slug if name == "slug" else _PARTS.get(name, "1" if kind == "int" else "reports")

    return "/" + re.sub(r"<(\w+):(\w+)>", part, route)


OF_A_TENANT: list[tuple[str, Any]] = [
    (route, getattr(pattern.callback, "open_to", None))
    for route, pattern in addresses(get_resolver("bindeled.web.urls"))
    if route.startswith("tenants/<slug:slug>/")
]


def browser_of(pages: FakePages, role: Role, tenant: int) -> Client:
    person: Person = with_an_app(somebody(pages, role, [tenant], f"{role.value}{tenant}@x.example"))
    browser = browser_for(pages, person)
    browser.get("/me/")
    just_proved(browser, person, NOW)
    return browser


def test_there_are_many_and_each_names_what_has_to_be_allowed() -> None:
    assert len(OF_A_TENANT) > 30
    assert [route for route, open_to in OF_A_TENANT if not isinstance(open_to, Action)] == []


# An operator reaches every tenant; the others are looked up in the same way, so two of them stand for all.
@pytest.mark.parametrize("role", [Role.OWNER, Role.SUPPORT])
def test_pages_of_a_tenant_of_others_are_as_if_they_were_not_there(pages: FakePages, role: Role) -> None:
    pages.tenants_there = [a_tenant(), a_tenant(2, "Sydlys", "sydlys")]
    browser = browser_of(pages, role, 2)
    for route, _ in OF_A_TENANT:
        for ask in (browser.get, browser.post):
            foreign, missing = ask(filled(route, "nordlys")), ask(filled(route, "nobody"))
            assert foreign.status_code == missing.status_code, route
            if missing.status_code != 405:
                assert foreign.status_code == 404, route
                texts = [read_page(answer.content.decode()).text for answer in (foreign, missing)]
                assert texts[0] == texts[1], route
                assert b"Nordlys" not in foreign.content


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_what_its_row_says_and_nothing_else(pages: FakePages, role: Role) -> None:
    browser = browser_of(pages, role, 1)
    for route, action in OF_A_TENANT:
        for ask in (browser.get, browser.post):
            answer = ask(filled(route, "nordlys"))
            # What lies behind the guard may be missing here, the program itself too: only who is let through counts.
            if answer.status_code != 405:
                assert (answer.status_code == 403) is not may(role, action), (role, route)


# What takes effect at once and can do harm: logins, keys for programs, and who is let in (connections reference, S17).
ASK_ONCE_MORE = {
    Action.ENTER_LOGIN,
    Action.SWITCH_LOGIN,
    Action.ROLL_BACK_LOGIN,
    Action.REVOKE_LOGIN,
    Action.MANAGE_TOKENS,
    Action.MANAGE_MEMBERS,
}


def test_whoever_signed_in_long_ago_is_asked_once_more_before_a_login_or_who_comes_in_changes(pages: FakePages) -> None:
    pages.tenants_there = [a_tenant()]
    browser = browser_for(pages, somebody(pages))
    asked = []
    for route, action in OF_A_TENANT:
        # What lies there already may be proved anew: that takes nothing into use. Shutting support out lets nobody in.
        if action in ASK_ONCE_MORE and not route.endswith(("/check/<int:number>/", "/support/end/")):
            answer = browser.post(filled(route, "nordlys"))
            went_to = answer.headers.get("Location", "")
            assert answer.status_code == 405 or went_to.startswith("/sign-in/again/"), (route, answer.status_code)
            asked += [action] if answer.status_code != 405 else []
    assert set(asked) == ASK_ONCE_MORE
