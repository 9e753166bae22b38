"""What waits while a gate is closed, in which order it is read once it opens, and how long that takes. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from decimal import Decimal

    from bindeled.domain.nouns import WorkReport


class HeldDay(NamedTuple):
    """A day that has reports waiting, and how many."""

    day: date
    reports: int


class Span(NamedTuple):
    """Danish days from `first` to `last`, both in it; None as `last` means everything from `first` on."""

    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class CatchUp:
    """What decides how long it takes to carry what waits.

    `held` reports wait and `arrivals` more come in a minute; each costs `calls_per_report`, a part of a call where many
    travel in one. `fixed_calls` come on top once. `rate` is how many calls may be made in a minute.
    """

    held: int
    calls_per_report: float
    rate: float
    arrivals: float = 0.0
    fixed_calls: int = 0


def hours_of(report: WorkReport) -> Decimal | None:
    """Return the amount of a report that says from when to when somebody worked; without registers no other is known.

    A work type may be in kilometres or pieces as well, and those have no times.
    """
    is_time = report.work_type_id is not None and report.start_time is not None and report.end_time is not None
    return report.amount if is_time else None


def spans_of(days: Iterable[HeldDay], window_start: date, size: int) -> list[Span]:
    """Return the spans of days to read, the oldest first, which together hold everything from `window_start` on.

    Each but the last has as many days as it takes to hold `size` waiting reports. What waits from before the window is
    in the first.
    """
    first: date | None = None
    spans: list[Span] = []
    count = 0
    for held in days:
        first = first or min(held.day, window_start)
        count += held.reports
        if count >= size:
            spans.append(Span(first, held.day))
            first, count = held.day + timedelta(days=1), 0
    return [*spans, Span(first or window_start, None)]


def in_order_of_days(reports: Iterable[WorkReport]) -> tuple[WorkReport, ...]:
    """Return the reports, the oldest day first."""
    return tuple(sorted(reports, key=lambda report: (report.start_date, report.id)))


def forecast(ahead: CatchUp) -> float | None:
    """Return in how many minutes everything is carried; None when as much comes in as may go out (connections P5b)."""
    if not ahead.held:
        return 0.0
    spare = ahead.rate - ahead.arrivals * ahead.calls_per_report
    if spare <= 0:
        return None
    return (ahead.held * ahead.calls_per_report + ahead.fixed_calls) / spare


class Room(Enum):
    """How much room is left to hold what waits."""

    ENOUGH = "enough"
    LITTLE = "little"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Quota:
    """How large the database may grow, in bytes, and at which shares of that somebody is told and reading pauses."""

    bytes: int
    alarm_share: float = 0.7
    pause_share: float = 0.9


def room_of(used: int, quota: Quota) -> Room:
    """Return how much room is left when so many bytes are used (connections P14)."""
    if used >= quota.bytes * quota.pause_share:
        return Room.NONE
    return Room.LITTLE if used >= quota.bytes * quota.alarm_share else Room.ENOUGH
