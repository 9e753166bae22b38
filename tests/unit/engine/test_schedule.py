"""Asking for runs at their moments, over schedules that are kept in memory."""

from __future__ import annotations

import threading
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from bindeled.domain.accounts import Tenant
from bindeled.domain.mapping import ReportRules
from bindeled.domain.schedules import DEFAULTS, FLOW_ORDER, KeptSchedule
from bindeled.engine.schedule import keep_schedule, queue_due_runs

MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
TENANT = Tenant(1, "nordlys", "Nordlys VVS", date(2026, 10, 1), ReportRules())


@dataclass
class MemorySchedules:
    """Implements `KeptSchedules`; `runs` are those that were asked for, in order."""

    set_: dict[str, KeptSchedule] = field(default_factory=dict)
    ticks: dict[str, datetime] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)

    def current(self, tenant_id: int, flow: str) -> KeptSchedule:
        assert tenant_id == TENANT.id
        return self.set_.get(flow, KeptSchedule(DEFAULTS[flow]))

    def set_by_people(self) -> dict[tuple[int, str], KeptSchedule]:
        return {(TENANT.id, flow): kept for flow, kept in self.set_.items()}

    def asked(self) -> dict[tuple[int, str], datetime]:
        return {(TENANT.id, flow): tick for flow, tick in self.ticks.items()}

    def ask(self, tenant_id: int, flow: str, tick: datetime, at: datetime) -> bool:
        assert (tenant_id, at >= tick) == (TENANT.id, True)
        self.ticks[flow] = tick
        self.runs.append(flow)
        return True


@pytest.fixture
def schedules() -> MemorySchedules:
    return MemorySchedules()


def test_what_is_due_together_is_asked_for_people_first_and_reports_last(schedules: MemorySchedules) -> None:
    assert queue_due_runs([TENANT], ["reports", "employees", *FLOW_ORDER[1:4]], schedules, MONDAY_NOON) == 5
    assert schedules.runs == list(FLOW_ORDER)


def test_looking_again_asks_for_nothing(schedules: MemorySchedules) -> None:
    queue_due_runs([TENANT], FLOW_ORDER, schedules, MONDAY_NOON)
    assert queue_due_runs([TENANT], FLOW_ORDER, schedules, MONDAY_NOON + timedelta(minutes=59)) == 0


def test_a_machine_that_was_off_for_a_week_makes_up_with_one_run(schedules: MemorySchedules) -> None:
    schedules.ticks["reports"] = MONDAY_NOON - timedelta(days=7)
    assert queue_due_runs([TENANT], ["reports"], schedules, MONDAY_NOON) == 1
    assert queue_due_runs([TENANT], ["reports"], schedules, MONDAY_NOON) == 0


def test_a_look_that_fails_does_not_end_the_schedule() -> None:
    stop = threading.Event()
    looks = []

    def look() -> None:
        looks.append(1)
        if len(looks) > 1:
            stop.set()
        raise OSError("the database is away")

    keep_schedule(look, stop, nullcontext, every_seconds=0.001)
    assert len(looks) == 2
