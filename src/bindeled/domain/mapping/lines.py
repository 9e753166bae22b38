"""What stands on a line: its quantity, its text, its times, and the days that an absence is spread over."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from bindeled.domain.calendar import is_public_holiday
from bindeled.domain.nouns import QUANTITY_STEP

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, time

    from bindeled.domain.nouns import WorkReport

# How long a text Uniconta takes is not known (Uniconta sheet 10.17); this much shows in its journal.
TEXT_LENGTH = 100
PLACEHOLDERS = ("remarks", "registered_as", "case_number", "case_name", "employee_number", "report")

_HOURS_APART = Decimal("0.01")
_CPR_SHAPE = re.compile(r"\b\d{6}[- ]?\d{4}\b")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_WEEKEND = 6


def quantity_of(report: WorkReport) -> Decimal:
    """Return the amount as it will stand in Uniconta, in the unit of the work type or product."""
    return report.amount.quantize(QUANTITY_STEP, rounding=ROUND_HALF_UP)


def masked(text: str) -> str:
    """Return the text without anything shaped like a CPR number, which we never keep."""
    return _CPR_SHAPE.sub("(masked)", text)


def line_text(template: str, facts: Mapping[str, str]) -> str:
    """Return the text of a line, on one line: the remarks, or what was registered where there are none.

    A template puts the facts of its placeholders together; what it leaves open falls back the same way.
    """
    text = _PLACEHOLDER.sub(lambda match: facts.get(match[1], ""), template) if template else facts["remarks"]
    return " ".join(text.split()) or " ".join(facts["registered_as"].split())


def unknown_placeholders(template: str) -> list[str]:
    """Return the placeholders of a template that stand for nothing."""
    return sorted(set(_PLACEHOLDER.findall(template)) - set(PLACEHOLDERS))


def agreeing_times(report: WorkReport) -> tuple[time | None, time | None]:
    """Return from and to when they span the amount in hours; Uniconta clears times that disagree (sheet 6.8)."""
    if report.start_time is None or report.end_time is None:
        return None, None
    hours = _hours_between(report.start_date, report.start_time, report.end_time)
    agree = abs(hours - report.amount) <= _HOURS_APART
    return (report.start_time, report.end_time) if agree else (None, None)


def working_days(first: date, last: date, free: frozenset[tuple[int, int]]) -> list[date]:
    """Return the Danish working days from the first to the last, both in it; every day where none is one.

    `free` are days (month, day) that are free by agreement.
    """
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    return [day for day in days if _is_working_day(day, free)] or days


def spread(quantity: Decimal, days: int) -> list[Decimal]:
    """Return the quantity in so many parts that come to it exactly, alike to the last decimal of Uniconta."""
    each = (quantity / days).quantize(QUANTITY_STEP, rounding=ROUND_DOWN)
    left = int((quantity - each * days) / QUANTITY_STEP)
    step = QUANTITY_STEP.copy_sign(left)
    return [each + step if place < abs(left) else each for place in range(days)]


def _is_working_day(day: date, free: frozenset[tuple[int, int]]) -> bool:
    return day.isoweekday() < _WEEKEND and not is_public_holiday(day) and (day.month, day.day) not in free


def _hours_between(day: date, start: time, end: time) -> Decimal:
    begin, finish = datetime.combine(day, start), datetime.combine(day, end)
    if finish <= begin:  # a night shift ends on the day after
        finish += timedelta(days=1)
    return Decimal(int((finish - begin).total_seconds())) / 3600
