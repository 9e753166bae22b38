"""Hints taken and followed, over what is kept in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bindeled.domain.accounts import System
from bindeled.domain.hints import Hook
from bindeled.domain.schedules import DEFAULTS, FLOW_ORDER, KeptSchedule, Schedule
from bindeled.engine.hints import HintReceiver, Taken, Throttle, queue_hinted_runs
from tests.unit.engine.test_schedule import MemorySchedules

if TYPE_CHECKING:
    from collections.abc import Iterable

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SETTLE = timedelta(seconds=30)
KEY = "0123456789abcdef01234567"
HOOK = Hook(1, System.UNICONTA, KEY, "fp", NOON)


@dataclass
class MemoryHints:
    """Implements `KeptHints`."""

    waiting: dict[str, datetime] = field(default_factory=dict)
    runs: list[str] = field(default_factory=list)

    def add(self, hook: Hook, flows: Iterable[str], due_at: datetime, at: datetime) -> None:
        assert (hook.tenant_id, due_at >= at) == (1, True)
        for flow in flows:
            self.waiting.setdefault(flow, due_at)

    def due(self, at: datetime) -> list[tuple[int, str]]:
        return [(1, flow) for flow, due_at in self.waiting.items() if due_at <= at]

    def follow(self, tenant_id: int, flow: str, at: datetime) -> bool:
        assert (tenant_id, at >= self.waiting.pop(flow)) == (1, True)
        self.runs.append(flow)
        return True

    def drop(self, tenant_id: int, flow: str) -> None:
        assert tenant_id == 1
        self.waiting.pop(flow)


@pytest.fixture
def hints() -> MemoryHints:
    return MemoryHints()


def a_receiver(hints: MemoryHints, flows: Iterable[str] = FLOW_ORDER, calls_a_minute: int = 100) -> HintReceiver:
    """Return a receiver that knows one address, whose secret is `right`."""
    return HintReceiver(
        lambda system, key, query: HOOK if (system, key, query[-5:]) == (System.UNICONTA, KEY, "right") else None,
        hints,
        flows,
        lambda: NOON,
        settle=SETTLE,
        throttle=Throttle(calls_a_minute),
    )


def tell(receiver: HintReceiver, table: str, argument: str = "right", key: str = KEY) -> Taken:
    return receiver.take(System.UNICONTA, key, f"Table={table}&Action=update&Argument={argument}", b"")


def test_a_hint_lets_its_flow_run_once_it_has_settled(hints: MemoryHints) -> None:
    assert tell(a_receiver(hints), "Debtor") is Taken.TAKEN
    assert queue_hinted_runs(hints, MemorySchedules(), NOON + SETTLE - timedelta(seconds=1)) == 0
    assert queue_hinted_runs(hints, MemorySchedules(), NOON + SETTLE) == 1
    assert (hints.runs, hints.waiting) == (["customers"], {})


def test_three_thousand_hints_at_once_become_one_run(hints: MemoryHints) -> None:
    receiver = a_receiver(hints, calls_a_minute=3000)
    assert {tell(receiver, "Debtor") for _ in range(3000)} == {Taken.TAKEN}
    assert queue_hinted_runs(hints, MemorySchedules(), NOON + SETTLE) == 1


def test_a_wrong_secret_and_an_unknown_address_leave_nothing_behind(hints: MemoryHints) -> None:
    receiver = a_receiver(hints)
    assert tell(receiver, "Debtor", argument="wrong") is Taken.UNKNOWN
    assert tell(receiver, "Debtor", key="f" * 24) is Taken.UNKNOWN
    assert hints.waiting == {}


def test_a_flood_at_one_address_is_refused_unread_and_the_next_address_is_still_heard(hints: MemoryHints) -> None:
    receiver = a_receiver(hints, calls_a_minute=10)
    answers = [tell(receiver, "Debtor", key="f" * 24) for _ in range(50)]
    assert (answers[:10], set(answers[10:])) == ([Taken.UNKNOWN] * 10, {Taken.TOO_MANY})
    assert tell(receiver, "Debtor") is Taken.TAKEN


def test_a_flood_over_many_addresses_is_refused_as_well() -> None:
    throttle = Throttle(10)
    refused = [throttle.is_too_many(f"{number:024x}", NOON) for number in range(200)]
    assert (refused.count(True), refused[0]) == (100, False)
    assert not throttle.is_too_many(KEY, NOON + timedelta(minutes=1))


def test_what_no_flow_carries_is_taken_and_forgotten(hints: MemoryHints) -> None:
    assert tell(a_receiver(hints), "GLAccount") is Taken.TAKEN
    assert tell(a_receiver(hints, flows=["reports"]), "Debtor") is Taken.TAKEN
    assert hints.waiting == {}


def test_a_flow_that_never_runs_by_itself_is_not_woken_by_a_hint(hints: MemoryHints) -> None:
    schedules = MemorySchedules({"customers": KeptSchedule(Schedule(())), "items": KeptSchedule(DEFAULTS["items"])})
    for table in ("Debtor", "InvItem"):
        tell(a_receiver(hints), table)
    assert queue_hinted_runs(hints, schedules, NOON + SETTLE) == 1
    assert (hints.runs, hints.waiting) == (["items"], {})
