from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import NewVersion, System
from bindeled.domain.causes import Cause, Finding
from bindeled.domain.errors import Evidence
from bindeled.domain.links import Trigger
from bindeled.domain.nouns import Company
from bindeled.domain.planning import Park
from bindeled.domain.secrets import Sealed
from bindeled.domain.states import Effect, EntryState, LinkState, RunState
from bindeled.ports import Outcome
from bindeled.run_ports import RunEnding
from bindeled.store import views
from bindeled.store.connections import StoredConnections
from bindeled.store.ledger import StoredReportLedger
from bindeled.store.links import StoredLinks
from bindeled.store.meters import StoredCallMeter
from bindeled.store.runs import Runs
from bindeled.store.versions import StoredVersions
from tests.integration.store.making import A_MONDAY, NOON, a_line, an_entry, settle

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

TODAY = NOON.date()
YESTERDAY_NIGHT = NOON - timedelta(hours=13, seconds=1)  # a second before midnight in Copenhagen
ZERO = Finding(Cause.QUANTITY_ZERO)
BLOCKED = Finding(Cause.PROJECT_BLOCKED, {"number": "1060"})


@pytest.fixture
def ledger(tenant: Tenant) -> StoredReportLedger:
    return StoredReportLedger(tenant.id, run_id=1)


def test_a_day_on_which_nothing_happened_is_all_nought(tenant: Tenant) -> None:
    today = views.flow_today(tenant.id, TODAY)
    assert (today.approved, today.carried, today.causes) == (0, views.Amount(0, Decimal(0)), {})


def test_the_day_counts_what_was_carried_what_waits_and_what_is_parked(
    tenant: Tenant, ledger: StoredReportLedger
) -> None:
    settle(ledger, an_entry(900), at=YESTERDAY_NIGHT)
    settle(ledger, an_entry(901))
    settle(ledger, an_entry(902, quantity=Decimal("1.2500")))
    settle(ledger, an_entry(903, quantity=Decimal(3), unit="Stk"))
    ledger.open([an_entry(904)], NOON)
    settle(ledger, an_entry(905), EntryState.NOT_THERE)
    settle(ledger, an_entry(906), EntryState.NOT_THERE, YESTERDAY_NIGHT)
    settle(ledger, an_entry(907), EntryState.REFUSED)
    parks = [(907, BLOCKED), (908, BLOCKED), (909, ZERO)]
    ledger.park([Park(report_id, A_MONDAY, finding) for report_id, finding in parks], NOON)
    today = views.flow_today(tenant.id, TODAY)
    assert today.carried == views.Amount(3, Decimal("8.7500"))
    assert (today.waiting.reports, today.waiting.hours) == (2, Decimal("15.0000"))
    assert (today.parked.reports, today.causes) == (3, {Cause.PROJECT_BLOCKED: 2, Cause.QUANTITY_ZERO: 1})
    assert today.approved == 8


def test_a_carried_report_that_was_parked_since_counts_once(tenant: Tenant, ledger: StoredReportLedger) -> None:
    settle(ledger, an_entry(901))
    ledger.park([Park(901, A_MONDAY, Finding(Cause.LINE_CHANGED))], NOON)
    today = views.flow_today(tenant.id, TODAY)
    assert (today.carried.reports, today.parked.reports, today.approved) == (0, 1, 1)


def test_the_inbox_shows_the_longest_waiting_first(tenant: Tenant, ledger: StoredReportLedger) -> None:
    ledger.park([Park(902, None, BLOCKED)], NOON - timedelta(days=1))
    ledger.park([Park(901, A_MONDAY, ZERO)], NOON)
    ledger.park([Park(903, A_MONDAY, ZERO)], NOON)
    ledger.release([903], NOON)
    assert views.parked(tenant.id) == [
        views.ParkedRow(902, None, BLOCKED, NOON - timedelta(days=1)),
        views.ParkedRow(901, A_MONDAY, ZERO, NOON),
    ]


def test_a_reports_timeline_tells_everything_in_order(tenant: Tenant) -> None:
    runs, after = Runs(), [NOON + timedelta(minutes=minute) for minute in range(6)]
    run_id = runs.queue(tenant.id, "reports", "person", after[0])
    ledger = StoredReportLedger(tenant.id, run_id, signed=lambda: (3, 2))
    ledger.park([Park(901, A_MONDAY, BLOCKED)], after[1])
    ledger.release([901], after[2])
    [opened] = ledger.open([an_entry(901)], after[3])
    ledger.settle([Outcome(opened.id, EntryState.DONE, row_id=4711)], after[4])
    runs.begin(run_id, "w1", 1, after[0])
    runs.finish(run_id, 1, RunEnding(RunState.DONE, {}), after[5])
    settle(ledger, an_entry(902))
    found = views.report_timeline(tenant.id, 901)
    assert [moment.kind for moment in found.moments] == [
        "run.queued",
        "run.begun",
        "report.parked",
        "report.released",
        "entry.sending",
        "entry.done",
        "run.done",
    ]
    [entry] = found.entries
    assert (entry.line, entry.row_id, entry.credential_version, entry.epoch) == (a_line(901), 4711, 3, 2)


def test_a_timeline_shows_when_an_entry_was_first_tried(tenant: Tenant, ledger: StoredReportLedger) -> None:
    settle(ledger, an_entry(901), EntryState.REFUSED)
    later = NOON + timedelta(hours=1)
    settle(ledger, an_entry(901), at=later)
    settle(ledger, an_entry(901, effect=Effect.REMOVE), at=later)
    found = views.report_timeline(tenant.id, 901)
    assert [(moment.at, moment.kind) for moment in found.moments] == [
        (NOON, "entry.first_sending"),
        (later, "entry.sending"),
        (later, "entry.done"),
        (later, "entry.sending"),
        (later, "entry.done"),
    ]


def test_a_report_that_nobody_knows_has_an_empty_timeline(tenant: Tenant) -> None:
    assert views.report_timeline(tenant.id, 901) == views.ReportTimeline((), ())


def test_a_connection_is_shown_with_its_version_its_calls_and_its_last_answer(tenant: Tenant) -> None:
    store = StoredConnections()
    made = store.connection(tenant, System.INTEMPUS)
    assert views.connection_rows(tenant.id, TODAY) == [views.LinkRow(made, None, 0, None, None)]
    new = NewVersion("driver@nordlys.example", "", "command", date(2027, 1, 31))
    version = StoredVersions().stage(made, new, "", lambda _number: Sealed(1, b"", b""), NOON)
    StoredVersions().verified(version, Company("1001", "Nordlys"), NOON)
    now = StoredVersions().switch(made, version, Company("1001", "Nordlys"), NOON)
    answer = Evidence("GET", "https://intempus.example/", 429, "text/plain", "slow down", 0.1)
    StoredLinks().happened(now, Trigger.ASKED_TO_WAIT, NOON, answer)
    StoredCallMeter().count(made.id, NOON)
    [row] = views.connection_rows(tenant.id, TODAY)
    assert (row.connection.link, row.connection.link_since) == (LinkState.THROTTLED, NOON)
    assert row.version is not None
    assert (row.version.login, row.version.expires) == (new.login, new.expires)
    assert (row.calls_today, row.answered_at, row.evidence) == (1, NOON, answer)


def test_runs_are_shown_with_what_asked_for_them(tenant: Tenant) -> None:
    first = Runs().queue(tenant.id, "reports", "clock", NOON)
    second = Runs().queue(tenant.id, "projects", "person", NOON)
    assert [(run.id, run.trigger) for run in Runs().latest(tenant.id, 2)] == [(second, "person"), (first, "clock")]
