"""Brings a tenant from nothing to live: holds it back, keeps its first choices, and lets it go when it is ready."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.bootstrap.flow_names import FLOWS
from bindeled.domain.accounts import System
from bindeled.domain.checklist import ItemState
from bindeled.domain.errors import Misconfigured
from bindeled.domain.going_live import GettingStarted, Hindrance, hindrances
from bindeled.domain.registers.records import FLOWS as REGISTER_FLOWS
from bindeled.domain.schedules import in_order

if TYPE_CHECKING:
    from datetime import date

    from bindeled.bootstrap.program import Program
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.mapping import EmployeeMatch

_WHY = {
    Hindrance.CHECKLIST: "Something that is needed is missing. See: bindeled setup show",
    Hindrance.LINK: "A connection does not work. See: bindeled connections list",
    Hindrance.LOAD: "A load is under way. Let it end with: bindeled load apply all",
}


@dataclass(frozen=True, slots=True)
class SettingUp:
    """The way of one tenant to going live, with the parts of the program."""

    program: Program

    def standing(self, tenant: Tenant) -> GettingStarted:
        """Return how far a tenant is."""
        from bindeled.store.loads import Loads  # noqa: PLC0415 - models need Django set up

        program, loads = self.program, Loads()
        found = {name: loads.current(tenant.id, name) for name in in_order(one.value for one in REGISTER_FLOWS)}
        return GettingStarted(
            checklist=program.setup.checklist(tenant.id),
            links=tuple(program.stored_connections.connection(tenant, system).link for system in System),
            loads={name: load.state if load else None for name, load in found.items()},
            shadows={name: program.shadows.latest(tenant.id, name) for name in in_order(FLOWS)},
            has_carried=program.tenants.has_carried(tenant.id),
            meant=timedelta(days=program.settings.shadow_days),
        )

    def hold_back(self, tenant: Tenant) -> None:
        """Let every flow of a tenant run without writing, until it goes live."""
        for flow in FLOWS:
            self.program.shadows.begin(tenant.id, flow, self.program.clock())

    def choose(self, tenant: Tenant, match: EmployeeMatch, first_day: date, by: str) -> None:
        """Keep how employees are matched and which day is carried first, and that somebody has decided.

        Raises Misconfigured when the first day is another one and reports have been carried.
        """
        program, now = self.program, self.program.clock()
        program.tenants.change_first_day(tenant.id, first_day, now)
        program.tenants.change_rules(tenant.id, {"employee_match": match.value}, now)
        program.setup.say(tenant.id, "matching_key", ItemState.PROVED, by=by)

    def not_ready(self, tenant: Tenant) -> list[str]:
        """Return what stands between a tenant and going live, in sentences; nothing where it is ready."""
        return [_WHY[one] for one in hindrances(self.standing(tenant))]

    def go_live(self, tenant: Tenant) -> list[str]:
        """Let every flow that was held back write from now on, and ask for a first run of each; return their names.

        Raises Misconfigured naming what stands in the way.
        """
        found = self.not_ready(tenant)
        if found:
            raise Misconfigured(found)
        program, now = self.program, self.program.clock()
        flows = [name for name in in_order(FLOWS) if program.shadows.current(tenant.id, name)]
        for name in flows:
            program.shadows.end(tenant.id, name, now)
            program.runs.queue(tenant.id, name, "hand", now)
        return flows
