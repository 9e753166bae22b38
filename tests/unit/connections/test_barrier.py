"""A login that is replaced in place: no call is under way meanwhile, and a process that died stops nobody for long."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bindeled.connections import claims
from bindeled.connections.barrier import BarrierLimits, Barriers
from bindeled.domain.accounts import Connection, SwitchVariant, System
from bindeled.domain.errors import Overtaken
from bindeled.domain.links import Standing
from bindeled.domain.states import LinkState
from tests.fakes.clock import FakeClock
from tests.support.processes import wait_for

if TYPE_CHECKING:
    from datetime import datetime

CLOCK = FakeClock()
LINK = Connection(7, 1, System.UNICONTA, None, 1, 1, LinkState.CONNECTED, CLOCK())


@dataclass
class Row:
    """One connection, and calls that end one after the other whenever somebody looks."""

    variant: SwitchVariant = SwitchVariant.BARRIER
    until: datetime | None = None
    calls: int = 0
    raised: list[datetime] = field(default_factory=list)
    ends: bool = True
    looked_at: list[datetime] = field(default_factory=list)

    def standing(self, connection: Connection) -> Standing:
        return Standing(connection, self.variant)

    def raise_barrier(self, connection: Connection, until: datetime, at: datetime) -> bool:
        assert connection is LINK
        if self.until is not None and self.until > at:
            return False
        self.until = until
        self.raised.append(until)
        return True

    def hold_barrier(self, connection: Connection, until: datetime) -> None:
        assert connection is LINK
        self.until = until
        self.raised.append(until)

    def lower_barrier(self, connection: Connection) -> None:
        assert connection is LINK
        self.until = None

    def under_way(self, connection: Connection, at: datetime) -> int:
        assert connection is LINK
        self.looked_at.append(at)
        left = self.calls
        self.calls -= self.ends and left > 0
        return left


def barriers(row: Row) -> Barriers:
    return Barriers(row, BarrierLimits(), CLOCK, lambda seconds: CLOCK.pass_by(seconds=seconds), lambda: None)


def test_calls_under_way_end_before_the_login_is_replaced() -> None:
    row = Row(calls=3)
    with barriers(row).barrier(LINK):
        assert row.calls == 0
        assert row.until is not None
    assert row.until is None


def test_a_call_that_never_ends_is_waited_for_half_a_minute_and_no_longer() -> None:
    row, begun = Row(calls=1, ends=False), CLOCK()
    with barriers(row).barrier(LINK):
        assert CLOCK() - begun == timedelta(seconds=30)


def test_calls_that_are_still_under_way_after_the_wait_are_written_into_the_log() -> None:
    with capture_logs() as said, barriers(Row(calls=2, ends=False)).barrier(LINK):
        pass
    assert [(one["event"], one["connection"], one["calls"]) for one in said] == [("barrier.calls_left", 7, 2)]


def test_a_barrier_falls_also_when_the_new_login_is_refused() -> None:
    row = Row()
    with pytest.raises(ValueError, match="refused"), barriers(row).barrier(LINK):
        raise ValueError("refused")
    assert row.until is None


def test_a_barrier_stands_for_three_quarters_of_a_minute_at_most_unless_somebody_says_otherwise() -> None:
    assert BarrierLimits().budget == timedelta(seconds=45)


def test_a_barrier_stands_for_ten_seconds_unless_its_process_holds_it_up() -> None:
    row = Row()
    with barriers(row).barrier(LINK):
        assert row.until is not None
        assert row.until - CLOCK() == timedelta(seconds=10)


def test_a_barrier_is_held_up_while_its_process_lives_but_not_beyond_its_budget() -> None:
    row, begun = Row(), CLOCK()
    limits = BarrierLimits(budget=timedelta(seconds=0.3), held=timedelta(seconds=0.2))
    with Barriers(row, limits, CLOCK, time.sleep, lambda: None).barrier(LINK):
        wait_for(lambda: len(row.raised) > 1, "the barrier is held up")
        assert row.until == begun + limits.held
        CLOCK.pass_by(seconds=0.25)
        wait_for(lambda: row.until == begun + limits.budget, "the barrier stands to the end of its budget")
        CLOCK.pass_by(seconds=1)
    assert max(row.raised) == begun + limits.budget


def test_a_call_counts_as_under_way_that_is_held_up_at_this_moment() -> None:
    row = Row()
    with barriers(row).barrier(LINK):
        assert row.looked_at == [CLOCK()]


def test_a_barrier_is_held_up_more_than_once_in_the_time_that_it_stands_by_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits: list[float | None] = []

    class Watched(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout)
            return super().wait(timeout)

    monkeypatch.setattr(claims, "Event", Watched)
    with barriers(Row()).barrier(LINK):
        wait_for(lambda: bool(waits), "the barrier is about to be held up")
    assert waits[0] is not None
    assert 2 * waits[0] < BarrierLimits().held.total_seconds()


def test_the_thread_that_held_a_barrier_up_has_ended_and_tidied_before_anything_goes_on() -> None:
    ended: list[bool] = []

    def tidy() -> None:
        time.sleep(0.1)
        ended.append(True)

    with Barriers(Row(), BarrierLimits(), CLOCK, time.sleep, tidy).barrier(LINK):
        assert ended == []
    assert ended == [True]


def test_two_that_replace_the_same_login_do_not_pass_each_other() -> None:
    row = Row()
    with barriers(row).barrier(LINK), pytest.raises(Overtaken), barriers(row).barrier(LINK):
        raise AssertionError("nobody may come here")


@pytest.mark.parametrize("variant", [SwitchVariant.OVERLAP, SwitchVariant.ALTERNATING])
def test_where_two_logins_stand_side_by_side_nothing_is_stopped(variant: SwitchVariant) -> None:
    row = Row(variant, calls=1)
    with barriers(row).barrier(LINK):
        pass
    assert row.raised == []
