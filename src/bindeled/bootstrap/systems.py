"""Opens the two systems: which client, which adapter, which login. The only file that names the vendors."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bindeled.bootstrap.time import now
from bindeled.connections.checking import CheckReport, Right
from bindeled.domain.accounts import System
from bindeled.domain.calendar import danish_day
from bindeled.domain.errors import BindeledError
from bindeled.domain.keys import Reference
from bindeled.intempus.adapter import IntempusReportSource
from bindeled.intempus.auth import api_key
from bindeled.intempus.client import IntempusClient
from bindeled.transport.client import Transport
from bindeled.uniconta.adapter import UnicontaProjectJournal
from bindeled.uniconta.auth import basic_authorization
from bindeled.uniconta.client import UnicontaClient

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bindeled.domain.accounts import Connection, NewVersion
    from bindeled.domain.secrets import Secret
    from bindeled.ports import ProjectJournal, ReportSource
    from bindeled.settings import Settings
    from bindeled.store.meters import StoredCallMeter

_NO_REPORT = str(Reference(0, 1))


class Systems:
    """Both systems by their addresses; every call is counted on `meter`."""

    def __init__(self, settings: Settings, meter: StoredCallMeter) -> None:
        self._settings = settings
        self._meter = meter

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

    def prove(self, connection: Connection, new: NewVersion, secret: Secret) -> CheckReport:
        """Prove a login by reading, changing nothing there: whose data it opens, and each thing that the flow reads."""
        if connection.system is System.INTEMPUS:
            with self.source(connection, new.login, secret) as source:
                today = danish_day(now())
                return CheckReport(
                    source.identify(),
                    (
                        _tried("read employees, cases, work types and products", source.registers),
                        _tried("read work reports", lambda: next(source.approved_since(today), None)),
                    ),
                )
        with self.journal(connection, new.company, new.login, secret) as journal:
            return CheckReport(
                journal.identify(),
                (
                    _tried("read projects, employees, items, pay types and journals", journal.registers),
                    _tried("read journal lines and posted transactions", lambda: journal.find([_NO_REPORT])),
                ),
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


def _tried(name: str, call: Callable[[], object]) -> Right:
    try:
        call()
    except BindeledError as error:
        return Right(name, error)
    return Right(name)
