"""One report becomes its journal lines, or the first reason why it cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from bindeled.domain.causes import Cause, Finding
from bindeled.domain.mapping.lines import (
    TEXT_LENGTH,
    agreeing_times,
    line_text,
    quantity_of,
    spread,
    working_days,
)
from bindeled.domain.mapping.locks import first_lock
from bindeled.domain.mapping.rules import DimensionSource, HoursTo
from bindeled.domain.mapping.units import fits
from bindeled.domain.mapping.validation import cautions_about, first_objection, is_cut
from bindeled.domain.mapping.weeks import in_weeks
from bindeled.domain.nouns import CategoryKind, JournalLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bindeled.domain.causes import Caution
    from bindeled.domain.keys import Reference
    from bindeled.domain.mapping.matching import Matcher, Target
    from bindeled.domain.mapping.rules import ReportRules
    from bindeled.domain.nouns import Dimensions, PayrollEmployee, WorkReport

# Longer than any absence that is registered in one piece; a slip of the year would make hundreds of lines.
MOST_DAYS = 92


class Mapped(NamedTuple):
    """A report as journal lines, with what a person should know about it."""

    lines: tuple[JournalLine, ...]
    cautions: tuple[Caution, ...]


def map_report(report: WorkReport, reference: Reference, matcher: Matcher, rules: ReportRules) -> Mapped | Finding:
    """Return the journal lines that this report becomes, or the first reason why it cannot become any.

    `reference` is that of the first line.
    """
    mapped = _mapped(report, reference, matcher, rules)
    if isinstance(mapped, Finding) or rules.hours_to is HoursTo.JOURNAL or report.product_id is not None:
        return mapped
    shared = in_weeks(mapped.lines, matcher.there, rules)
    return shared if isinstance(shared, Finding) else Mapped(shared, mapped.cautions)


def _mapped(report: WorkReport, reference: Reference, matcher: Matcher, rules: ReportRules) -> Mapped | Finding:
    if (report.work_type_id is None) == (report.product_id is None):
        return Finding(Cause.KIND_UNKNOWN)
    if not quantity_of(report):
        return Finding(Cause.QUANTITY_ZERO)
    employee = matcher.employee(report)
    if isinstance(employee, Finding):
        return employee
    target = matcher.target(report.work_type_id, report.product_id, report.case_id)
    if isinstance(target, Finding):
        return target
    if not fits(report.unit, target.kind, target.unit):
        facts = {"registered_as": target.name, "unit": report.unit or "km", "unit_there": target.unit}
        return Finding(Cause.UNIT_DIFFERS, facts)
    line = _line(report, reference, employee, target, matcher, rules)
    lines = _spread_over_days(report, reference, line, target, rules)
    return lines if isinstance(lines, Finding) else _checked(report, lines, target, matcher, rules)


def _line(
    report: WorkReport,
    reference: Reference,
    employee: PayrollEmployee,
    target: Target,
    matcher: Matcher,
    rules: ReportRules,
) -> JournalLine:
    time_from, time_to = agreeing_times(report) if report.product_id is None else (None, None)
    return JournalLine(
        reference=str(reference),
        journal=rules.journal,
        date=report.start_date,
        project=target.where.project.number,
        employee=employee.number,
        pay_type=target.pay_type,
        project_category=target.project_category,
        item=target.item,
        text=line_text(rules.text, matcher.facts(report, target)),
        quantity=quantity_of(report),
        unit=target.unit,
        invoiceable=target.invoiceable,
        time_from=time_from,
        time_to=time_to,
        dimensions=_dimensions(employee, target, rules),
        task=target.where.task,
        workspace=target.where.workspace or matcher.workspace,
    )


def _dimensions(employee: PayrollEmployee, target: Target, rules: ReportRules) -> Dimensions:
    """Return each dimension of the pay type or item where it has one, else of project or employee, as chosen."""
    chosen = employee if rules.dimensions_from is DimensionSource.EMPLOYEE else target.where.project
    return merged_dimensions(target.own_dimensions, chosen.dimensions)


def merged_dimensions(first: Dimensions, otherwise: Dimensions) -> Dimensions:
    """Return each dimension of the first where it has one, else of the other."""
    if not any(first):
        return otherwise
    one, two, three, four, five = (own or other for own, other in zip(first, otherwise, strict=True))
    return one, two, three, four, five


def _spread_over_days(
    report: WorkReport, reference: Reference, line: JournalLine, target: Target, rules: ReportRules
) -> tuple[JournalLine, ...] | Finding:
    """Return absence of several days as one line a working day; its amount is taken to be that of all of them."""
    if not rules.split_days or target.kind is not CategoryKind.ABSENCE or report.end_date <= report.start_date:
        return (line,)
    length = (report.end_date - report.start_date).days + 1
    if length > MOST_DAYS:
        return Finding(Cause.SPAN_TOO_LONG, {"days": str(length), "most": str(MOST_DAYS)})
    days = working_days(report.start_date, report.end_date, rules.free_days)
    return tuple(
        replace(
            line,
            reference=str(replace(reference, line=number)),
            date=day,
            quantity=quantity,
            time_from=None,
            time_to=None,
        )
        for number, (day, quantity) in enumerate(zip(days, spread(line.quantity, len(days)), strict=True), 1)
    )


def _checked(
    report: WorkReport, lines: Sequence[JournalLine], target: Target, matcher: Matcher, rules: ReportRules
) -> Mapped | Finding:
    locked = first_lock([line.date for line in lines], matcher.contracts(report), rules)
    objection = locked or first_objection(report, lines, rules)
    if objection is not None:
        return objection
    cautions = target.cautions + cautions_about(report, lines, rules)
    cut = [replace(line, text=line.text[:TEXT_LENGTH]) for line in lines] if is_cut(lines) else lines
    return Mapped(tuple(cut), cautions)
