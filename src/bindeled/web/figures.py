"""Numbers, days and moments as people here write them: the Danish way in Danish, the British way in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from babel.dates import format_date, format_time, get_day_names
from babel.numbers import format_decimal

from bindeled.domain.calendar import COPENHAGEN, danish_day
from bindeled.texts import say

if TYPE_CHECKING:
    from datetime import datetime, time
    from decimal import Decimal

_LOCALES = {"da": "da_DK", "en": "en_GB"}
# So that 29 February has a name.
_A_LEAP_YEAR = 2024
_NEARBY = {-1: "page.moment.yesterday", 0: "page.moment.today", 1: "page.moment.tomorrow"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as people read it, and as machines do."""

    text: str
    machine: str


def count_text(count: int, language: str) -> str:
    """Return a number of things: `12.345` in Danish."""
    return format_decimal(count, locale=_LOCALES[language])


def hours_text(hours: Decimal, language: str) -> str:
    """Return hours with two decimals: `1.234,50` in Danish."""
    return format_decimal(hours, "#,##0.00", locale=_LOCALES[language])


def day_text(day: date, language: str) -> str:
    """Return a day in full, with its weekday."""
    return format_date(day, "full", locale=_LOCALES[language])


def short_day_text(day: date, language: str) -> str:
    """Return a day without its weekday."""
    return format_date(day, "long", locale=_LOCALES[language])


def weekday_name(weekday: int, language: str) -> str:
    """Return what a weekday is called, Monday being 1: `mandag`."""
    return str(get_day_names("wide", locale=_LOCALES[language])[weekday - 1])


def clock_text(at: time, language: str) -> str:
    """Return a time of day: `07.00` in Danish."""
    return format_time(at, "HH.mm" if language == "da" else "HH:mm", locale=_LOCALES[language])


def day_of_year_text(month: int, day: int, language: str) -> str:
    """Return a day of every year, without one: `24. december`."""
    return format_date(date(_A_LEAP_YEAR, month, day), "d. MMMM" if language == "da" else "d MMMM", _LOCALES[language])


def moment_of(moment: datetime, now: datetime, language: str) -> Moment:
    """Return a moment in Danish time, told by `today` and the like where it is near `now`."""
    local = moment.astimezone(COPENHAGEN)
    time = format_time(local, "short", locale=_LOCALES[language])
    key = _NEARBY.get((danish_day(moment) - danish_day(now)) // timedelta(days=1), "page.moment.other")
    text = say(key, language, day=day_text(local.date(), language), time=time)
    return Moment(text, local.isoformat(timespec="seconds"))
