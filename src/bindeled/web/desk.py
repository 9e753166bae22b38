"""What the pages of connections ask for and do. `desk_program` implements it; in tests a fake does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bindeled.domain.accounts import Connection, NewVersion, System, Tenant, VersionRecord
    from bindeled.domain.checks import Check, CheckResult
    from bindeled.domain.links import Pause
    from bindeled.domain.reconnecting import Progress, ReconnectLink, Step
    from bindeled.domain.roles import Role
    from bindeled.domain.secrets import Secret


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """Something that happened to a connection. `kind` is a dotted name, `facts` what its sentence may name."""

    kind: str
    at: datetime
    facts: Mapping[str, Any]


class Desk(Protocol):
    """One connection at a time. What changes something raises a BindeledError when it could not be done."""

    def connection(self, tenant: Tenant, system: System) -> Connection:
        """Return the connection as it stands now."""

    def versions(self, connection: Connection) -> Sequence[VersionRecord]:
        """Return every credential version, the newest first."""

    def planned(self, connection: Connection) -> Sequence[Check]:
        """Return every check that a login of this connection goes through, in order."""

    def checks(self, connection: Connection, number: int) -> Sequence[CheckResult]:
        """Return what the checks of a version have found so far, in order."""

    def history(self, connection: Connection) -> Sequence[HistoryRow]:
        """Return what happened to the connection, the newest first."""

    def pause_of(self, connection: Connection) -> Pause | None:
        """Return why the link is paused, None when it is not."""

    def test(self, tenant: Tenant, system: System) -> Sequence[CheckResult]:
        """Prove the login in use, changing nothing, and return what was found."""

    def stage(self, connection: Connection, new: NewVersion, secret: Secret) -> VersionRecord:
        """Keep a login beside the one in use, unproved, and begin to prove it."""

    def prove(self, connection: Connection, number: int) -> None:
        """Begin to prove a staged login, unless that is under way; what is found is in `checks` as it comes."""

    def is_proving(self, connection: Connection, number: int) -> bool:
        """Tell whether a staged login is being proved just now."""

    def switch(self, tenant: Tenant, system: System, number: int, epoch: int) -> None:
        """Take a proved login into use."""

    def roll_back(self, tenant: Tenant, system: System, epoch: int) -> None:
        """Take the former login back into use."""

    def revoke(self, connection: Connection, number: int, reason: str) -> None:
        """End a login at once and destroy its secret."""

    def newest_link(self, connection: Connection) -> ReconnectLink | None:
        """Return the reconnect link that was made last and how far its holder has come, None when there is none."""

    def came_to(self, connection: Connection, step: Step, by: Role) -> None:
        """Keep that somebody stands at this step of the guide, so that whoever helps them sees it."""

    def finished(self, connection: Connection) -> None:
        """Forget where somebody stood: they are through."""

    def progress(self, connection: Connection) -> Progress | None:
        """Return where somebody stands who hands a login over, None when nobody does or they have left."""

    def make_link(self, connection: Connection, by: str) -> str:
        """Make a link by which somebody without an account hands over one login; return its address, this once."""

    def pause(self, connection: Connection, pause: Pause) -> None:
        """Hold the link."""

    def resume(self, connection: Connection) -> Sequence[CheckResult]:
        """Let a paused link go on, prove its login, and return what was found; nothing where no login is in use."""
