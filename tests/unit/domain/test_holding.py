"""What waits: in which days it is read, how long it takes, how much room is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.holding import (
    CatchUp,
    HeldDay,
    Quota,
    Room,
    Span,
    forecast,
    hours_of,
    in_order_of_days,
    room_of,
    spans_of,
)
from tests.support.reports import a_report

MONDAY = date(2026, 11, 16)
DAYS = [HeldDay(MONDAY + timedelta(days=number), 40) for number in range(5)]
counts = st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 500))


def test_days_are_joined_until_as_many_reports_wait_in_them_as_are_read_at_once() -> None:
    second, third, fifth = (MONDAY + timedelta(days=number) for number in (1, 2, 4))
    spans = spans_of(DAYS, MONDAY, 80)
    assert spans == [Span(MONDAY, second), Span(third, MONDAY + timedelta(days=3)), Span(fifth, None)]


def test_what_waits_from_before_the_window_is_read_as_well() -> None:
    assert spans_of(DAYS, MONDAY + timedelta(days=3), 1000) == [Span(MONDAY, None)]


@given(counts, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 1000))
def test_the_spans_hold_every_day_from_the_first_on_and_none_twice(
    held: dict[date, int], window_start: date, size: int
) -> None:
    spans = spans_of([HeldDay(*day) for day in sorted(held.items())], window_start, size)
    assert spans[0].first == min([window_start, *held])
    assert [span.last for span in spans].index(None) == len(spans) - 1
    for before, after in pairwise(spans):
        assert before.last is not None
        assert after.first == before.last + timedelta(days=1)


def test_the_oldest_day_comes_first() -> None:
    late, early = (
        replace(a_report(report_id), start_date=day)
        for report_id, day in ((1, MONDAY + timedelta(days=1)), (2, MONDAY))
    )
    assert in_order_of_days([late, early]) == (early, late)


@pytest.mark.parametrize(
    ("ahead", "minutes"),
    [
        (CatchUp(held=0, calls_per_report=1, rate=10), 0.0),
        (CatchUp(held=1000, calls_per_report=0.01, rate=10), 1.0),
        (CatchUp(held=1000, calls_per_report=0.01, rate=10, fixed_calls=10), 2.0),
        (CatchUp(held=100, calls_per_report=1, rate=10, arrivals=5), 20.0),
        (CatchUp(held=100, calls_per_report=1, rate=10, arrivals=10), None),
    ],
)
def test_the_forecast_is_what_waits_over_what_is_spare(ahead: CatchUp, minutes: float | None) -> None:
    assert forecast(ahead) == minutes


def test_only_a_report_with_times_is_surely_in_hours() -> None:
    with_times = replace(a_report(1), start_time=time(7), end_time=time(9), amount=Decimal(2))
    without = replace(with_times, start_time=None, end_time=None)
    assert (hours_of(with_times), hours_of(without)) == (Decimal(2), None)


@pytest.mark.parametrize(
    ("used", "room"),
    [(0, Room.ENOUGH), (69, Room.ENOUGH), (70, Room.LITTLE), (89, Room.LITTLE), (90, Room.NONE), (200, Room.NONE)],
)
def test_room_runs_out_at_the_shares_of_the_quota(used: int, room: Room) -> None:
    assert room_of(used, Quota(100)) is room
