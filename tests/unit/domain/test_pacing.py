"""How fast a system may be called: shares of its allowance, and the wait before one more call."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.pacing import Shares, most, share_of, wait_before
from bindeled.domain.states import LinkState

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "minutes_left", "share"),
    [
        (LinkState.CONNECTED, None, 1.0),
        (LinkState.RECOVERING, None, 0.8),
        (LinkState.CONNECTED, 5, 0.5),
        (LinkState.CONNECTED, 3.5, 0.6),
        (LinkState.CONNECTED, 1, 0.9),
        (LinkState.CONNECTED, 0, 1.0),
        (LinkState.CONNECTED, 60, 0.5),
        (LinkState.RECOVERING, 1, 0.8),
        (LinkState.RECOVERING, 4, 0.6),
    ],
)
def test_the_share_is_the_smaller_of_catching_up_and_going_slowly(
    state: LinkState, minutes_left: float | None, share: float
) -> None:
    until = None if minutes_left is None else NOON + timedelta(minutes=minutes_left)
    assert share_of(state, until, NOON, Shares()) == pytest.approx(share)


@pytest.mark.parametrize(
    ("calls", "share", "calls_made"), [(450, 0.8, 360), (500, 0.8, 400), (10, 0.7, 7), (1, 0.5, 1)]
)
def test_a_share_of_an_allowance_is_whole_calls_and_one_at_least(calls: int, share: float, calls_made: int) -> None:
    assert most(calls, share) == calls_made


@given(st.lists(st.floats(0, 30), max_size=200), st.integers(1, 12))
def test_no_span_ever_holds_more_calls_than_are_allowed(gaps: list[float], calls: int) -> None:
    now, span = 0.0, 10.0
    begun: list[float] = []
    for gap in gaps:
        now += gap
        now += wait_before(begun, now, calls, span)
        begun.append(now)
    for place in range(calls, len(begun)):
        assert begun[place] - begun[place - calls] >= span - 1e-6


@given(st.integers(1, 12))
def test_a_call_waits_no_longer_than_it_must(calls: int) -> None:
    begun = [float(number) for number in range(calls)]
    assert wait_before(begun, float(calls), calls, 60.0) == 60.0 - calls
    assert wait_before(begun[1:], float(calls), calls, 60.0) == 0
