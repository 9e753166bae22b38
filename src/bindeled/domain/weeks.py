"""The hours of some weeks, by where they are: what a chart over the weeks shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_A_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class WeekHours:
    """The hours that were worked in one week, from its Monday on, by where they are now."""

    monday: date
    carried: Decimal = Decimal(0)
    waiting: Decimal = Decimal(0)
    parked: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """Return all of them."""
        return self.carried + self.waiting + self.parked


def monday_of(day: date) -> date:
    """Return the first day of the week that a day is in."""
    return day - timedelta(days=day.weekday())


def weeks_until(day: date, count: int) -> tuple[date, ...]:
    """Return the Mondays of so many weeks, the last of which has this day in it; fewer where the calendar begins."""
    last = monday_of(day)
    back = min(count - 1, (last - date.min) // _A_WEEK)
    return tuple(last - _A_WEEK * weeks for weeks in range(back, -1, -1))


def by_week(
    mondays: tuple[date, ...],
    carried: Mapping[date, Decimal],
    waiting: Mapping[date, Decimal],
    parked: Mapping[date, Decimal],
) -> tuple[WeekHours, ...]:
    """Return the hours of these weeks, added up from days; days outside of them are left out."""
    places = [_added_up(days) for days in (carried, waiting, parked)]
    return tuple(WeekHours(monday, *(place[monday] for place in places)) for monday in mondays)


def _added_up(days: Mapping[date, Decimal]) -> defaultdict[date, Decimal]:
    weeks: defaultdict[date, Decimal] = defaultdict(Decimal)
    for day, hours in days.items():
        weeks[monday_of(day)] += hours
    return weeks
