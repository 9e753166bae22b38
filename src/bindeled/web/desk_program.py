"""The desk as the program does it. A login is proved in a thread of its own, so that its page shows how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.checks import from_row, planned_checks
from bindeled.store.history import newest_events
from bindeled.store.links import StoredLinks
from bindeled.web.background import Background
from bindeled.web.desk import HistoryRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.bootstrap import Program
    from bindeled.domain.accounts import Connection, NewVersion, System, Tenant, VersionRecord
    from bindeled.domain.checks import Check, CheckResult
    from bindeled.domain.links import Pause
    from bindeled.domain.reconnecting import Progress, ReconnectLink, Step
    from bindeled.domain.roles import Role
    from bindeled.domain.secrets import Secret

# As far back as a person reads.
_HISTORY_ROWS = 50


class ProgramDesk:
    """Implements `Desk`. One for each process, which knows what it is proving just now."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._links = StoredLinks()
        self._proofs = Background()

    def connection(self, tenant: Tenant, system: System) -> Connection:
        """Return the connection as it stands now."""
        return self._program.stored_connections.connection(tenant, system)

    def versions(self, connection: Connection) -> Sequence[VersionRecord]:
        """Return every credential version, the newest first."""
        return self._program.versions.versions(connection)

    def planned(self, connection: Connection) -> Sequence[Check]:
        """Return every check that a login of this connection goes through, in order."""
        return planned_checks(connection.system, self._program.flows.enabled(connection.tenant_id))

    def checks(self, connection: Connection, number: int) -> Sequence[CheckResult]:
        """Return what the checks of a version have found so far, in order."""
        return [from_row(row) for row in self._program.versions.checks(connection, number)]

    def history(self, connection: Connection) -> Sequence[HistoryRow]:
        """Return what happened to the connection, the newest first."""
        return [HistoryRow(row.kind, row.at, row.facts) for row in newest_events(connection.id, _HISTORY_ROWS)]

    def pause_of(self, connection: Connection) -> Pause | None:
        """Return why the link is paused, None when it is not."""
        return self._links.pause_of(connection)

    def test(self, tenant: Tenant, system: System) -> Sequence[CheckResult]:
        """Prove the login in use, changing nothing, and return what was found."""
        return self._program.check(tenant, system).checks

    def stage(self, connection: Connection, new: NewVersion, secret: Secret) -> VersionRecord:
        """Keep a login beside the one in use, unproved, and begin to prove it."""
        version = self._program.connections.stage(connection, new, secret)
        self.prove(connection, version.number)
        return version

    def prove(self, connection: Connection, number: int) -> None:
        """Begin to prove a staged login, unless that is under way; what is found is in `checks` as it comes."""
        self._proofs.start((connection.id, number), lambda: self._program.connections.verify(connection, number))

    def is_proving(self, connection: Connection, number: int) -> bool:
        """Tell whether a staged login is being proved just now."""
        return self._proofs.is_running((connection.id, number))

    def switch(self, tenant: Tenant, system: System, number: int, epoch: int) -> None:
        """Take a proved login into use."""
        self._program.switch(tenant, system, number, epoch=epoch)

    def roll_back(self, tenant: Tenant, system: System, epoch: int) -> None:
        """Take the former login back into use."""
        self._program.roll_back(tenant, system, epoch=epoch)

    def revoke(self, connection: Connection, number: int, reason: str) -> None:
        """End a login at once and destroy its secret."""
        self._program.connections.revoke(connection, number, reason)

    def newest_link(self, connection: Connection) -> ReconnectLink | None:
        """Return the reconnect link that was made last and how far its holder has come, None when there is none."""
        return next(iter(self._program.reconnect_links.of(connection)), None)

    def came_to(self, connection: Connection, step: Step, by: Role) -> None:
        """Keep that somebody stands at this step of the guide, so that whoever helps them sees it."""
        self._program.progress.came_to(connection, step, by, self._program.clock())

    def finished(self, connection: Connection) -> None:
        """Forget where somebody stood: they are through."""
        self._program.progress.finished(connection)

    def progress(self, connection: Connection) -> Progress | None:
        """Return where somebody stands who hands a login over, None when nobody does or they have left."""
        return self._program.progress.of(connection, self._program.clock())

    def make_link(self, connection: Connection, by: str) -> str:
        """Make a link by which somebody without an account hands over one login; return its address, this once."""
        _, written = self._program.reconnect_links.make(connection, made_by=by)
        return self._program.reconnect_address(written)

    def pause(self, connection: Connection, pause: Pause) -> None:
        """Hold the link."""
        self._links.pause(connection, pause, self._program.clock())

    def resume(self, connection: Connection) -> Sequence[CheckResult]:
        """Let a paused link go on, prove its login, and return what was found; nothing where no login is in use."""
        report = self._program.logins.resume(connection)
        return report.checks if report else ()
