"""Finds credential versions and opens their secrets, for a check and for the moment of sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.connections.errors import NotConnected, NotPossible, Revoked
from bindeled.domain.accounts import NewVersion
from bindeled.domain.errors import Contradiction
from bindeled.domain.secrets import login_binding

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.connections.keeping import VersionStore
    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.secrets import Binding, Sealed, Secret
    from bindeled.vault.vault import Vault


class SealedVersions:
    """The versions of every connection with the vault that opens them."""

    def __init__(self, store: VersionStore, vault: Vault) -> None:
        self._store = store
        self._vault = vault

    def sealing(self, connection: Connection, secret: Secret) -> Callable[[int], Sealed]:
        """Return what seals a secret once the number of its version is known."""
        return lambda number: self._vault.seal(_binding(connection, number), secret)

    def fingerprint(self, connection: Connection, secret: Secret) -> str:
        """Return by what a secret is known again without being kept; empty when that cannot be told.

        A fingerprint key that no longer opens must not stand in the way of the login that mends the connection.
        """
        try:
            return self._vault.fingerprint(connection.tenant_id, secret)
        except Contradiction:
            return ""

    def found(self, connection: Connection, number: int) -> VersionRecord:
        """Return one version. Raises NotPossible when there is none of this number."""
        return self._look(connection, number)[0]

    def opened(self, connection: Connection, number: int) -> tuple[VersionRecord, Secret]:
        """Return one version and its secret. Raises NotPossible when it is not there, Contradiction as the vault."""
        version, sealed = self._look(connection, number)
        if sealed is None:
            raise NotPossible(connection.system.title, f"The secret of version {number} was destroyed.")
        return version, self._vault.open(_binding(connection, number), sealed)

    def in_use(self, connection: Connection) -> tuple[VersionRecord, Secret]:
        """Return the version in use and its secret.

        Raises NotConnected before the first, Revoked when none is in use any more, and Contradiction as the vault.
        """
        active = self._store.active(connection)
        if active is None:
            raise (Revoked if self._store.versions(connection) and connection.epoch else NotConnected)(
                connection.system.title
            )
        version, sealed = active
        return version, self._vault.open(_binding(connection, version.number), sealed)

    def _look(self, connection: Connection, number: int) -> tuple[VersionRecord, Sealed | None]:
        found = self._store.version(connection, number)
        if found is None:
            raise NotPossible(connection.system.title, f"There is no version {number} of this login.")
        return found


def as_handed_over(version: VersionRecord) -> NewVersion:
    """Return a version as it was handed over, to be checked anew."""
    return NewVersion(version.login, version.company, version.origin, version.expires)


def _binding(connection: Connection, number: int) -> Binding:
    return login_binding(connection.tenant_id, connection.id, number)
