"""What somebody fills in about a schedule: windows of weekdays and times, and the days on which nothing runs."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import get_language

from bindeled.domain.errors import Misconfigured
from bindeled.domain.schedule_words import WEEKDAYS, read_day_off, read_window
from bindeled.domain.schedules import AtTimes, EveryMinutes
from bindeled.texts import say
from bindeled.web.figures import clock_text, weekday_name
from bindeled.web.pages.schedules.words import times_words

if TYPE_CHECKING:
    from django.http import QueryDict

    from bindeled.domain.schedules import DayOff, Schedule, Window

# More windows than this are written on the command line.
MOST_WINDOWS = 4
_LAST_HOUR, _LAST_MINUTE = 23, 59
_TIME = re.compile(r"(\d{1,2})(?:[.:](\d{2}))?")
_DAY_OFF = re.compile(r"(\d{1,2})[./](\d{1,2})[./]?(\d{4})?")


class WindowForm(forms.Form):
    """One window: on these weekdays at these times, or every so many minutes from one time to another."""

    weekdays = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    times = forms.CharField(required=False, max_length=200)
    minutes = forms.IntegerField(required=False, min_value=1, max_value=1440)
    first = forms.CharField(required=False, max_length=5)
    last = forms.CharField(required=False, max_length=5)

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(word, weekday_name(day, language).capitalize()) for day, word in enumerate(WEEKDAYS, 1)]
        self.fields["weekdays"] = forms.MultipleChoiceField(
            required=False, choices=choices, widget=forms.CheckboxSelectMultiple
        )

    def clean_times(self) -> str:
        """Return the times as the schedule reads them."""
        return ",".join(_clock(word) for word in re.split(r"[,;\s]+", self.cleaned_data["times"]) if word)

    def clean_first(self) -> str:
        """Return the first time as the schedule reads it."""
        return _clock(self.cleaned_data["first"]) if self.cleaned_data["first"] else ""

    def clean_last(self) -> str:
        """Return the last time as the schedule reads it."""
        return _clock(self.cleaned_data["last"]) if self.cleaned_data["last"] else ""

    def window(self) -> Window | None:
        """Return the window that was filled in, None where none was. One that cannot be is a mistake of the form."""
        sent = self.cleaned_data
        if not sent["weekdays"] and not sent["times"] and not sent["minutes"]:
            return None
        every = f"every {sent['minutes']} minutes {sent.get('first')}-{sent.get('last')}" if sent["minutes"] else ""
        try:
            return read_window(f"{','.join(sent['weekdays'])} {every or sent['times']}")
        except Misconfigured:
            self.add_error(None, _told("window"))
            return None


class ScheduleForm(forms.Form):
    """The days on which nothing runs, beside the windows."""

    skip_holidays = forms.BooleanField(required=False)
    days_off = forms.CharField(required=False, max_length=1000)

    def clean_days_off(self) -> tuple[DayOff, ...]:
        """Return the days that were written, `24.12` for every year and `20.7.2026` for once."""
        return tuple(_day_off(word) for word in re.split(r"[,;\s]+", self.cleaned_data["days_off"]) if word)


class Filled:
    """The whole form of one schedule: its windows, one more to fill in, and the days off."""

    def __init__(self, schedule: Schedule, language: str, sent: QueryDict | None = None) -> None:
        count = min(len(schedule.windows) + 1, MOST_WINDOWS)
        begun = [_initial(window, language) for window in schedule.windows[:count]] + [{}] * MOST_WINDOWS
        self.windows = [
            WindowForm(language, sent, prefix=f"window{number}", initial=begun[number]) for number in range(count)
        ]
        off = ", ".join(_written(one) for one in schedule.days_off)
        self.rest = ScheduleForm(sent, initial={"skip_holidays": schedule.skip_holidays, "days_off": off})
        self._before = schedule

    def schedule(self) -> Schedule | None:
        """Return the schedule that was filled in, None where something of it cannot be."""
        forms_ = (*self.windows, self.rest)
        if any(form.errors for form in forms_):
            return None
        windows = [form.window() for form in self.windows]
        if any(form.errors for form in self.windows):
            return None
        return replace(
            self._before,
            windows=tuple(window for window in windows if window is not None),
            skip_holidays=self.rest.cleaned_data["skip_holidays"],
            days_off=self.rest.cleaned_data["days_off"],
        )


def _initial(window: Window, language: str) -> dict[str, Any]:
    begun: dict[str, Any] = {"weekdays": [WEEKDAYS[day - 1] for day in window.weekdays]}
    if isinstance(window, AtTimes):
        return {**begun, "times": times_words(window, language)}
    return {**begun, **_every(window, language)}


def _every(window: EveryMinutes, language: str) -> dict[str, Any]:
    first, last = (clock_text(moment, language) for moment in (window.first, window.last))
    return {"minutes": window.minutes, "first": first, "last": last}


def _clock(word: str) -> str:
    found = _TIME.fullmatch(word.strip())
    if found is None or int(found[1]) > _LAST_HOUR or int(found[2] or 0) > _LAST_MINUTE:
        raise forms.ValidationError(_told("time"))
    return f"{int(found[1]):02d}:{found[2] or '00'}"


def _day_off(word: str) -> DayOff:
    found = _DAY_OFF.fullmatch(word)
    if found is None:
        raise forms.ValidationError(_told("day_off"))
    year = f"{found[3]}-" if found[3] else ""
    try:
        return read_day_off(f"{year}{int(found[2]):02d}-{int(found[1]):02d}")
    except Misconfigured:
        raise forms.ValidationError(_told("day_off")) from None


def _written(off: DayOff) -> str:
    return f"{off.day}.{off.month}" + (f".{off.year}" if off.year else "")


def _told(mistake: str) -> str:
    return say(f"page.schedules.mistake.{mistake}", get_language() or "da")
