"""What the logins ask of their store; `store.versions` implements it. Each method that writes is one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime, timedelta

    from bindeled.domain.accounts import Connection, NewVersion, VersionRecord
    from bindeled.domain.errors import Evidence
    from bindeled.domain.nouns import Company
    from bindeled.domain.secrets import Sealed


class VersionStore(Protocol):
    """Credential versions as rows; secrets only sealed. A version moves along `domain.states.VERSION_MOVES` only."""

    def versions(self, connection: Connection) -> list[VersionRecord]:
        """Return every version of the connection, the newest first."""

    def version(self, connection: Connection, number: int) -> tuple[VersionRecord, Sealed | None] | None:
        """Return one version and its sealed secret, None where it was destroyed; None when there is no such version."""

    def active(self, connection: Connection) -> tuple[VersionRecord, Sealed] | None:
        """Return the version in use and its sealed secret, None when none is in use."""

    def checks(self, connection: Connection, number: int) -> list[dict[str, Any]]:
        """Return what the checks of this version have found so far, in order."""

    def everything(self) -> list[list[VersionRecord]]:
        """Return the versions of every connection that has any, the newest first."""

    def stage(
        self, connection: Connection, new: NewVersion, fingerprint: str, seal: Callable[[int], Sealed], at: datetime
    ) -> VersionRecord:
        """Keep a new version as `STAGED`; one that was half-way is rejected as superseded, its secret destroyed."""

    def note_checks(self, version: VersionRecord, checks: Sequence[Mapping[str, Any]]) -> None:
        """Keep what the checks have found so far, for whoever watches them run."""

    def verified(self, version: VersionRecord, company: Company, at: datetime) -> None:
        """Move a version to `VERIFIED`. Raises Overtaken when another hand-over took its place meanwhile."""

    def reject(
        self, version: VersionRecord, reason: str, evidence: Evidence | None, at: datetime, *, refused: bool = False
    ) -> None:
        """Move a version that was never in use to `REJECTED` and destroy its secret.

        `refused` tells that the system itself said no to the login.
        """

    def switch(
        self,
        connection: Connection,
        version: VersionRecord,
        company: Company,
        at: datetime,
        *,
        grace: timedelta = ...,
        kind: str = ...,
        facts: Mapping[str, Any] | None = None,
    ) -> Connection:
        """Make a version the active one, by compare-and-set on the epoch; the former one retires for `grace`.

        Raises Overtaken when the epoch is no longer the one handed in.
        """

    def revoke(
        self, connection: Connection, version: VersionRecord, reason: str, evidence: Evidence | None, at: datetime
    ) -> Connection:
        """Move a version that is or was in use to `REVOKED`, destroy its secret, and return the connection."""

    def count_call(self, version: VersionRecord, at: datetime) -> None:
        """Count one business call of a version on probation; the first begins its time."""

    def proved(self, version: VersionRecord, at: datetime) -> bool:
        """Write that a business call succeeded with this version; False when that was known."""

    def refused(self, version: VersionRecord, at: datetime) -> None:
        """Write when a version in use, or one that was to be gone back to, was first refused."""

    def retire(self, version: VersionRecord, at: datetime) -> None:
        """Move a retiring version to `RETIRED`."""

    def destroy(self, version: VersionRecord, at: datetime) -> None:
        """Destroy the secret of a version that is over."""

    def remind(self, version: VersionRecord, threshold: int, days: int, at: datetime) -> bool:
        """Write that a person is to be reminded of the expiry in `days`; False when that was done for `threshold`."""
