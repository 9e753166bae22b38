"""Hours become shares of rows of the weekly timesheet, unless their week is shut."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.mapping.rules import ShutWeeks
from bindeled.domain.nouns import HOUR_UNITS
from bindeled.domain.timesheet import row_reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bindeled.domain.mapping.rules import ReportRules
    from bindeled.domain.nouns import JournalLine, UnicontaRegisters


def in_weeks(
    lines: Iterable[JournalLine], there: UnicontaRegisters, rules: ReportRules
) -> tuple[JournalLine, ...] | Finding:
    """Return the lines with those of hours as shares of their rows, or why one of them has to wait.

    What is not in hours stays a line of the journal: a row of kilometres needs the number of a car, which Intempus does
    not tell, and pieces have no rows at all. A row of a task that has ended could never be approved (Uniconta sheet
    6.9).
    """
    placed = [_in_week(line, there, rules) for line in lines]
    finding = next((one for one in placed if isinstance(one, Finding)), None)
    return finding or tuple(one for one in placed if not isinstance(one, Finding))


def _in_week(line: JournalLine, there: UnicontaRegisters, rules: ReportRules) -> JournalLine | Finding:
    if line.unit.casefold() not in HOUR_UNITS:
        return line
    shut = there.employees[line.employee].shut_until
    if shut is not None and line.date <= shut:
        facts = {"day": line.date.isoformat(), "employee": line.employee}
        return Finding(Cause.WEEK_SHUT, facts) if rules.shut_weeks is ShutWeeks.PARK else line
    task = (there.tasks or {}).get((line.project, line.task))
    if task is not None and task.ended:
        return Finding(Cause.TASK_ENDED, {"project": line.project, "task": line.task})
    # A row has no times of its own for a single day, and may only be invoiced where its project is.
    invoiceable = line.invoiceable and there.projects[line.project].invoiceable
    share = replace(line, time_from=None, time_to=None, invoiceable=invoiceable)
    return replace(share, row=row_reference(share))
