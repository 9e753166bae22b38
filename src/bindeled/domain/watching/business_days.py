"""Business days: those on which the reports of a tenant may run, and no public holiday."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.calendar import is_public_holiday
from bindeled.domain.schedules import WORKING_DAYS, is_off

if TYPE_CHECKING:
    from datetime import date

    from bindeled.domain.schedules import Schedule

_DAY = timedelta(days=1)


def is_business_day(schedule: Schedule, day: date) -> bool:
    """Tell whether people work on this day: Monday to Friday, no public holiday and no day off of the tenant's own."""
    return day.isoweekday() in WORKING_DAYS and not is_public_holiday(day) and not is_off(schedule, day)


def business_days_between(schedule: Schedule, first: date, last: date) -> int:
    """Return how many business days there are, both ends in it."""
    days = (first + _DAY * number for number in range((last - first).days + 1))
    return sum(is_business_day(schedule, day) for day in days)


def moved(schedule: Schedule, day: date, business_days: int) -> date:
    """Return the business day so many of them after a day; before it for less than none.

    A tenant whose days off leave nothing of a year is counted as if it had none.
    """
    step, left = (_DAY if business_days > 0 else -_DAY), abs(business_days)
    ends = day + step * 366
    while left and day != ends:
        day += step
        left -= is_business_day(schedule, day)
    return day
