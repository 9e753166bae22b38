"""What was begun in a process that is no more: its page says so and offers to begin it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bindeled.domain.roles import Role
from bindeled.domain.secrets import Secret
from bindeled.texts import LANGUAGES, say
from bindeled.web.background import Background
from bindeled.web.pages.loading import views as loading
from bindeled.web.pages.operation import views as operation
from tests.integration.pages.conftest import signed_in
from tests.support.processes import wait_for
from tests.support.sessions import just_proved
from tests.unit.web.test_today import sound

if TYPE_CHECKING:
    from tests.integration.pages.conftest import SettingsPages
    from tests.support.faces import Faces


def beginning(key: str, language: str) -> str:
    """Return a text as far as its first figure."""
    return say(key, language, at="{", left="{").split("{", maxsplit=1)[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_look_that_went_down_with_its_process_is_told_and_offered_again(
    pages: SettingsPages, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    address = f"/tenants/{pages.faces.ours.slug}/setup/load/customers/"

    def shown() -> str:
        answer = pages.browser.get(address, headers={"Accept-Language": language})
        return sound(answer.content.decode(), language).text

    gone = beginning("page.load.plan.gone", language)
    assert gone not in shown()
    pages.browser.post(f"{address}plan/")
    wait_for(lambda: say("page.load.planning", language) not in shown(), "the look has come to its end")
    assert gone not in shown()

    monkeypatch.setattr(loading, "LOOKING", Background())

    assert gone in shown()
    assert say("page.load.plan", language) in shown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proof_of_the_audit_that_went_down_with_its_process_is_told_and_offered_again(
    there: Faces, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    just_proved(there.browser, signed_in(there, Role.OPERATOR), there.program.clock())
    there.program.vault.fingerprint(there.ours.id, Secret("noget"))

    def shown(page: str) -> str:
        answer = there.browser.get(f"/operate/{page}/", headers={"Accept-Language": language})
        return sound(answer.content.decode(), language).text

    for page, address in (("audit", "audit/verify"), ("keys", "keys/data")):
        there.browser.post(f"/operate/{address}/")
        assert beginning(f"page.{page}.gone", language) not in shown(page)
    wait_for(lambda: not operation.WORK.is_running((str(there.program.settings.home), "data")), "the keys are rotated")

    monkeypatch.setattr(operation, "WORK", Background())

    assert beginning("page.audit.gone", language) in shown("audit")
    assert say("page.audit.verify", language) in shown("audit")
    # Nothing is left of the rotation: there is nothing to tell of it.
    assert beginning("page.keys.gone", language) not in shown("keys")
