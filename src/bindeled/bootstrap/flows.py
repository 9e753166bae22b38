"""Opens the flow of a run: its connections, its ledger, its limits; and notes of the connections what it met."""

from __future__ import annotations

import sys
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, connections

from bindeled.bootstrap.flow_names import BY_HAND, LARGE_CORRECTIONS
from bindeled.bootstrap.intakes import Intakes
from bindeled.bootstrap.registers import open_register_flow
from bindeled.bootstrap.rights import written_by
from bindeled.bootstrap.time import now
from bindeled.bootstrap.ways import as_chosen
from bindeled.connections.checking import require_same_company
from bindeled.connections.errors import LinkShut, WentBack
from bindeled.connections.leases import shut
from bindeled.domain.accounts import System
from bindeled.domain.errors import BindeledError, NeedsSignIn, OutcomeUnknown, Transient, Unreachable
from bindeled.domain.gate import CARRIES, PASSES
from bindeled.domain.links import Trigger
from bindeled.domain.registers.records import Register
from bindeled.domain.safety import UndoLimit
from bindeled.domain.states import LinkState
from bindeled.engine.reading import InThreads
from bindeled.engine.reconciling import Reconciler
from bindeled.engine.reports import FlowLimits, ReportFlow
from bindeled.engine.schedule import REPORTS
from bindeled.store.configuration import what_to_do

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from bindeled.bootstrap.links import LinkParts
    from bindeled.bootstrap.systems import Systems, Tracer
    from bindeled.connections.leases import Lease
    from bindeled.connections.looker import Looker
    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.domain.schedules import KeptSchedule
    from bindeled.engine.carrier import Flow
    from bindeled.engine.intake import Intake
    from bindeled.engine.registers.flow import RegisterFlow
    from bindeled.ports import BookedProjectJournal, ReportSource
    from bindeled.register_ports import RegisterFollower
    from bindeled.run_ports import RunRecord
    from bindeled.settings import Settings
    from bindeled.store.connections import StoredConnections
    from bindeled.store.runs import Runs
    from bindeled.store.tenants import TenantStore


