"""Reads both systems anew and sums them up. Writes nothing on either side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bindeled.domain.causes import Finding
from bindeled.domain.keys import Reference
from bindeled.domain.mapping import HoursTo, Locked, Matcher, map_report
from bindeled.domain.mapping.lines import quantity_of
from bindeled.domain.nouns import CategoryKind
from bindeled.domain.planning import sift
from bindeled.domain.reconciliation import Part, reconcile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bindeled.domain.drift import KnownPairing
    from bindeled.domain.mapping import ReportRules
    from bindeled.domain.nouns import FoundLine, IntempusRegisters, UnicontaRegisters, WorkReport
    from bindeled.domain.pay_periods import PayPeriods
    from bindeled.domain.reconciliation import Known, Reconciliation
    from bindeled.ports import BookedLines, ProjectJournal, ReportSource

# An absence that began so long before the first day may still reach into it.
LONGEST_ABSENCE = timedelta(days=31)
_HOURS = frozenset({CategoryKind.WORK, CategoryKind.ABSENCE})


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Sums up some days for one tenant. `first_day` is the first day that the tenant carries.

    `pairings` are the pay types that work types were carried as, by Intempus' id of the work type.
    """

    source: ReportSource
    journal: ProjectJournal
    booked: BookedLines
    rules: ReportRules
    first_day: date
    pairings: Mapping[int, KnownPairing]

    def reconcile(self, span: tuple[date, date], periods: PayPeriods, known: Known) -> Reconciliation:
        """Return the sum over these days, both ends in it. Raises whatever the systems raise."""
        here, there = self.source.registers(), without_blocks(self.journal.registers())
        rules = without_locks(self.rules)
        matcher = Matcher(here, there, rules, self.pairings)
        lines = self.booked.lines_between(*span)
        reports = {report.id: report for report in self._reports(span[0])}
        reports |= self._asked_for(lines, reports.keys())
        due, _ = sift(reports.values(), {}, self.rules, self.first_day)
        parts = {report.id: parts_of(report, here, matcher, rules) for report in due}
        names = {number: person.name for number, person in there.employees.items()}
        return replace(reconcile(parts, lines, known, periods, span), names=names)

    def _reports(self, first: date) -> Iterable[WorkReport]:
        begin = max(self.first_day, first - LONGEST_ABSENCE)
        return (report for page in self.source.approved_since(begin) for report in page.reports)

    def _asked_for(self, lines: Iterable[FoundLine], seen: Iterable[int]) -> dict[int, WorkReport]:
        """Ask one by one for the reports behind lines that were not among those read: withdrawn, moved or long past."""
        owners = {reference.report_id for line in lines if (reference := Reference.parse(line.reference))}
        found = (self.source.report(report_id) for report_id in sorted(owners - set(seen)))
        return {report.id: report for report in found if report is not None}


def parts_of(report: WorkReport, here: IntempusRegisters, matcher: Matcher, rules: ReportRules) -> list[Part]:
    """Return the days, employees and projects that a report belongs to: as its lines do, or as Intempus says."""
    mapped = map_report(report, Reference(report.id, 1), matcher, rules)
    if not isinstance(mapped, Finding):
        return [Part(line.date, line.employee, line.project, line.unit, line.quantity) for line in mapped.lines]
    employee = here.employees.get(report.employee_id)
    case = here.cases.get(report.case_id) if report.case_id is not None else None
    number, project = employee.number if employee else "", case.number if case else ""
    return [Part(report.start_date, number, project, report.unit or _usual_unit(report, here), quantity_of(report))]


def _usual_unit(report: WorkReport, here: IntempusRegisters) -> str:
    """Return hours for what is time and names no unit."""
    work_type = here.work_types.get(report.work_type_id) if report.work_type_id is not None else None
    return "hours" if work_type is not None and work_type.kind in _HOURS else ""


def without_locks(rules: ReportRules) -> ReportRules:
    """Return the rules as if no day were shut: what was carried before is where it was."""
    return replace(
        rules,
        own_rules=(),
        closed_until=None,
        within_contract=False,
        locked_in_intempus=Locked.CARRY,
        # A sum asks for day, employee and project alone, which are the same on the timesheet.
        hours_to=HoursTo.JOURNAL,
    )


def without_blocks(there: UnicontaRegisters) -> UnicontaRegisters:
    """Return the registers as if nothing were blocked: what was carried before a block is where it was."""
    free = {number: replace(person, blocked=False, terminated=None) for number, person in there.employees.items()}
    return replace(
        there,
        projects={number: replace(project, blocked=False) for number, project in there.projects.items()},
        employees=free,
        items={number: replace(item, blocked=False) for number, item in there.items.items()},
        pay_types={number: replace(pay_type, blocked=False) for number, pay_type in there.pay_types.items()},
    )
