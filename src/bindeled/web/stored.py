"""The pages' source on the store."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from bindeled.domain.errors import Misconfigured
from bindeled.web.sources import Amount, FlowOfDay, ParkedGroup

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bindeled.domain.accounts import Connection, Tenant
    from bindeled.ports import Clock, RunRecord
    from bindeled.store import views
    from bindeled.store.runs import Runs
    from bindeled.store.tenants import TenantStore


@dataclass(frozen=True, slots=True)
class StoredPages:
    """Implements `PageSource`. Made before Django is set up, so the store is imported when it is asked."""

    clock: Clock

    def now(self) -> datetime:
        """Return now, zone-aware."""
        return self.clock()

    def tenants(self) -> Sequence[Tenant]:
        """Return every tenant."""
        return _tenants().all()

    def tenant(self, slug: str) -> Tenant | None:
        """Return one tenant, None when there is none of this slug."""
        try:
            return _tenants().by_slug(slug)
        except Misconfigured:
            return None

    def flow(self, tenant_id: int, day: date) -> FlowOfDay:
        """Return what became of the reports of a day."""
        from bindeled.store.views import flow_today  # noqa: PLC0415 - models need Django set up

        flow = flow_today(tenant_id, day)
        return FlowOfDay(_amount(flow.carried), _amount(flow.waiting), _amount(flow.parked))

    def parked(self, tenant_id: int) -> Sequence[ParkedGroup]:
        """Return what is parked now, the largest group first."""
        from bindeled.store.views import parked  # noqa: PLC0415 - models need Django set up

        rows = sorted(parked(tenant_id), key=_same)
        groups = [_group(list(group)) for _, group in groupby(rows, _same)]
        return sorted(groups, key=lambda group: (-group.amount.reports, group.since))

    def connections(self, tenant_id: int) -> Sequence[Connection]:
        """Return the connections that have been made."""
        from bindeled.store.views import connection_rows  # noqa: PLC0415 - models need Django set up

        return [row.connection for row in connection_rows(tenant_id, self.clock().date())]

    def last_run(self, tenant_id: int) -> RunRecord | None:
        """Return the latest run, None before the first."""
        return next(iter(_runs().latest(tenant_id, 1)), None)


def _tenants() -> TenantStore:
    from bindeled.store.tenants import TenantStore  # noqa: PLC0415 - models need Django set up

    return TenantStore()


def _runs() -> Runs:
    from bindeled.store.runs import Runs  # noqa: PLC0415 - models need Django set up

    return Runs()


def _amount(amount: views.Amount) -> Amount:
    return Amount(amount.reports, amount.hours or Decimal(0))


def _same(row: views.ParkedRow) -> str:
    return f"{row.finding.cause.value} {sorted(row.finding.facts.items())}"


def _group(rows: list[views.ParkedRow]) -> ParkedGroup:
    return ParkedGroup(rows[0].finding, Amount(len(rows), Decimal(0)), min(row.since for row in rows))
