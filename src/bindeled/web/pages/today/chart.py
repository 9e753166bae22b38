"""The chart over the weeks: bars of hours, drawn by the server, with the same figures as a table. Pure.

All lengths are in the units of the drawing, which a browser fits into the room that there is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from bindeled.texts import say
from bindeled.web.figures import hours_text, short_day_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.weeks import WeekHours

WIDTH, HEIGHT = 640, 220
# Above the bars stand the hours, below them the weeks.
_TOP, _BOTTOM = 24, 28
_FULL = HEIGHT - _TOP - _BOTTOM
# The share of its room that a bar takes.
_BAR_SHARE = Decimal("0.6")


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar, by where its hours are: `good` carried, `wait` waiting, `act` set aside."""

    tone: str
    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True)
class WeekBar:
    """One week: its bar, and what stands above and below it at `middle`."""

    segments: tuple[Segment, ...]
    middle: str
    top: str
    hours: str
    week: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week as the table tells it."""

    week: str
    since: str
    carried: str
    waiting: str
    parked: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing and the table. Without `bars` there is nothing to draw."""

    bars: tuple[WeekBar, ...]
    rows: tuple[WeekRow, ...]
    width: str = str(WIDTH)
    height: str = str(HEIGHT)
    ground: str = str(HEIGHT - _BOTTOM)
    label: str = str(HEIGHT - 8)


def week_chart(weeks: Sequence[WeekHours], language: str) -> Chart:
    """Return the chart of these weeks, the oldest first; nothing is drawn where no hours are known."""
    most = max((week.total for week in weeks), default=Decimal())
    bars = tuple(_bar(week, place, len(weeks), most, language) for place, week in enumerate(weeks)) if most > 0 else ()
    return Chart(bars, tuple(_row(week, language) for week in weeks))


def _bar(week: WeekHours, place: int, count: int, most: Decimal, language: str) -> WeekBar:
    room = Decimal(WIDTH) / count
    width, middle = room * _BAR_SHARE, room * place + room / 2
    y, segments = Decimal(HEIGHT - _BOTTOM), []
    for tone, hours in (("good", week.carried), ("wait", week.waiting), ("act", week.parked)):
        height = max(hours, Decimal()) * _FULL / most
        y -= height
        if height:
            segments.append(Segment(tone, *map(_number, (middle - width / 2, y, width, height))))
    above = hours_text(week.total, language).rpartition("," if language == "da" else ".")[0]
    return WeekBar(tuple(segments), _number(middle), _number(y - 6), above, _week(week, language))


def _row(week: WeekHours, language: str) -> WeekRow:
    figures = (hours_text(hours, language) for hours in (week.carried, week.waiting, week.parked))
    return WeekRow(_week(week, language), short_day_text(week.monday, language), *figures)


def _week(week: WeekHours, language: str) -> str:
    return say("page.chart.week", language, number=str(week.monday.isocalendar().week))


def _number(length: Decimal) -> str:
    return f"{length:.1f}"
