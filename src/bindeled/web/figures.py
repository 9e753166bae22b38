"""Numbers, days and moments as people here write them: the Danish way in Danish, the British way in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

from babel.dates import format_date, format_time, format_timedelta, get_day_names
from babel.numbers import format_decimal

from bindeled.domain.calendar import COPENHAGEN, danish_day
from bindeled.domain.nouns import HOUR_UNITS
from bindeled.texts import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, time
    from decimal import Decimal

_LOCALES = {"da": "da_DK", "en": "en_GB"}
# So that 29 February has a name.
_A_LEAP_YEAR = 2024
# What a quantity without a unit is told with here, and what the systems call none.
_NO_UNITS = frozenset({"", "None"})
# Units that are one word here and another there.
_UNITS = frozenset({"hours", "pieces", "days"})
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


def quantities_text(quantities: Mapping[str, Decimal], language: str) -> str:
    """Return how much of what, by unit, hours first: `12,50 timer + 30 km` in Danish; empty for nothing."""
    in_order = sorted(quantities.items(), key=lambda each: (each[0] not in HOUR_UNITS, each[0]))
    return " + ".join(quantity_text(quantity, unit, language) for unit, quantity in in_order)


def quantity_text(quantity: Decimal, unit: str, language: str) -> str:
    """Return a quantity in a unit as `common_unit` writes it: hours with two decimals, others as needed."""
    number = hours_text(quantity, language) if unit in HOUR_UNITS else _plain(quantity, language)
    if unit in _NO_UNITS:
        return say("page.unit.none", language, amount=number)
    return f"{number} {unit_text(unit, language)}"


def unit_text(unit: str, language: str) -> str:
    """Return a unit in the language of the page; one that nobody knows stays as it is."""
    return say(f"page.unit.{unit}", language) if unit in _UNITS else "" if unit in _NO_UNITS else unit


def kroner_text(kroner: Decimal, language: str) -> str:
    """Return whole kroner, as what they are: about so many."""
    return say("page.unit.about_kroner", language, amount=format_decimal(kroner, "#,##0", locale=_LOCALES[language]))


def typed_number(number: Decimal, language: str) -> str:
    """Return a number as somebody types it, without zeros at its end: `7,4` in Danish."""
    plain = f"{number.normalize():f}"
    return plain.replace(".", ",") if language == "da" else plain


def age_text(age: timedelta, language: str, shortest: Literal["second", "minute"] = "minute") -> str:
    """Return how long something has been so, as people say it, at least one of the `shortest`: `3 dage`."""
    least = max(age, timedelta(**{f"{shortest}s": 1}))
    return format_timedelta(least, granularity=shortest, threshold=1.2, locale=_LOCALES[language])


def _plain(quantity: Decimal, language: str) -> str:
    return format_decimal(quantity, "#,##0.####", locale=_LOCALES[language])


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
