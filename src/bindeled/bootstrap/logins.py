"""The steps of a hand-over with what follows from them: the checklist moves, and runs that were held go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.bootstrap.flow_names import FLOWS
from bindeled.domain.checks import CheckOutcome
from bindeled.domain.errors import ForeignCompany, NeedsSignIn
from bindeled.domain.links import Trigger
from bindeled.domain.states import RunState

if TYPE_CHECKING:
    from bindeled.bootstrap.links import LinkParts
    from bindeled.connections.checking import CheckReport
    from bindeled.connections.replacing import HandedOver
    from bindeled.connections.service import Connections
    from bindeled.connections.setup import Setup
    from bindeled.domain.accounts import Connection, NewVersion, VersionRecord
    from bindeled.domain.secrets import Secret
    from bindeled.ports import Clock
    from bindeled.store.runs import Runs

_WAITS_FOR_LOGIN = frozenset({RunState.HELD, RunState.WAITING})


class Logins:
    """What pages, links and the programming interface do with logins. Each step raises what `Connections` raises."""

    def __init__(self, connections: Connections, links: LinkParts, setup: Setup, runs: Runs, clock: Clock) -> None:
        self._connections = connections
        self._links = links
        self._setup = setup
        self._runs = runs
        self._clock = clock

    def connect(self, connection: Connection, new: NewVersion, secret: Secret) -> HandedOver:
        """Hand a login over in one go: see `Connections.connect`.

        Raises TriedTooOften for the very same login as the one in use, where that was tried as often as is safe.
        """
        with self._links.barriers().barrier(connection):
            done = self._connections.connect(connection, new, secret, self.check)
        return self._taken(done)

    def check(self, connection: Connection) -> CheckReport:
        """Prove the login in use: see `Connections.check`.

        Raises TriedTooOften for a login that was refused and has been tried as often as is safe.
        """
        try:
            with self._links.counted(connection):
                report = self._connections.check(connection)
        except (NeedsSignIn, ForeignCompany) as error:
            failed = "company" if isinstance(error, ForeignCompany) else "login"
            self._setup.note_checks(connection.tenant_id, connection.system, {failed: False})
            raise
        self._links.proved(connection)
        self._note(connection, report)
        self.go_on(connection.tenant_id)
        return report

    def resume(self, connection: Connection) -> CheckReport | None:
        """Lift a pause and prove the login in use at once; None when none is in use.

        Raises what `check` raises: the pause is lifted all the same, and the link shows what the proof met.
        """
        resumed = self._links.links.happened(connection, Trigger.RESUMED, self._clock())
        return None if resumed.active_version is None else self.check(resumed)

    def stage(self, connection: Connection, new: NewVersion, secret: Secret) -> VersionRecord:
        """Keep a login beside the one in use: see `Connections.stage`."""
        return self._connections.stage(connection, new, secret)

    def verify(self, connection: Connection, number: int) -> CheckReport:
        """Prove a staged login: see `Connections.verify`."""
        return self._connections.verify(connection, number)

    def switch(self, connection: Connection, number: int, *, epoch: int) -> HandedOver:
        """Take a login into use: see `Connections.switch`."""
        with self._links.barriers().barrier(connection):
            done = self._connections.switch(connection, number, epoch=epoch)
        return self._taken(done)

    def roll_back(self, connection: Connection, *, epoch: int) -> HandedOver:
        """Take the former login back into use: see `Connections.roll_back`."""
        with self._links.barriers().barrier(connection):
            done = self._connections.roll_back(connection, epoch=epoch)
        return self._taken(done)

    def revoke(self, connection: Connection, number: int, reason: str) -> Connection:
        """End a login at once: see `Connections.revoke`."""
        return self._connections.revoke(connection, number, reason)

    def go_on(self, tenant_id: int) -> None:
        """Queue at once what waited for a link."""
        for run in self._runs.latest(tenant_id, len(FLOWS)):
            if run.state in _WAITS_FOR_LOGIN:
                self._runs.queue(tenant_id, run.flow, "link works", self._clock())

    def _taken(self, done: HandedOver) -> HandedOver:
        self._links.proved(done.connection)
        self._note(done.connection, done.report)
        self.go_on(done.connection.tenant_id)
        return done

    def _note(self, connection: Connection, report: CheckReport) -> None:
        told = {
            result.check.id: result.outcome is not CheckOutcome.FAIL and not result.is_refused_write
            for result in report.checks
            if result.outcome is not CheckOutcome.NOT_PROVABLE
        }
        self._setup.note_checks(connection.tenant_id, connection.system, told)
