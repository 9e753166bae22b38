"""What a session in the browser says of the person who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from django.test import Client

    from bindeled.domain.people import Person


def just_proved(browser: Client, person: Person, at: datetime) -> None:
    """Let the browser's session say that the person proved at this moment who they are."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": at.timestamp()}]
    session["account_authentication_methods_user"] = str(person.id)
    session.save()
