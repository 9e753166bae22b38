"""Schedules in the words of people: `mandag til fredag kl. 07.00, 10.00`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bindeled.domain.schedules import AtTimes, EveryMinutes
from bindeled.texts import say
from bindeled.web.figures import clock_text, day_of_year_text, short_day_text, weekday_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bindeled.domain.schedules import DayOff, Schedule, Window

_HOUR = 60
_ENDS = 2


def schedule_words(schedule: Schedule, language: str) -> tuple[str, ...]:
    """Return each window of a schedule in a line, or the one line that it never runs by itself."""
    lines = tuple(window_words(window, language) for window in schedule.windows)
    return lines or (say("page.schedules.never", language),)


def days_off_words(schedule: Schedule, language: str) -> tuple[str, ...]:
    """Return the days on which nothing runs, whatever the windows say."""
    holidays = [say("page.schedules.public_holidays", language)] if schedule.skip_holidays else []
    return (*holidays, *(day_off_words(off, language) for off in schedule.days_off))


def day_off_words(off: DayOff, language: str) -> str:
    """Return a day off: `24. december` every year, `20. juli 2026` once."""
    if off.year is None:
        return day_of_year_text(off.month, off.day, language)
    return short_day_text(date(off.year, off.month, off.day), language)


def window_words(window: Window, language: str) -> str:
    """Return one window in a line, beginning with a capital."""
    days = weekday_words(window.weekdays, language)
    if isinstance(window, EveryMinutes):
        first, last = (clock_text(moment, language) for moment in (window.first, window.last))
        whole, rest = divmod(window.minutes, _HOUR)
        key = "minutes" if rest else "hour" if whole == 1 else "hours"
        count = window.minutes if rest else whole
        told = say(f"page.schedules.every_{key}", language, days=days, count=count, first=first, last=last)
    else:
        told = say("page.schedules.at", language, days=days, times=times_words(window, language))
    return told[:1].upper() + told[1:]


def times_words(window: AtTimes, language: str) -> str:
    """Return the times of a window with commas between, as the form takes them too."""
    return ", ".join(clock_text(moment, language) for moment in window.times)


def weekday_words(weekdays: Iterable[int], language: str) -> str:
    """Return weekdays with each unbroken row of three or more as a span."""
    return ", ".join(_row_words(row, language) for row in _rows(weekdays))


def _row_words(row: list[int], language: str) -> str:
    names = [weekday_name(day, language) for day in row]
    if len(names) > _ENDS:
        return say("page.schedules.span", language, first=names[0], last=names[-1])
    return ", ".join(names)


def _rows(weekdays: Iterable[int]) -> list[list[int]]:
    rows: list[list[int]] = []
    for day in sorted(weekdays):
        if rows and rows[-1][-1] == day - 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    return rows
