from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from bindeled.domain.people import Purpose
from bindeled.domain.roles import Role
from bindeled.domain.secrets import Secret
from bindeled.settings import Settings
from bindeled.texts import LANGUAGES, say
from bindeled.web.configuration import web_settings
from tests.support.sessions import just_proved
from tests.unit.web.fake_pages import NOW, a_tenant, browser_for, somebody, with_an_app
from tests.unit.web.reading import read_page
from tests.unit.web.test_today import sound

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

    from bindeled.domain.people import Person
    from tests.unit.web.fake_pages import FakePages

EMAIL, PASSWORD = "olga@nordlys.example", "en lang nok sætning"
DAY = "/tenants/nordlys/"


@pytest.fixture
def olga(pages: FakePages) -> Person:
    """An owner of Nordlys with a password."""
    person = somebody(pages, tenants=[1])
    pages.people.set_password(person.id, Secret(PASSWORD))
    return person


def sign_in(browser: Client, password: str = PASSWORD, email: str = EMAIL, after: str = DAY) -> int:
    return browser.post("/sign-in/", {"login": email, "password": password, "next": after}).status_code


def every_view(patterns: list[URLPattern | URLResolver] | None = None) -> Iterator[URLPattern]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            yield from every_view(pattern.url_patterns)
        else:
            yield pattern


def test_every_address_says_whom_it_is_open_to() -> None:
    views = list(every_view())

    assert [str(view.pattern) for view in views if not hasattr(view.callback, "open_to")] == []
    assert len(views) > 10


def test_whoever_is_not_signed_in_is_asked_to_and_comes_back_to_the_page(stranger: Client, olga: Person) -> None:
    answer = stranger.get(DAY)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/?next=%2Ftenants%2Fnordlys%2F")
    assert sign_in(stranger) == 302
    assert olga.name in read_page(stranger.get(DAY).content.decode()).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_password_is_told_and_lets_nobody_in(stranger: Client, olga: Person, language: str) -> None:
    answer = stranger.post(f"/sign-in/?language={language}", {"login": olga.email, "password": "forkert"})

    page = sound(answer.content.decode(), language)
    assert ("Den angivne" if language == "da" else "are not correct") in page.text
    assert stranger.get(DAY).status_code == 302


def test_too_many_wrong_passwords_make_a_pause_for_that_person_also_with_the_right_one(
    stranger: Client, olga: Person, pages: FakePages
) -> None:
    pages.people.set_password(somebody(pages, email="per@nordlys.example").id, Secret(PASSWORD))
    tries = [sign_in(stranger, "forkert", EMAIL.upper() if one % 2 else EMAIL) for one in range(5)]

    assert tries[-1] == 429
    assert olga.email == EMAIL
    assert sign_in(stranger) == 429
    assert sign_in(stranger, email="per@nordlys.example") == 302


def test_signing_in_gives_the_session_a_new_name(stranger: Client, olga: Person) -> None:
    stranger.get("/sign-in/")
    session = stranger.session
    session["something"] = 1
    session.save()
    before = session.session_key

    sign_in(stranger)

    assert olga.active
    assert stranger.session.session_key != before


def test_signing_out_ends_the_session_and_only_by_a_form(client: Client) -> None:
    assert client.get("/sign-out/").status_code == 200
    assert client.get(DAY).status_code == 200

    client.post("/sign-out/")

    assert client.get(DAY).status_code == 302


def test_a_session_that_rests_too_long_ends(client: Client, pages: FakePages) -> None:
    assert client.get(DAY).status_code == 200

    pages.at = NOW + timedelta(minutes=59)
    assert client.get(DAY).status_code == 200
    pages.at = NOW + timedelta(minutes=59 + 61)
    assert client.get(DAY).status_code == 302


def test_a_session_ends_however_busy_it_is(client: Client, pages: FakePages) -> None:
    for minutes in range(0, 12 * 60, 30):
        pages.at = NOW + timedelta(minutes=minutes)
        assert client.get(DAY).status_code == 200

    pages.at = NOW + timedelta(hours=12, minutes=1)
    assert client.get(DAY).status_code == 302


def test_somebody_who_was_shut_out_is_out_with_the_next_step(client: Client, pages: FakePages) -> None:
    assert client.get(DAY).status_code == 200

    pages.people.close("OLGA@nordlys.example")

    assert client.get(DAY).status_code == 302


def test_a_tenant_of_others_is_not_there(pages: FakePages) -> None:
    pages.tenants_there = [a_tenant(), a_tenant(2, "Sydlys", "sydlys")]
    browser = browser_for(pages, somebody(pages, tenants=[1]))

    foreign, missing = browser.get("/tenants/sydlys/"), browser.get("/tenants/nobody/")

    assert foreign.status_code == missing.status_code == 404
    assert read_page(foreign.content.decode()).text == read_page(missing.content.decode()).text
    assert b"Sydlys" not in foreign.content
    assert browser.get("/").headers["Location"] == DAY


