"""Every page is on the list from which the screenshots are taken and over which axe goes, or it says why it is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from django.urls import get_resolver, resolve

import bindeled.web
from bindeled.web.api.door import PROGRAMS
from tests.unit.web.test_answers import POLICY
from tests.unit.web.test_page_reach import addresses, filled
from tools.pages.listing import EVERY_PAGE

if TYPE_CHECKING:
    from django.test import Client

# What answers a GET, and has no page to be looked at.
NO_PAGE = {
    "reconciliation_file": "a file to keep",
    "diagnosis": "a file to keep",
    "feed": "a table for a spreadsheet that asks for it",
    "let_support_look": "leads back to the people, once somebody has shown who they are",
    "file": "the style, the script and the mark of the pages",
    "health": "a word for whoever watches the machine",
    "ready": "the same",
    "metrics": "figures for a program that draws them",
    "hook": "a system calls it, and gets no page",
}
# Where nothing is, which has a page too.
NOWHERE = "/nothing/"
# Connections reference, S34.
PROTECTION = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
WEB = Path(bindeled.web.__file__).parent
LIST = [shown for pages in EVERY_PAGE.values() for shown in pages]


def looked_at() -> set[str]:
    """Return the routes of the list; an address that leads nowhere fails here."""
    places = {re.sub(r"\{\w+\}|\*", "1", shown.place) for shown in LIST}
    return {str(resolve(place).url_name) for place in places - {NOWHERE}}


def whole_pages() -> set[str]:
    """Return the templates that fill the frame and are not themselves filled by others."""
    folders = [WEB / "templates", *WEB.glob("pages/*/templates")]
    texts = {str(file.relative_to(folder)): file.read_text() for folder in folders for file in folder.rglob("*.html")}
    fills = {name: found[1] for name, text in texts.items() if (found := re.search(r'{% extends "([^"]+)" %}', text))}
    return fills.keys() - set(fills.values())


def test_every_address_that_shows_a_page_is_on_the_list(stranger: Client) -> None:
    shows = {
        str(pattern.name)
        for route, pattern in addresses(get_resolver("bindeled.web.urls"))
        if getattr(pattern.callback, "open_to", None) != PROGRAMS
        and stranger.get(filled(route, "nordlys")).status_code != 405
    }
    assert len(shows) > 60
    assert shows - looked_at() == NO_PAGE.keys()


def test_every_address_is_answered_with_what_protects_it(client: Client) -> None:
    bare = []
    for route, _ in addresses(get_resolver("bindeled.web.urls")):
        answer = client.get(filled(route, "nordlys"))
        given = [cookie for cookie in answer.cookies.values() if cookie["max-age"] != 0]
        kept = all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in given)
        bare += [] if kept and PROTECTION.items() <= dict(answer.headers).items() else [route]
    assert bare == []


def test_every_whole_page_is_on_the_list() -> None:
    assert {shown.template for shown in LIST} == whole_pages()


def test_every_picture_has_a_name_of_its_own() -> None:
    names = [shown.name for shown in LIST]
    assert sorted(set(names)) == sorted(names)
