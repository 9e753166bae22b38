"""What waits, as both databases keep it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.holding import HeldDay, Room
from bindeled.store import models
from bindeled.store.held import StoredHeldReports
from bindeled.store.space import database_bytes, note_room
from bindeled.store.views import flow_today
from tests.support.reports import a_report

if TYPE_CHECKING:
    from bindeled.domain.accounts import Tenant

NOON = datetime(2026, 11, 16, 11, tzinfo=UTC)
LATER = NOON + timedelta(hours=3)
MONDAY = date(2026, 11, 16)


@pytest.fixture
def held(tenant: Tenant) -> StoredHeldReports:
    return StoredHeldReports(tenant.id, "reports")


def test_a_report_noted_again_keeps_its_since_and_gets_the_day_of_now(held: StoredHeldReports) -> None:
    assert held.note([replace(a_report(1), start_date=MONDAY)], "unreachable", NOON) == 1
    assert held.note([replace(a_report(1), start_date=MONDAY + timedelta(days=1))], "paused", LATER) == 0
    [row] = models.HeldReport.objects.all()
    assert (row.date, row.cause, row.since) == (MONDAY + timedelta(days=1), "paused", NOON)


def test_days_come_oldest_first_with_their_reports(held: StoredHeldReports) -> None:
    days = [MONDAY, MONDAY - timedelta(days=1), MONDAY]
    held.note([replace(a_report(number), start_date=day) for number, day in enumerate(days)], "paused", NOON)
    assert held.days() == [HeldDay(MONDAY - timedelta(days=1), 1), HeldDay(MONDAY, 2)]


def test_what_is_not_in_the_picture_any_more_is_let_go_of(held: StoredHeldReports, tenant: Tenant) -> None:
    held.note([a_report(1), a_report(2)], "paused", NOON)
    assert held.keep_only({2}) == 1
    assert flow_today(tenant.id, MONDAY).waiting.reports == 1


def test_the_end_is_told_once_and_not_before_nothing_waits(held: StoredHeldReports) -> None:
    held.note([a_report(1), a_report(2)], "paused", NOON)
    held.sent([1])
    assert not held.drained(LATER)
    held.release([2])
    assert [held.drained(LATER) for _ in range(2)] == [True, False]
    event = models.Event.objects.get(kind="queue.drained")
    assert event.facts == {"sent": 1, "noted": 2, "since": NOON.isoformat()}


def test_another_tenants_notes_are_left_alone(held: StoredHeldReports, tenant: Tenant) -> None:
    other = StoredHeldReports(tenant.id, "another")
    other.note([a_report(1)], "paused", NOON)
    held.keep_only(())
    assert len(other.days()) == 1


def test_room_that_runs_out_is_told_once_and_once_more_when_there_is_some_again(tenant: Tenant) -> None:
    assert database_bytes() > 0
    told = [note_room(tenant.id, room, 1, 1, NOON) for room in (Room.ENOUGH, Room.LITTLE, Room.LITTLE, Room.ENOUGH)]
    assert told == [False, True, False, True]


@pytest.mark.parametrize("reports", [20_000, pytest.param(1_000_000, marks=pytest.mark.soak)])
def test_ninety_days_of_reports_are_held_and_none_is_lost(held: StoredHeldReports, reports: int) -> None:
    a_day = reports // 90 + 1
    for first in range(0, reports, 1000):
        some = [
            replace(a_report(number), start_date=MONDAY + timedelta(days=number // a_day))
            for number in range(first, min(first + 1000, reports))
        ]
        held.note(some, "action_required", NOON)
    # Noted anew at each moment of the schedule, by whatever process.
    again = StoredHeldReports(held._tenant_id, "reports")
    assert again.note([replace(a_report(5), start_date=MONDAY)], "action_required", LATER) == 0
    days = again.days()
    assert sum(day.reports for day in days) == reports
    assert len(days) == 90
    assert again.keep_only(range(reports)) == 0
    assert again.keep_only(()) == reports