@pytest.mark.parametrize("role", [Role.PARTNER, Role.SUPPORT, Role.OPERATOR])
def test_whoever_helps_several_customers_sets_up_a_second_factor_first(pages: FakePages, role: Role) -> None:
    person = somebody(pages, role)
    browser = browser_for(pages, person)

    assert browser.get(DAY).headers["Location"] == "/me/app/"

    with_an_app(person)
    assert browser.get(DAY).status_code == 200


def test_a_second_factor_is_set_up_and_asked_for_from_then_on(stranger: Client, olga: Person) -> None:
    sign_in(stranger)
    page = sound(stranger.get("/me/app/?language=en").content.decode(), "en")
    key = re.search(r"[A-Z2-7]{32}", page.text)
    assert key is not None

    assert stranger.post("/me/app/", {"code": "000000"}).status_code == 200
    done = stranger.post("/me/app/", {"code": code_now(key[0])})

    assert done.headers["Location"] == "/me/codes/"
    kept = Authenticator.objects.get(user_id=olga.id, type="totp").data["secret"]
    assert kept == f"sealed {key[0]}"
    assert len(sound(stranger.get("/me/codes/").content.decode(), "en").all("code")) == 10

    stranger.post("/sign-out/")
    assert stranger.post("/sign-in/", {"login": EMAIL, "password": PASSWORD}).headers["Location"] == "/sign-in/code/"
    assert stranger.get(DAY).status_code == 302


def test_what_cannot_be_undone_asks_who_somebody_is_again_after_a_while(
    stranger: Client, olga: Person, pages: FakePages
) -> None:
    sign_in(stranger)
    just_proved(stranger, olga, NOW)
    assert stranger.get("/me/app/").status_code == 200

    pages.at = NOW + timedelta(minutes=6)

    again = stranger.get("/me/app/")
    assert again.headers["Location"].startswith("/sign-in/again/")
    page = sound(stranger.get(again.headers["Location"]).content.decode(), "da")
    assert say("page.sign_in_again.why", "da") in page.text
    assert stranger.post("/sign-in/again/", {"password": "forkert"}).status_code == 200


def test_a_look_by_support_is_written_down(pages: FakePages) -> None:
    browser = browser_for(pages, with_an_app(somebody(pages, Role.SUPPORT, [1], "sigurd@bindeled.example")))

    browser.get(DAY)

    assert pages.looks == [(1, "sigurd@bindeled.example", DAY)]


def test_a_link_to_join_is_not_used_up_by_looking_and_makes_an_account_once(stranger: Client, pages: FakePages) -> None:
    token = pages.people.make_link(
        Purpose.JOIN, "ny@nordlys.example", Role.OPERATOR, None, by="a test", at=NOW, until=NOW + timedelta(days=1)
    )
    address = f"/join/{token}/"
    stranger.head(address)
    page = sound(stranger.get(address, {"language": "en"}).content.decode(), "en")
    assert "ny@nordlys.example" in page.text

    assert stranger.post(address, {"name": "Ny", "password": "password1234"}).status_code == 400
    assert stranger.post(address, {"name": "Ny", "password": "kort"}).status_code == 400
    assert stranger.post(address, {"name": "Ny", "password": PASSWORD}).status_code == 302
    assert "_auth_user_id" in stranger.session
    assert browser_for(pages).post(address, {"name": "Tyv", "password": PASSWORD}).status_code == 410


def test_a_link_that_is_too_old_or_made_up_is_told_without_saying_which(stranger: Client, pages: FakePages) -> None:
    token = pages.people.make_link(
        Purpose.JOIN, "ny@nordlys.example", Role.OPERATOR, None, by="a test", at=NOW, until=NOW + timedelta(days=1)
    )
    pages.at = NOW + timedelta(days=1)

    old, made_up = stranger.get(f"/join/{token}/"), stranger.get("/join/hallo/")

    assert (old.status_code, made_up.status_code) == (410, 410)
    assert read_page(old.content.decode()).text == read_page(made_up.content.decode()).text


def test_a_link_made_by_another_does_not_open_an_account_that_has_a_password(
    stranger: Client, olga: Person, pages: FakePages
) -> None:
    token = pages.people.make_link(
        Purpose.JOIN, olga.email, Role.OPERATOR, None, by="a thief", at=NOW, until=NOW + timedelta(days=1)
    )

    answer = stranger.post(f"/join/{token}/", {"name": "Tyv", "password": "en helt anden sætning"})

    assert answer.headers["Location"].startswith("/sign-in/")
    assert sign_in(stranger) == 302
    assert stranger.post("/join/").headers["Location"] == "/"
    assert stranger.post("/join/").status_code == 410


