"""A reconnect link from the first look to the last (connections reference T33, S15, S16, CP15), on a twin."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
import time_machine
from django.db import connections

from bindeled.bootstrap import now
from bindeled.domain.accounts import System
from bindeled.domain.reconnecting import LinkStanding, LinkStep
from bindeled.domain.roles import Role
from bindeled.domain.secrets import Secret
from bindeled.store.models import AuditEntry
from bindeled.store.reconnecting import links_under_way
from tests.integration.store.racing import at_once
from tests.support.faces import Faces, faces
from tests.unit.web.reading import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.http import HttpResponse

    from bindeled.domain.reconnecting import ReconnectLink
    from sandbox.client import RunningTwin

WRONG = "invented-wrong-000000000000000000000009"


@pytest.fixture
def address(wired: Faces) -> str:
    return an_address(wired)


def an_address(wired: Faces, **options: Any) -> str:
    """Make a link and return the path of its page."""
    connection = wired.connection(wired.ours, System.INTEMPUS)
    _, written = wired.program.reconnect_links.make(connection, made_by="support", sent_to="Mette", **options)
    return f"/reconnect/{written.reveal()}"


def send(wired: Faces, address: str, login: dict[str, str], secret: str | None = None) -> HttpResponse:
    typed = {"login": login["login"], "secret": login["secret"] if secret is None else secret}
    return cast("HttpResponse", wired.browser.post(address, typed, headers={"Accept-Language": "en"}))


def look(wired: Faces, address: str) -> HttpResponse:
    return cast("HttpResponse", wired.browser.get(address, headers={"Accept-Language": "en"}))


def text_of(answer: HttpResponse) -> str:
    return read_page(answer.content.decode()).text


def the_link(wired: Faces) -> ReconnectLink:
    return wired.program.reconnect_links.of(wired.connection(wired.ours, System.INTEMPUS))[0]


def test_the_right_login_is_taken_into_use_and_the_page_shows_what_was_tried(
    wired: Faces, address: str, login: dict[str, str]
) -> None:
    answer = send(wired, address, login)
    assert answer.status_code == 200
    assert "Intempus is connected" in text_of(answer)
    assert text_of(answer).count("In order") >= 3
    assert wired.connection(wired.ours, System.INTEMPUS).active_version == 1
    assert the_link(wired).step is LinkStep.DONE


def test_a_link_works_once(wired: Faces, address: str, login: dict[str, str]) -> None:
    send(wired, address, login)
    for answer in (look(wired, address), send(wired, address, login)):
        assert answer.status_code == 410
        assert "It has been used already" in text_of(answer)
    assert wired.connection(wired.ours, System.INTEMPUS).epoch == 1
    assert AuditEntry.objects.filter(action="link.refused").count() == 2


def test_a_mail_scanner_that_looks_spends_nothing(wired: Faces, address: str, login: dict[str, str]) -> None:
    for _ in range(3):
        assert look(wired, address).status_code == 200
        assert wired.browser.head(address).status_code == 200
    assert the_link(wired).step is LinkStep.OPENED
    assert send(wired, address, login).status_code == 200


def test_a_login_that_is_refused_leaves_the_link_good_and_the_login_in_use(wired: Faces, login: dict[str, str]) -> None:
    wired.hand_over(System.INTEMPUS, login)
    address = an_address(wired)
    answer = send(wired, address, login, WRONG)
    assert answer.status_code == 422
    assert "Intempus refused the login" in text_of(answer)
    assert "You can try again with this link" in text_of(answer)
    assert WRONG not in answer.content.decode()
    assert wired.connection(wired.ours, System.INTEMPUS).active_version == 1
    assert (the_link(wired).standing(now()), the_link(wired).step) == (LinkStanding.GOOD, LinkStep.TRIED)


def test_after_a_wrong_try_the_right_one_works_with_the_same_link(
    wired: Faces, address: str, login: dict[str, str]
) -> None:
    assert send(wired, address, login, WRONG).status_code == 422
    assert send(wired, address, login).status_code == 200


@pytest.mark.parametrize("secret", ["", " key", "key\t"])
def test_what_was_mistyped_is_told_without_asking_intempus(
    wired: Faces, address: str, login: dict[str, str], secret: str
) -> None:
    answer = send(wired, address, login, secret)
    assert answer.status_code == 422
    assert "cannot be right" in text_of(answer)
    assert wired.program.versions.versions(wired.connection(wired.ours, System.INTEMPUS)) == []


def test_while_intempus_is_away_the_link_stays_good(
    wired: Faces, address: str, login: dict[str, str], intempus: RunningTwin
) -> None:
    intempus.control.outage()
    assert send(wired, address, login).status_code == 422
    intempus.control.outage(None)
    assert send(wired, address, login).status_code == 200


def test_a_process_that_dies_between_staging_and_switching_leaves_the_link_good(
    wired: Faces, address: str, login: dict[str, str]
) -> None:
    class Dies(Exception):
        pass

    class Steps:
        stage = wired.program.logins.stage

        def verify(self, connection: object, number: int) -> Any:
            del connection, number
            raise Dies

        def switch(self, connection: object, number: int, *, epoch: int) -> Any:
            del connection, number, epoch

    written = address.rsplit("/", 1)[1]
    with pytest.raises(Dies):
        wired.program.reconnect_links.hand_over(written, login["login"], "", Secret(login["secret"]), Steps())
    assert the_link(wired).step is LinkStep.TRIED
    assert send(wired, address, login).status_code == 200


def test_of_two_who_use_the_same_link_at_once_at_most_one_changes_anything(
    wired: Faces, address: str, login: dict[str, str]
) -> None:
    def one() -> int:
        try:
            return send(wired, address, login).status_code
        finally:
            connections.close_all()

    statuses = sorted(int(str(status)) for status in at_once([one, one]))
    assert statuses.count(200) <= 1
    assert wired.connection(wired.ours, System.INTEMPUS).epoch == statuses.count(200)


def test_a_link_ends_with_its_time(wired: Faces, address: str) -> None:
    with time_machine.travel(now() + timedelta(minutes=31)):
        answer = look(wired, address)
    assert answer.status_code == 410
    assert "Its time is over" in text_of(answer)


def test_a_link_that_was_revoked_opens_nothing(wired: Faces, address: str, login: dict[str, str]) -> None:
    connection = wired.connection(wired.ours, System.INTEMPUS)
    assert wired.program.reconnect_links.revoke(connection, the_link(wired).id)
    assert not wired.program.reconnect_links.revoke(connection, the_link(wired).id)
    assert send(wired, address, login).status_code == 410


@pytest.mark.parametrize("spoil", [lambda a: a[:-1], lambda a: a + "A", lambda _: "/reconnect/1-" + "A" * 43])
def test_a_link_that_was_guessed_or_cut_is_not_there(wired: Faces, address: str, spoil: Any) -> None:
    answer = look(wired, spoil(address))
    assert answer.status_code == 404
    assert "There is no such link" in text_of(answer)


def test_a_link_for_setting_up_does_not_replace_what_was_connected_meanwhile(
    wired: Faces, address: str, login: dict[str, str]
) -> None:
    wired.hand_over(System.INTEMPUS, login)
    assert send(wired, address, login).status_code == 410


def test_a_link_of_another_customer_cannot_be_revoked_by_us(wired: Faces, address: str) -> None:
    assert look(wired, address).status_code == 200
    theirs = wired.connection(wired.theirs, System.INTEMPUS)
    assert not wired.program.reconnect_links.revoke(theirs, the_link(wired).id)


def test_a_link_can_be_tried_so_often_and_then_has_to_wait(wired: Faces, address: str, login: dict[str, str]) -> None:
    tries = wired.program.settings.reconnect_tries
    statuses = [send(wired, address, login, f"{WRONG}{n}").status_code for n in range(tries + 1)]
    assert statuses == [422] * tries + [429]


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Faces]:
    """A program that lets a link be looked at three times, and an address be wrong as often."""
    with faces(tmp_path, reconnect_opens=3, reconnect_refused=3) as made:
        yield made


def test_guessing_links_from_one_address_has_to_wait_and_keeps_nobody_with_a_good_link_waiting(strict: Faces) -> None:
    statuses = [look(strict, f"/reconnect/{n}-{'A' * 43}").status_code for n in range(1, 8)]
    assert set(statuses) == {404, 429}
    assert look(strict, an_address(strict)).status_code == 200


def test_customers_behind_one_proxy_do_not_use_up_each_others_looks(strict: Faces) -> None:
    first = an_address(strict)
    statuses = [look(strict, first).status_code for _ in range(7)]
    assert statuses[:3] == [200] * 3
    assert 429 in statuses
    assert look(strict, an_address(strict)).status_code == 200


def test_whoever_guesses_at_a_link_does_not_use_up_the_looks_of_its_holder(strict: Faces) -> None:
    address = an_address(strict)
    for _ in range(7):
        look(strict, f"{address.rpartition('-')[0]}-{'A' * 43}")
    assert look(strict, address).status_code == 200


def test_the_page_tells_the_state_and_nothing_of_the_login_in_use(wired: Faces, login: dict[str, str]) -> None:
    wired.hand_over(System.INTEMPUS, login)
    page = look(wired, an_address(wired))
    assert "Nordlys VVS" in text_of(page)
    assert "Reconnect Intempus" in text_of(page)
    for hidden in (login["login"], login["secret"], "Sydvest El", "Mette"):
        assert hidden not in page.content.decode()


def test_the_page_is_kept_nowhere_and_leads_nobody_to_its_address(wired: Faces, address: str) -> None:
    answer = look(wired, address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    links = read_page(answer.content.decode()).links()
    assert [link for link in links if link and address in link] == []


def test_no_part_by_which_a_link_opens_is_in_the_database(wired: Faces, address: str, tmp_path: Path) -> None:
    secret = address.split("-", 1)[1]
    look(wired, address)
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())
    assert b"reconnect_link" in stored
    assert secret.encode() not in stored


def test_support_sees_how_far_the_holder_has_come_and_what_the_checks_found(
    wired: Faces, address: str, login: dict[str, str]
) -> None:
    send(wired, address, login, WRONG)
    connection = wired.connection(wired.ours, System.INTEMPUS)
    answer = wired.ask("GET", f"/connections/{connection.id}/reconnect-links", wired.token(Role.SUPPORT))
    text = answer.content.decode()
    assert '"step": "tried"' in text
    assert '"check": "login"' in text
    for hidden in (WRONG, login["login"], address.split("-", 1)[1]):
        assert hidden not in text


def test_every_step_of_a_link_is_in_the_audit_by_whom(wired: Faces, address: str, login: dict[str, str]) -> None:
    send(wired, address, login)
    actions = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    for action in ("link.made", "link.opened", "version.staged", "link.tried", "version.switched", "link.used"):
        assert action in actions
    switched = AuditEntry.objects.get(action="version.switched")
    assert (switched.actor_kind, switched.actor_name) == ("reconnect_link", str(the_link(wired).id))


def test_how_far_the_holder_of_a_link_is_shows_until_a_login_comes_by_it(wired: Faces, login: dict[str, str]) -> None:
    connection, at = wired.connection(wired.ours, System.INTEMPUS).id, wired.program.clock()
    assert links_under_way(at) == {}
    address = an_address(wired)
    assert links_under_way(at) == {connection: LinkStep.MADE}
    look(wired, address)
    assert links_under_way(at) == {connection: LinkStep.OPENED}
    assert links_under_way(at + timedelta(days=1)) == {}
    send(wired, address, login)
    assert links_under_way(at) == {}
