"""How often a refused login is tried: at most eight times a day, and never three times in five minutes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.attempts import AttemptLimits, next_attempt

START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
LIMITS = AttemptLimits()


def may_try(attempts: list[datetime], now: datetime) -> bool:
    allowed = next_attempt(attempts, LIMITS)
    return allowed is None or now >= allowed


def test_what_was_never_refused_may_always_be_tried() -> None:
    assert next_attempt([], LIMITS) is None


def test_a_second_attempt_is_allowed_and_a_third_waits_five_minutes() -> None:
    attempts = [START, START + timedelta(seconds=20)]
    assert may_try(attempts[:1], START + timedelta(seconds=20))
    assert next_attempt(attempts, LIMITS) == START + timedelta(minutes=5)


@given(st.lists(st.integers(1, 7200), min_size=20, max_size=400))
def test_however_eager_the_callers_are_the_limits_hold(waits: list[int]) -> None:
    now = START
    made: list[datetime] = []
    for wait in waits:
        now += timedelta(seconds=wait)
        if may_try(made, now):
            made.append(now)
    for index, first in enumerate(made):
        assert sum(moment - first < timedelta(minutes=5) for moment in made[index:]) < 3
        assert sum(moment - first < timedelta(days=1) for moment in made[index:]) <= 8