class Flows:
    """The flows by name, each built anew for a run."""

    def __init__(  # noqa: PLR0913, PLR0917 - what runs ask of the program, named at the one place that joins it
        self,
        settings: Settings,
        systems: Systems,
        parts: LinkParts,
        looker: Looker,
        stored_connections: StoredConnections,
        tenants: TenantStore,
        runs: Runs,
        schedule: Callable[[int, str], KeptSchedule],
    ) -> None:
        self._settings = settings
        self._systems = systems
        self._logins = parts.logins
        self._parts = parts
        self._looker = looker
        self._stored_connections = stored_connections
        self._tenants = tenants
        self._runs = runs
        self._intakes = Intakes(settings, systems, parts, schedule)

    @contextmanager
    def open(self, run: RunRecord) -> Iterator[Flow]:
        """Return the flow of this run. Raises what opening a connection raises."""

        def watch(counts: Any) -> None:
            self._runs.progress(run.id, counts.as_dict())

        tenant, began = self._tenants.by_id(run.tenant_id), now()
        both = self._both(tenant)
        try:
            self._require_open(both, by_hand=run.trigger in BY_HAND)
        except LinkShut as closed:
            with self._take_in(run, tenant, both, closed, watch) as intake:
                yield intake
            return
        try:
            with self._built(run, tenant, both, watch) as flow:
                chosen = as_chosen(flow, tenant, run)
                yield chosen
        except BindeledError as error:
            raise self._concluded(both, error) from error
        except DatabaseError as error:
            # A disk that is full passes, and nobody wrote it: the run waits, and goes on from the ledger.
            raise Transient(what_to_do(error)) from error
        for connection in both.values():
            self._logins.note_call_succeeded(connection)
            if chosen is flow:
                written = written_by(run.flow, connection.system)
                self._parts.links.went_through(connection, written, began, now())
        if chosen is flow and isinstance(flow, ReportFlow) and not flow.counts.unsettled:
            self._drained(tenant, both, flow.counts.carried)

    @contextmanager
    def _take_in(
        self,
        run: RunRecord,
        tenant: Tenant,
        both: Mapping[System, Connection],
        closed: LinkShut,
        watch: Callable[[Any], None],
    ) -> Iterator[Intake]:
        """Return what a run does whose target is closed. Raises `closed` where that is nothing."""
        by_hand = run.trigger in BY_HAND
        try:
            with self._intakes.opened(run, tenant, both, closed, watch, by_hand=by_hand) as intake:
                yield intake
        except LinkShut:
            raise
        except BindeledError as error:
            raise self._concluded(both, error) from error

    @contextmanager
    def open_to_look(self, tenant: Tenant) -> Iterator[ReportFlow]:
        """Return the `reports` flow of a tenant for a preview, which writes nothing."""
        both = self._both(tenant)
        self._require_open(both, by_hand=True)
        try:
            with self._flow(tenant, both, run_id=0, allow_large=True, watch=_look_away) as flow:
                yield flow
        except BindeledError as error:
            raise self._concluded(both, error) from error

    @contextmanager
    def open_to_reconcile(self, tenant: Tenant, *, by_hand: bool = True) -> Iterator[Reconciler]:
        """Return what sums both systems up for a tenant, which writes nothing."""
        from bindeled.store.pairings import StoredPairings  # noqa: PLC0415 - models need Django set up

        both = self._both(tenant)
        self._require_open(both, by_hand=by_hand)
        try:
            with self._opened(tenant, both, self._parts.lease(both[System.UNICONTA])) as (source, journal):
                known = StoredPairings(tenant.id).known()
                yield Reconciler(source, journal, journal, tenant.rules, tenant.first_day, known)
        except BindeledError as error:
            raise self._concluded(both, error) from error

    @contextmanager
    def open_to_trace(self, tenant: Tenant) -> Iterator[Tracer]:
        """Return what asks both systems of a tenant about one report, which writes nothing."""
        both = self._both(tenant)
        self._require_open(both, by_hand=False)
        try:
            with self._systems.tracer(both, self._parts.lease) as tracer:
                yield tracer
        except BindeledError as error:
            raise self._concluded(both, error) from error

    @contextmanager
    def open_to_watch(self, tenant: Tenant) -> Iterator[tuple[ReportSource, RegisterFollower]]:
        """Return the reports and the registers of a tenant's Intempus, for rules that look at them.

        Raises LinkShut while a link of the tenant is shut, and what opening a connection raises.
        """
        both = self._both(tenant)
        self._require_open(both, by_hand=False)
        here = both[System.INTEMPUS]
        try:
            with ExitStack() as open_things:
                source = open_things.enter_context(self._systems.source(here, self._parts.lease(here)))
                opened = open_things.enter_context(self._systems.registers(here, self._parts.lease(here)))
                require_same_company(here, source.identify())
                yield source, opened.registers
        except BindeledError as error:
            raise self._concluded(both, error) from error

    # the gate

    def _require_open(self, both: Mapping[System, Connection], *, by_hand: bool) -> None:
        """Raise what keeps the gate shut. A link whose time has come, or that a person asks for, is looked at first."""
        gate = self._parts.gate(both)
        if not gate.is_open:
            for connection in both.values():
                if by_hand:
                    self._looker.look_now(connection)
                else:
                    self._looker.look_if_due(connection)
            gate = self._parts.gate(both)
        if gate.closed is not None:
            raise shut(gate.closed.system.title, gate.closed.state)

    def _concluded(self, both: Mapping[System, Connection], error: BindeledError) -> BindeledError:
        """Let the link show what the run met; return what the run is to end with.

        One refusal is a doubt: the run waits until it is confirmed or comes to nothing.
        """
        for system, connection in both.items():
            if error.system == system.title:
                self._parts.hearing().concluded(connection, error)
                if isinstance(error, NeedsSignIn):
                    return self._after_refusal(connection, error)
                self._logins.note_call_failed(connection)
                if isinstance(error, Unreachable | OutcomeUnknown):
                    # Is it this one call, or is the system away? One look more tells, and counts with the others.
                    self._looker.look(connection)
        return error

    def _after_refusal(self, connection: Connection, error: NeedsSignIn) -> BindeledError:
        state = self._parts.links.view(connection).state
        if state in PASSES:
            wait = self._settings.suspect_confirm_seconds if state is LinkState.SUSPECT else None
            return shut(connection.system.title, state, wait)
        if state in CARRIES:
            return WentBack(connection.system.title, error)
        return error

    def _drained(self, tenant: Tenant, both: Mapping[System, Connection], carried: int) -> None:
        """Note that a run came to its end with nothing left open: what had waited is carried."""
        from bindeled.store.held import StoredHeldReports  # noqa: PLC0415 - models need Django set up

        StoredHeldReports(tenant.id, REPORTS).drained(now())
        for connection in both.values():
            self._parts.looks.answered(connection, now())
            self._parts.links.happened(connection, Trigger.DRAINED, now(), None, {"carried": carried})

    @contextmanager
    def open_register_to_look(self, tenant: Tenant, register: Register) -> Iterator[RegisterFlow]:
        """Return the flow of a register for a preview, which writes nothing."""
        both = self._both(tenant)
        self._require_open(both, by_hand=True)
        parts = self._settings, self._systems, self._parts
        with open_register_flow(*parts, tenant, both, register) as flow:
            yield flow

    def _built(
        self, run: RunRecord, tenant: Tenant, both: Mapping[System, Connection], watch: Callable[[Any], None]
    ) -> AbstractContextManager[ReportFlow | RegisterFlow]:
        allow_large = run.trigger == LARGE_CORRECTIONS
        if run.flow == REPORTS:
            return self._flow(tenant, both, run.id, allow_large=allow_large, watch=watch)
        parts = self._settings, self._systems, self._parts
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
        from bindeled.store.held import StoredHeldReports  # noqa: PLC0415 - models need Django set up
        from bindeled.store.ledger import StoredReportLedger  # noqa: PLC0415 - the same
        from bindeled.store.pairings import StoredPairings  # noqa: PLC0415 - the same

        ledger = StoredReportLedger(tenant.id, run_id, signed=lambda: lease.signed)
        lease = self._parts.lease(both[System.UNICONTA], ledger.leaving)
        with self._opened(tenant, both, lease) as (source, journal):
            yield ReportFlow(
                source,
                journal,
                ledger,
                tenant.rules,
                tenant.first_day,
                now,
                limits=self._limits(allow_large=allow_large),
                watch=watch,
                reading=InThreads(connections.close_all),
                pairings=StoredPairings(tenant.id, run_id),
                held=StoredHeldReports(tenant.id, REPORTS),
            )

    @contextmanager
    def _opened(
        self, tenant: Tenant, both: Mapping[System, Connection], lease: Lease
    ) -> Iterator[tuple[ReportSource, BookedProjectJournal]]:
        """Open both systems and hold them to the companies that they were connected for."""
        from bindeled.store.shares import StoredShares  # noqa: PLC0415 - models need Django set up

        here, there = both[System.INTEMPUS], both[System.UNICONTA]
        with ExitStack() as open_things:
            source = open_things.enter_context(self._systems.source(here, self._parts.lease(here)))
            target = self._systems.target(there, lease, tenant.rules, StoredShares(tenant.id))
            journal = open_things.enter_context(target)
            require_same_company(here, source.identify())
            require_same_company(there, journal.identify())
            yield source, journal

    def _limits(self, *, allow_large: bool) -> FlowLimits:
        return FlowLimits(
            list_size=self._settings.list_size,
            page_size=self._settings.page_size,
            window_days=self._settings.report_window_days,
            settle_after=timedelta(seconds=self._settings.settle_after_seconds),
            undo=UndoLimit(free=sys.maxsize) if allow_large else UndoLimit(),
        )


def _look_away(counts: object) -> None:
    """Watch nothing."""
    del counts