def test_the_token_of_a_link_goes_into_no_other_address(stranger: Client, olga: Person, pages: FakePages) -> None:
    token = pages.people.make_link(
        Purpose.JOIN, olga.email, Role.OPERATOR, None, by="a test", at=NOW, until=NOW + timedelta(days=1)
    )
    to_sign_in = stranger.get(f"/join/{token}/").headers["Location"]
    assert token not in to_sign_in
    after = stranger.post(to_sign_in, {"login": olga.email, "password": PASSWORD}).headers["Location"]
    assert after == "/join/"
    assert say("page.link.accept", "da") in read_page(stranger.get(after).content.decode()).text


def test_a_link_for_another_person_is_told_to_be_so(pages: FakePages, olga: Person) -> None:
    token = pages.people.make_link(
        Purpose.JOIN, olga.email, Role.OPERATOR, None, by="a test", at=NOW, until=NOW + timedelta(days=1)
    )
    browser = browser_for(pages, somebody(pages, Role.VIEWER, [1], "vera@nordlys.example"))
    assert browser.get(f"/join/{token}/").headers["Location"] == "/join/"
    answer = browser.post("/join/")
    assert answer.status_code == 403
    assert say("page.link.other", "da") in read_page(answer.content.decode()).text
    assert pages.people.link(token, NOW) is not None


def test_nobody_accepts_a_link_that_they_were_never_shown(pages: FakePages, olga: Person) -> None:
    pages.people.make_link(
        Purpose.JOIN, olga.email, Role.OPERATOR, None, by="a test", at=NOW, until=NOW + timedelta(days=1)
    )
    assert browser_for(pages, olga).post("/join/").status_code == 410


def test_a_link_to_sign_in_works_once(stranger: Client, olga: Person, pages: FakePages) -> None:
    token = pages.people.make_link(
        Purpose.SIGN_IN, olga.email, None, None, by="a test", at=NOW, until=NOW + timedelta(minutes=5)
    )

    assert say("page.link.sign_in", "da") in read_page(stranger.get(f"/join/{token}/").content.decode()).text
    stranger.post(f"/join/{token}/")

    assert stranger.get(DAY).status_code == 200
    assert browser_for(pages).post(f"/join/{token}/").status_code == 410


def test_a_form_that_is_not_from_a_page_of_ours_changes_nothing(pages: FakePages, olga: Person) -> None:
    browser = browser_for(pages, olga)
    browser.handler.enforce_csrf_checks = True

    answer = browser.post("/sign-out/")

    assert answer.status_code == 403
    assert say("page.error.stale.headline", "da") in read_page(answer.content.decode()).text
    assert browser.get(DAY).status_code == 200


def test_by_https_cookies_are_bound_to_the_host_and_browsers_are_told_to_stay_with_https(pages: FakePages) -> None:
    public = Settings(public_url="https://bindeled.example")
    chosen = web_settings(public)
    pages.settings = public
    with override_settings(**chosen):
        answer = browser_for(pages).get("/sign-in/", secure=True, headers={"host": "bindeled.example"})

    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert [name for name in answer.cookies if not name.startswith("__Host-")] == []
    assert all(
        cookie["secure"] and cookie["path"] == "/" and not cookie["domain"] for cookie in answer.cookies.values()
    )


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(stranger: Client, olga: Person) -> None:
    sign_in(stranger)
    assert olga.active

    assert {"bindeled_session", "bindeled_form"} <= set(stranger.cookies)
    for cookie in stranger.cookies.values():
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("address", ["/sign-in/", "/me/", "/me/password/", "/me/app/", "/sign-out/", "/sign-in/again/"])
def test_every_page_of_signing_in_can_be_shown(pages: FakePages, olga: Person, address: str, language: str) -> None:
    browser = browser_for(pages, None if address == "/sign-in/" else olga)
    if address != "/sign-in/":
        just_proved(browser, olga, NOW)

    sound(browser.get(address, {"language": language}).content.decode(), language)


def test_a_person_whose_role_is_not_enough_is_told_so(pages: FakePages) -> None:
    viewer = somebody(pages, Role.VIEWER, [1])
    pages.known[viewer.id] = replace(viewer, reach=replace(viewer.reach, tenants={}))

    assert browser_for(pages, viewer).get(DAY).status_code == 404


def code_now(secret: str) -> str:
    """Return what an authenticator app would show now."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))
