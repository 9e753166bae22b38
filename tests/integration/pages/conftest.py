from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import pytest

import tests.support.database  # noqa: F401 - configures Django before anything that has models is imported
from bindeled.domain.roles import Role
from bindeled.store.models import User
from tests.support.faces import faces
from tests.support.sessions import just_proved
from tests.unit.web.fake_pages import with_an_app
from tests.unit.web.reading import read_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.http import HttpResponse
    from django.test import Client

    from bindeled.domain.people import Person
    from tests.support.faces import Faces
    from tests.unit.web.reading import Page

EMAIL = "olga@nordlys.example"


@dataclass
class SettingsPages:
    """The pages of settings of one customer, on a real program; neither system answers."""

    faces: Faces
    person: Person

    @property
    def browser(self) -> Client:
        return self.faces.browser

    @property
    def program(self) -> Any:
        return self.faces.program

    def address(self, page: str) -> str:
        return f"/tenants/{self.faces.ours.slug}/settings/{page}"

    def get(self, page: str, /, **query: str) -> HttpResponse:
        return cast("HttpResponse", self.browser.get(self.address(page), query, headers={"Accept-Language": "da"}))

    def post(self, page: str, /, **sent: Any) -> HttpResponse:
        """Send a form and follow to the page that tells what came of it."""
        answer = self.browser.post(self.address(page), sent, headers={"Accept-Language": "da"}, follow=True)
        return cast("HttpResponse", answer)

    def show(self, page: str, /, **query: str) -> Page:
        answer = self.get(page, **query)
        assert answer.status_code == 200, answer.content
        return read_page(answer.content.decode())

    def prove(self) -> None:
        """Let the session say that the person has just proved who they are."""
        just_proved(self.browser, self.person, self.program.clock())


def signed_in(there: Faces, role: Role, email: str = EMAIL) -> Person:
    """Make somebody who is this to our customer, and sign them in."""
    staff = role in {Role.SUPPORT, Role.OPERATOR}
    now = there.program.clock()
    person = there.program.people.add(email, "Olga", role, None if staff else there.ours, now)
    there.browser.force_login(User.objects.get(pk=person.id), "allauth.account.auth_backends.AuthenticationBackend")
    return with_an_app(person) if person.needs_two_factors else person


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Faces]:
    with faces(tmp_path) as made:
        yield made


@pytest.fixture
def pages(there: Faces) -> SettingsPages:
    """The same with an owner signed in."""
    return SettingsPages(there, signed_in(there, Role.OWNER))
