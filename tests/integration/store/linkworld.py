"""One connection on the real store with all that keeps it: a system with moods, workers that die, a clock by hand."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import TYPE_CHECKING

from bindeled.bootstrap.links import LinkParts, Passing, ProcessMemory
from bindeled.bootstrap.logins import Logins
from bindeled.connections.checking import require_same_company
from bindeled.connections.deciding import VersionLimits
from bindeled.connections.housekeeping import Housekeeping
from bindeled.connections.service import Connections
from bindeled.connections.setup import Setup
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.errors import BindeledError, MissingRight, NeedsSignIn, Unreachable
from bindeled.domain.links import Trigger
from bindeled.domain.states import LinkState
from bindeled.settings import read_settings
from bindeled.store import models
from bindeled.store.checklist import ChecklistStore
from bindeled.store.connections import StoredConnections
from bindeled.store.links import StoredLinks
from bindeled.store.runs import Runs
from bindeled.store.tenants import TenantStore
from bindeled.store.versions import StoredVersions
from tests.fakes.clock import FakeClock
from tests.integration.store.making import NOON
from tests.unit.connections.fakes import NORDLYS, REFUSED_WITH, FakeSystem, SignedIn
from tests.unit.vault.fakes import MemoryDataKeys, a_vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from bindeled.connections import leases
    from bindeled.connections.checking import CheckReport
    from bindeled.domain.accounts import Connection, Tenant, VersionRecord
    from bindeled.domain.checks import CheckResult
    from bindeled.domain.nouns import Company
    from bindeled.domain.secrets import Secret
    from bindeled.transport.leave import Leaves

LEASE_SECONDS = 0.25
_SENDINGS = 3
_NAMES, _LOGINS = count(1), count(1)


class Moods(FakeSystem):
    """The system: who is let in, what is missing, and how it feels.

    Remembers how often each login was refused since it worked last, by what it was handed over as: the same secret may
    be handed over twice, and what becomes of the one says nothing about the other.
    """

    def __init__(self) -> None:
        super().__init__()
        self.refusals: dict[str, int] = {}
        self.is_definite = self.was_definite = False

    def __call__(
        self,
        connection: Connection,
        new: NewVersion,
        secret: Secret,
        watch: Callable[[tuple[CheckResult, ...]], None] = lambda _results: None,
        *,
        identity_only: bool = False,
    ) -> CheckReport:
        """Prove a login; a refusal counts as any other."""
        report = super().__call__(connection, new, secret, watch, identity_only=identity_only)
        was_refused = any(isinstance(result.error, NeedsSignIn) for result in report.checks)
        self.told(new.origin, refused=was_refused, works=report.company is not None)
        return report

    def identify(self, secret: Secret) -> Company:
        """Answer the question whose data a secret opens."""
        try:
            return SignedIn(self, "Intempus", secret).identify()
        except NeedsSignIn:
            raise NeedsSignIn("Intempus", is_definite=self.is_definite, evidence=REFUSED_WITH) from None

    def told(self, origin: str, *, refused: bool, works: bool) -> None:
        """Count what a login was told."""
        if refused:
            self.refusals[origin] = self.refusals.get(origin, 0) + 1
        elif works:
            self.refusals.pop(origin, None)


@dataclass
class Signed:
    """The system, opened with what the lease says: sends as `transport` does."""

    world: World
    leaves: Leaves

    def identify(self) -> Company:
        """Ask whose data it is."""
        return self.world.send(self.leaves, self.world.system.identify)


class World:
    """All that keeps one connection. `left` says when a version and epoch was last the one in use, by `tick`."""

    def __init__(self, folder: Path) -> None:
        self.clock, self.tick = FakeClock(NOON), 1_000.0
        self.system = Moods()
        self.system.accounts = {"first": NORDLYS}
        self.tenant: Tenant = TenantStore().add(f"Nordlys {next(_NAMES)}", first_day=date(2026, 10, 1))
        self.versions = StoredVersions()
        self.service = Connections(
            StoredLinks(), self.versions, a_vault(folder, MemoryDataKeys()), self.system, self.clock
        )
        self.settings = read_settings()
        self.meanwhile: Callable[[], None] = lambda: None
        self.secrets: dict[int, str] = {}
        self.left: dict[tuple[int, int], float] = {}
        self.done: list[int] = []
        self.violations: list[str] = []
        self.workers = [self.worker() for _ in range(3)]
        other = StoredConnections(self.clock).connection(self.tenant, System.UNICONTA)
        models.Connection.objects.filter(pk=other.id).update(link=LinkState.CONNECTED.value)
        self.other = other

    # what stands

    @property
    def connection(self) -> Connection:
        """Return the connection as it stands."""
        return StoredConnections(self.clock).connection(self.tenant, System.INTEMPUS)

    def now_in_use(self) -> tuple[int, int]:
        """Return version and epoch that calls are to be signed with."""
        return self.connection.active_version or 0, self.connection.epoch

    def origin(self, number: int) -> str:
        """Return what a version was handed over as, empty for one that was never there."""
        found = self.versions.version(self.connection, number)
        return found[0].origin if found else ""

    def waiting(self) -> set[int]:
        """Return the items that wait."""
        rows = models.HeldReport.objects.filter(tenant_id=self.tenant.id)
        return set(rows.values_list("report_id", flat=True))

    # processes

    def worker(self) -> LinkParts:
        """Start a process: it remembers nothing."""
        return LinkParts(
            self.settings, self, self.service, ProcessMemory(), self.clock, Passing(lambda: self.tick, self.pass_by)
        )

    def logins(self) -> Logins:
        """Return what people hand logins over with."""
        return Logins(self.service, self.workers[0], Setup(ChecklistStore(), self.clock), Runs(), self.clock)

    def tidy(self) -> None:
        """Let a worker keep house."""
        Housekeeping(self.versions, self.clock, VersionLimits()).tidy()

    def pass_by(self, seconds: float) -> None:
        """Let time pass, for the clock and for the processes."""
        self.clock.pass_by(seconds=seconds)
        self.tick += seconds

    # `bootstrap.links.OpenSystems`

    @contextmanager
    def opened(self, connection: Connection, leaves: Leaves) -> Iterator[Signed]:
        """Open the system."""
        assert connection.id == self.connection.id
        yield Signed(self, leaves)

    def header(self, system: System) -> Callable[[VersionRecord, Secret], Secret]:
        """Let the secret be the header."""
        assert system is System.INTEMPUS
        return lambda _version, secret: secret

    # calls

    def send(self, leaves: Leaves, question: Callable[[Secret], Company]) -> Company:
        """Make one call as the transport does: signed late, looked at a last time, signed anew when it has to be."""
        error: BindeledError | None = None
        for _ in range(_SENDINGS):
            with leaves.ask() as leave:
                secret = leave.authorization
                self._between()
                if not leave.holds():
                    continue
                self._starts(leaves, secret)
                found, error = _asked(question, secret)
                origin = self.origin(signed_with(leaves).version)
                self.system.told(origin, refused=isinstance(error, NeedsSignIn), works=found is not None)
                goes_again = leave.ended(error)
            if found is not None:
                return found
            if not goes_again:
                break
        raise error or Unreachable("Intempus", "its login is being replaced all the time")

    def carry(self, parts: LinkParts) -> None:
        """Carry what waits, as a run does; what was met is concluded from."""
        both = {System.INTEMPUS: self.connection, System.UNICONTA: self.other}
        if not parts.gate(both).is_open:
            self.look(parts)
        if parts.gate(both).closed is not None:
            return
        connection = self.connection
        lease = parts.lease(connection)
        try:
            for item in sorted(self.waiting()):
                require_same_company(connection, self.send(lease, self._business))
                self._record(item)
        except BindeledError as error:
            parts.hearing().concluded(connection, error)
            if not isinstance(error, NeedsSignIn):
                self.service.note_call_failed(connection)
            return
        self.service.note_call_succeeded(connection)
        parts.looks.answered(connection, self.clock())
        parts.links.happened(connection, Trigger.DRAINED, self.clock(), None, {})

    def look(self, parts: LinkParts) -> None:
        """Let a worker look at the link when it is due."""
        for connection in parts.links.pauses_over(self.clock()):
            parts.links.happened(connection, Trigger.RESUMED, self.clock())
        looker = parts.looker(f"worker {id(parts)}", lambda _connection: None)
        if self.connection.id in {one.id for one in looker.due()}:
            looker.look_if_due(self.connection)

    def _business(self, secret: Secret) -> Company:
        company = self.system.identify(secret)
        if self.system.missing is not None:
            raise self.system.missing
        return company

    def _record(self, item: int) -> None:
        models.HeldReport.objects.filter(tenant_id=self.tenant.id, report_id=item).delete()
        self.done.append(item)

    def _between(self) -> None:
        """Let happen what is to happen between signing a call and starting it."""
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()

    def _starts(self, leaves: Leaves, secret: Secret) -> None:
        """Note what a call that is started violates: INV-1 and INV-4."""
        signed = signed_with(leaves)
        if signed != self.now_in_use() and self.tick - self.left.get(signed, -1.0) >= LEASE_SECONDS:
            self.violations.append(f"a call began with {signed} while {self.now_in_use()} is in use")
        if self.secrets.get(signed[0]) != secret.reveal():
            self.violations.append(f"a call was signed with another secret than that of version {signed[0]}")

    # crashes

    def dies_in_a_look(self) -> None:
        """Let a worker die that holds the place from which the link is looked at."""
        parts = self.workers[0]
        parts.looks.claim(self.connection, "dead", self.clock(), self.clock() + timedelta(seconds=10))

    def dies_in_a_call(self) -> None:
        """Let a worker die with a call under way, so that nobody ends it."""
        dead, until = ExitStack(), self.clock() + timedelta(seconds=10)
        dead.enter_context(self.workers[0].standings.calling(self.connection, self.clock(), until))
        self.dead.append(dead)

    dead: list[ExitStack] = []  # noqa: RUF012 - kept so that nobody ends those calls


def signed_with(leaves: Leaves) -> leases.Signed:
    """Return the version and the epoch that the call under way was signed with."""
    lease: leases.Lease = leaves  # type: ignore[assignment]
    assert lease.signed is not None
    return lease.signed


def _asked(question: Callable[[Secret], Company], secret: Secret) -> tuple[Company, None] | tuple[None, BindeledError]:
    try:
        return question(secret), None
    except BindeledError as error:
        return None, error


RIGHT_MISSING = MissingRight("Intempus", "employee")
AWAY = Unreachable("Intempus", "timed out")


def a_new_login(hours: int | None = None) -> NewVersion:
    """Return a login of the fake system's user, handed over as none was before."""
    return NewVersion("anna", "", f"test {next(_LOGINS)}", grace=None if hours is None else timedelta(hours=hours))
