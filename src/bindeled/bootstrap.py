"""Builds the program: the only file that names concrete parts. No decision is made here."""

from __future__ import annotations

import logging
import sys
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import django
import structlog
from django.conf import settings as django_settings
from django.db import DatabaseError, connections

from bindeled.connections.checking import CheckReport, Right, require_sound
from bindeled.connections.service import Connections, HandedOver
from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.calendar import danish_day
from bindeled.domain.errors import BindeledError, Transient
from bindeled.domain.keys import Reference
from bindeled.domain.safety import UndoLimit
from bindeled.domain.states import RunState
from bindeled.engine.carrier import Carrier
from bindeled.engine.reading import InThreads
from bindeled.engine.reports import FlowLimits, ReportFlow
from bindeled.engine.schedule import REPORTS, keep_schedule
from bindeled.intempus.adapter import IntempusReportSource
from bindeled.intempus.auth import api_key
from bindeled.intempus.client import IntempusClient
from bindeled.store.configuration import django_configuration, healthy_connection, prepare, what_to_do
from bindeled.transport.client import Transport
from bindeled.transport.redaction import redact_event
from bindeled.uniconta.adapter import UnicontaProjectJournal
from bindeled.uniconta.auth import basic_authorization
from bindeled.uniconta.client import UnicontaClient
from bindeled.vault.keys import FileKeyProvider
from bindeled.vault.vault import Vault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from structlog.typing import Processor

    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.planning import Plan
    from bindeled.domain.secrets import Secret
    from bindeled.engine.worker import Worker
    from bindeled.ports import Clock, ProjectJournal, ReportSource, RunRecord
    from bindeled.settings import Settings
    from bindeled.store.connections import StoredConnections
    from bindeled.store.meters import StoredCallMeter
    from bindeled.store.runs import Runs
    from bindeled.store.tenants import TenantStore
    from bindeled.store.workers import Workers

FLOWS = (REPORTS,)
# How a person asks for a run that may take back as much as it takes.
LARGE_CORRECTIONS = "hand, large"
_WAITS_FOR_LOGIN = frozenset({RunState.HELD, RunState.WAITING})
_NO_REPORT = str(Reference(0, 1))


def now() -> datetime:
    """Return the time, zone-aware: the one clock of the program."""
    return datetime.now(UTC)


def start(settings: Settings, web: Mapping[str, Any] | None = None) -> Program:
    """Make everything ready and return the program; `web` are the Django settings of the pages, where they are served.

    Raises Misconfigured with what to do when the database or the master key is not right; nothing was changed then.
    """
    _configure_logs(settings.log_level)
    if not django_settings.configured:
        django_settings.configure(**{**django_configuration(settings.database), **(web or {})})
        django.setup()
    prepare()
    from bindeled.store.connections import StoredConnections, StoredDataKeys  # noqa: PLC0415 - models need Django set up
    from bindeled.store.meters import StoredCallMeter  # noqa: PLC0415 - the same
    from bindeled.store.runs import Runs  # noqa: PLC0415 - the same
    from bindeled.store.tenants import TenantStore  # noqa: PLC0415 - the same
    from bindeled.store.workers import Workers  # noqa: PLC0415 - the same

    vault = Vault(FileKeyProvider(settings.key_file), StoredDataKeys(), now)
    vault.prove()
    return Program(settings, vault, TenantStore(), StoredConnections(), Runs(), Workers(), StoredCallMeter())


