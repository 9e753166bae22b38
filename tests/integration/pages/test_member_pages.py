"""Letting people in, on a real program: an invitation and leave for support, by whoever has shown who they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.texts import say
from tests.unit.web.reading import read_page

if TYPE_CHECKING:
    from tests.integration.pages.conftest import SettingsPages


def test_whoever_has_just_shown_who_they_are_invites_and_lets_support_in_and_shuts_it_out(pages: SettingsPages) -> None:
    people, tenant_id = f"/tenants/{pages.faces.ours.slug}/people/", pages.faces.ours.id
    grants, clock = pages.program.grants, pages.program.clock
    pages.prove()

    invited = pages.browser.post(f"{people}invite/", {"email": "ny@nordlys.example", "role": "viewer"})
    pages.browser.post(f"{people}support/", {"reason": "Vi kan ikke selv"})

    assert say("page.members.link", "da", email="ny@nordlys.example") in read_page(invited.content.decode()).text
    assert grants.in_force(tenant_id, clock()).reason == "Vi kan ikke selv"
    session = pages.browser.session
    del session["account_authentication_methods"]
    session.save()
    pages.browser.post(f"{people}support/end/")
    assert grants.in_force(tenant_id, clock()) is None
