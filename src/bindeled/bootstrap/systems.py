"""Opens the two systems: which client, which adapter, which login. The only file that names the vendors."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.bootstrap.time import now
from bindeled.connections.checking import CheckReport
from bindeled.connections.verification import Circumstances, run_checks
from bindeled.domain.accounts import System
from bindeled.domain.calendar import danish_day
from bindeled.domain.checks import Check, CheckCode, CheckOutcome, CheckResult
from bindeled.domain.errors import NeedsSignIn
from bindeled.intempus.adapter import IntempusReportSource
from bindeled.intempus.auth import api_key
from bindeled.intempus.client import IntempusClient
from bindeled.intempus.proving import IntempusProbe
from bindeled.intempus.registers import IntempusRegisters
from bindeled.transport.client import Transport
from bindeled.uniconta.adapter import UnicontaProjectJournal
from bindeled.uniconta.auth import basic_authorization
from bindeled.uniconta.client import UnicontaClient
from bindeled.uniconta.proving import UnicontaProbe
from bindeled.uniconta.registers import UnicontaRegisters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bindeled.domain.accounts import Connection, NewVersion
    from bindeled.domain.nouns import Company
    from bindeled.domain.secrets import Secret
    from bindeled.ports import ProjectJournal, ReportSource, SystemProbe
    from bindeled.register_ports import RegisterFollower
    from bindeled.settings import Settings
    from bindeled.store.meters import StoredCallMeter

# Which flows are switched on, until each tenant chooses.
ENABLED_FLOWS = ("reports",)
_ONE_ROW = 1


def _look_away(results: tuple[CheckResult, ...]) -> None:
    """Watch nothing."""
    del results


@dataclass(frozen=True, slots=True)
class OpenRegisters:
    """A system's registers, opened, and how to ask whose they are."""

    registers: RegisterFollower
    identify: Callable[[], Company]


class Systems:
    """Both systems by their addresses; every call is counted on `meter`.

    `login_is_shared` tells whether another connection of this installation uses the same login.
    """

    def __init__(
        self, settings: Settings, meter: StoredCallMeter, login_is_shared: Callable[[Connection, str], bool]
    ) -> None:
        self._settings = settings
        self._meter = meter
        self._login_is_shared = login_is_shared

    @contextmanager
    def source(self, connection: Connection, login: str, secret: Secret) -> Iterator[ReportSource]:
        """Open Intempus with this login."""
        settings = self._settings
        with self._metered(connection, settings.intempus_url, lambda: api_key(login, secret)) as transport:
            yield IntempusReportSource(
                IntempusClient(transport, settings.page_size, settings.call_attempts, settings.retry_wait_seconds)
            )

    @contextmanager
    def journal(self, connection: Connection, company: str, login: str, secret: Secret) -> Iterator[ProjectJournal]:
        """Open Uniconta with this login."""
        settings = self._settings
        authorization = lambda: basic_authorization(company, login, secret)  # noqa: E731 - as short as its twin above
        with self._metered(connection, settings.uniconta_url, authorization) as transport:
            yield UnicontaProjectJournal(
                UnicontaClient(transport, company, settings.call_attempts, settings.retry_wait_seconds)
            )

    @contextmanager
    def registers(self, connection: Connection, company: str, login: str, secret: Secret) -> Iterator[OpenRegisters]:
        """Open the registers of either system with this login."""
        settings = self._settings
        attempts, wait = settings.call_attempts, settings.retry_wait_seconds
        if connection.system is System.INTEMPUS:
            with self._metered(connection, settings.intempus_url, lambda: api_key(login, secret)) as transport:
                client = IntempusClient(transport, settings.page_size, attempts, wait)
                yield OpenRegisters(IntempusRegisters(client), IntempusReportSource(client).identify)
            return
        authorization = lambda: basic_authorization(company, login, secret)  # noqa: E731 - as short as its twin above
        with self._metered(connection, settings.uniconta_url, authorization) as transport:
            there = UnicontaClient(transport, company, attempts, wait)
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
        settings = self._settings
        attempts, wait = settings.call_attempts, settings.retry_wait_seconds
        if connection.system is System.INTEMPUS:
            with self._metered(connection, settings.intempus_url, lambda: api_key(new.login, secret)) as transport:
                yield IntempusProbe(IntempusClient(transport, _ONE_ROW, attempts, wait))
            return
        authorization = lambda: basic_authorization(new.company, new.login, secret)  # noqa: E731 - as short as above
        with self._metered(connection, settings.uniconta_url, authorization) as transport:
            client = UnicontaClient(transport, new.company, attempts, wait)
            yield UnicontaProbe(client, by_empty_list=settings.prove_writes_by_empty_list)

    def _circumstances(self, connection: Connection, new: NewVersion) -> Circumstances:
        is_uniconta = connection.system is System.UNICONTA
        return Circumstances(
            ENABLED_FLOWS,
            self._meter.calls(connection.id, danish_day(now())),
            self._settings.uniconta_daily_calls if is_uniconta else None,
            login_is_shared=is_uniconta and self._login_is_shared(connection, new.login),
        )

    @contextmanager
    def _metered(self, connection: Connection, origin: str, authorization: Callable[[], Secret]) -> Iterator[Transport]:
        transport = Transport(
            connection.system.title,
            origin,
            authorization,
            connection.id,
            self._meter,
            now,
            connect_timeout=self._settings.connect_timeout_seconds,
            read_timeout=self._settings.read_timeout_seconds,
        )
        try:
            with transport:
                yield transport
        finally:
            self._meter.flush()