@dataclass(frozen=True, slots=True)
class Program:
    """The parts, joined. Faces call its methods and the stores that it holds."""

    settings: Settings
    vault: Vault
    tenants: TenantStore
    stored_connections: StoredConnections
    runs: Runs
    workers: Workers
    meter: StoredCallMeter
    clock: Clock = now

    @property
    def connections(self) -> Connections:
        """Return the service that hands logins over and proves them."""
        return Connections(self.stored_connections, self.vault, self._prove, now)

    def connect(self, tenant: Tenant, system: System, new: NewVersion, secret: Secret) -> HandedOver:
        """Hand a login over: see `Connections.connect`. A run that was held for it goes on."""
        result = self.connections.connect(self.stored_connections.connection(tenant, system), new, secret)
        if any(run.state in _WAITS_FOR_LOGIN for run in self.runs.latest(tenant.id, 1)):
            self.runs.queue(tenant.id, REPORTS, "login replaced", now())
        return result

    def check(self, tenant: Tenant, system: System) -> CheckReport:
        """Prove the login in use: see `Connections.check`."""
        return self.connections.check(self.stored_connections.connection(tenant, system))

    # runs

    def preview(self, tenant: Tenant) -> Iterator[Plan]:
        """Yield what a run of the `reports` flow would do, writing nothing."""
        with self._flow(tenant, self._both(tenant), run_id=0, allow_large=True, watch=_look_away) as flow:
            yield from flow.preview()

    def finish(self, run_id: int, on_progress: Callable[[RunRecord], None]) -> RunRecord:
        """Wait until this run has ended and return it; carry it here when no worker does."""
        ended = self.worker().run_until_idle(run_id, on_progress)
        return ended or self.runs.get(run_id)

    def work(self, stop: threading.Event) -> None:
        """Carry due runs and keep the schedule until stopped."""
        keeping = threading.Thread(target=self._keep_schedule, args=(stop,), name="schedule", daemon=True)
        keeping.start()
        self.worker().serve(stop)

    def worker(self) -> Worker:
        """Return a new worker of this process."""
        from bindeled.engine.worker import Worker, unique_name  # noqa: PLC0415 - the durable engine takes a second to load

        return Worker(
            unique_name(),
            self.settings.database,
            self.runs,
            self.workers,
            Carrier(self.runs, self._open_flow, now, timedelta(seconds=self.settings.retry_run_seconds)),
            now,
            tick_seconds=self.settings.tick_seconds,
            lease_seconds=self.settings.lease_seconds,
            slots=self.settings.worker_slots,
            around_run=healthy_connection,
        )

    def _keep_schedule(self, stop: threading.Event) -> None:
        keep_schedule(
            self.tenants.all,
            self.runs,
            now,
            stop,
            healthy_connection,
            every_seconds=self.settings.schedule_look_seconds,
        )

    @contextmanager
    def _open_flow(self, run: RunRecord) -> Iterator[ReportFlow]:
        def watch(counts: Any) -> None:
            self.runs.progress(run.id, counts.as_dict())

        tenant = self.tenants.by_id(run.tenant_id)
        # What the run meets is noted of the logins that it began with: one replaced meanwhile is not to blame.
        both = self._both(tenant)
        try:
            with self._flow(tenant, both, run.id, allow_large=run.trigger == LARGE_CORRECTIONS, watch=watch) as flow:
                yield flow
        except BindeledError as error:
            self._note_error(both, error)
            raise
        except DatabaseError as error:
            # A disk that is full passes, and nobody wrote it: the run waits, and goes on from the ledger.
            raise Transient(what_to_do(error)) from error
        for connection in both.values():
            self.connections.note_success(connection)

    def _both(self, tenant: Tenant) -> dict[System, Connection]:
        return {system: self.stored_connections.connection(tenant, system) for system in System}

    @contextmanager
    def _flow(
        self,
        tenant: Tenant,
        both: Mapping[System, Connection],
        run_id: int,
        *,
        allow_large: bool,
        watch: Callable[[Any], None],
    ) -> Iterator[ReportFlow]:
        from bindeled.store.ledger import StoredReportLedger  # noqa: PLC0415 - models need Django set up

        with ExitStack() as open_things:
            source_connection, journal_connection = both[System.INTEMPUS], both[System.UNICONTA]
            source = open_things.enter_context(self._opened_source(source_connection))
            journal = open_things.enter_context(self._opened_journal(journal_connection))
            require_sound(source_connection, CheckReport(source.identify()))
            require_sound(journal_connection, CheckReport(journal.identify()))
            version = journal_connection.active_version or 0
            yield ReportFlow(
                source,
                journal,
                StoredReportLedger(tenant.id, run_id, version, journal_connection.epoch),
                tenant.rules,
                tenant.first_day,
                now,
                limits=self._limits(allow_large=allow_large),
                watch=watch,
                reading=InThreads(connections.close_all),
            )

    def _limits(self, *, allow_large: bool) -> FlowLimits:
        return FlowLimits(
            list_size=self.settings.list_size,
            window_days=self.settings.report_window_days,
            settle_after=timedelta(seconds=self.settings.settle_after_seconds),
            undo=UndoLimit(free=sys.maxsize) if allow_large else UndoLimit(),
        )

    def _note_error(self, both: Mapping[System, Connection], error: BindeledError) -> None:
        """Let the connection of the system that an error is about show it; many errors are about neither."""
        for system, connection in both.items():
            if error.system == system.title:
                self.connections.note_error(connection, error)

    # logins

    def _opened_source(self, connection: Connection) -> AbstractContextManager[ReportSource]:
        version, secret = self.connections.authorisation(connection)
        return self._source(connection, version.login, secret)

    def _opened_journal(self, connection: Connection) -> AbstractContextManager[ProjectJournal]:
        version, secret = self.connections.authorisation(connection)
        return self._journal(connection, version.company, version.login, secret)

    @contextmanager
    def _source(self, connection: Connection, login: str, secret: Secret) -> Iterator[ReportSource]:
        settings = self.settings
        with self._metered(connection, settings.intempus_url, lambda: api_key(login, secret)) as transport:
            yield IntempusReportSource(
                IntempusClient(transport, settings.page_size, settings.call_attempts, settings.retry_wait_seconds)
            )

    @contextmanager
    def _journal(self, connection: Connection, company: str, login: str, secret: Secret) -> Iterator[ProjectJournal]:
        settings = self.settings
        authorization = lambda: basic_authorization(company, login, secret)  # noqa: E731 - as short as its twin above
        with self._metered(connection, settings.uniconta_url, authorization) as transport:
            yield UnicontaProjectJournal(
                UnicontaClient(transport, company, settings.call_attempts, settings.retry_wait_seconds)
            )

    @contextmanager
    def _metered(self, connection: Connection, origin: str, authorization: Callable[[], Secret]) -> Iterator[Transport]:
        transport = Transport(
            connection.system.title,
            origin,
            authorization,
            connection.id,
            self.meter,
            now,
            connect_timeout=self.settings.connect_timeout_seconds,
            read_timeout=self.settings.read_timeout_seconds,
        )
        try:
            with transport:
                yield transport
        finally:
            self.meter.flush()

    def _prove(self, connection: Connection, new: NewVersion, secret: Secret) -> CheckReport:
        """Prove a login by reading, changing nothing there: whose data it opens, and each thing that the flow reads."""
        if connection.system is System.INTEMPUS:
            with self._source(connection, new.login, secret) as source:
                today = danish_day(now())
                return CheckReport(
                    source.identify(),
                    (
                        _tried("read employees, cases, work types and products", source.registers),
                        _tried("read work reports", lambda: next(source.approved_since(today), None)),
                    ),
                )
        with self._journal(connection, new.company, new.login, secret) as journal:
            return CheckReport(
                journal.identify(),
                (
                    _tried("read projects, employees, items, pay types and journals", journal.registers),
                    _tried("read journal lines and posted transactions", lambda: journal.find([_NO_REPORT])),
                ),
            )


def _tried(name: str, call: Callable[[], object]) -> Right:
    try:
        call()
    except BindeledError as error:
        return Right(name, error)
    return Right(name)


def _look_away(counts: object) -> None:
    """Watch nothing."""
    del counts


def _configure_logs(level: str) -> None:
    """Send log lines to standard error as JSON, every one of them redacted, those of libraries too."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact_event,
    ]
    to_json = structlog.processors.JSONRenderer(ensure_ascii=False)
    structlog.configure(
        processors=[*shared, to_json],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    remove_inner = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[remove_inner, redact_event, to_json])
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
