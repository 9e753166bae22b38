from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bindeled.domain.pay_periods import PayPeriods, PeriodKind

FROM_THE_20TH = PayPeriods(PeriodKind.MONTH, date(2026, 1, 20))
FORTNIGHTS = PayPeriods(PeriodKind.FORTNIGHT, date(2026, 11, 9))


@pytest.mark.parametrize(
    ("periods", "day", "first"),
    [
        (PayPeriods(), date(2026, 11, 22), date(2026, 11, 16)),
        (PayPeriods(), date(2027, 1, 1), date(2026, 12, 28)),
        (FORTNIGHTS, date(2026, 11, 22), date(2026, 11, 9)),
        (FORTNIGHTS, date(2026, 11, 23), date(2026, 11, 23)),
        (FROM_THE_20TH, date(2026, 12, 19), date(2026, 11, 20)),
        (FROM_THE_20TH, date(2026, 1, 3), date(2025, 12, 20)),
        (PayPeriods(PeriodKind.MONTH, date(2026, 1, 31)), date(2026, 2, 28), date(2026, 2, 28)),
    ],
)
def test_a_day_is_in_the_period_that_began_on(periods: PayPeriods, day: date, first: date) -> None:
    assert periods.first_day(day) == first


@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.dates(date(2000, 1, 1)), st.sampled_from(PeriodKind))
def test_periods_leave_no_day_out(day: date, begins: date, kind: PeriodKind) -> None:
    periods = PayPeriods(kind, begins)
    first, following = periods.first_day(day), periods.first_day(day + timedelta(days=1))
    assert first <= day
    assert following in {first, day + timedelta(days=1)}
    assert periods.first_day(first) == first
