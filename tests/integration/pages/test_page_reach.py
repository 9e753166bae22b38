"""Every page of a tenant on a real program in which nothing has happened yet, by addresses of what is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.roles import Role
from tests.integration.pages.conftest import signed_in
from tests.support.sessions import just_proved
from tests.unit.web.test_page_reach import OF_A_TENANT, filled

if TYPE_CHECKING:
    from tests.support.faces import Faces


def test_no_page_and_no_empty_form_breaks(there: Faces) -> None:
    just_proved(there.browser, signed_in(there, Role.OWNER), there.program.clock())
    broken = []
    for route, _ in OF_A_TENANT:
        for ask in (there.browser.get, there.browser.post):
            answer = ask(filled(route, there.ours.slug))
            broken += [(route, ask.__name__)] if answer.status_code >= 500 else []
    assert broken == []


def test_whoever_is_not_signed_in_is_asked_to(there: Faces) -> None:
    for route, _ in OF_A_TENANT:
        answer = there.browser.get(filled(route, there.ours.slug))
        assert answer.status_code in {302, 405}, route
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in/"), route
