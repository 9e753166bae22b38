"""The steps by which a login takes the place of another: stage, verify, switch; and back: roll back, revoke."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.connections.checking import CheckReport, require_no_loss, require_sound
from bindeled.connections.deciding import VersionLimits, grace_of, is_fresh, previous_of, refuse_known_secret
from bindeled.connections.errors import EpochConflict, NotPossible, NotTriedNow
from bindeled.connections.handover import refuse_mistypes
from bindeled.connections.opening import as_handed_over
from bindeled.domain.checks import as_row, from_row
from bindeled.domain.errors import BindeledError, ForeignCompany, NeedsSignIn, Overtaken, Transient
from bindeled.domain.points import HandOverPoint, go_on
from bindeled.domain.states import HALF_WAY, VersionState

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.connections.checking import Checker
    from bindeled.connections.keeping import VersionStore
    from bindeled.connections.opening import SealedVersions
    from bindeled.domain.accounts import Connection, NewVersion, VersionRecord
    from bindeled.domain.checks import CheckResult
    from bindeled.domain.nouns import Company
    from bindeled.domain.secrets import Secret
    from bindeled.ports import Clock

_HAS_BEEN_IN_USE = frozenset({VersionState.ACTIVE, VersionState.RETIRING})


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A login that is in use now. `replaced` is the number of the version that it took over from, None at set-up.

    `unchanged` tells that the very same login was in use already: it was checked, and nothing else was done.
    """

    connection: Connection
    version: int
    report: CheckReport
    replaced: int | None
    unchanged: bool = False

    @property
    def company(self) -> Company:
        """Return whose data it opens."""
        return require_sound(self.report)


