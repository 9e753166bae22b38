"""Kinds of field: how a value that was sent becomes the value that is kept.

Kept are text, float, int, bool, and dates as ISO text; a year-1 date means none (Uniconta sheet 7).
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.clock import clock

NO_DATE = "0001-01-01T00:00:00"

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?)?")
_CLOCK = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?")
_FLAGS = {True: True, False: False, "true": True, "false": False, "1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: its value when nothing was sent, and how to read what was. `read` raises `ValueError`."""

    name: str
    default: Any
    read: Callable[[Any], Any]


def _text(value: Any) -> str | None:
    if isinstance(value, (dict, list)):
        raise ValueError("not a text")  # noqa: TRY004 - one kind of error for all that cannot be read
    return None if value is None or value == "" else str(value)


def _number(value: Any) -> float:
    return 0.0 if value is None else float(value)  # text with a decimal point is accepted too


def _whole(value: Any) -> int:
    return 0 if value is None else int(value)


def _flag(value: Any) -> bool:
    try:
        return _FLAGS[value.lower() if isinstance(value, str) else bool(value)]
    except KeyError:
        raise ValueError("not a boolean") from None


def _moment(value: Any) -> str:
    """Read `yyyy-MM-dd` with or without a time; a zone is cut off, since dates are calendar dates."""
    if value is None or value == "":
        return NO_DATE
    match = _MOMENT.fullmatch(str(value))
    if match is None:
        raise ValueError("not a date")
    day, clock = match.groups()
    return dt.datetime.fromisoformat(f"{day}T{clock or '00:00:00'}").isoformat()


def _day(value: Any) -> str:
    return _moment(value)[:10] + "T00:00:00"


def _clock(value: Any) -> str:
    """Read a time of day: a date-time whose time part counts, a bare time, or minutes since midnight (sheet 6.8)."""
    if isinstance(value, int):
        return _on_no_day(dt.time(value // 60, value % 60))
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match:
        hour, minute, second = (int(part or 0) for part in match.groups())
        return _on_no_day(dt.time(hour, minute, second))
    return NO_DATE[:10] + _moment(value)[10:]


def _on_no_day(clock: dt.time) -> str:
    return f"{NO_DATE[:10]}T{clock.isoformat(timespec='seconds')}"


TEXT = Kind("text", None, _text)
NUMBER = Kind("number", 0.0, _number)
WHOLE = Kind("whole", 0, _whole)
FLAG = Kind("flag", False, _flag)
DAY = Kind("day", NO_DATE, _day)
MOMENT = Kind("moment", NO_DATE, _moment)
CLOCK = Kind("clock", NO_DATE, _clock)


def moment_now() -> str:
    """Return this moment as the server writes it into a row."""
    return clock.now().replace(tzinfo=None).isoformat(timespec="seconds")
