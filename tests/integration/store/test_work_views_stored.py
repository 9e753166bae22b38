"""What the pages of the daily work read: where reports are, what runs did, and what waits of master data."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.planning import Park
from bindeled.domain.registers.causes import RecordCause, RecordFinding
from bindeled.domain.registers.records import Register
from bindeled.domain.registers.steps import SetAside
from bindeled.domain.stakes import Stake
from bindeled.domain.states import Effect, EntryState, RunState
from bindeled.domain.weeks import WeekHours, weeks_until
from bindeled.run_ports import RunEnding
from bindeled.store import found_reports, models, run_views
from bindeled.store.found_reports import Whereabouts
from bindeled.store.ledger import StoredReportLedger
from bindeled.store.registers.inbox import RecordInbox
from bindeled.store.runs import Runs
from bindeled.store.tenants import TenantStore
from bindeled.store.waiting_records import waiting_records
from bindeled.store.week_views import hours_by_week
from tests.integration.store.making import A_MONDAY, NOON, an_entry, settle

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

BLOCKED = Finding(Cause.PROJECT_BLOCKED, {"number": "1060"})


def test_a_report_is_found_by_its_day_wherever_it_is(tenant: Tenant) -> None:
    ledger = StoredReportLedger(tenant.id, run_id=1)
    settle(ledger, an_entry(901))
    settle(ledger, an_entry(902))
    settle(ledger, an_entry(902, effect=Effect.REMOVE))
    settle(ledger, an_entry(903), EntryState.NOT_THERE)
    ledger.open([an_entry(904)], NOON)
    ledger.park([Park(905, A_MONDAY, BLOCKED), Park(901, A_MONDAY, BLOCKED)], NOON)
    models.HeldReport.objects.create(tenant_id=tenant.id, flow="reports", report_id=906, date=A_MONDAY, since=NOON)
    settle(ledger, an_entry(907, date=A_MONDAY + timedelta(days=1)))

    found = {one.report_id: one.where for one in found_reports.reports_between(tenant.id, A_MONDAY, A_MONDAY)}

    assert found == {
        901: Whereabouts.PARKED,
        902: Whereabouts.TAKEN_BACK,
        903: Whereabouts.WAITING,
        904: Whereabouts.WAITING,
        905: Whereabouts.PARKED,
        906: Whereabouts.WAITING,
    }
    assert {number: one.where for number in found if (one := found_reports.report_now(tenant.id, number))} == found
    assert found_reports.report_now(tenant.id, 999) is None
    assert found_reports.report_now(TenantStore().add("Sydlys", first_day=A_MONDAY).id, 901) is None


def test_a_run_tells_what_it_wrote_and_not_what_others_did(tenant: Tenant) -> None:
    runs = Runs()
    run_id = runs.queue(tenant.id, "reports", "hand", NOON)
    runs.begin(run_id, "a worker", 1, NOON)
    ledger = StoredReportLedger(tenant.id, run_id)
    settle(ledger, an_entry(901), at=NOON + timedelta(minutes=1))
    settle(ledger, an_entry(902), EntryState.REFUSED, NOON + timedelta(minutes=1))
    settle(StoredReportLedger(tenant.id, run_id + 1), an_entry(903), at=NOON + timedelta(minutes=1))
    runs.finish(run_id, 1, RunEnding(RunState.DONE, {"carried": 1}), NOON + timedelta(minutes=2))

    run = run_views.run_of(tenant.id, run_id)

    assert run is not None
    assert [line.report_id for line in run_views.written_lines(run, 0, 10)] == [901]
    assert run_views.written_lines(run, 1, 10) == []
    assert [one.id for one in run_views.runs_of(tenant.id, 0, 10)] == [run_id]
    assert run_views.newest_runs(tenant.id) == {"reports": run}
    assert run_views.run_of(tenant.id + 1, run_id) is None


def test_hours_stand_in_the_week_they_were_worked_by_where_they_are(tenant: Tenant) -> None:
    ledger, mondays = StoredReportLedger(tenant.id, run_id=1), (A_MONDAY - timedelta(weeks=1), A_MONDAY)
    settle(ledger, an_entry(901))
    settle(ledger, an_entry(902))
    settle(ledger, an_entry(902, effect=Effect.REMOVE))
    settle(ledger, an_entry(903, quantity=Decimal(3), unit="Stk"))
    settle(ledger, an_entry(904, date=A_MONDAY - timedelta(days=1)))
    settle(ledger, an_entry(904, effect=Effect.REVERSE, date=A_MONDAY - timedelta(days=1), quantity=Decimal("-7.5")))
    settle(ledger, an_entry(905), EntryState.REFUSED)
    stake = Stake(Decimal(2), "hours")
    ledger.park([Park(905, A_MONDAY, BLOCKED, stake=stake), Park(901, A_MONDAY, BLOCKED, stake=stake)], NOON)
    held = {"tenant_id": tenant.id, "flow": "reports", "report_id": 906, "since": NOON}
    models.HeldReport.objects.create(**held, date=A_MONDAY + timedelta(days=6), hours=Decimal(4))

    before, week = hours_by_week(tenant.id, mondays)

    assert before == WeekHours(mondays[0])
    assert week == WeekHours(A_MONDAY, Decimal("7.5"), Decimal(4), Decimal(2))


def test_the_ends_of_the_calendar_have_their_weeks(tenant: Tenant) -> None:
    for day in (date.min, date.max):
        assert {week.total for week in hours_by_week(tenant.id, weeks_until(day, 8))} == {Decimal(0)}


def test_what_waits_of_master_data_is_read_of_all_registers_with_its_age(tenant: Tenant) -> None:
    inbox = RecordInbox(tenant.id, run_id=1)
    finding = RecordFinding(RecordCause.NUMBER_MISSING, {"name": "Rør"})
    inbox.hold_exactly(Register.ITEMS, [SetAside(7, "", "Rør", finding)], NOON)
    inbox.hold_exactly(Register.CUSTOMERS, [SetAside(8, "", "Bo", finding)], NOON - timedelta(days=1))
    inbox.hold_exactly(Register.CUSTOMERS, [], NOON)

    assert [(one.register, one.name, one.since) for one in waiting_records(tenant.id)] == [
        (Register.ITEMS, "Rør", NOON)
    ]
