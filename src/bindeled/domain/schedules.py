"""When flows run by themselves: pure functions of a schedule and a moment. Times are what Danish clocks show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.calendar import danish_day, danish_moment, is_public_holiday

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# Those that others refer to come first: a project needs its customer and its
# responsible, a report needs its project, item and employee.
FLOW_ORDER = ("employees", "customers", "items", "projects", "reports")

WORKING_DAYS = frozenset(range(1, 6))
# No schedule rests longer, unless its days off leave nothing of a year: then it never runs.
_A_YEAR = timedelta(days=366)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AtTimes:
    """At these times on these weekdays, Monday being 1 and Sunday 7."""

    weekdays: frozenset[int]
    times: tuple[time, ...]


@dataclass(frozen=True, slots=True)
class EveryMinutes:
    """Every so many minutes on these weekdays, counted from `first`, `last` included."""

    weekdays: frozenset[int]
    minutes: int
    first: time
    last: time

    @property
    def times(self) -> tuple[time, ...]:
        """Return each of the times."""
        begin, end = (moment.hour * 60 + moment.minute for moment in (self.first, self.last))
        return tuple(time(*divmod(minute, 60)) for minute in range(begin, end + 1, self.minutes))


Window = AtTimes | EveryMinutes


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day on which nothing runs: every year, or in one year only."""

    month: int
    day: int
    year: int | None = None

    def falls_on(self, day: date) -> bool:
        """Return whether this is that day."""
        return (self.month, self.day) == (day.month, day.day) and self.year in {None, day.year}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When one flow of one tenant runs by itself; without windows it never does.

    `skip_holidays` leaves out the Danish public holidays, `days_off` the tenant's own days.
    """

    windows: tuple[Window, ...]
    skip_holidays: bool = False
    days_off: tuple[DayOff, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptSchedule:
    """A schedule as it is in force: its number among those of its flow, who set it and when.

    The number is 0, with nobody and no moment, for the default that nobody has changed.
    """

    schedule: Schedule
    number: int = 0
    author: str = ""
    at: datetime | None = None


_REPORTS = Schedule((AtTimes(WORKING_DAYS, (time(7), time(10), time(13), time(16))),))
_REGISTERS = Schedule((EveryMinutes(WORKING_DAYS, 60, time(6), time(18)),))

# Reports as the product that customers know does it (product sheet 1.4). A project or customer that is made in the
# morning must be there to register hours on, so these are looked at every hour. Employees come with the reports.
DEFAULTS: Mapping[str, Schedule] = MappingProxyType(
    {
        "customers": _REGISTERS,
        "items": _REGISTERS,
        "projects": _REGISTERS,
        "employees": _REPORTS,
        "reports": _REPORTS,
    }
)


def default_of(flow: str) -> KeptSchedule:
    """Return the schedule of a flow whose schedule nobody has set."""
    return KeptSchedule(DEFAULTS[flow])


def in_order(flows: Iterable[str]) -> list[str]:
    """Return the flows in the order in which they run when they are due together."""
    return sorted(flows, key=FLOW_ORDER.index)


def ticks_of(schedule: Schedule, day: date) -> list[datetime]:
    """Return the moments of this Danish day at which a run is due, in UTC and in order."""
    if is_off(schedule, day):
        return []
    windows = (window for window in schedule.windows if day.isoweekday() in window.weekdays)
    return sorted({danish_moment(day, at) for window in windows for at in window.times})


def is_off(schedule: Schedule, day: date) -> bool:
    """Return whether this schedule rests on this day, whatever its windows say."""
    return any(off.falls_on(day) for off in schedule.days_off) or (schedule.skip_holidays and is_public_holiday(day))


def latest_tick(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the latest moment, at or before `now`, at which a run was due; None when there was none for a year.

    Whatever was missed before it, by a machine that was off or a worker that was busy, is made up for by this one.
    """
    past = (tick for day in _days(now, -_DAY) for tick in reversed(ticks_of(schedule, day)) if tick <= now)
    return next(past, None)


def next_tick(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the first moment after `now` at which a run is due; None when there is none for a year."""
    return next(iter(next_ticks(schedule, now, 1)), None)


def next_ticks(schedule: Schedule, now: datetime, count: int) -> list[datetime]:
    """Return the first so many moments after `now` at which a run is due; fewer where a year does not hold as many."""
    ahead = (tick for day in _days(now, _DAY) for tick in ticks_of(schedule, day) if tick > now)
    return list(islice(ahead, count))


def due_tick(kept: KeptSchedule, asked: datetime | None, now: datetime) -> datetime | None:
    """Return the tick that a run is due for, None when there is none; `asked` is the latest one that got its run.

    A schedule says nothing of the time before it was set.
    """
    tick = latest_tick(kept.schedule, now)
    if tick is None or (asked is not None and tick <= asked) or (kept.at is not None and tick < kept.at):
        return None
    return tick


def _days(now: datetime, step: timedelta) -> Iterator[date]:
    today = danish_day(now)
    return (today + step * number for number in range(_A_YEAR.days + 1))
