"""Opens the flow of a run: its connections, its ledger, its limits; and notes of the connections what it met."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connections

from bindeled.bootstrap.registers import open_register_flow
from bindeled.bootstrap.time import now
from bindeled.bootstrap.ways import as_chosen
from bindeled.connections.checking import require_same_company
from bindeled.connections.errors import WentBack
from bindeled.domain.accounts import System
from bindeled.domain.errors import BindeledError, NeedsSignIn, Transient
from bindeled.domain.registers.records import FLOWS as REGISTER_FLOWS
from bindeled.domain.registers.records import Register
from bindeled.domain.safety import UndoLimit
from bindeled.engine.reading import InThreads
from bindeled.engine.reports import FlowLimits, ReportFlow
from bindeled.engine.schedule import REPORTS
from bindeled.store.configuration import what_to_do

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from bindeled.bootstrap.systems import Systems
    from bindeled.connections.service import Connections
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.engine.carrier import Flow
    from bindeled.engine.registers.flow import RegisterFlow
    from bindeled.ports import ProjectJournal, ReportSource, RunRecord
    from bindeled.settings import Settings
    from bindeled.store.connections import StoredConnections
    from bindeled.store.runs import Runs
    from bindeled.store.tenants import TenantStore

FLOWS = (*(register.value for register in REGISTER_FLOWS), REPORTS)
# How a person asks for a run that may take back as much as it takes.
LARGE_CORRECTIONS = "hand, large"


class Flows:
    """The flows by name, each built anew for a run."""

    def __init__(
        self,
        settings: Settings,
        systems: Systems,
        logins: Connections,
        stored_connections: StoredConnections,
        tenants: TenantStore,
        runs: Runs,
    ) -> None:
        self._settings = settings
        self._systems = systems
        self._logins = logins
        self._stored_connections = stored_connections
        self._tenants = tenants
        self._runs = runs

    @contextmanager
    def open(self, run: RunRecord) -> Iterator[Flow]:
        """Return the flow of this run. Raises what opening a connection raises."""

        def watch(counts: Any) -> None:
            self._runs.progress(run.id, counts.as_dict())

        tenant = self._tenants.by_id(run.tenant_id)
        # What the run meets is noted of the logins that it began with: one replaced meanwhile is not to blame.
        both = self._both(tenant)
        try:
            with self._built(run, tenant, both, watch) as flow:
                yield as_chosen(flow, tenant, run.flow)
        except NeedsSignIn as error:
            self._note_refused(both, error)
            raise
        except BindeledError as error:
            self._note_error(both, error)
            raise
        except DatabaseError as error:
            # A disk that is full passes, and nobody wrote it: the run waits, and goes on from the ledger.
            raise Transient(what_to_do(error)) from error
        for connection in both.values():
            self._logins.note_success(connection)
            self._logins.note_call_succeeded(connection)

    @contextmanager
    def open_to_look(self, tenant: Tenant) -> Iterator[ReportFlow]:
        """Return the `reports` flow of a tenant for a preview, which writes nothing."""
        with self._flow(tenant, self._both(tenant), run_id=0, allow_large=True, watch=_look_away) as flow:
            yield flow

    @contextmanager
    def open_register_to_look(self, tenant: Tenant, register: Register) -> Iterator[RegisterFlow]:
        """Return the flow of a register for a preview, which writes nothing."""
        parts = self._settings, self._systems, self._logins
        with open_register_flow(*parts, tenant, self._both(tenant), register) as flow:
            yield flow

    def _built(
        self, run: RunRecord, tenant: Tenant, both: Mapping[System, Connection], watch: Callable[[Any], None]
    ) -> AbstractContextManager[ReportFlow | RegisterFlow]:
        allow_large = run.trigger == LARGE_CORRECTIONS
        if run.flow == REPORTS:
            return self._flow(tenant, both, run.id, allow_large=allow_large, watch=watch)
        parts = self._settings, self._systems, self._logins
        register = Register(run.flow)
        return open_register_flow(*parts, tenant, both, register, run_id=run.id, allow_large=allow_large, watch=watch)

    def _both(self, tenant: Tenant) -> dict[System, Connection]:
        return {system: self._stored_connections.connection(tenant, system) for system in System}

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
            require_same_company(source_connection, source.identify())
            require_same_company(journal_connection, journal.identify())
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
            list_size=self._settings.list_size,
            window_days=self._settings.report_window_days,
            settle_after=timedelta(seconds=self._settings.settle_after_seconds),
            undo=UndoLimit(free=sys.maxsize) if allow_large else UndoLimit(),
        )

    def _note_refused(self, both: Mapping[System, Connection], error: NeedsSignIn) -> None:
        """Let a new login that is refused give way to the former one. Raises WentBack when it did: the run goes on."""
        for system, connection in both.items():
            if error.system == system.title and self._logins.note_refused(connection, error) is not None:
                raise WentBack(system.title, error) from error
        self._note_error(both, error)

    def _note_error(self, both: Mapping[System, Connection], error: BindeledError) -> None:
        """Let the connection of the system that an error is about show it; many errors are about neither."""
        for system, connection in both.items():
            if error.system == system.title:
                self._logins.note_error(connection, error)
                self._logins.note_call_failed(connection)

    # logins

    def _opened_source(self, connection: Connection) -> AbstractContextManager[ReportSource]:
        version, secret = self._logins.authorisation(connection)
        return self._systems.source(connection, version.login, secret)

    def _opened_journal(self, connection: Connection) -> AbstractContextManager[ProjectJournal]:
        version, secret = self._logins.authorisation(connection)
        return self._systems.journal(connection, version.company, version.login, secret)


def _look_away(counts: object) -> None:
    """Watch nothing."""
    del counts
