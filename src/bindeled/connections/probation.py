"""A login is final only when the first real call has succeeded with it; refused before, the former one comes back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.connections.checking import require_sound
from bindeled.connections.deciding import is_on_probation, previous_of
from bindeled.connections.opening import as_handed_over
from bindeled.domain.errors import BindeledError, NeedsSignIn

if TYPE_CHECKING:
    from bindeled.connections.checking import Checker
    from bindeled.connections.deciding import VersionLimits
    from bindeled.connections.keeping import VersionStore
    from bindeled.connections.opening import SealedVersions
    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.ports import Clock

# A login that was refused is of no use for going back to.
_NO_GRACE = timedelta()


class Probation:
    """Told of every business call of a connection, it decides whether the login in use stays."""

    def __init__(
        self, store: VersionStore, sealed: SealedVersions, checker: Checker, clock: Clock, limits: VersionLimits
    ) -> None:
        self._store = store
        self._sealed = sealed
        self._checker = checker
        self._clock = clock
        self._limits = limits

    def succeeded(self, connection: Connection) -> None:
        """Note that a business call succeeded with the login that `connection` was read with."""
        version = self._version_of(connection)
        if version is not None and (version.proved_at is None or version.refused_at is not None):
            self._store.proved(version, self._clock())

    def failed(self, connection: Connection) -> None:
        """Note that a business call came to nothing for a reason that says nothing about the login."""
        version = self._version_of(connection)
        if version is not None and is_on_probation(version, self._clock(), self._limits):
            self._store.count_call(version, self._clock())

    def refused(self, connection: Connection, error: NeedsSignIn) -> Connection | None:
        """Note that the login in use was refused.

        Return the connection with the former login in use again, when the refused one was on probation and the former
        one still proves itself; None when a person is needed, or when the refusal is of a login replaced since.
        """
        version = self._version_of(connection)
        if version is None:
            return None
        self._store.refused(version, self._clock())
        if not is_on_probation(version, self._clock(), self._limits):
            return None
        former = previous_of(self._store.versions(connection))
        return self._back_to(connection, version, former, error) if former else None

    def _back_to(
        self, connection: Connection, refused: VersionRecord, former: VersionRecord, error: NeedsSignIn
    ) -> Connection | None:
        evidence = asdict(error.evidence) if error.evidence else None
        facts = {"by": "probation", "refused": refused.number, "evidence": evidence}
        try:
            former, secret = self._sealed.opened(connection, former.number)
            report = self._checker(connection, as_handed_over(former), secret, identity_only=True)
            company = require_sound(report)
            return self._store.switch(
                connection, former, company, self._clock(), grace=_NO_GRACE, kind="version.rolled_back", facts=facts
            )
        except NeedsSignIn:
            # It is not tried again: a system may lock the user out.
            self._store.refused(former, self._clock())
            return None
        except BindeledError:
            return None

    def _version_of(self, connection: Connection) -> VersionRecord | None:
        """Return the version in use, None when it is no longer the one that the connection was read with."""
        active = self._store.active(connection)
        return active[0] if active and active[0].number == connection.active_version else None