class Replacement:
    """The steps of a hand-over, each to be taken by itself; a process may die between any two of them."""

    def __init__(
        self,
        store: VersionStore,
        sealed: SealedVersions,
        checker: Checker,
        clock: Clock,
        limits: VersionLimits,
        passing: Callable[[HandOverPoint], None] = go_on,
    ) -> None:
        self._store = store
        self._sealed = sealed
        self._checker = checker
        self._clock = clock
        self._limits = limits
        self._passing = passing

    def stage(self, connection: Connection, new: NewVersion, secret: Secret) -> VersionRecord:
        """Keep a login beside the one in use, unproved. One that was half-way gives way, its secret is destroyed.

        Raises Mistyped, AlreadyInUse and RefusedBefore; nothing was stored and nobody was asked then.
        """
        refuse_mistypes(connection.system.title, new.login, secret)
        fingerprint = self._sealed.fingerprint(connection, secret)
        versions = self._store.versions(connection)
        refuse_known_secret(connection, versions, new, fingerprint, self._clock(), self._limits)
        seal = self._sealed.sealing(connection, secret)
        version = self._store.stage(connection, new, fingerprint, seal, self._clock())
        self._passing(HandOverPoint.STAGED)
        return version

    def verify(self, connection: Connection, number: int) -> CheckReport:
        """Prove a staged login and write down what was found; missing rights are in the report.

        Raises NotTriedNow when the system could not be asked: the version stays staged. Raises NeedsSignIn (the login
        is wrong) and ForeignCompany: the version is rejected and its secret destroyed. Raises NotPossible when the
        version is not half-way, Overtaken when another was staged in its place.
        """
        version, secret = self._sealed.opened(connection, number)
        if version.state not in HALF_WAY:
            raise _not_possible(connection, version, "verified")
        report = self._checker(connection, as_handed_over(version), secret, self._watching(version))
        try:
            company = require_sound(report)
        except Transient as error:
            raise NotTriedNow(connection.system.title, number, error) from error
        except (NeedsSignIn, ForeignCompany) as error:
            self.reject(version, error)
            raise
        self._store.verified(version, company, self._clock())
        self._passing(HandOverPoint.VERIFIED)
        return report

    def switch(self, connection: Connection, number: int, *, epoch: int) -> HandedOver:
        """Take a verified login into use, if the connection's epoch is still the one that the caller has seen.

        A proof that is missing or too old is made anew first. Raises EpochConflict, FewerRights when it would take
        the place of a login that works and may do more, and what `verify` raises. Nothing has changed then.
        """
        self._require_epoch(connection, epoch)
        version = self._sealed.found(connection, number)
        if version.state not in HALF_WAY:
            raise _not_possible(connection, version, "taken into use")
        if version.opens is not None and is_fresh(version, self._clock(), self._limits):
            report = CheckReport(version.opens, tuple(map(from_row, self._store.checks(connection, number))))
        else:
            report = self.verify(connection, number)
        require_no_loss(connection, report)
        return self._switched(connection, version, report)

    def roll_back(self, connection: Connection, *, epoch: int) -> HandedOver:
        """Take the former login back into use, after proving that it still works.

        Raises EpochConflict, NotPossible when no former login can be used any more, and what the proof meets.
        """
        self._require_epoch(connection, epoch)
        former = previous_of(self._store.versions(connection))
        if former is None:
            raise NotPossible(connection.system.title, "There is no former login that could still be used.")
        report = self._proof_of(connection, former)
        back = self._compare_and_switch(connection, former, report, kind="version.rolled_back", by="hand")
        return HandedOver(back, former.number, report, connection.active_version)

    def revoke(self, connection: Connection, number: int, reason: str) -> Connection:
        """End a login at once and destroy its secret; nothing is sent with it from now on.

        Was it in use, none is in use afterwards and the work waits for a person. Raises NotPossible when it has ended
        already.
        """
        version = self._sealed.found(connection, number)
        if version.state in HALF_WAY:
            self._store.reject(version, reason, None, self._clock())
            return connection
        if version.state in _HAS_BEEN_IN_USE:
            return self._store.revoke(connection, version, reason, None, self._clock())
        if version.state is VersionState.RETIRED:
            self._store.destroy(version, self._clock())
            return connection
        raise _not_possible(connection, version, "revoked")

    def reject(self, version: VersionRecord, error: BindeledError) -> None:
        """Put a login that was never in use away with what ended it, and destroy its secret."""
        refused = isinstance(error, NeedsSignIn)
        self._store.reject(version, error.sentence, error.evidence, self._clock(), refused=refused)

    def broke_off(self, version: VersionRecord, error: BaseException) -> None:
        """Put a login away whose hand-over broke off for a reason that has no sentence.

        The words of the error are left out: nobody has vouched that they hold nothing secret.
        """
        self._store.reject(version, f"The hand-over broke off ({type(error).__name__}).", None, self._clock())

    def _switched(self, connection: Connection, version: VersionRecord, report: CheckReport) -> HandedOver:
        switched = self._compare_and_switch(connection, version, report, kind="version.switched")
        self._passing(HandOverPoint.SWITCHED)
        return HandedOver(switched, version.number, report, connection.active_version)

    def _compare_and_switch(
        self, connection: Connection, version: VersionRecord, report: CheckReport, *, kind: str, **facts: str
    ) -> Connection:
        grace = grace_of(version, self._limits)
        company, now = require_sound(report), self._clock()
        try:
            return self._store.switch(connection, version, company, now, grace=grace, kind=kind, facts=facts)
        except Overtaken as error:
            raise EpochConflict(connection.system.title, connection.epoch) from error

    def _proof_of(self, connection: Connection, version: VersionRecord) -> CheckReport:
        """Prove a version that was in use before. Raises what stands in the way; one refused is not tried again."""
        version, secret = self._sealed.opened(connection, version.number)
        report = self._checker(connection, as_handed_over(version), secret)
        try:
            require_sound(report)
        except NeedsSignIn:
            self._store.refused(version, self._clock())
            raise
        return report

    def _require_epoch(self, connection: Connection, epoch: int) -> None:
        if connection.epoch != epoch:
            raise EpochConflict(connection.system.title, epoch)

    def _watching(self, version: VersionRecord) -> Callable[[tuple[CheckResult, ...]], None]:
        """Return what keeps each result as it comes, so that a page shows the list while it grows."""

        def watch(results: tuple[CheckResult, ...]) -> None:
            self._passing(HandOverPoint.ASKED)
            self._store.note_checks(version, [as_row(result) for result in results])

        return watch


def _not_possible(connection: Connection, version: VersionRecord, what: str) -> NotPossible:
    said = f"Version {version.number} of the login is {version.state.value} and cannot be {what}."
    return NotPossible(connection.system.title, said)
