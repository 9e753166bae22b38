"""The pages' source as the store has it. Django must be set up before this is imported, since models come with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bindeled.domain.schedules import next_tick
from bindeled.store import views
from bindeled.store.ledger import FLOW
from bindeled.store.runs import Runs
from bindeled.store.schedules import Schedules
from bindeled.store.tenants import TenantStore

if TYPE_CHECKING:
    from datetime import date, datetime

    from bindeled.domain.accounts import Tenant
    from bindeled.ports import Clock, RunRecord


@dataclass(frozen=True, slots=True)
class StoredPages:
    """Implements `PageSource`."""

    clock: Clock

    def now(self) -> datetime:
        """Return now, zone-aware."""
        return self.clock()

    def tenants(self) -> list[Tenant]:
        """Return every tenant, by slug."""
        return TenantStore().all()

    def flow(self, tenant_id: int, day: date) -> views.FlowToday:
        """Return how the tenant's reports stand on a day."""
        return views.flow_today(tenant_id, day)

    def parked(self, tenant_id: int) -> list[views.ParkedRow]:
        """Return the inbox, the longest waiting first."""
        return views.parked(tenant_id)

    def links(self, tenant_id: int, day: date) -> list[views.LinkRow]:
        """Return the connections that have been made."""
        return views.connection_rows(tenant_id, day)

    def last_run(self, tenant_id: int) -> RunRecord | None:
        """Return the latest run, None before the first."""
        return next(iter(Runs().latest(tenant_id, 1)), None)

    def next_run(self, tenant_id: int, now: datetime) -> datetime | None:
        """Return when reports are carried next by themselves, None when their schedule never lets them."""
        return next_tick(Schedules().current(tenant_id, FLOW).schedule, now)
