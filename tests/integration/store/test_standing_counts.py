"""What is counted of many tenants at once is what is counted of each alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.planning import Park
from bindeled.domain.states import EntryState
from bindeled.store import models, views
from bindeled.store.ledger import StoredReportLedger
from bindeled.store.standing_counts import StandingCounts, standing_counts
from bindeled.store.tenants import TenantStore
from tests.integration.store.making import A_MONDAY, NOON, an_entry, settle

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

TODAY = NOON.date()


def test_reports_in_every_standing_are_counted_as_they_are_for_one_tenant(tenant: Tenant) -> None:
    other = TenantStore().add("Sydvest El", first_day=date(2026, 10, 1))
    ledger = StoredReportLedger(tenant.id, run_id=1)
    for report_id in (1, 2, 3):
        settle(ledger, an_entry(report_id))
    settle(ledger, an_entry(4), at=NOON - timedelta(days=1))
    settle(ledger, an_entry(5), EntryState.NOT_THERE)
    settle(ledger, an_entry(6), EntryState.NOT_THERE, at=NOON - timedelta(days=1))
    ledger.open([an_entry(7), an_entry(8), an_entry(9)], NOON)
    ledger.park([Park(key, A_MONDAY, Finding(Cause.LINE_GONE)) for key in (3, 8, 10)], NOON)
    for report_id in (9, 11):
        models.HeldReport.objects.create(
            tenant_id=tenant.id, flow="reports", report_id=report_id, date=A_MONDAY, since=NOON
        )
    settle(StoredReportLedger(other.id, run_id=1), an_entry(1))
    counted = standing_counts([tenant.id, other.id], TODAY)
    assert counted == {tenant.id: StandingCounts(carried=2, waiting=4, parked=3), other.id: StandingCounts(carried=1)}
    for one in (tenant, other):
        flow = views.flow_today(one.id, TODAY)
        alone = StandingCounts(flow.carried.reports, flow.waiting.reports, flow.parked.reports)
        assert counted[one.id] == alone


def test_no_tenant_has_nothing_to_count() -> None:
    assert standing_counts([], TODAY) == {}
