"""Connections in memory and a system that checks logins, both breaking on demand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bindeled.connections.checking import CheckReport, Right
from bindeled.connections.service import Connections
from bindeled.domain.accounts import Connection, NewVersion, System, Tenant, VersionRecord
from bindeled.domain.errors import Contradiction, Evidence, NeedsSignIn, Overtaken
from bindeled.domain.mapping import ReportRules
from bindeled.domain.nouns import Company
from bindeled.domain.secrets import Secret
from bindeled.domain.states import VERSION_MOVES, LinkState, VersionState
from tests.fakes.clock import FakeClock
from tests.unit.vault.fakes import MemoryDataKeys, a_vault

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from bindeled.domain.errors import BindeledError
    from bindeled.domain.secrets import Sealed

NORDLYS = Company("38001", "Nordlys VVS")
SYDVEST = Company("38002", "Sydvest El")
REFUSED_WITH = Evidence("GET", "/web/v1/company/", 401, "text/html", "", 0.01, "login-refused")


@dataclass
class StoredVersion:
    """One credential version as a row."""

    record: VersionRecord
    sealed: Sealed | None
    reason: str = ""
    evidence: Evidence | None = None


class MemoryConnections:
    """Implements `ConnectionStore`, as strict about legal moves and the epoch as the stored one."""

    def __init__(self) -> None:
        self.rows: dict[int, Connection] = {}
        self.versions: dict[tuple[int, int], StoredVersion] = {}
        self.links: list[tuple[LinkState, Evidence | None]] = []

    def connection(self, tenant: Tenant, system: System) -> Connection:
        for row in self.rows.values():
            if (row.tenant_id, row.system) == (tenant.id, system):
                return row
        at = FakeClock()()
        row = Connection(len(self.rows) + 11, tenant.id, system, None, 0, None, LinkState.NOT_CONFIGURED, at)
        self.rows[row.id] = row
        return row

    def stage(
        self, connection: Connection, new: NewVersion, seal: Callable[[int], Sealed], at: datetime
    ) -> VersionRecord:
        number = 1 + sum(owner == connection.id for owner, _ in self.versions)
        record = VersionRecord(
            number, connection.id, new.login, new.company, VersionState.STAGED, new.origin, at, new.expires
        )
        self.versions[connection.id, number] = StoredVersion(record, seal(number))
        return record

    def verified(self, version: VersionRecord, company: Company, at: datetime) -> None:
        assert company.key
        assert at.tzinfo is not None
        self._move(version, VersionState.VERIFIED)

    def reject(self, version: VersionRecord, reason: str, evidence: Evidence | None, at: datetime) -> None:
        assert at.tzinfo is not None
        row = self._move(version, VersionState.REJECTED)
        row.sealed, row.reason, row.evidence = None, reason, evidence

    def switch(self, connection: Connection, version: VersionRecord, company: Company, at: datetime) -> Connection:
        now = self.rows[connection.id]
        if now.epoch != connection.epoch:
            raise Overtaken(f"epoch {connection.epoch} is past")
        if now.active_version is not None:
            self._move(self.versions[connection.id, now.active_version].record, VersionState.RETIRING)
        self._move(version, VersionState.ACTIVE)
        switched = replace(
            now,
            company=company,
            epoch=now.epoch + 1,
            active_version=version.number,
            link=LinkState.CONNECTED,
            link_since=at,
        )
        self.rows[connection.id] = switched
        return switched

    def active(self, connection: Connection) -> tuple[VersionRecord, Sealed] | None:
        number = self.rows[connection.id].active_version
        if number is None:
            return None
        row = self.versions[connection.id, number]
        assert row.sealed is not None
        return row.record, row.sealed

    def mark_link(self, connection: Connection, state: LinkState, evidence: Evidence | None, at: datetime) -> None:
        self.rows[connection.id] = replace(self.rows[connection.id], link=state, link_since=at)
        self.links.append((state, evidence))

    def states(self) -> list[VersionState]:
        """Return the state of every version, oldest first."""
        return [row.record.state for row in self.versions.values()]

    def _move(self, version: VersionRecord, state: VersionState) -> StoredVersion:
        row = self.versions[version.connection_id, version.number]
        if state not in VERSION_MOVES[row.record.state]:
            raise Contradiction(f"{row.record.state} to {state}")
        row.record = replace(row.record, state=state)
        return row


@dataclass
class FakeSystem:
    """Knows which secret opens which company. `broken` is raised by every check, `missing` befalls a single right."""

    accounts: dict[str, Company] = field(default_factory=lambda: {"right": NORDLYS, "newer": NORDLYS, "other": SYDVEST})
    broken: BaseException | None = None
    missing: BindeledError | None = None
    meanwhile: Callable[[], object] = lambda: None
    asked: int = 0

    def __call__(self, connection: Connection, new: NewVersion, secret: Secret) -> CheckReport:
        assert new.login == "anna"
        self.asked += 1
        self.meanwhile()
        if self.broken is not None:
            raise self.broken
        company = self.accounts.get(secret.reveal())
        if company is None:
            raise NeedsSignIn(connection.system.title, evidence=REFUSED_WITH)
        return CheckReport(company, (Right("read work reports"), Right("read employees", self.missing)))


class Desk:
    """Everything around one connection of one tenant."""

    def __init__(self, folder: Path) -> None:
        self.store = MemoryConnections()
        self.system = FakeSystem()
        self.clock = FakeClock()
        self.data_keys = MemoryDataKeys()
        self.service = self.restarted(folder)
        self.tenant = Tenant(1, "nordlys", "Nordlys VVS", self.clock().date(), ReportRules())

    def restarted(self, folder: Path) -> Connections:
        """Return the service as a process that has just started makes it."""
        return Connections(self.store, a_vault(folder, self.data_keys), self.system, self.clock)

    @property
    def connection(self) -> Connection:
        """Return the connection as it stands."""
        return self.store.connection(self.tenant, System.INTEMPUS)

    def connect(self, secret: str, login: str = "anna") -> None:
        """Hand a login over."""
        self.service.connect(self.connection, NewVersion(login, "", "test"), Secret(secret))

    def secret_in_use(self) -> str:
        """Return the secret that calls are sent with."""
        return self.service.authorisation(self.connection)[1].reveal()
