"""Uniconta's login: HTTP Basic, with the company in front of the user name (Uniconta sheet 2.1)."""

from __future__ import annotations

import base64

from bindeled.domain.errors import NeedsSignIn
from bindeled.domain.secrets import Secret

SYSTEM = "Uniconta"


def company_number(company: str) -> str:
    """Return the company id as plain digits. Raises NeedsSignIn when it is not a number."""
    digits = company.strip().lstrip("0")
    if not (digits.isascii() and digits.isdigit()):
        raise NeedsSignIn(SYSTEM, "the company must be given by its number in Uniconta, digits only")
    return digits


def basic_authorization(company: str, login: str, password: Secret) -> Secret:
    """Return the value of the `Authorization` header, as a secret.

    The leading zeros tell Uniconta that a company id follows. Raises NeedsSignIn for what Basic cannot carry: an empty
    login, or one with a colon, since Uniconta would take the rest of it for the password.
    """
    if not login.strip() or ":" in login:
        raise NeedsSignIn(SYSTEM, "a user name is needed, and it cannot hold a colon")
    pair = f"00{company_number(company)}/{login.strip()}:{password.reveal()}"
    return Secret("Basic " + base64.b64encode(pair.encode()).decode())
