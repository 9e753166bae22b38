"""The desk, from memory. What it is asked to do is written down in `done`; `refuses` is raised by whatever changes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bindeled.domain.accounts import Connection, System, VersionRecord
from bindeled.domain.checks import Check, CheckCode, CheckOutcome, CheckResult, planned_checks
from bindeled.domain.nouns import Company
from bindeled.domain.reconnecting import Progress
from bindeled.domain.states import LinkState, VersionState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.accounts import NewVersion, Tenant
    from bindeled.domain.links import Pause
    from bindeled.domain.reconnecting import ReconnectLink, Step
    from bindeled.domain.roles import Role
    from bindeled.domain.secrets import Secret
    from bindeled.web.desk import HistoryRow

MORNING = datetime(2026, 11, 16, 8, 12, tzinfo=UTC)


@dataclass
class FakeDesk:
    """Implements `Desk`."""

    links: list[Connection] = field(default_factory=list)
    there: dict[System, list[VersionRecord]] = field(default_factory=dict)
    found: dict[int, list[CheckResult]] = field(default_factory=dict)
    happened: list[HistoryRow] = field(default_factory=list)
    paused: Pause | None = None
    proving: bool = False
    link: ReconnectLink | None = None
    stands: Progress | None = None
    refuses: Exception | None = None
    done: list[tuple[object, ...]] = field(default_factory=list)

    def connection(self, tenant: Tenant, system: System) -> Connection:
        known = next((link for link in self.links if link.system is system), None)
        return known or Connection(0, tenant.id, system, None, 0, None, LinkState.NOT_CONFIGURED, MORNING)

    def versions(self, connection: Connection) -> Sequence[VersionRecord]:
        return self.there.get(connection.system, [])

    def planned(self, connection: Connection) -> Sequence[Check]:
        return planned_checks(connection.system, ("reports",))

    def checks(self, connection: Connection, number: int) -> Sequence[CheckResult]:
        assert connection.tenant_id
        return self.found.get(number, [])

    def history(self, connection: Connection) -> Sequence[HistoryRow]:
        assert connection.tenant_id
        return self.happened

    def pause_of(self, connection: Connection) -> Pause | None:
        assert connection.tenant_id
        return self.paused

    def test(self, tenant: Tenant, system: System) -> Sequence[CheckResult]:
        self._do("test", tenant.slug, system)
        return [result for results in self.found.values() for result in results]

    def stage(self, connection: Connection, new: NewVersion, secret: Secret) -> VersionRecord:
        self._do("stage", connection.system, new, secret.reveal())
        version = a_version(len(self.versions(connection)) + 1, VersionState.STAGED, login=new.login)
        self.there.setdefault(connection.system, []).insert(0, version)
        return version

    def prove(self, connection: Connection, number: int) -> None:
        self._do("prove", connection.system, number)

    def is_proving(self, connection: Connection, number: int) -> bool:
        return self.proving and (connection.id, number) >= (0, 1)

    def switch(self, tenant: Tenant, system: System, number: int, epoch: int) -> None:
        self._do("switch", tenant.slug, system, number, epoch)
        self.links = [
            replace(link, active_version=number, epoch=epoch + 1) if link.system is system else link
            for link in self.links
        ]

    def roll_back(self, tenant: Tenant, system: System, epoch: int) -> None:
        self._do("roll_back", tenant.slug, system, epoch)

    def revoke(self, connection: Connection, number: int, reason: str) -> None:
        self._do("revoke", connection.system, number, reason)

    def newest_link(self, connection: Connection) -> ReconnectLink | None:
        assert connection.tenant_id
        return self.link

    def came_to(self, connection: Connection, step: Step, by: Role) -> None:
        assert connection.tenant_id
        self.stands = Progress(step, by, MORNING, MORNING)

    def finished(self, connection: Connection) -> None:
        assert connection.tenant_id
        self.stands = None

    def progress(self, connection: Connection) -> Progress | None:
        assert connection.tenant_id
        return self.stands

    def make_link(self, connection: Connection, by: str) -> str:
        self._do("make_link", connection.system, by)
        return "http://127.0.0.1:8000/reconnect/1-made"

    def pause(self, connection: Connection, pause: Pause) -> None:
        self._do("pause", connection.system, pause.reason)
        self.paused = pause

    def resume(self, connection: Connection) -> Sequence[CheckResult]:
        self._do("resume", connection.system)
        return [result for results in self.found.values() for result in results]

    def _do(self, *what: object) -> None:
        if self.refuses is not None:
            raise self.refuses
        self.done.append(what)


def a_version(
    number: int = 1, state: VersionState = VersionState.ACTIVE, login: str = "Anna@nordlys.example", **more: object
) -> VersionRecord:
    """Return a version that was handed over this morning."""
    made = VersionRecord(number, 1, login, "77", state, "a test", MORNING, None, actor="page_user olga")
    return replace(made, verified_at=MORNING, **more)  # type: ignore[arg-type]


def a_result(outcome: CheckOutcome = CheckOutcome.OK, code: CheckCode = CheckCode.LOGIN, **facts: str) -> CheckResult:
    """Return what came of a check."""
    return CheckResult(Check(code), outcome, {"system": "Intempus", **facts})


def nordlys() -> Company:
    return Company("77", "Nordlys VVS")
