"""Schedules as people write them and as they are kept: `mon-fri 07:00,10:00`, `sat every 15 minutes 06:00-12:00`.

What is written here reads back as the same, so commands, tables and the REST interface share one form.
"""

from __future__ import annotations

import re
from datetime import date, time
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import Misconfigured
from bindeled.domain.schedules import AtTimes, DayOff, EveryMinutes, Schedule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bindeled.domain.schedules import Window

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY = re.compile(r"every (\d{1,4}) minutes? (\S+?)-(\S+)")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")
_DAY_OFF = re.compile(r"(?:([1-9]\d{3})-)?(\d{1,2})-(\d{1,2})")
_MINUTES_OF_A_DAY = 1440
# So that 29 February may be a day off.
_A_LEAP_YEAR = 2024


def read_window(text: str) -> Window:
    """Return the window that was written. Raises Misconfigured saying what is wrong and how to write it."""
    days, _, rest = " ".join(text.lower().split()).partition(" ")
    every = _EVERY.fullmatch(rest)
    if every:
        return _every(text, _weekdays(text, days), every)
    times = sorted({_time(text, word) for word in rest.replace(" ", ",").split(",") if word})
    if not times:
        raise _unreadable(text, "it names no time")
    return AtTimes(_weekdays(text, days), tuple(times))


def written_window(window: Window) -> str:
    """Return the window as `read_window` takes it."""
    days = _written_days(window.weekdays)
    if isinstance(window, EveryMinutes):
        return f"{days} every {window.minutes} minutes {window.first:%H:%M}-{window.last:%H:%M}"
    return f"{days} {','.join(f'{at:%H:%M}' for at in window.times)}"


def read_day_off(text: str) -> DayOff:
    """Return the day off that was written: `12-24` every year, `2026-07-20` once. Raises Misconfigured."""
    found = _DAY_OFF.fullmatch(text.strip())
    year, month, day = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    try:
        date(year or _A_LEAP_YEAR, month, day)
    except ValueError:
        sentence = f"{text!r} is no day off. Write a day of every year like 12-24, or of one year like 2026-07-20."
        raise Misconfigured([sentence]) from None
    return DayOff(month, day, year or None)


def written_day_off(off: DayOff) -> str:
    """Return the day off as `read_day_off` takes it."""
    every_year = f"{off.month:02d}-{off.day:02d}"
    return every_year if off.year is None else f"{off.year:04d}-{every_year}"


def written_schedule(schedule: Schedule) -> dict[str, Any]:
    """Return the schedule as it is kept and as machines get it."""
    return {
        "windows": [written_window(window) for window in schedule.windows],
        "skip_holidays": schedule.skip_holidays,
        "days_off": [written_day_off(off) for off in schedule.days_off],
    }


def read_schedule(kept: Mapping[str, Any]) -> Schedule:
    """Return the schedule that was kept. Raises Misconfigured as `read_window` and `read_day_off` do."""
    windows = tuple(read_window(text) for text in kept["windows"])
    return Schedule(windows, bool(kept["skip_holidays"]), tuple(read_day_off(text) for text in kept["days_off"]))


def told_schedule(schedule: Schedule) -> str:
    """Return the schedule in one line, for people."""
    parts = [written_window(window) for window in schedule.windows] or ["never by itself"]
    left_out = ["public holidays"] if schedule.skip_holidays else []
    left_out += [written_day_off(off) for off in schedule.days_off]
    return "; ".join(parts) + (f"; not on {', '.join(left_out)}" if left_out else "")


def _every(text: str, weekdays: frozenset[int], found: re.Match[str]) -> EveryMinutes:
    minutes, first, last = int(found[1]), _time(text, found[2]), _time(text, found[3])
    if not 1 <= minutes <= _MINUTES_OF_A_DAY:
        raise _unreadable(text, f"{minutes} is not between 1 and {_MINUTES_OF_A_DAY} minutes")
    if first > last:
        raise _unreadable(text, "it ends before it begins; write two windows to go past midnight")
    return EveryMinutes(weekdays, minutes, first, last)


def _time(text: str, word: str) -> time:
    found = _TIME.fullmatch(word)
    if found is None:
        raise _unreadable(text, f"{word!r} is no time of day")
    return time(int(found[1]), int(found[2]))


def _weekdays(text: str, words: str) -> frozenset[int]:
    return frozenset(day for word in words.split(",") for day in _span(text, word))


def _span(text: str, word: str) -> Iterable[int]:
    first, dash, last = word.partition("-")
    ends = (first, last if dash else first)
    if not set(ends) <= set(WEEKDAYS):
        raise _unreadable(text, f"{word!r} names no weekday")
    begin, end = (WEEKDAYS.index(name) + 1 for name in ends)
    if begin > end:
        raise _unreadable(text, f"{word!r} goes backwards; write both parts: sat,sun,mon")
    return range(begin, end + 1)


def _written_days(weekdays: frozenset[int]) -> str:
    """Return the weekdays with each unbroken row of three or more as a span."""
    rows: list[list[int]] = []
    for day in sorted(weekdays):
        if rows and rows[-1][-1] == day - 1:
            rows[-1].append(day)
        else:
            rows.append([day])
    return ",".join(_written_row([WEEKDAYS[day - 1] for day in row]) for row in rows)


def _written_row(names: list[str]) -> str:
    return f"{names[0]}-{names[-1]}" if len(names) > 2 else ",".join(names)


def _unreadable(text: str, why: str) -> Misconfigured:
    sentence = (
        f"The window {text!r} cannot be read: {why}. Write weekdays and times, like 'mon-fri 07:00,10:00', or "
        "'mon-fri every 15 minutes 06:00-18:00'."
    )
    return Misconfigured([sentence])
