"""Connections in memory and a system that checks logins, both breaking on demand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bindeled.connections.service import Connections
from bindeled.connections.verification import Circumstances, run_checks
from bindeled.domain.accounts import SUPERSEDED, Connection, NewVersion, System, Tenant, VersionRecord
from bindeled.domain.errors import BindeledError, Contradiction, Evidence, NeedsSignIn, Overtaken
from bindeled.domain.links import LinkFacts, Trigger, link_after
from bindeled.domain.mapping import ReportRules
from bindeled.domain.needs import Resource
from bindeled.domain.nouns import Company
from bindeled.domain.secrets import Secret
from bindeled.domain.states import VERSION_MOVES, LinkState, VersionState
from tests.fakes.clock import FakeClock
from tests.unit.vault.fakes import MemoryDataKeys, a_vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from bindeled.connections.checking import CheckReport
    from bindeled.domain.checks import CheckResult
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
    checks: list[dict[str, Any]] = field(default_factory=list)


class MemoryConnections:
    """The stored connections; implements `LinkKeeping` and `VersionStore`, as strict about moves as the stored ones."""

    def __init__(self) -> None:
        self.rows: dict[int, Connection] = {}
        self.rows_of_versions: dict[tuple[int, int], StoredVersion] = {}
        self.events: list[str] = []
        self.reminders: list[tuple[int, int]] = []
        self.links: list[tuple[LinkState, Evidence | None]] = []
        self.lacking: set[str] = set()
        self.facts: dict[str, Any] = {}

    def connection(self, tenant: Tenant, system: System) -> Connection:
        for row in self.rows.values():
            if (row.tenant_id, row.system) == (tenant.id, system):
                return row
        at = FakeClock()()
        row = Connection(len(self.rows) + 11, tenant.id, system, None, 0, None, LinkState.NOT_CONFIGURED, at)
        self.rows[row.id] = row
        return row

    def versions_of(self, connection: Connection) -> list[StoredVersion]:
        return [row for (owner, _), row in sorted(self.rows_of_versions.items()) if owner == connection.id]

    def versions(self, connection: Connection) -> list[VersionRecord]:
        return [row.record for row in reversed(self.versions_of(connection))]

    def version(self, connection: Connection, number: int) -> tuple[VersionRecord, Sealed | None] | None:
        row = self.rows_of_versions.get((connection.id, number))
        return (row.record, row.sealed) if row else None

    def active(self, connection: Connection) -> tuple[VersionRecord, Sealed] | None:
        number = self.rows[connection.id].active_version
        if number is None:
            return None
        row = self.rows_of_versions[connection.id, number]
        assert row.sealed is not None
        return row.record, row.sealed

    def checks(self, connection: Connection, number: int) -> list[dict[str, Any]]:
        return self.rows_of_versions[connection.id, number].checks

    def everything(self) -> list[list[VersionRecord]]:
        return [self.versions(row) for row in self.rows.values() if self.versions_of(row)]

    def stage(
        self, connection: Connection, new: NewVersion, fingerprint: str, seal: Callable[[int], Sealed], at: datetime
    ) -> VersionRecord:
        for row in self.versions_of(connection):
            if row.record.state in {VersionState.STAGED, VersionState.VERIFIED}:
                self.reject(row.record, SUPERSEDED, None, at)
        number = len(self.versions_of(connection)) + 1
        record = VersionRecord(
            number,
            connection.id,
            new.login,
            new.company,
            VersionState.STAGED,
            new.origin,
            at,
            new.expires,
            fingerprint=fingerprint,
            grace=new.grace,
        )
        self.rows_of_versions[connection.id, number] = StoredVersion(record, seal(number))
        self.events.append("version.staged")
        return record

    def note_checks(self, version: VersionRecord, checks: Sequence[Mapping[str, Any]]) -> None:
        self._row(version).checks = [dict(check) for check in checks]

    def verified(self, version: VersionRecord, company: Company, at: datetime) -> None:
        self._move(version, VersionState.VERIFIED, "version.verified", opens=company, verified_at=at)

    def reject(
        self, version: VersionRecord, reason: str, evidence: Evidence | None, at: datetime, *, refused: bool = False
    ) -> None:
        row = self._move(version, VersionState.REJECTED, "version.rejected", ended_at=at, reason=reason)
        row.record = replace(row.record, refused_at=at if refused else None, has_secret=False)
        row.sealed, row.reason, row.evidence = None, reason, evidence

    def switch(
        self,
        connection: Connection,
        version: VersionRecord,
        company: Company,
        at: datetime,
        *,
        grace: timedelta = timedelta(hours=24),
        kind: str = "version.switched",
        facts: Mapping[str, Any] | None = None,
    ) -> Connection:
        self.facts = dict(facts or {})
        now = self.rows[connection.id]
        if now.epoch != connection.epoch:
            raise Overtaken(f"epoch {connection.epoch} is past")
        self._must_be_legal(version, VersionState.ACTIVE)
        if now.active_version is not None:
            former = self.rows_of_versions[connection.id, now.active_version].record
            self._move(former, VersionState.RETIRING, "", retires_at=at + grace)
        self._move(version, VersionState.ACTIVE, kind, activated_at=at, probation_since=None, retires_at=None)
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

    def revoke(
        self, connection: Connection, version: VersionRecord, reason: str, evidence: Evidence | None, at: datetime
    ) -> Connection:
        row = self._move(version, VersionState.REVOKED, "version.revoked", ended_at=at, reason=reason, has_secret=False)
        row.sealed, row.evidence = None, evidence
        now = self.rows[connection.id]
        if now.active_version == version.number:
            now = replace(now, active_version=None, epoch=now.epoch + 1, link=LinkState.ACTION_REQUIRED, link_since=at)
            self.rows[connection.id] = now
        return now

    def count_call(self, version: VersionRecord, at: datetime) -> None:
        row = self._row(version)
        since = row.record.probation_since or at
        row.record = replace(row.record, probation_since=since, probation_calls=row.record.probation_calls + 1)

    def proved(self, version: VersionRecord, at: datetime) -> bool:
        row = self._row(version)
        row.record = replace(row.record, refused_at=None)
        if row.record.state is not VersionState.ACTIVE or row.record.proved_at is not None:
            return False
        row.record = replace(row.record, proved_at=at)
        self.events.append("version.proved")
        return True

    def refused(self, version: VersionRecord, at: datetime) -> None:
        row = self._row(version)
        row.record = replace(row.record, refused_at=row.record.refused_at or at)

    def retire(self, version: VersionRecord, at: datetime) -> None:
        self._move(version, VersionState.RETIRED, "version.retired", ended_at=at)

    def destroy(self, version: VersionRecord, at: datetime) -> None:
        assert at.tzinfo is not None
        self._move(version, VersionState.DESTROYED, "version.destroyed", has_secret=False).sealed = None

    def remind(self, version: VersionRecord, threshold: int, days: int, at: datetime) -> bool:
        assert at.tzinfo is not None
        row = self._row(version)
        if row.record.reminded_days == threshold or row.record.reminded_days != version.reminded_days:
            return False
        row.record = replace(row.record, reminded_days=threshold)
        self.reminders.append((threshold, days))
        return True

    def lacks(self, connection: Connection, resource: str, at: datetime, *, by_write: bool = False) -> None:
        assert (connection.id in self.rows, at.tzinfo is not None) == (True, True)
        assert not by_write
        self.lacking.add(resource)

    def lacks_only(self, connection: Connection, resources: Iterable[str], at: datetime) -> None:
        self.lacking.clear()
        for resource in resources:
            self.lacks(connection, resource, at)

    def happened(
        self,
        connection: Connection,
        trigger: Trigger,
        at: datetime,
        evidence: Evidence | None = None,
        facts: Mapping[str, Any] | None = None,
    ) -> Connection:
        del facts
        row = self.rows[connection.id]
        known = LinkFacts(right_missing=bool(self.lacking), has_login=row.active_version is not None)
        after = link_after(row.link, trigger, known)
        if after is not row.link:
            self.rows[connection.id] = replace(row, link=after, link_since=at)
            self.links.append((after, evidence))
        return self.rows[connection.id]

    def states(self) -> list[VersionState]:
        """Return the state of every version, oldest first."""
        return [row.record.state for row in self.rows_of_versions.values()]

    def _row(self, version: VersionRecord) -> StoredVersion:
        return self.rows_of_versions[version.connection_id, version.number]

    def _must_be_legal(self, version: VersionRecord, state: VersionState) -> None:
        now = self._row(version).record
        if state in VERSION_MOVES[now.state]:
            return
        if now.reason == SUPERSEDED:
            raise Overtaken(f"version {now.number} was superseded")
        raise Contradiction(f"{now.state} to {state}")

    def _move(self, version: VersionRecord, state: VersionState, event: str, **changes: Any) -> StoredVersion:
        self._must_be_legal(version, state)
        row = self._row(version)
        row.record = replace(row.record, state=state, **changes)
        self.events.extend([event] if event else [])
        return row


@dataclass
class FakeSystem:
    """Knows which secret opens which company, and implements the `SystemProbe` of whoever is signed in.

    `broken` is raised by every call, `missing` befalls a single right. `asked` counts log-ins.
    """

    accounts: dict[str, Company] = field(default_factory=lambda: {"right": NORDLYS, "newer": NORDLYS, "other": SYDVEST})
    broken: BaseException | None = None
    missing: BindeledError | None = None
    meanwhile: Callable[[], object] = lambda: None
    asked: int = 0
    identity_only: bool = False

    def __call__(
        self,
        connection: Connection,
        new: NewVersion,
        secret: Secret,
        watch: Callable[[tuple[CheckResult, ...]], None] = lambda _results: None,
        *,
        identity_only: bool = False,
    ) -> CheckReport:
        assert new.login == "anna"
        self.asked += 1
        self.identity_only = identity_only
        self.meanwhile()
        if self.broken is not None and not isinstance(self.broken, BindeledError):
            raise self.broken
        probe = SignedIn(self, connection.system.title, secret)
        return run_checks(connection, probe, Circumstances(("reports",)), watch, identity_only=identity_only)


@dataclass
class SignedIn:
    """The fake system, opened with one secret."""

    system: FakeSystem
    title: str
    secret: Secret

    def identify(self) -> Company:
        if isinstance(self.system.broken, BindeledError):
            raise self.system.broken
        company = self.system.accounts.get(self.secret.reveal())
        if company is None:
            raise NeedsSignIn(self.title, evidence=REFUSED_WITH)
        return company

    def sees(self, resource: Resource) -> bool:
        if self.system.missing is not None and resource is Resource.EMPLOYEES:
            raise self.system.missing
        return True

    def may_write(self, resource: Resource) -> bool:
        return resource is not Resource.JOURNAL_LINES


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
        return Connections(self.store, self.store, a_vault(folder, self.data_keys), self.system, self.clock)

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

    def version(self, number: int) -> VersionRecord:
        """Return one version as it stands."""
        return self.store.rows_of_versions[self.connection.id, number].record
