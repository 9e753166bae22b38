"""What a person looks at and chooses for the flows: previews, matches, setups, and when a flow runs next."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bindeled.bootstrap.flow_names import FLOWS
from bindeled.bootstrap.time import now
from bindeled.domain.mapping import HoursTo
from bindeled.domain.mapping.trying import LookedUp
from bindeled.domain.needs import TIMESHEET
from bindeled.domain.reconciliation import Known
from bindeled.domain.schedules import in_order, next_tick
from bindeled.engine.reconciling import LONGEST_ABSENCE
from bindeled.engine.schedule import REPORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from bindeled.bootstrap.flows import Flows
    from bindeled.domain.accounts import Tenant
    from bindeled.domain.feeds import Feed
    from bindeled.domain.pay_periods import PayPeriods
    from bindeled.domain.planning import Plan
    from bindeled.domain.reconciliation import Reconciliation
    from bindeled.domain.registers.records import Record, Register
    from bindeled.domain.registers.steps import RegisterPlan
    from bindeled.store.pairings import StoredPairings
    from bindeled.store.registers.decisions import MatchDecisions
    from bindeled.store.registers.rejections import Rejections
    from bindeled.store.registers.setups import Setups
    from bindeled.store.schedules import Schedules
    from bindeled.store.tenants import TenantStore


# A rule that is tried on more says nothing new.
_MOST_REPORTS = 2000


def enabled_flows(schedules: Schedules, tenant_id: int) -> tuple[str, ...]:
    """Return the flows that ever run for a tenant: those whose schedule has a time for them."""
    return tuple(flow for flow in in_order(FLOWS) if schedules.current(tenant_id, flow).schedule.windows)


def needed_flows(schedules: Schedules, tenants: TenantStore, tenant_id: int) -> tuple[str, ...]:
    """Return what a login of this tenant has to be good for: the flows that ever run, and the weekly timesheet."""
    flows = enabled_flows(schedules, tenant_id)
    shares_rows = REPORTS in flows and tenants.by_id(tenant_id).rules.hours_to is HoursTo.TIMESHEET
    return (*flows, TIMESHEET) if shares_rows else flows


@dataclass(frozen=True, slots=True)
class FlowDesk:
    """The flows as a person sees them. `opening` returns what opens a flow, once somebody looks into the systems."""

    opening: Callable[[], Flows]
    schedules: Schedules

    def preview(self, tenant: Tenant) -> Iterator[Plan]:
        """Yield what a run of the `reports` flow would do, writing nothing."""
        with self.opening().open_to_look(tenant) as flow:
            yield from flow.preview()

    def preview_register(self, tenant: Tenant, register: Register) -> RegisterPlan:
        """Return what a run of a register's flow would do, writing nothing."""
        with self.opening().open_register_to_look(tenant, register) as flow:
            return flow.decide(preview=True)

    def reconcile(
        self,
        tenant: Tenant,
        span: tuple[date, date],
        periods: PayPeriods,
        feed: Feed | None = None,
        *,
        by_hand: bool = True,
    ) -> Reconciliation:
        """Return the sum over these days, read from both systems now; changes nothing over there.

        A snapshot of it is kept, for the feed that it is made for.
        """
        from bindeled.store.feeds import StoredSnapshots  # noqa: PLC0415 - models need Django set up
        from bindeled.store.ledger import StoredReportLedger  # noqa: PLC0415 - models need Django set up

        ledger = StoredReportLedger(tenant.id, run_id=0)
        known = Known(ledger.set_aside_ids(), ledger.carried_ids(span[0] - LONGEST_ABSENCE))
        with self.opening().open_to_reconcile(tenant, by_hand=by_hand) as reconciler:
            found = reconciler.reconcile(span, periods, known)
        StoredSnapshots(tenant.id).keep(found, now(), feed)
        return found

    def look_up(self, tenant: Tenant, since: date | None = None) -> LookedUp:
        """Return the look-up tables of both systems as they are now, and approved reports from `since` on."""
        with self.opening().open_to_reconcile(tenant) as both:
            pages = both.source.approved_since(since) if since is not None else ()
            reports = tuple(islice((report for page in pages for report in page.reports), _MOST_REPORTS))
            return LookedUp(both.source.registers(), both.journal.registers(), reports)

    def register_fields(self, tenant: Tenant, register: Register) -> tuple[tuple[Record, ...], tuple[Record, ...]]:
        """Return the records of a register in master and follower as they are now."""
        with self.opening().open_register_to_look(tenant, register) as flow:
            return flow.both_sides()

    def matches(self, tenant: Tenant, register: Register) -> MatchDecisions:
        """Return the links, doubts and conflicts of a register, and what a person says about them."""
        from bindeled.store.registers.decisions import MatchDecisions  # noqa: PLC0415 - models need Django set up

        return MatchDecisions(tenant.id, register)

    def rejections(self, tenant: Tenant, register: Register) -> Rejections:
        """Return the pairs of a register of which a person has said that they are not the same."""
        from bindeled.store.registers.rejections import Rejections  # noqa: PLC0415 - models need Django set up

        return Rejections(tenant.id, register)

    def pairings(self, tenant: Tenant) -> StoredPairings:
        """Return which pay type each work type is carried as, and which of them are called something else by now."""
        from bindeled.store.pairings import StoredPairings  # noqa: PLC0415 - models need Django set up

        return StoredPairings(tenant.id)

    def setups(self, tenant: Tenant, register: Register) -> Setups:
        """Return the versions of what is chosen for a register's flow."""
        from bindeled.store.registers.setups import Setups  # noqa: PLC0415 - models need Django set up

        return Setups(tenant.id, register)

    def enabled(self, tenant_id: int) -> tuple[str, ...]:
        """Return the flows that ever run for a tenant: those whose schedule has a time for them."""
        return enabled_flows(self.schedules, tenant_id)

    def next_run(self, tenant: Tenant, flow: str) -> datetime | None:
        """Return when this flow runs next by itself, None when its schedule never lets it."""
        return next_tick(self.schedules.current(tenant.id, flow).schedule, now())
