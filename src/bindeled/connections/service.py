"""The hand-over of a login, and everything that is done with the one in use."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from bindeled.connections.checking import require_sound
from bindeled.connections.deciding import VersionLimits
from bindeled.connections.errors import AlreadyInUse, AlreadyReplaced, NotTried, NotTriedNow
from bindeled.connections.hearing import LinkStore
from bindeled.connections.links import trigger_of
from bindeled.connections.opening import SealedVersions, as_handed_over
from bindeled.connections.probation import Probation
from bindeled.connections.replacing import HandedOver, Replacement
from bindeled.domain.checks import as_row
from bindeled.domain.errors import BindeledError, Contradiction, MissingRight, Overtaken, Transient
from bindeled.domain.links import Trigger
from bindeled.domain.points import HandOverPoint, go_on

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from bindeled.connections.checking import Checker, CheckReport
    from bindeled.connections.keeping import VersionStore
    from bindeled.domain.accounts import Connection, NewVersion, VersionRecord
    from bindeled.domain.checks import CheckResult
    from bindeled.domain.errors import Evidence, NeedsSignIn
    from bindeled.domain.secrets import Secret
    from bindeled.ports import Clock
    from bindeled.vault.vault import Vault


class LinkKeeping(LinkStore, Protocol):
    """How links stand, and which rights a login lacks. Each method is one transaction."""

    def lacks_only(self, connection: Connection, resources: Iterable[str], at: datetime) -> None:
        """Note that a whole proof found these resources refused and no others."""


class Connections:
    """Logins of all tenants. Each method takes the connection as it was read just before.

    `passing` is told each named point of a hand-over; tests let a process die there.
    """

    def __init__(
        self,
        links: LinkKeeping,
        versions: VersionStore,
        vault: Vault,
        checker: Checker,
        clock: Clock,
        limits: VersionLimits | None = None,
        passing: Callable[[HandOverPoint], None] = go_on,
    ) -> None:
        limits = limits or VersionLimits()
        self._links = links
        self._versions = versions
        self._checker = checker
        self._clock = clock
        self._passing = passing
        self._sealed = SealedVersions(versions, vault)
        self._replacement = Replacement(versions, self._sealed, checker, clock, limits, passing)
        self._probation = Probation(versions, self._sealed, checker, clock, limits)

    # handing over

    def connect(
        self,
        connection: Connection,
        new: NewVersion,
        secret: Secret,
        check: Callable[[Connection], CheckReport] | None = None,
    ) -> HandedOver:
        """Take a login into use: set-up and replacement alike. The one in use goes on until the last step.

        The very same login as the one in use is checked, by `check` where one is given, and nothing else is done.
        Raises Mistyped and RefusedBefore before anything is stored. After that the login is rejected and its secret
        destroyed, and nothing else has changed, on NeedsSignIn (the login is wrong), ForeignCompany, FewerRights,
        NotTried (the system could not be asked) and AlreadyReplaced (by somebody else, meanwhile).
        """
        try:
            version = self.stage(connection, new, secret)
        except AlreadyInUse as error:
            return HandedOver(connection, error.number, (check or self.check)(connection), None, unchanged=True)
        with self._rejected_on_error(connection, version):
            self._replacement.verify(connection, version.number)
            return self.switch(connection, version.number, epoch=connection.epoch)

    def stage(self, connection: Connection, new: NewVersion, secret: Secret) -> VersionRecord:
        """Keep a login beside the one in use: see `Replacement.stage`."""
        return self._replacement.stage(connection, new, secret)

    def verify(self, connection: Connection, number: int) -> CheckReport:
        """Prove a staged login: see `Replacement.verify`."""
        return self._replacement.verify(connection, number)

    def switch(self, connection: Connection, number: int, *, epoch: int) -> HandedOver:
        """Take a verified login into use: see `Replacement.switch`. The link shows what rights it lacks."""
        return self._told(self._replacement.switch(connection, number, epoch=epoch))

    def roll_back(self, connection: Connection, *, epoch: int) -> HandedOver:
        """Take the former login back into use: see `Replacement.roll_back`."""
        return self._told(self._replacement.roll_back(connection, epoch=epoch))

    def revoke(self, connection: Connection, number: int, reason: str) -> Connection:
        """End a login at once: see `Replacement.revoke`. Returns the connection as it stands then."""
        return self._replacement.revoke(connection, number, reason)

    # the login in use

    def check(self, connection: Connection) -> CheckReport:
        """Prove the login in use, without changing it, and mark how the link stands.

        Missing rights are in the report. Raises NotConnected, Revoked, and what the system answered when it let us
        prove nothing.
        """
        version, secret = self.authorisation(connection)
        report = self._checker(connection, as_handed_over(version), secret)
        try:
            require_sound(report)
        except BindeledError as error:
            self.note_error(connection, error)
            raise
        self._versions.note_checks(version, [as_row(result) for result in report.checks])
        self._proved(connection, report)
        return report

    def authorisation(self, connection: Connection) -> tuple[VersionRecord, Secret]:
        """Return the version in use and its secret, for the moment of sending.

        Raises NotConnected, Revoked, or Contradiction when the sealed secret does not open: the link is quarantined
        then.
        """
        try:
            return self._sealed.in_use(connection)
        except Contradiction as error:
            self._links.happened(connection, Trigger.NOT_OURS, self._clock(), error.evidence)
            raise

    def note_call_succeeded(self, connection: Connection) -> None:
        """Note that a business call succeeded: the login in use has proved itself, and its probation ends."""
        self._probation.succeeded(connection)

    def note_call_failed(self, connection: Connection) -> None:
        """Note that a business call came to nothing for a reason that is not the login's."""
        self._probation.failed(connection)

    def note_refused(self, connection: Connection, error: NeedsSignIn) -> Connection | None:
        """Note that the login in use was refused; return the connection when it went back to the former login.

        See `Probation.refused`. To be asked before anything else is concluded from the refusal.
        """
        return self._probation.refused(connection, error)

    def note_error(self, connection: Connection, error: BindeledError) -> None:
        """Let the link show what a call met that failed."""
        trigger = trigger_of(error)
        if trigger is not None:
            self._links.happened(connection, trigger, self._clock(), error.evidence)

    @contextmanager
    def _rejected_on_error(self, connection: Connection, version: VersionRecord) -> Iterator[None]:
        """Leave no version half-way, and no secret that nobody uses, whatever ends the block."""
        system = connection.system.title
        try:
            yield
        except Overtaken as error:
            self._reject(version, AlreadyReplaced(system))
            raise AlreadyReplaced(system) from error
        except Transient as error:
            not_tried = NotTried(system, error.met if isinstance(error, NotTriedNow) else error)
            self._reject(version, not_tried)
            raise not_tried from error
        except BindeledError as error:
            self._reject(version, error)
            raise
        except BaseException as error:
            self._replacement.broke_off(version, error)
            raise

    def _reject(self, version: VersionRecord, error: BindeledError) -> None:
        """Put a version away, unless that was done in the course of what failed."""
        try:
            self._replacement.reject(version, error)
        except (Contradiction, Overtaken):
            return

    def _told(self, done: HandedOver) -> HandedOver:
        """Mark what rights the login lacks that is in use now."""
        marked = replace(done, connection=self._proved(done.connection, done.report))
        self._passing(HandOverPoint.TOLD)
        return marked

    def _proved(self, connection: Connection, report: CheckReport) -> Connection:
        """Let the link show that the login works, and which rights it lacks."""
        lacking = (*report.missing, *report.refused_before)
        self._links.lacks_only(connection, map(_refused, lacking), self._clock())
        return self._links.happened(connection, Trigger.WORKS, self._clock(), _evidence(report))


def _refused(result: CheckResult) -> str:
    """Return the resource that a check was refused, as its system names it; by its check where that was read back."""
    return result.error.resource if isinstance(result.error, MissingRight) else result.check.id


def _evidence(report: CheckReport) -> Evidence | None:
    return report.missing[0].evidence if report.missing else None
