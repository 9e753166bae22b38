"""Plans, carries out and takes back initial loads: what the command line and the pages call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.bootstrap.flow_names import LOAD
from bindeled.bootstrap.time import now
from bindeled.domain.loading import LoadState, items_of
from bindeled.domain.registers.records import Register
from bindeled.domain.states import RunState

if TYPE_CHECKING:
    from collections.abc import Callable

    from bindeled.bootstrap.flows import Flows
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.loading import Load
    from bindeled.domain.undoing import DoneWrite
    from bindeled.run_ports import RunRecord
    from bindeled.store.loads import Loads
    from bindeled.store.runs import Runs
    from bindeled.store.shadows import Shadows


@dataclass(frozen=True, slots=True)
class Loading:
    """The steps of a load. `finish` waits for a run to end."""

    flows: Flows
    runs: Runs
    shadows: Shadows
    loads: Loads
    finish: Callable[[int, Callable[[RunRecord], None]], RunRecord]

    def plan(self, tenant: Tenant, flow: str) -> Load:
        """Look at both systems, writing nothing, and keep what there is to be done.

        The flow goes on as it did, live or in shadow: looking at it changes nothing.
        """
        with self.flows.open_register_to_look(tenant, Register(flow)) as opened:
            plan = opened.decide(preview=True)
            names = {record.id: (record.number, record.name) for record in opened.desk.master_of(Register(flow))}
        return self.loads.plan(tenant.id, flow, items_of(plan, names), now())

    def is_live(self, tenant: Tenant, flow: str) -> bool:
        """Tell whether the flow writes by itself, also what a person leaves or has not decided about."""
        return self.shadows.current(tenant.id, flow) is None

    def written(self, tenant: Tenant, flow: str) -> list[DoneWrite]:
        """Return what the load of a flow has written, the newest first: what an undo would take back."""
        from bindeled.store.loads import StoredLoadKeeper  # noqa: PLC0415 - models need Django set up

        return StoredLoadKeeper(tenant.id, self.loads.required(tenant.id, flow)).done_writes()

    def begin(self, tenant: Tenant, flow: str, state: LoadState) -> RunRecord:
        """Ask for a run that carries a load out, or takes it back, and return it without waiting; a worker carries it.

        A run that was open already ends as it began: then the next run of the flow is the load's.
        """
        load = self.loads.required(tenant.id, flow)
        if state is LoadState.UNDOING:
            self.shadows.begin(tenant.id, flow, now())
        if load.state is not state:
            self.loads.move(load, state, now())
        return self.runs.get(self.runs.queue(tenant.id, flow, LOAD, now()))

    def apply(self, tenant: Tenant, flow: str, on_progress: Callable[[RunRecord], None]) -> RunRecord:
        """Carry out what was accepted, by a run, and return that run; one that broke off earlier goes on."""
        return self._carry(tenant, flow, LoadState.APPLYING, on_progress)

    def undo(self, tenant: Tenant, flow: str, on_progress: Callable[[RunRecord], None]) -> RunRecord:
        """Take back what was carried out, by a run, and return that run; one that broke off earlier goes on.

        The flow is put into shadow, or its next run would do it all again.
        """
        return self._carry(tenant, flow, LoadState.UNDOING, on_progress)

    def _carry(
        self, tenant: Tenant, flow: str, state: LoadState, on_progress: Callable[[RunRecord], None]
    ) -> RunRecord:
        run_id = self.begin(tenant, flow, state).id
        while True:
            ended = self.finish(run_id, on_progress)
            # A run that had begun before was not the load's: the next one is.
            standing = self.loads.current(tenant.id, flow)
            if ended.state is not RunState.DONE or standing is None or standing.state is not state:
                return ended
            run_id = self.runs.queue(tenant.id, flow, LOAD, now())
