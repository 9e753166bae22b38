"""Opens the two systems: which client, which adapter, which login. The only file that names the vendors."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.bootstrap.rights import by_resource
from bindeled.bootstrap.time import now
from bindeled.connections.checking import CheckReport
from bindeled.connections.errors import NotConnected
from bindeled.connections.verification import Circumstances, run_checks
from bindeled.domain.accounts import System
from bindeled.domain.calendar import danish_day
from bindeled.domain.checks import Check, CheckCode, CheckOutcome, CheckResult
from bindeled.domain.errors import NeedsSignIn
from bindeled.engine.timesheet import TimesheetJournal
from bindeled.intempus.adapter import IntempusReportSource
from bindeled.intempus.auth import api_key
from bindeled.intempus.client import IntempusClient
from bindeled.intempus.proving import IntempusProbe
from bindeled.intempus.registers import IntempusRegisters
from bindeled.transport.client import Transport
from bindeled.transport.leave import FixedLogin
from bindeled.uniconta.adapter import UnicontaProjectJournal
from bindeled.uniconta.auth import basic_authorization
from bindeled.uniconta.client import UnicontaClient
from bindeled.uniconta.proving import UnicontaProbe
from bindeled.uniconta.registers import UnicontaRegisters
from bindeled.uniconta.timesheet import UnicontaTimesheet
from bindeled.uniconta.tracing import lying_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from bindeled.domain.accounts import Connection, NewVersion, VersionRecord
    from bindeled.domain.mapping import ReportRules
    from bindeled.domain.nouns import Company, JournalLine
    from bindeled.domain.secrets import Secret
    from bindeled.domain.tracing import LyingLine, ReportHistory
    from bindeled.ports import ProjectJournal, ReportSource, SystemProbe
    from bindeled.register_ports import RegisterFollower
    from bindeled.settings import Settings
    from bindeled.store.meters import StoredCallMeter
    from bindeled.timesheet_ports import SharesLedger
    from bindeled.transport.leave import Leaves

_ONE_ROW = 1


def _look_away(results: tuple[CheckResult, ...]) -> None:
    """Watch nothing."""
    del results


@dataclass(frozen=True, slots=True)
class OpenRegisters:
    """A system's registers, opened, and how to ask whose they are."""

    registers: RegisterFollower
    identify: Callable[[], Company]


class Tracer:
    """Both systems, opened to ask them about one report."""

    def __init__(self, source: IntempusReportSource, client: UnicontaClient) -> None:
        self._source = source
        self._client = client

    def history(self, report_id: int) -> ReportHistory | None:
        """Return who registered and approved a report, None when it was deleted. Raises as `ReportSource` does."""
        return self._source.history(report_id)

    def lying(self, lines: Sequence[JournalLine]) -> list[LyingLine]:
        """Return where these lines lie in Uniconta. Raises as `ProjectJournal` does."""
        return lying_lines(self._client, lines)


