"""What the rules find, as functions of what is known, and what is new about it. Pure."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.calendar import danish_day
from bindeled.domain.mapping.rules import GENERATED_ORIGIN
from bindeled.domain.mapping.units import common_unit
from bindeled.domain.schedules import ticks_of
from bindeled.domain.watching.business_days import business_days_between, is_business_day, moved
from bindeled.domain.watching.watches import Given, WatchCause, WatchKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from bindeled.domain.nouns import WorkReport
    from bindeled.domain.watching.watches import Seen, Watch

_DAY = timedelta(days=1)
# A run that begins with the last tick of a day has had this long to carry something.
_PATIENCE = timedelta(hours=1)
# No silence is looked back upon for longer.
_LONGEST_SILENCE = 31
_HOURS = "hours"


@dataclass(frozen=True, slots=True)
class WatchPlan:
    """What is new and is to be told, and which causes are gone, by rule and subject."""

    new: tuple[WatchCause, ...]
    gone: tuple[tuple[str, str], ...]


def plan_watching(found: Iterable[WatchCause], known: Iterable[tuple[str, str]]) -> WatchPlan:
    """Return what is new among what was found, and which of the known causes are gone."""
    by_key = {(cause.watch, cause.subject): cause for cause in found}
    before = set(known)
    new = tuple(cause for key, cause in sorted(by_key.items(), key=lambda pair: pair[0]) if key not in before)
    return WatchPlan(new, tuple(sorted(before - by_key.keys())))


def causes_of(watches: Iterable[Watch], seen: Seen) -> list[WatchCause]:
    """Return everything that the rules find."""
    return [cause for watch in watches for cause in _FIND[watch.kind](watch, seen)]


def first_report_day(watches: Iterable[Watch], seen: Seen) -> date | None:
    """Return from which day on these rules look at reports, None where none of them does."""
    return min((day for watch in watches if (day := _looks_back_to(watch, seen)) is not None), default=None)


def _looks_back_to(watch: Watch, seen: Seen) -> date | None:
    today = danish_day(seen.now)
    if watch.kind is WatchKind.REPORT_LACKS:
        return today - _DAY * watch.days
    due = due_period(watch, seen) if watch.kind is WatchKind.HOURS_MISSING else None
    return watch.periods.first_day(due.first - _DAY) if due else None


# a report lacks a field


def _reports_that_lack(watch: Watch, seen: Seen) -> Iterator[WatchCause]:
    first = danish_day(seen.now) - _DAY * watch.days
    for report in seen.reports:
        if report.start_date >= first and report.origin != GENERATED_ORIGIN and _LACKS[watch.field](report):
            yield WatchCause(watch.name, watch.kind, str(report.id), str(report.id), {"field": watch.field.value})


_LACKS: Mapping[Given, Callable[[WorkReport], bool]] = MappingProxyType(
    {
        Given.REMARKS: lambda report: not report.remarks.strip(),
        Given.PROJECT: lambda report: report.case_id is None,
        Given.START_TIME: lambda report: report.start_time is None,
        Given.END_TIME: lambda report: report.end_time is None,
    }
)


# a project is late


def _past_end_date(watch: Watch, seen: Seen) -> Iterator[WatchCause]:
    today = danish_day(seen.now)
    for project in seen.projects:
        if project.end_date is not None and project.end_date < today:
            # Moved to another day that passes as well, it is told anew.
            yield WatchCause(watch.name, watch.kind, f"{project.number} {project.end_date}", project.number)


def _over_budget(watch: Watch, seen: Seen) -> Iterator[WatchCause]:
    for project in seen.projects:
        if project.budget and project.carried > project.budget * watch.percent / 100:
            subject = f"{project.number} {project.budget.normalize():f}"
            yield WatchCause(
                watch.name, watch.kind, subject, project.number, {"percent": f"{watch.percent.normalize():f}"}
            )


# approved hours are missing before payroll is closed


@dataclass(frozen=True, slots=True)
class DuePeriod:
    """A period that payroll is closed for soon: its first and last day, and the day of the cut-off."""

    first: date
    last: date
    cut_off: date


def due_period(watch: Watch, seen: Seen) -> DuePeriod | None:
    """Return the period that a rule looks at now, None on days on which it looks at none."""
    today = danish_day(seen.now)
    current = watch.periods.first_day(today)
    for first in (watch.periods.first_day(current - _DAY), current):
        last = watch.periods.next_first_day(first) - _DAY
        cut_off = moved(seen.schedule, last, watch.cut_off_days)
        if moved(seen.schedule, cut_off, -watch.ahead_days) <= today <= cut_off:
            return DuePeriod(first, last, cut_off)
    return None


def _hours_missing(watch: Watch, seen: Seen) -> Iterator[WatchCause]:
    due = due_period(watch, seen)
    if due is None:
        return
    before = watch.periods.first_day(due.first - _DAY)
    expected_of = {report.employee_id for report in seen.reports if before <= report.start_date < due.first}
    approved = _approved_hours(seen.reports, due)
    # Of a period that is not over yet, only the days that are.
    until = min(due.last, danish_day(seen.now) - _DAY)
    wanted = watch.hours_per_day * business_days_between(seen.schedule, due.first, until)
    facts = {"period": due.first.isoformat(), "cut_off": due.cut_off.isoformat()}
    for employee_id in sorted(expected_of):
        if approved[employee_id] < wanted:
            number = seen.employees.get(employee_id, str(employee_id))
            yield WatchCause(watch.name, watch.kind, f"{due.first} {employee_id}", number, facts)


def _approved_hours(reports: Sequence[WorkReport], due: DuePeriod) -> Mapping[int, Decimal]:
    hours: defaultdict[int, Decimal] = defaultdict(Decimal)
    for report in reports:
        counts = report.work_type_id is not None and common_unit(report.unit) in {"", _HOURS}
        if counts and report.origin != GENERATED_ORIGIN and due.first <= report.start_date <= due.last:
            hours[report.employee_id] += report.amount
    return hours


# nothing came through


def _nothing_came(watch: Watch, seen: Seen) -> Iterator[WatchCause]:
    """Find the first day of a silence: it is one cause however long it lasts."""
    if seen.last_carried is None:
        return
    after = danish_day(seen.last_carried)
    for day in (after + _DAY * number for number in range(1, _LONGEST_SILENCE)):
        ticks = ticks_of(seen.schedule, day)
        if ticks and is_business_day(seen.schedule, day) and ticks[-1] + _PATIENCE <= seen.now:
            yield WatchCause(watch.name, watch.kind, day.isoformat(), day.isoformat(), {"day": day.isoformat()})
            return


_FIND: Mapping[WatchKind, Callable[[Watch, Seen], Iterator[WatchCause]]] = MappingProxyType(
    {
        WatchKind.REPORT_LACKS: _reports_that_lack,
        WatchKind.PAST_END_DATE: _past_end_date,
        WatchKind.OVER_BUDGET: _over_budget,
        WatchKind.HOURS_MISSING: _hours_missing,
        WatchKind.NOTHING_CAME: _nothing_came,
    }
)
