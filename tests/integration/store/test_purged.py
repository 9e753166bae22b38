"""What has been kept for its time goes, what is younger stays, and no report comes twice for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.audit import chain_of
from bindeled.domain.causes import Cause
from bindeled.domain.retention import Kept
from bindeled.domain.states import Effect, EntryState
from bindeled.store import models, old_trail, purging
from bindeled.store.audit import StoredAudit
from bindeled.store.inbox import ReportInbox
from bindeled.store.ledger import StoredReportLedger
from bindeled.store.runs import Runs
from tests.integration.store.making import an_entry, settle
from tests.support.engine import World
from tests.support.reports import a_report

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

LONG_AGO = date(2019, 5, 6)
THEN = datetime(2019, 5, 8, 12, tzinfo=UTC)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
KEPT_FROM = date(2021, 1, 1)
OLD, YOUNG = NOW - timedelta(days=91), NOW - timedelta(days=89)


@pytest.fixture
def world(tenant: Tenant) -> World:
    """Two reports of long ago and one of now, all carried when they were young."""
    world = World(first_day=date(2019, 1, 1))
    world.clock.now = THEN
    for report_id in (901, 902):
        world.intempus.put(a_report(report_id, start_date=LONG_AGO, end_date=LONG_AGO))
    run(world, tenant)
    world.clock.now = NOW
    world.limits = replace(world.limits, window_days=3660)
    world.intempus.put(a_report(903))
    run(world, tenant)
    return world


def run(world: World, tenant: Tenant) -> None:
    world.ledger = StoredReportLedger(tenant.id, run_id=1)
    world.run()


def purge(tenant: Tenant) -> dict[str, int]:
    return purging.purge_trail(tenant.id, KEPT_FROM, NOW)


def left(tenant: Tenant) -> set[int]:
    return set(models.LedgerEntry.objects.filter(tenant_id=tenant.id).values_list("report_id", flat=True))


def test_the_trail_of_a_year_that_is_over_goes_and_the_rest_stays(world: World, tenant: Tenant) -> None:
    del world
    assert purging.count_trail(tenant.id, KEPT_FROM)["ledger_entries"] == 2
    assert left(tenant) == {901, 902, 903}
    assert purge(tenant)["ledger_entries"] == 2
    assert left(tenant) == {903}


def test_a_report_whose_trail_went_is_not_carried_a_second_time(world: World, tenant: Tenant) -> None:
    before = world.uniconta.references()
    purge(tenant)
    run(world, tenant)
    assert world.uniconta.references() == before
    assert ReportInbox(tenant.id).groups() == []


def test_a_report_changed_after_its_trail_went_waits_for_a_person(world: World, tenant: Tenant) -> None:
    before = world.uniconta.references()
    purge(tenant)
    world.intempus.edit(901, amount=Decimal(3))
    world.intempus.edit(902, start_date=date(2026, 11, 16), end_date=date(2026, 11, 16))
    run(world, tenant)
    assert world.uniconta.references() == before
    assert [(group.finding.cause, len(group.items)) for group in ReportInbox(tenant.id).groups()] == [
        (Cause.CARRIED_LONG_AGO, 1),
        (Cause.CARRIED_LONG_AGO, 1),
    ]


def test_a_report_taken_back_long_ago_and_approved_again_gets_a_reference_of_its_own(
    world: World, tenant: Tenant
) -> None:
    world.intempus.edit(901, approved=False)
    run(world, tenant)
    models.LedgerEntry.objects.filter(report_id=901).update(sent_at=THEN)
    purge(tenant)
    world.intempus.edit(901, approved=True)
    run(world, tenant)
    assert "IM0000000901G02L01" in world.uniconta.references()


def test_what_was_sent_lately_about_an_old_day_stays(world: World, tenant: Tenant) -> None:
    del world
    models.LedgerEntry.objects.filter(report_id=902).update(sent_at=YOUNG)
    purge(tenant)
    assert left(tenant) == {902, 903}


def test_what_is_under_way_or_waits_for_a_person_stays(tenant: Tenant) -> None:
    ledger = StoredReportLedger(tenant.id, run_id=1)
    ledger.open([an_entry(901, date=LONG_AGO)], THEN)
    settle(ledger, an_entry(902, date=LONG_AGO), at=THEN)
    models.ParkedReport.objects.create(
        tenant_id=tenant.id,
        flow="reports",
        report_id=902,
        cause="line_gone",
        facts={},
        run_id=1,
        since=NOW,
        changed_at=NOW,
    )
    settle(ledger, an_entry(903, date=LONG_AGO), at=THEN)
    purge(tenant)
    assert left(tenant) == {901, 902}


def test_nothing_of_the_trail_goes_while_a_run_is_under_way(world: World, tenant: Tenant) -> None:
    del world
    runs = Runs()
    runs.begin(runs.queue(tenant.id, "reports", "hand", NOW), "a worker", 1, NOW)
    assert purge(tenant)["ledger_entries"] == 0
    assert left(tenant) == {901, 902, 903}


def test_more_than_one_batch_goes_and_leaves_nothing_behind(tenant: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(old_trail, "AT_ONCE", 3)
    ledger = StoredReportLedger(tenant.id, run_id=1)
    for report_id in range(1, 11):
        settle(ledger, an_entry(report_id, date=LONG_AGO), at=THEN)
        settle(ledger, an_entry(report_id, effect=Effect.REMOVE, date=LONG_AGO), at=THEN)
    assert purge(tenant)["ledger_entries"] == 20
    known = StoredReportLedger(tenant.id, run_id=2).remembered(range(1, 11))
    assert {one.generation for one in known.values()} == {1}


def test_a_report_that_uniconta_never_took_leaves_nothing(tenant: Tenant) -> None:
    settle(StoredReportLedger(tenant.id, run_id=1), an_entry(901, date=LONG_AGO), EntryState.REFUSED, at=THEN)
    purge(tenant)
    assert StoredReportLedger(tenant.id, run_id=2).remembered([901]) == {}


def test_the_audit_tells_of_the_purge_and_its_chain_still_holds(world: World, tenant: Tenant) -> None:
    del world
    purge(tenant)
    entries = list(StoredAudit().entries(chain_of(tenant.id)))
    assert entries[-1].action == "trail.purged"
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]


def test_technical_rows_older_than_their_time_go_and_the_newest_run_stays(tenant: Tenant) -> None:
    for number, at in enumerate((OLD, OLD, YOUNG), 1):
        models.Run.objects.create(
            tenant_id=tenant.id, flow="reports", trigger="t", state="done", queued_at=at, finished_at=at
        )
        models.Event.objects.create(kind="run.done", at=at, tenant_id=tenant.id, run_id=number)
    models.Run.objects.create(
        tenant_id=tenant.id, flow="items", trigger="t", state="done", queued_at=OLD, finished_at=OLD
    )
    before = NOW - timedelta(days=90)
    assert purging.count_old(Kept.TECHNICAL, before)["runs"] == 2
    gone = purging.purge_old(Kept.TECHNICAL, before)
    assert (gone["runs"], gone["events"]) == (2, 2)
    assert {run.flow for run in models.Run.objects.all()} == {"reports", "items"}
    assert models.Event.objects.get().at == YOUNG


def test_what_left_the_inbox_long_ago_goes_and_what_is_in_it_stays(tenant: Tenant) -> None:
    stay = {"tenant_id": tenant.id, "flow": "reports", "cause": "line_gone", "facts": {}, "run_id": 1}
    for report_id, released in ((901, OLD), (902, YOUNG), (903, None)):
        models.ParkedReport.objects.create(report_id=report_id, since=OLD, changed_at=OLD, released_at=released, **stay)
    assert purging.purge_old(Kept.INBOX, NOW - timedelta(days=90))["inbox_stays"] == 1
    assert set(models.ParkedReport.objects.values_list("report_id", flat=True)) == {902, 903}


def test_a_mail_goes_with_what_it_told_and_one_that_is_still_to_be_sent_stays(tenant: Tenant) -> None:
    for state in ("sent", "queued"):
        notice = models.Notice.objects.create(
            recipient="r", relation="owner", language="da", side="news", state=state, created_at=OLD, due_at=OLD
        )
        models.NoticeItem.objects.create(notice=notice, tenant_id=tenant.id, matter="test")
    assert purging.purge_old(Kept.MAILS, NOW - timedelta(days=90))["notices"] == 1
    assert models.NoticeItem.objects.get().notice.state == "queued"
