"""What support does from the console, on a real program."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.roles import Role
from bindeled.domain.states import LinkState
from bindeled.texts import LANGUAGES, say
from tests.integration.pages.conftest import signed_in
from tests.support.standing import stand
from tests.unit.web.test_today import sound

if TYPE_CHECKING:
    from tests.support.faces import Faces

OURS = "/tenants/nordlys-vvs/connections/intempus/"


@pytest.fixture
def support(there: Faces) -> Faces:
    """Support, let in by our customer and not by the other one."""
    signed_in(there, Role.SUPPORT)
    now = there.program.clock()
    there.program.grants.give(there.ours.id, "Olga", "hours are missing", now, now + timedelta(days=1))
    for tenant in (there.ours, there.theirs):
        stand(there.connection(tenant, System.INTEMPUS), LinkState.ACTION_REQUIRED, now)
    return there


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_console_offers_what_helps_only_where_support_is_let_in(support: Faces, language: str) -> None:
    page = sound(support.browser.get("/console/", headers={"Accept-Language": language}).content.decode(), language)

    assert say("page.console.guide", language) in page.text
    assert f"{OURS}diagnosis/" in page.links()
    assert not [link for link in page.links() if link and "sydvest" in link]
    assert "/help/action-required/" in page.links()


def test_the_diagnosis_is_a_file_without_secrets(support: Faces) -> None:
    answer = support.browser.get(f"{OURS}diagnosis/")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="bindeled-nordlys-vvs-intempus.json"'
    assert json.loads(answer.content)["tenant"] == "nordlys-vvs"


def test_a_link_is_made_from_the_console_and_shown_once(support: Faces) -> None:
    answer = support.browser.post(f"{OURS}link/", headers={"Accept-Language": "da"})

    assert "/reconnect/" in sound(answer.content.decode(), "da").all("input")[-1].attributes["value"]  # type: ignore[operator]
    assert support.browser.post(OURS.replace("nordlys-vvs", "sydvest-el") + "link/").status_code == 404


@pytest.mark.parametrize("role", [Role.VIEWER, Role.BOOKKEEPER])
def test_the_diagnosis_is_not_for_everybody(there: Faces, role: Role) -> None:
    signed_in(there, role)

    assert there.browser.get(f"{OURS}diagnosis/").status_code == 403
