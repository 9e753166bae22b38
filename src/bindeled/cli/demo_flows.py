"""The five flows of the demo: each carried once, and run again to show that nothing is left to write."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bindeled.bootstrap import FLOWS
from bindeled.cli.output import errors
from bindeled.cli.sync import sentences_of
from bindeled.domain.accounts import System
from bindeled.domain.schedules import in_order
from bindeled.domain.states import RunState

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.bootstrap import Program
    from bindeled.cli.twins import Twins
    from bindeled.domain.accounts import Tenant
    from bindeled.run_ports import RunRecord

_COUNTS = ("created", "updated", "linked", "parked")


@dataclass(frozen=True, slots=True)
class ShownFlows:
    """The first run of each flow, the writes of the second, and the calls of all the first ones, by system."""

    runs: Mapping[str, RunRecord]
    again: Mapping[str, int]
    calls: Mapping[str, int]

    @property
    def second_run_writes(self) -> int:
        """Writes of the second runs together: none, when the first ones left nothing undone."""
        return sum(self.again.values())

    @property
    def holds(self) -> bool:
        """True when every flow was carried to its end and the second runs wrote nothing."""
        return self.second_run_writes == 0 and all(run.state is RunState.DONE for run in self.runs.values())

    def facts(self) -> dict[str, Any]:
        """Return the flows for machines."""
        return {"flows": {flow: self._about(flow) for flow in self.runs}, "second_run_writes": self.second_run_writes}

    def sentences(self) -> list[str]:
        """Return the flows for people."""
        first = [line for run in self.runs.values() for line in sentences_of(run)]
        return [*first, f"Run again, all five flows together wrote {self.second_run_writes} records and lines."]

    def _about(self, flow: str) -> dict[str, Any]:
        run = self.runs[flow]
        # The reports flow makes lines, and keeps links to none: what it calls carried is created over there.
        counts = {**run.counts, "created": run.counts.get("created", run.counts.get("carried", 0))}
        told = {name: counts.get(name, 0) for name in _COUNTS}
        return {"state": run.state.value, **told, "second_run_writes": self.again[flow]}


def show_flows(program: Program, tenant: Tenant, twins: Twins, *, quiet: bool) -> ShownFlows:
    """Carry every flow in order, twice."""
    runs = _carry(program, tenant, quiet=quiet)
    calls = {
        system.value: twins.ask(url, "calls")["total"]
        for system, url in ((System.INTEMPUS, twins.intempus_url), (System.UNICONTA, twins.uniconta_url))
    }
    again = _carry(program, tenant, quiet=quiet)
    return ShownFlows(runs, {flow: run.counts.get("writes", 0) for flow, run in again.items()}, calls)


def _carry(program: Program, tenant: Tenant, *, quiet: bool) -> dict[str, RunRecord]:
    """Queue every flow in order and let one worker carry them: a tenant's runs go one after the other."""
    queued = {flow: program.runs.queue(tenant.id, flow, "demo", program.clock()) for flow in in_order(FLOWS)}
    with nullcontext() if quiet else errors.status("Carrying five flows …"):
        program.working.carry_due()
    return {flow: program.runs.get(run_id) for flow, run_id in queued.items()}
