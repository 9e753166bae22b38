"""When failing calls mean that a system is away, and when they only make work wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bindeled.connections.breaker import BreakerLimits, Breakers, Heard, opens

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LIMITS = BreakerLimits()


def calls(pattern: str, apart: float = 1.0) -> list[Heard]:
    """Return calls, `x` for one that failed, the last of them at noon."""
    last = len(pattern) - 1
    return [Heard(NOON - timedelta(seconds=apart * (last - n)), sign == "x") for n, sign in enumerate(pattern)]


@pytest.mark.parametrize(
    ("pattern", "apart", "open_"),
    [
        ("x", 1, False),
        ("xxxx", 1, False),
        ("xxxxx", 1, True),
        ("x.x.x.x.x", 1, True),
        ("x.x.x.x.x", 20, False),
        ("xxxxx", 90, True),
        ("x." * 10, 20, True),
        ("x.." * 9, 20, False),
        ("." * 40 + "x", 1, False),
    ],
)
def test_many_failures_in_a_short_time_or_in_a_row_or_half_of_all_open_it(
    pattern: str, apart: float, *, open_: bool
) -> None:
    assert opens(calls(pattern, apart), NOON, LIMITS) is open_


@pytest.mark.parametrize(("apart", "open_"), [(3.75, True), (3.76, False)])
def test_failures_half_a_minute_apart_are_the_last_that_count_as_close_together(apart: float, *, open_: bool) -> None:
    assert opens(calls("x.x.x.x.x", apart), NOON, LIMITS) is open_


@pytest.mark.parametrize(("late", "open_"), [(timedelta(), True), (timedelta(microseconds=1), False)])
def test_what_was_heard_ten_minutes_ago_is_the_oldest_that_counts(late: timedelta, *, open_: bool) -> None:
    oldest = Heard(NOON - timedelta(minutes=10) - late, failed=True)
    assert opens([oldest, *calls("." + "x." * 9, 31)], NOON, LIMITS) is open_


def test_the_limits_are_those_of_the_reference() -> None:
    half_a_minute, ten_minutes = timedelta(seconds=30), timedelta(minutes=10)
    assert BreakerLimits(failures=5, span=half_a_minute, share=0.5, calls=20, memory=ten_minutes) == BreakerLimits()


def test_what_one_connection_meets_says_nothing_of_another() -> None:
    breakers = Breakers()
    assert [breakers.note(1, NOON, failed=True) for _ in range(5)] == [False] * 4 + [True]
    assert not breakers.note(2, NOON, failed=True)


def test_a_system_that_was_found_to_answer_begins_anew() -> None:
    breakers = Breakers()
    for _ in range(5):
        breakers.note(1, NOON, failed=True)
    breakers.forget(1)
    assert not breakers.note(1, NOON, failed=True)
