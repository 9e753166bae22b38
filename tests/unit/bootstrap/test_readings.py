"""What is read from the systems for a page: bounded in time, shown again for a while, told when it does not come."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

from bindeled.bootstrap.readings import Readings, ReadingState
from bindeled.domain.errors import Unreachable

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Shelf:
    """Something to read, which counts how often it is read."""

    def __init__(self, *answers: Any) -> None:
        self._answers = list(answers)
        self.count = 0

    def read(self) -> Any:
        self.count += 1
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_a_reading_is_shown_again_until_it_is_old() -> None:
    readings, shelf = Readings(), Shelf("first", "second")
    for at, expected in ((NOON, "first"), (NOON + HOUR / 2, "first"), (NOON + HOUR, "second")):
        found = readings.look("key", shelf.read, wait_seconds=30, kept=HOUR, now=at)
        assert (found.state, found.found) == (ReadingState.THERE, expected)
    assert shelf.count == 2
    assert readings.newest("key", HOUR, NOON + HOUR) == "second"
    assert readings.newest("key", HOUR, NOON + 3 * HOUR) is None
    assert readings.newest("another", HOUR, NOON) is None


def test_a_reading_that_takes_long_is_told_as_coming_and_goes_on() -> None:
    readings, go_on = Readings(), threading.Event()

    def read() -> str:
        assert go_on.wait(30)
        return "there"

    first = readings.look("key", read, wait_seconds=0, kept=HOUR, now=NOON)
    again = readings.look("key", read, wait_seconds=0, kept=timedelta(0), now=NOON + HOUR)
    assert (first.state, again.state) == (ReadingState.COMING, ReadingState.COMING)
    go_on.set()
    assert readings.look("key", read, wait_seconds=30, kept=HOUR, now=NOON).found == "there"


def test_a_refusal_is_told_once_and_then_asked_again() -> None:
    readings, shelf = Readings(), Shelf(Unreachable("Uniconta", "planted"), "there")
    refused = readings.look("key", shelf.read, wait_seconds=30, kept=HOUR, now=NOON)
    assert refused.state is ReadingState.REFUSED
    assert isinstance(refused.error, Unreachable)
    assert readings.look("key", shelf.read, wait_seconds=30, kept=HOUR, now=NOON).found == "there"


def test_what_breaks_is_told_without_its_words() -> None:
    found = Readings().look("key", Shelf(RuntimeError("planted")).read, wait_seconds=30, kept=HOUR, now=NOON)
    assert (found.state, found.error) == (ReadingState.REFUSED, None)


def test_a_process_keeps_only_so_many_readings() -> None:
    readings, shelf = Readings(), Shelf("there")
    for key in range(100):
        readings.look(key, shelf.read, wait_seconds=30, kept=HOUR, now=NOON)
    kept = [key for key in range(100) if readings.newest(key, HOUR, NOON)]
    assert kept[-1] == 99
    assert len(kept) < 20
