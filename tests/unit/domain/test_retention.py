"""How long the trail is kept: five years from the end of its financial year."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.retention import trail_kept_from

CALENDAR_YEAR, FROM_JULY = 1, 7


@pytest.mark.parametrize(
    ("today", "begins_in", "kept_from"),
    [
        (date(2026, 11, 25), CALENDAR_YEAR, date(2021, 1, 1)),
        (date(2026, 12, 31), CALENDAR_YEAR, date(2021, 1, 1)),
        (date(2027, 1, 1), CALENDAR_YEAR, date(2022, 1, 1)),
        (date(2026, 11, 25), FROM_JULY, date(2021, 7, 1)),
        (date(2026, 6, 30), FROM_JULY, date(2020, 7, 1)),
        (date(2028, 2, 29), FROM_JULY, date(2022, 7, 1)),
    ],
)
def test_a_year_goes_as_a_whole_five_years_after_it_ended(today: date, begins_in: int, kept_from: date) -> None:
    assert trail_kept_from(today, 5, begins_in) == kept_from


@given(st.dates(date(2010, 1, 1), date(2060, 1, 1)), st.integers(1, 20), st.integers(1, 12))
def test_no_day_goes_before_its_years_are_over(today: date, years: int, begins_in: int) -> None:
    last_day_that_goes = trail_kept_from(today, years, begins_in) - date.resolution
    ended = last_day_that_goes.year
    assert (ended + years, last_day_that_goes.month, last_day_that_goes.day) < (today.year, today.month, today.day)