class Systems:
    """Both systems by their addresses; every call is counted on `meter`.

    `login_is_shared` tells whether another connection of this installation uses the same login, `enabled_flows` which
    flows a tenant has, by its id, `refused_writes` what a login was not allowed to write when it last tried.
    """

    def __init__(
        self,
        settings: Settings,
        meter: StoredCallMeter,
        login_is_shared: Callable[[Connection, str], bool],
        enabled_flows: Callable[[int], tuple[str, ...]],
        refused_writes: Callable[[Connection, str], Sequence[str]],
    ) -> None:
        self._settings = settings
        self._meter = meter
        self._login_is_shared = login_is_shared
        self._enabled_flows = enabled_flows
        self._refused_writes = refused_writes

    @contextmanager
    def source(self, connection: Connection, leaves: Leaves) -> Iterator[ReportSource]:
        """Open Intempus; each call is signed as `leaves` says."""
        with self._intempus(connection, leaves, self._settings.page_size) as client:
            yield IntempusReportSource(client)

    @contextmanager
    def journal(self, connection: Connection, leaves: Leaves) -> Iterator[UnicontaProjectJournal]:
        """Open Uniconta; each call is signed as `leaves` says. Raises NotConnected before the company is known."""
        with self._uniconta(connection, _company(connection), leaves) as client:
            yield UnicontaProjectJournal(client)

    @contextmanager
    def target(
        self, connection: Connection, leaves: Leaves, rules: ReportRules, shares: SharesLedger
    ) -> Iterator[TimesheetJournal]:
        """Open what reports are carried to as a tenant has chosen. Raises as `journal` does."""
        with self._uniconta(connection, _company(connection), leaves) as client:
            journal = UnicontaProjectJournal(client, with_tasks=bool(rules.task_separator))
            yield TimesheetJournal(journal, UnicontaTimesheet(client), shares, rules)

    @contextmanager
    def tracer(self, both: Mapping[System, Connection], lease: Callable[[Connection], Leaves]) -> Iterator[Tracer]:
        """Open both systems to ask them about one report. Raises as `journal` does."""
        here, there = both[System.INTEMPUS], both[System.UNICONTA]
        with (
            self._intempus(here, lease(here), _ONE_ROW) as source,
            self._uniconta(there, _company(there), lease(there)) as client,
        ):
            yield Tracer(IntempusReportSource(source), client)

    def opened(self, connection: Connection, leaves: Leaves) -> AbstractContextManager[ReportSource | ProjectJournal]:
        """Open the system of a connection. Raises NotConnected before its company is known."""
        if connection.system is System.INTEMPUS:
            return self.source(connection, leaves)
        return self.journal(connection, leaves)

    def header(self, system: System) -> Callable[[VersionRecord, Secret], Secret]:
        """Return what makes the header of this system from a version and its secret."""
        if system is System.INTEMPUS:
            return lambda version, secret: api_key(version.login, secret)
        return lambda version, secret: basic_authorization(version.company, version.login, secret)

    @contextmanager
    def registers(self, connection: Connection, leaves: Leaves) -> Iterator[OpenRegisters]:
        """Open the registers of either system; each call is signed as `leaves` says.

        Raises NotConnected before the company is known.
        """
        company = _company(connection)
        if connection.system is System.INTEMPUS:
            with self._intempus(connection, leaves, self._settings.page_size) as here:
                yield OpenRegisters(IntempusRegisters(here), IntempusReportSource(here).identify)
        else:
            with self._uniconta(connection, company, leaves) as there:
                yield OpenRegisters(UnicontaRegisters(there), UnicontaProjectJournal(there).identify)

    def prove(
        self,
        connection: Connection,
        new: NewVersion,
        secret: Secret,
        watch: Callable[[tuple[CheckResult, ...]], None] = _look_away,
        *,
        identity_only: bool = False,
    ) -> CheckReport:
        """Prove a login, changing nothing over there: implements `connections.checking.Checker`."""
        try:
            with self._probe(connection, new, secret) as probe:
                circumstances = self._circumstances(connection, new)
                return run_checks(connection, probe, circumstances, watch, identity_only=identity_only)
        except NeedsSignIn as error:
            # The login cannot even be written down as its system wants it.
            refused = CheckResult(Check(CheckCode.LOGIN), CheckOutcome.FAIL, {"system": connection.system.title}, error)
            watch((refused,))
            return CheckReport(None, (refused,))

    @contextmanager
    def _probe(self, connection: Connection, new: NewVersion, secret: Secret) -> Iterator[SystemProbe]:
        if connection.system is System.INTEMPUS:
            with self._intempus(connection, FixedLogin(lambda: api_key(new.login, secret)), _ONE_ROW) as here:
                yield IntempusProbe(here)
        else:
            login = FixedLogin(lambda: basic_authorization(new.company, new.login, secret))
            with self._uniconta(connection, new.company, login) as there:
                yield UnicontaProbe(there, by_empty_list=self._settings.prove_writes_by_empty_list)

    def _circumstances(self, connection: Connection, new: NewVersion) -> Circumstances:
        is_uniconta = connection.system is System.UNICONTA
        return Circumstances(
            self._enabled_flows(connection.tenant_id),
            self._meter.calls(connection.id, danish_day(now())),
            self._settings.uniconta_daily_calls if is_uniconta else None,
            login_is_shared=is_uniconta and self._login_is_shared(connection, new.login),
            refused_writes=by_resource(connection.system, self._refused_writes(connection, new.login)),
        )

    @contextmanager
    def _intempus(self, connection: Connection, leaves: Leaves, page_size: int) -> Iterator[IntempusClient]:
        settings = self._settings
        with self._transport(connection, leaves) as transport:
            yield IntempusClient(transport, page_size, settings.call_attempts, settings.retry_wait_seconds)

    @contextmanager
    def _uniconta(self, connection: Connection, company: str, leaves: Leaves) -> Iterator[UnicontaClient]:
        settings = self._settings
        with self._transport(connection, leaves) as transport:
            yield UnicontaClient(transport, company, settings.call_attempts, settings.retry_wait_seconds)

    @contextmanager
    def _transport(self, connection: Connection, leaves: Leaves) -> Iterator[Transport]:
        settings = self._settings
        transport = Transport(
            connection.system.title,
            settings.intempus_url if connection.system is System.INTEMPUS else settings.uniconta_url,
            leaves,
            connection.id,
            self._meter,
            now,
            connect_timeout=settings.connect_timeout_seconds,
            read_timeout=settings.read_timeout_seconds,
        )
        try:
            with transport:
                yield transport
        finally:
            self._meter.flush()


def _company(connection: Connection) -> str:
    """Return the key of a connection's company. Raises NotConnected before the first login."""
    if connection.company is None:
        raise NotConnected(connection.system.title)
    return connection.company.key
