"""When flows run: the default hours of the product that customers know, in Danish time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
DEFAULT_HOURS = (time(7), time(10), time(13), time(16))
_SATURDAY = 5


def latest_slot(now: datetime, hours: tuple[time, ...] = DEFAULT_HOURS) -> datetime:
    """Return the latest moment, at or before `now`, at which a run was due: Monday to Friday at the given hours.

    Slots that were missed, by a machine that was off or a worker that was busy, coalesce into this one.
    """
    day = danish_day(now)
    while True:
        past = [slot for slot in _slots(day, hours) if slot <= now]
        if past:
            return max(past)
        day -= timedelta(days=1)


def next_slot(now: datetime, hours: tuple[time, ...] = DEFAULT_HOURS) -> datetime:
    """Return the first moment after `now` at which a run is due."""
    day = danish_day(now)
    while True:
        ahead = [slot for slot in _slots(day, hours) if slot > now]
        if ahead:
            return min(ahead)
        day += timedelta(days=1)


def danish_day(moment: datetime) -> date:
    """Return the Danish calendar day of a moment."""
    return moment.astimezone(COPENHAGEN).date()


def _slots(day: date, hours: tuple[time, ...]) -> list[datetime]:
    return [datetime.combine(day, hour, COPENHAGEN) for hour in hours] if day.weekday() < _SATURDAY else []
