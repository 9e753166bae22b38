"""When the calls of a run leave is noted, often enough and not oftener."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bindeled.connections.departures import Departures
from bindeled.domain.errors import Transient

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


class World:
    """A clock that is moved by hand, and what was noted."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.noted: list[float] = []
        self.is_away = False

    def note(self, at: datetime) -> None:
        if self.is_away:
            raise Transient("the database is away")
        self.noted.append((at - NOON).total_seconds())

    def departures(self) -> Departures:
        return Departures(self.note, lambda: NOON + timedelta(seconds=self.seconds), lambda: self.seconds, every=6.0)


def test_calls_close_to_each_other_are_noted_once_in_a_while() -> None:
    world = World()
    departures = world.departures()
    for seconds in (0.0, 1.0, 5.9, 6.0, 7.0, 95.0):
        world.seconds = seconds
        departures()
    assert world.noted == [0.0, 6.0, 95.0]


def test_a_note_that_could_not_be_written_is_written_with_the_next_call() -> None:
    world = World()
    departures = world.departures()
    world.is_away = True
    with pytest.raises(Transient):
        departures()
    world.is_away = False
    departures()
    assert world.noted == [0.0]
