"""A claim stands as long as its block runs, however often holding it up fails, and no longer."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from structlog.testing import capture_logs

from bindeled.connections.claims import held_up

if TYPE_CHECKING:
    from collections.abc import Callable

SOON, NEVER = timedelta(seconds=0.04), timedelta(hours=1)
# Nothing here takes as long; only a claim that is not held up would.
PATIENCE_SECONDS = 20.0


class Claim:
    """Counts how often it is held up; `answers` says what comes of the first ones, after which it stands."""

    def __init__(self, *answers: Callable[[], bool]) -> None:
        self._answers = list(answers)
        self._counted = threading.Condition()
        self.holds = 0
        self.holders: set[str] = set()
        self.ended_by: list[str] = []

    def hold(self) -> bool:
        with self._counted:
            self.holds += 1
            self.holders.add(threading.current_thread().name)
            self._counted.notify_all()
        return self._answers.pop(0)() if self._answers else True

    def end(self) -> None:
        self.ended_by.append(threading.current_thread().name)

    def wait_for(self, holds: int) -> None:
        with self._counted:
            assert self._counted.wait_for(lambda: self.holds >= holds, PATIENCE_SECONDS)


def fails() -> bool:
    raise ConnectionError("the database is away")


def test_a_claim_is_held_up_again_and_again_until_its_block_ends() -> None:
    claim = Claim()
    with held_up(claim.hold, SOON, claim.end):
        claim.wait_for(3)
        assert claim.ended_by == []
    assert (claim.holders, claim.ended_by) == ({"claim"}, ["claim"])
    assert not [thread for thread in threading.enumerate() if thread.name == "claim"]


def test_a_claim_that_stands_for_long_is_not_held_up_in_a_short_block() -> None:
    claim = Claim()
    with held_up(claim.hold, NEVER, claim.end):
        pass
    assert (claim.holds, claim.ended_by) == (0, ["claim"])


def test_a_claim_that_somebody_else_has_is_let_go() -> None:
    claim = Claim(lambda: True, lambda: False)
    with held_up(claim.hold, SOON, claim.end):
        claim.wait_for(2)
        for holder in [thread for thread in threading.enumerate() if thread.name == "claim"]:
            holder.join(PATIENCE_SECONDS)
        assert claim.ended_by == ["claim"]
    assert claim.holds == 2


def test_a_claim_that_cannot_be_held_up_once_is_tried_again_and_the_log_tells_why() -> None:
    claim = Claim(fails)
    with capture_logs() as logs, held_up(claim.hold, SOON, claim.end):
        claim.wait_for(2)
    told = [entry for entry in logs if entry["event"] == "claim.not_held_up"]
    assert [(entry["error"], entry["reason"]) for entry in told] == [("ConnectionError", "the database is away")]


def test_a_block_that_fails_ends_its_claim_and_fails_all_the_same() -> None:
    claim = Claim()
    with pytest.raises(KeyError), held_up(claim.hold, NEVER, claim.end):
        raise KeyError("what the block was about")
    assert claim.ended_by == ["claim"]


def test_a_claim_is_held_up_four_times_in_the_time_for_which_it_stands() -> None:
    waits: list[float] = []

    class Waiting(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waits.append(timeout or 0)
            return True

    claim = Claim()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bindeled.connections.claims.Event", Waiting)
        with held_up(claim.hold, timedelta(seconds=10), claim.end):
            pass
    assert waits == [2.5]


def test_the_thread_that_holds_a_claim_up_keeps_no_process_alive() -> None:
    claim = Claim()
    with held_up(claim.hold, SOON, claim.end):
        claim.wait_for(1)
        (holder,) = [thread for thread in threading.enumerate() if thread.name == "claim"]
        assert holder.daemon
