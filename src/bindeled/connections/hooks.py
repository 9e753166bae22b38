"""The addresses that the systems call when something changes, each with a secret that tells a call from a stranger's.

Neither system signs its calls (Uniconta sheet 5, Intempus sheet 6), so the secret has to travel in the address. It is
shown once, when it is made, and kept as a keyed fingerprint only.
"""

from __future__ import annotations

import hmac
import re
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from bindeled.domain.hints import Hook, parameters_of
from bindeled.domain.secrets import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bindeled.domain.accounts import System, Tenant
    from bindeled.ports import Clock

_KEY_BYTES, _SECRET_BYTES = 12, 32
_SECRET = re.compile(r"hook-[A-Za-z0-9_-]{43}")


class HookStore(Protocol):
    """Keeps the addresses, one for each tenant and system. Each method is one transaction."""

    def keep(self, hook: Hook) -> Hook:
        """Keep a new secret, for the key that there is already or else for the one handed in; return what is kept."""

    def find(self, key: str) -> Hook | None:
        """Return the address with this key, None when there is none."""

    def of_tenant(self, tenant_id: int) -> list[Hook]:
        """Return the addresses of a tenant that have been made."""


@dataclass(frozen=True, slots=True)
class NewHook:
    """An address with its new secret, for the one time that it is shown."""

    address: str
    secret: str = field(repr=False)


class HookKeeping:
    """Makes the addresses and knows their secrets again. `fingerprint` is the vault's, `public_url` where we are."""

    def __init__(
        self, store: HookStore, fingerprint: Callable[[int, Secret], str], public_url: str, clock: Clock
    ) -> None:
        self._store = store
        self._fingerprint = fingerprint
        self._public_url = public_url
        self._clock = clock

    def renew(self, tenant: Tenant, system: System) -> NewHook:
        """Make a new secret and return it; the one before, if there was one, opens nothing from now on."""
        secret = f"hook-{secrets.token_urlsafe(_SECRET_BYTES)}"
        fingerprint = self._fingerprint(tenant.id, Secret(secret))
        hook = Hook(tenant.id, system, secrets.token_hex(_KEY_BYTES), fingerprint, self._clock())
        return NewHook(self.address(self._store.keep(hook)), secret)

    def of_tenant(self, tenant: Tenant) -> list[Hook]:
        """Return the addresses of a tenant that have been made."""
        return self._store.of_tenant(tenant.id)

    def address(self, hook: Hook) -> str:
        """Return where the system has to call, without the secret."""
        return f"{self._public_url}/hooks/{hook.system.value}/{hook.key}"

    def opened(self, system: System, key: str, query: str) -> Hook | None:
        """Return the address that this call may use, None when the secret is not among its parameters.

        By which name Uniconta sends its argument is not known, so every value of the right form is tried.
        """
        hook = self._store.find(key)
        if hook is None or hook.system is not system:
            return None
        found = [self._is_secret(hook, value) for value in _of_the_right_form(query)]
        return hook if any(found) else None

    def _is_secret(self, hook: Hook, value: str) -> bool:
        return hmac.compare_digest(self._fingerprint(hook.tenant_id, Secret(value)), hook.fingerprint)


def _of_the_right_form(query: str) -> Iterator[str]:
    return (value for _, value in parameters_of(query) if _SECRET.fullmatch(value))
