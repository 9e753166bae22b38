"""The pages of notices and of tokens on a real program: a fresh sign-in, sealed addresses, secrets shown once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client

from bindeled.domain.audit import chain_of
from bindeled.domain.notices import Matter, Relation
from bindeled.domain.roles import Reach, Role
from bindeled.domain.secrets import Secret
from bindeled.notices.wording import written
from bindeled.store.audit import StoredAudit
from tests.integration.pages.conftest import SettingsPages, signed_in

if TYPE_CHECKING:
    from tests.support.faces import Faces

PAGES = "https://bindeled.example"
ADDRESS = "bodil@regnskab.example"
NEW = {"address": ADDRESS, "again": ADDRESS, "relation": "error_contact", "language": "da"}

# What a person, or somebody who means no good, may send.
UNFIT_ADDRESSES: list[dict[str, Any]] = [
    {"again": "bodil@regnskab.exampel"},
    {"address": "bodil", "again": "bodil"},
    {"address": "a@b.example\r\nBcc: x@y.example", "again": "a@b.example\r\nBcc: x@y.example"},
    {"relation": "owner"},
    {"language": "de"},
    {"matters": ["<script>"]},
    {"address": "", "again": ""},
]

# What a person, or somebody who means no good, may send.
UNFIT_KEYS = [{"name": " "}, {"name": "x" * 101}, {"role": "operator"}, {"role": "support"}, {"days": "36500"}, {}]


def audited(pages: SettingsPages) -> list[str]:
    return [entry.action for entry in StoredAudit().newest(chain_of(pages.faces.ours.id), 50)]


@pytest.mark.parametrize("page", ["notices/add/", "tokens/make/"])
def test_whoever_changes_who_is_told_or_makes_a_key_proves_who_they_are_first(pages: SettingsPages, page: str) -> None:
    for answer in (pages.get(page), pages.browser.post(pages.address(page), {**NEW, "name": "x"})):
        assert answer.status_code == 302
        assert "/again/" in answer.headers["Location"] or "reauth" in answer.headers["Location"]
    assert pages.program.notices.contacts.of_tenants([pages.faces.ours.id]) == []
    assert pages.program.tokens.of_tenant(pages.faces.ours.id) == []


def test_an_address_is_added_shown_masked_tested_and_forgotten(pages: SettingsPages) -> None:
    pages.prove()
    added = pages.post("notices/add/", **NEW, matters=["reconnect", "away"]).content.decode()
    assert "b…@regnskab.example har fået en mail" in added
    assert ADDRESS not in added
    page = pages.show("notices/")
    assert "Et system svarer ikke" in page.text
    assert "olga@nordlys.example" in page.text
    assert "contact.added" in audited(pages)

    tested = pages.post("notices/test/").content.decode()

    assert "Der er ikke sat mail op her" in tested
    assert "Gemt her" in tested
    (contact,) = pages.program.notices.contacts.of_tenants([pages.faces.ours.id])
    assert "bliver slettet" in pages.show(f"notices/{contact.id}/remove/").text
    pages.post(f"notices/{contact.id}/remove/")
    assert pages.program.notices.contacts.of_tenants([pages.faces.ours.id]) == []
    assert "contact.removed" in audited(pages)
    assert pages.get(f"notices/{contact.id}/remove/").status_code == 404


def test_an_address_that_cannot_be_is_told_and_not_kept(pages: SettingsPages) -> None:
    for sent in UNFIT_ADDRESSES:
        pages.prove()
        answer = pages.post("notices/add/", **{**NEW, **sent})
        assert answer.status_code == 400
        assert "<script>" not in answer.content.decode()
        assert pages.program.notices.contacts.of_tenants([pages.faces.ours.id]) == []


def test_an_address_that_is_told_already_is_told_so(pages: SettingsPages) -> None:
    pages.prove()
    pages.post("notices/add/", **NEW)
    again = pages.post("notices/add/", **NEW).content.decode()
    assert "får allerede besked" in again


def test_a_contact_of_another_customer_is_not_there(pages: SettingsPages) -> None:
    theirs = pages.program.notices.add_contact(pages.faces.theirs, Secret(ADDRESS), Relation.ERROR_CONTACT, "da", None)
    pages.prove()
    assert pages.get(f"notices/{theirs.id}/remove/").status_code == 404
    assert pages.browser.post(pages.address(f"notices/{theirs.id}/remove/")).status_code == 404
    assert len(pages.program.notices.contacts.of_tenants([pages.faces.theirs.id])) == 1


def test_a_viewer_sees_what_is_told_and_no_address_of_a_person(there: Faces) -> None:
    viewer = SettingsPages(there, signed_in(there, Role.VIEWER, "viggo@nordlys.example"))
    there.program.people.add("ejer@nordlys.example", "Ejer", Role.OWNER, there.ours, there.program.clock())
    page = viewer.show("notices/")
    assert "ejer@nordlys.example" not in page.text
    assert "Send en prøve" not in page.text
    assert viewer.get("tokens/").status_code == 403


def test_a_key_is_made_shown_once_and_ended(pages: SettingsPages) -> None:
    pages.prove()
    made = pages.post("tokens/make/", name="Regneark <b>", role="viewer", days="30").content.decode()
    written = made.partition('id="written" value="')[2].partition('"')[0]
    assert written.startswith("bindeled_")
    assert "Regneark &lt;b&gt;" in made
    there = pages.faces
    assert there.ask("GET", f"/tenants/{there.ours.slug}/connections", written).status_code == 200
    assert there.ask("GET", f"/tenants/{there.theirs.slug}/connections", written).status_code == 404
    listed = pages.get("tokens/").content.decode()
    assert "Regneark" in listed
    assert written not in listed
    (token,) = pages.program.tokens.of_tenant(there.ours.id)

    assert "kan ikke fortrydes" in pages.show(f"tokens/{token.id}/end/").text
    pages.post(f"tokens/{token.id}/end/")

    assert there.ask("GET", f"/tenants/{there.ours.slug}/connections", written).status_code == 401
    assert "Lukket" in pages.show("tokens/").text
    assert {"token.made", "token.revoked"} <= set(audited(pages))


def test_a_key_that_cannot_be_is_told_and_not_made(pages: SettingsPages) -> None:
    for sent in UNFIT_KEYS:
        pages.prove()
        whole = {"name": "Regneark", "role": "viewer", "days": "30"}
        answer = pages.post("tokens/make/", **({**whole, **sent} if sent else {}))
        assert answer.status_code == 400
        assert pages.program.tokens.of_tenant(pages.faces.ours.id) == []


def test_a_key_that_reaches_others_too_is_seen_and_cannot_be_ended_here(pages: SettingsPages) -> None:
    pages.prove()
    now, ours, theirs = pages.program.clock(), pages.faces.ours, pages.faces.theirs
    for reach in (
        Reach(tenants={ours.id: Role.PARTNER, theirs.id: Role.PARTNER}),
        Reach(tenants={theirs.id: Role.OWNER}),
    ):
        token, _ = pages.program.tokens.add("deres", reach, now + timedelta(days=1), now)
        assert pages.get(f"tokens/{token.id}/end/").status_code == 404
        assert pages.browser.post(pages.address(f"tokens/{token.id}/end/")).status_code == 404
        assert pages.program.tokens.get(token.id).revoked_at is None
    page = pages.show("tokens/")
    assert page.text.count("deres") == 1
    assert "Sydvest" not in page.text


def test_an_address_is_told_nothing_before_whoever_reads_it_has_confirmed_it(pages: SettingsPages) -> None:
    notices, ours = pages.program.notices, pages.faces.ours
    pages.prove()
    pages.post("notices/add/", **NEW)
    assert "Venter på, at adressen bliver bekræftet" in pages.show("notices/").text
    assert notices.test(ours) == 1, "the owner alone"
    [asked] = [one for one in notices.of_tenant(ours, 10) if one.items[0].matter is Matter.CONFIRM]
    path = asked.items[0].facts["path"]
    assert f"{PAGES}{path}" in written(asked, PAGES).text

    stranger = Client()
    stranger.defaults = pages.browser.defaults
    assert "Vil du det?" in stranger.get(path).content.decode()
    assert notices.test(ours) == 1, "a look confirms nothing"
    for wrong in ("/confirm/1-0000/", "/confirm/nothing/", path.replace("-", "-0"), f"/confirm/{'9' * 40}-a/"):
        assert stranger.post(wrong).status_code == 404
    assert notices.test(ours) == 1
    assert "Tak. Du får besked" in stranger.post(path).content.decode()

    assert notices.test(ours) == 2
    assert "Venter på, at adressen" not in pages.show("notices/").text
    assert "contact.confirmed" in audited(pages)


def test_the_letter_to_confirm_is_sent_again_only_while_it_is_needed(pages: SettingsPages) -> None:
    pages.prove()
    pages.post("notices/add/", **NEW)
    (contact,) = pages.program.notices.contacts.of_tenants([pages.faces.ours.id])
    assert "for kort tid siden" in pages.post(f"notices/{contact.id}/ask/").content.decode()
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11)):
        assert "Mailen sendes til" in pages.post(f"notices/{contact.id}/ask/").content.decode()
    pages.program.notices.contacts.confirm(contact.id, pages.program.clock())
    assert pages.post(f"notices/{contact.id}/ask/").status_code == 404
