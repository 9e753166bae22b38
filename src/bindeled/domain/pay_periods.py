"""The stretches of days that a payroll is closed by: weeks, fortnights, and months that begin on any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum


class PeriodKind(Enum):
    """How long a period is. A month begins on the chosen day of the month, a fortnight every second Monday."""

    WEEK = "week"
    FORTNIGHT = "fortnight"
    MONTH = "month"


_A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class PayPeriods:
    """The periods of one tenant. `begins` is the first day of any one of them: it sets fortnights and months going."""

    kind: PeriodKind = PeriodKind.WEEK
    begins: date = _A_MONDAY

    def first_day(self, day: date) -> date:
        """Return the first day of the period that a day is in."""
        if self.kind is PeriodKind.MONTH:
            return self._first_of_month(day)
        length = 7 if self.kind is PeriodKind.WEEK else 14
        start = self.begins - timedelta(days=self.begins.weekday())
        return day - timedelta(days=(day - start).days % length)

    def next_first_day(self, day: date) -> date:
        """Return the first day of the period after the one that a day is in."""
        # No month is shorter than 28 days or longer than 31, so this is a day of the next one.
        length = {PeriodKind.WEEK: 7, PeriodKind.FORTNIGHT: 14, PeriodKind.MONTH: 31}[self.kind]
        return self.first_day(self.first_day(day) + timedelta(days=length))

    def _first_of_month(self, day: date) -> date:
        # Months that begin on the 29th to 31st would leave out February: they begin on the 28th there.
        turn = min(self.begins.day, 28)
        if day.day >= turn:
            return day.replace(day=turn)
        return (day.replace(day=1) - timedelta(days=1)).replace(day=turn)
