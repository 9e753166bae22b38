from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError
from django.test import RequestFactory

import bindeled.web
from bindeled.texts import LANGUAGES, keys, say
from bindeled.web.languages import language_of
from tests.unit.web.fake_pages import a_tenant
from tests.unit.web.reading import read_page

if TYPE_CHECKING:
    from django.test import Client

    from tests.unit.web.fake_pages import FakePages

ADDRESSES = [
    "/",
    "/healthz",
    "/static/bindeled.css",
    "/tenants/nordlys/",
    "/tenants/nordlys",
    "/tenants/nobody/",
    "/tenants/nordlys/?day=yesterday",
    "/nothing",
]
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_every_answer_carries_the_headers_that_protect_it(client: Client, address: str, method: str) -> None:
    answer = getattr(client, method)(address)

    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] in {"no-store", "no-cache"}


def test_an_answer_to_a_failure_is_protected_too(client: Client, pages: FakePages) -> None:
    pages.broken = RuntimeError("planted")

    answer = client.get("/tenants/nordlys/")

    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert b"planted" not in answer.content


def test_a_foreign_host_name_is_refused(client: Client) -> None:
    answer = client.get("/tenants/nordlys/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert b"Nordlys" not in answer.content


@pytest.mark.parametrize("first", LANGUAGES)
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/tenants/nobody/", 404),
        ("/tenants/æøå/", 404),
        ("/nothing/at/all", 404),
        ("/tenants/nordlys/?day=yesterday", 400),
        ("/tenants/nordlys/?day=2026-02-30", 400),
        ("/tenants/nordlys/?day=20261116", 400),
        ("/tenants/nordlys/?day=2026-W47-1", 400),
        ("/tenants/nordlys/?day=2026-11-16%00", 400),
        ("/tenants/nordlys/?day=", 400),
    ],
)
def test_what_is_not_there_is_told_in_both_languages_with_a_way_back(
    client: Client, address: str, status: int, first: str
) -> None:
    answer = client.get(address, headers={"accept-language": first})

    page = read_page(answer.content.decode())
    assert answer.status_code == status
    assert page.elements[0].attributes["lang"] == first
    assert [section.attributes["lang"] for section in page.all("section")] == sorted(LANGUAGES, key=first.__ne__)
    for language in LANGUAGES:
        assert say(f"page.error.{status}.headline", language) in page.text
        assert say(f"page.error.{status}.sentence", language) in page.text
    assert len(page.all("h1")) == 1
    assert page.links().count("/") >= 2


@pytest.mark.parametrize("address", ["/", "/tenants/nordlys/", "/healthz", "/static/bindeled.css"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_nothing_can_be_changed_here(client: Client, address: str, method: str) -> None:
    answer = getattr(client, method)(address)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"


def test_head_is_answered_as_get_without_its_body(client: Client) -> None:
    get, head = client.get("/tenants/nordlys/"), client.head("/tenants/nordlys/")

    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(get.content))


def test_the_front_page_goes_to_the_only_tenant(client: Client) -> None:
    answer = client.get("/?language=en")

    assert answer.status_code == 302
    assert answer.headers["Location"] == "/tenants/nordlys/"
    assert b"Set aside now" in client.get(answer.headers["Location"]).content


def test_the_front_page_lists_several_tenants(client: Client, pages: FakePages) -> None:
    pages.tenants_there = [a_tenant(), a_tenant(2, "<b>Sydlys</b>", "sydlys")]

    page = read_page(client.get("/").content.decode())

    assert {"/tenants/nordlys/", "/tenants/sydlys/"} <= set(page.links())
    assert "<b>Sydlys</b>" in page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_page_says_when_there_is_nobody_yet(client: Client, pages: FakePages, language: str) -> None:
    pages.tenants_there = []

    page = read_page(client.get("/", {"language": language}).content.decode())

    assert say("page.tenants.none", language) in page.text


def test_health_is_ok_when_the_database_answers(client: Client) -> None:
    answer = client.get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok")
    assert answer.headers["Content-Type"].startswith("text/plain")


def test_health_is_not_ok_when_the_database_does_not_answer(client: Client, pages: FakePages) -> None:
    pages.broken = OperationalError("disk I/O error")

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert b"disk" not in answer.content

    pages.broken = None
    assert client.get("/healthz").status_code == 200


def test_a_browser_that_has_the_stylesheet_is_not_sent_it_again(client: Client) -> None:
    first = client.get("/static/bindeled.css")
    again = client.get("/static/bindeled.css", headers={"if-none-match": first.headers["ETag"]})
    other = client.get("/static/bindeled.css", headers={"if-none-match": '"another"'})

    assert first.headers["Content-Type"] == "text/css; charset=utf-8"
    assert (again.status_code, again.content) == (304, b"")
    assert (other.status_code, other.content) == (200, first.content)


def test_the_language_that_was_chosen_is_kept(client: Client) -> None:
    client.get("/tenants/nordlys/?language=en")

    answer = client.get("/tenants/nordlys/", headers={"accept-language": "da"})

    assert answer.headers["Content-Language"] == "en"
    cookie = client.cookies["bindeled_language"]
    assert cookie["samesite"] == "Lax"
    assert cookie["httponly"]


def test_a_language_that_we_do_not_speak_is_not_kept(client: Client) -> None:
    answer = client.get("/tenants/nordlys/?language=<b>")

    assert answer.headers["Content-Language"] == "da"
    assert "bindeled_language" not in answer.cookies


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ("", "da"),
        ("da-DK,da;q=0.9,en;q=0.8", "da"),
        ("en-GB,en;q=0.9,da;q=0.8", "en"),
        ("de, en;q=0.3", "en"),
        ("de", "da"),
        ("en;q=0, da;q=0.1", "da"),
        ("en;q=nonsense, da", "da"),
        (";;;,,q=", "da"),
        ("EN", "en"),
    ],
)
def test_the_browser_wishes_for_a_language(wishes: str, language: str) -> None:
    assert language_of(RequestFactory().get("/", headers={"accept-language": wishes})) == language


def test_both_languages_have_the_same_page_texts_and_none_is_left_over() -> None:
    there = {key for key in keys("da") if key.startswith("page.")}
    sources = [*Path(bindeled.web.__path__[0]).rglob("*.py"), *Path(bindeled.web.__path__[0]).rglob("*.html")]
    code = "\n".join(path.read_text() for path in sources)
    asked = set(re.findall(r"\"(page\.[^\"]+)\"", code))
    # `{code}` in a key that is put together stands for one part of it.
    patterns = {re.sub(r"\\\{[^{}]*\\\}", r"\\w+", re.escape(key)) for key in asked}

    assert there == {key for key in keys("en") if key.startswith("page.")}
    assert {key for key in asked if "{" not in key} <= there
    assert [key for key in there if not any(re.fullmatch(pattern, key) for pattern in patterns)] == []


def test_a_text_that_is_missing_fails() -> None:
    with pytest.raises(KeyError):
        say("page.no_such_text", "da")


def test_the_colours_can_be_told_apart_by_everybody() -> None:
    """Contrast of text and ground, WCAG 2.2, 1.4.3: 4.5 or more."""
    sheet = (Path(bindeled.web.__path__[0]) / "static" / "bindeled.css").read_text()
    schemes = [dict(re.findall(r"--(\w+): #(\w{6});", block)) for block in re.findall(r":root \{([^}]+)\}", sheet)]

    assert len(schemes) == 2
    for colours in schemes:
        for ground in ("ground", "card"):
            for ink in ("ink", "soft", "link", "good", "wait", "act"):
                assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
