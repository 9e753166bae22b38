"""The hand-over of a login, and everything that is done with the one in use."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bindeled.connections.checking import require_no_loss, require_sound
from bindeled.connections.errors import AlreadyReplaced, NotConnected, NotTried
from bindeled.connections.handover import refuse_mistypes
from bindeled.connections.links import move_after_check, move_after_error
from bindeled.domain.accounts import NewVersion
from bindeled.domain.errors import BindeledError, Contradiction, Overtaken, Transient
from bindeled.domain.links import LinkFacts, Trigger, link_after
from bindeled.domain.secrets import Binding
from bindeled.domain.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bindeled.connections.checking import Checker, CheckReport
    from bindeled.domain.accounts import Connection, VersionRecord
    from bindeled.domain.errors import Evidence
    from bindeled.domain.nouns import Company
    from bindeled.domain.secrets import Secret
    from bindeled.ports import Clock, ConnectionStore
    from bindeled.vault.vault import Vault

# Part of every sealed secret's binding: never to be renamed.
_FIELD = "secret"


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A login that is in use now. `replaced` is the number of the version that it took over from, None at set-up."""

    connection: Connection
    version: int
    report: CheckReport
    replaced: int | None

    @property
    def company(self) -> Company:
        """Return whose data it opens."""
        return self.report.company


class Connections:
    """Logins of all tenants. Each method takes the connection as it was read just before."""

    def __init__(self, store: ConnectionStore, vault: Vault, checker: Checker, clock: Clock) -> None:
        self._store = store
        self._vault = vault
        self._checker = checker
        self._clock = clock

    def connect(self, connection: Connection, new: NewVersion, secret: Secret) -> HandedOver:
        """Take a login into use: set-up and replacement alike. The one in use goes on until the last step.

        Raises Mistyped before anything is stored. After that the login is rejected and its secret destroyed, and
        nothing else has changed, on NeedsSignIn (the login is wrong), ForeignCompany, FewerRights, NotTried (the
        system could not be asked) and AlreadyReplaced (by somebody else, meanwhile).
        """
        refuse_mistypes(connection.system.title, new.login, secret)
        version = self._stage(connection, new, secret)
        with self._rejected_on_error(version):
            report = self._verify(connection, new, secret)
            self._store.verified(version, report.company, self._clock())
            switched = self._switch(connection, version, report)
        limited = self._mark(switched, move_after_check(LinkState.CONNECTED, report), _evidence(report))
        return HandedOver(limited, version.number, report, connection.active_version)

    def check(self, connection: Connection) -> CheckReport:
        """Prove the login in use, without changing it, and mark how the link stands.

        Missing rights are in the report. Raises NotConnected, and what the system answered when it let us prove
        nothing.
        """
        version, secret = self.authorisation(connection)
        login = NewVersion(version.login, version.company, version.origin, version.expires)
        try:
            report = self._checker(connection, login, secret)
            require_sound(connection, report)
        except BindeledError as error:
            self.note_error(connection, error)
            raise
        self._mark(connection, move_after_check(connection.link, report), _evidence(report))
        return report

    def authorisation(self, connection: Connection) -> tuple[VersionRecord, Secret]:
        """Return the version in use and its secret, for the moment of sending.

        Raises NotConnected, or Contradiction when the sealed secret does not open: the link is quarantined then.
        """
        active = self._store.active(connection)
        if active is None:
            raise NotConnected(connection.system.title)
        version, sealed = active
        try:
            return version, self._vault.open(_binding(connection, version.number), sealed)
        except Contradiction as error:
            self._mark(connection, LinkState.QUARANTINED, error.evidence)
            raise

    def note_error(self, connection: Connection, error: BindeledError) -> None:
        """Mark how the link stands after a call that failed."""
        self._mark(connection, move_after_error(connection.link, error), error.evidence)

    def note_success(self, connection: Connection) -> None:
        """Mark how the link stands after a call that succeeded."""
        self._mark(connection, link_after(connection.link, Trigger.WORKS, LinkFacts()), None)

    def _stage(self, connection: Connection, new: NewVersion, secret: Secret) -> VersionRecord:
        return self._store.stage(
            connection, new, lambda number: self._vault.seal(_binding(connection, number), secret), self._clock()
        )

    @contextmanager
    def _rejected_on_error(self, version: VersionRecord) -> Iterator[None]:
        """Leave no version half-way, and no secret that nobody uses, whatever ends the block."""
        try:
            yield
        except BindeledError as error:
            self._store.reject(version, error.sentence, error.evidence, self._clock())
            raise
        except BaseException as error:
            # Its own words are left out: nobody has vouched that they hold nothing secret.
            reason = f"The hand-over broke off ({type(error).__name__})."
            self._store.reject(version, reason, None, self._clock())
            raise

    def _verify(self, connection: Connection, new: NewVersion, secret: Secret) -> CheckReport:
        try:
            report = self._checker(connection, new, secret)
            require_sound(connection, report)
        except Transient as error:
            raise NotTried(connection.system.title, error) from error
        require_no_loss(connection, report)
        return report

    def _switch(self, connection: Connection, version: VersionRecord, report: CheckReport) -> Connection:
        try:
            return self._store.switch(connection, version, report.company, self._clock())
        except Overtaken as error:
            raise AlreadyReplaced(connection.system.title) from error

    def _mark(self, connection: Connection, state: LinkState, evidence: Evidence | None) -> Connection:
        """Write how the link stands when that is news, so that each change is told once."""
        if state is connection.link:
            return connection
        at = self._clock()
        self._store.mark_link(connection, state, evidence, at)
        return replace(connection, link=state, link_since=at)


def _binding(connection: Connection, number: int) -> Binding:
    return Binding(connection.tenant_id, connection.id, _FIELD, number)


def _evidence(report: CheckReport) -> Evidence | None:
    return report.missing[0].evidence if report.missing else None
