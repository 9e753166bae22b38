"""Danish days: which day a moment is on, when a wall time comes round, and which days are public holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import cache
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def danish_day(moment: datetime) -> date:
    """Return the Danish calendar day of a moment."""
    return moment.astimezone(COPENHAGEN).date()


def danish_moment(day: date, at: time) -> datetime:
    """Return when Danish clocks show this time on this day, in UTC.

    Every time comes once a day, by the rule of calendars (RFC 5545, 3.3.5): when the clocks go back and show a time
    twice, it is the first of the two; a time that they skip when they go forward is read as if they had not yet been
    moved, so 02:30 comes at 03:30.
    """
    # In UTC, since two moments of one zone are compared by what the clocks show, which goes back once a year.
    return datetime.combine(day, at, COPENHAGEN).astimezone(UTC)


def is_public_holiday(day: date) -> bool:
    """Return whether this is a Danish public holiday. 5 June and 24 December are none: they are free by agreement."""
    return day in _public_holidays(day.year)


@cache
def _public_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - only those who leave holidays out wait for it to load

    return frozenset(country_holidays("DK", years=year))
