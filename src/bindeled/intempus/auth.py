"""How a login is shown to Intempus."""

from __future__ import annotations

from bindeled.domain.errors import NeedsSignIn
from bindeled.domain.secrets import Secret


def api_key(login: str, key: Secret) -> Secret:
    """Return the whole `Authorization` value, to be made anew for each call (Intempus sheet 1.3).

    The login is kept letter by letter: Intempus tells capitals apart. Raises NeedsSignIn when it holds a colon,
    at which Intempus would cut it.
    """
    if ":" in login:
        raise NeedsSignIn("Intempus", "a user name of Intempus has no colon in it")
    return Secret(f"ApiKey {login}:{key.reveal()}")
