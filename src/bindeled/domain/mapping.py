"""From a work report to a journal line: matching by number, and what Uniconta's own client would have derived.

Uniconta's client fills in unit, category, item, dimensions and invoiceable when a person picks a project or a pay
type; its web interface does not (Uniconta sheet 6.8), so each derivation is done here, by a named rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from bindeled.domain.causes import Cause, Caution, Finding
from bindeled.domain.nouns import JournalLine, Phase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, time

    from bindeled.domain.keys import Reference
    from bindeled.domain.nouns import (
        Employee,
        IntempusRegisters,
        Item,
        PayrollEmployee,
        PayType,
        Project,
        ProjectCategory,
        UnicontaRegisters,
        WorkReport,
        WorkType,
    )

Row = TypeVar("Row")

# Uniconta keeps quantities as doubles; four decimals of an hour are a third of a second.
QUANTITY_STEP = Decimal("0.0001")
# How long a text Uniconta takes is not known (Uniconta sheet 10.17); this much shows in its journal.
TEXT_LENGTH = 100
# Written by Intempus itself from the hours that people registered (Intempus sheet 7.14): carrying them as well
# would count the same hours twice.
GENERATED_ORIGIN = "intempus:overtime"
OPEN_PHASES = frozenset({Phase.CREATED, Phase.ACCEPTED, Phase.IN_PROGRESS})

_HOURS_APART = Decimal("0.01")
_CPR_SHAPE = re.compile(r"\b\d{6}[- ]?\d{4}\b")


class EmployeeMatch(Enum):
    """How an employee here is found there; chosen once, at set-up."""

    NUMBER = "number"
    EMAIL = "email"


@dataclass(frozen=True, slots=True)
class ReportRules:
    """A tenant's choices for the `reports` flow.

    `pay_types` maps an Intempus work type id to a Uniconta pay type number and comes before every other match.
    """

    journal: str = "INTEMPUS"
    employee_match: EmployeeMatch = EmployeeMatch.NUMBER
    pay_types: Mapping[int, str] = field(default_factory=dict)
    carry_generated: bool = False


class Mapped(NamedTuple):
    """A report as a journal line, with what a person should know about it."""

    line: JournalLine
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where reports of one kind on one case land in Uniconta. `name` is what was registered, for want of a remark."""

    name: str
    project: str
    pay_type: str
    project_category: str
    item: str
    unit: str
    invoiceable: bool
    dimensions: tuple[str, str, str, str, str]
    cautions: tuple[Caution, ...]


class Matcher:
    """Finds the Uniconta record that an Intempus record stands for, in registers read for one run.

    Its indexes by name and e-mail are built once a run, and what it has found is kept; it touches nothing outside.
    """

    def __init__(self, here: IntempusRegisters, there: UnicontaRegisters, rules: ReportRules) -> None:
        self._here = here
        self._there = there
        self._rules = rules
        self._pay_types_by_name = _grouped(there.pay_types.values(), lambda pay_type: _folded(pay_type.name))
        self._targets: dict[tuple[int | None, int | None, int | None], Target | Finding] = {}
        self._employees_by_email = _grouped(there.employees.values(), lambda person: _folded(person.email))

    def employee(self, report: WorkReport) -> PayrollEmployee | Finding:
        """Return the employee in Uniconta, or why there is none that hours can land on."""
        here = self._here.employees.get(report.employee_id)
        if here is None:
            return Finding(Cause.EMPLOYEE_NOT_READ, {"employee_id": str(report.employee_id)})
        there = self._employee_there(here)
        facts = {"number": here.number, "name": here.name}
        if there is None:
            return Finding(Cause.EMPLOYEE_UNKNOWN, facts)
        if there.blocked:
            return Finding(Cause.EMPLOYEE_BLOCKED, facts)
        if there.terminated is not None and report.start_date > there.terminated:
            return Finding(Cause.EMPLOYEE_TERMINATED, {**facts, "terminated": there.terminated.isoformat()})
        return there

    def _employee_there(self, here: Employee) -> PayrollEmployee | None:
        if self._rules.employee_match is EmployeeMatch.NUMBER:
            return self._there.employees.get(here.number)
        same = self._employees_by_email.get(_folded(here.username), ()) if here.username else ()
        return same[0] if len(same) == 1 else None

    def pay_type(self, work_type: WorkType) -> tuple[PayType, tuple[Caution, ...]] | Finding:
        """Return the pay type by the tenant's table, then by number, then by name with a warning."""
        facts = {"work_type": work_type.name, "number": work_type.number}
        number = self._rules.pay_types.get(work_type.id, work_type.number)
        found = self._there.pay_types.get(number) if number else None
        cautions: tuple[Caution, ...] = ()
        if found is None and work_type.id not in self._rules.pay_types:
            same = self._pay_types_by_name.get(_folded(work_type.name), ())
            if len(same) > 1:
                return Finding(Cause.PAY_TYPE_AMBIGUOUS, {**facts, "candidates": ", ".join(p.number for p in same)})
            found, cautions = (same[0], (Caution.PAY_TYPE_BY_NAME,)) if same else (None, ())
        if found is None:
            return Finding(Cause.PAY_TYPE_UNKNOWN, facts)
        if found.blocked:
            return Finding(Cause.PAY_TYPE_BLOCKED, {**facts, "pay_type": found.number})
        return found, cautions

    def item(self, product_id: int) -> Item | Finding:
        """Return the item in Uniconta with the product's number."""
        product = self._here.products.get(product_id)
        if product is None:
            return Finding(Cause.ITEM_UNKNOWN, {"number": "", "name": f"id {product_id}"})
        facts = {"number": product.number, "name": product.name}
        item = self._there.items.get(product.number)
        if item is None:
            return Finding(Cause.ITEM_UNKNOWN, facts)
        return Finding(Cause.ITEM_BLOCKED, facts) if item.blocked else item

    def project(self, case_id: int | None, internal_project: str) -> tuple[Project, tuple[Caution, ...]] | Finding:
        """Return the project that the case stands for; an internal pay type names its own and wins.

        Hours approved before a project was closed still belong to it: they pass, with a warning.
        """
        case = self._here.cases.get(case_id) if case_id is not None else None
        number = internal_project or (case.number if case else "")
        if not number:
            return Finding(Cause.PROJECT_MISSING)
        project = self._there.projects.get(number)
        facts = {"number": number, "name": case.name if case and not internal_project else ""}
        if project is None:
            return Finding(Cause.PROJECT_UNKNOWN, facts)
        if project.blocked:
            return Finding(Cause.PROJECT_BLOCKED, facts)
        return project, () if project.phase in OPEN_PHASES else (Caution.PROJECT_CLOSED,)

    def project_category(self, number: str, wanted_by: str) -> ProjectCategory | Finding:
        """Return the category a line goes to; `wanted_by` is the pay type or item that should name one."""
        category = self._there.project_categories.get(number) if number else None
        if category is None:
            return Finding(Cause.PROJECT_CATEGORY_MISSING, {"wanted_by": wanted_by, "number": number})
        if not category.bookable:
            return Finding(Cause.PROJECT_CATEGORY_NOT_BOOKABLE, {"wanted_by": wanted_by, "number": number})
        return category

    def work_type(self, work_type_id: int) -> WorkType | Finding:
        """Return what the time was registered as."""
        found = self._here.work_types.get(work_type_id)
        return found or Finding(Cause.PAY_TYPE_UNKNOWN, {"work_type": f"id {work_type_id}", "number": ""})

    def target(self, work_type_id: int | None, product_id: int | None, case_id: int | None) -> Target | Finding:
        """Return where such a report lands, or why it cannot land. Worked out once a run for each combination."""
        key = (work_type_id, product_id, case_id)
        known = self._targets.get(key)
        if known is None:
            known = self._supply(product_id, case_id) if product_id is not None else self._time(work_type_id, case_id)
            self._targets[key] = known
        return known

    def _time(self, work_type_id: int | None, case_id: int | None) -> Target | Finding:
        work_type = self.work_type(work_type_id or 0)
        if isinstance(work_type, Finding):
            return work_type
        matched = self.pay_type(work_type)
        if isinstance(matched, Finding):
            return matched
        pay_type, cautions = matched
        where = self.project(case_id, pay_type.internal_project)
        if isinstance(where, Finding):
            return where
        category = self.project_category(pay_type.project_category, f"{pay_type.number} {pay_type.name}")
        if isinstance(category, Finding):
            return category
        project, more_cautions = where
        return Target(
            name=work_type.name,
            project=project.number,
            pay_type=pay_type.number,
            project_category=category.number,
            item=pay_type.item,
            unit=pay_type.unit,
            invoiceable=pay_type.invoiceable and category.invoiceable,
            dimensions=merged_dimensions(pay_type.dimensions, project.dimensions),
            cautions=cautions + more_cautions,
        )

    def _supply(self, product_id: int, case_id: int | None) -> Target | Finding:
        item = self.item(product_id)
        if isinstance(item, Finding):
            return item
        where = self.project(case_id, "")
        if isinstance(where, Finding):
            return where
        category = self.project_category(item.project_category, f"{item.number} {item.name}")
        if isinstance(category, Finding):
            return category
        project, cautions = where
        return Target(
            name=item.name,
            project=project.number,
            pay_type=item.pay_type,
            project_category=category.number,
            item=item.number,
            unit=item.unit,
            invoiceable=category.invoiceable,
            dimensions=project.dimensions,
            cautions=cautions,
        )


def map_report(report: WorkReport, reference: Reference, matcher: Matcher, rules: ReportRules) -> Mapped | Finding:
    """Return the journal line that this report becomes, or the first reason why it cannot become one."""
    if (report.work_type_id is None) == (report.product_id is None):
        return Finding(Cause.KIND_UNKNOWN)
    quantity = quantity_of(report)
    if not quantity:
        return Finding(Cause.QUANTITY_ZERO)
    employee = matcher.employee(report)
    if isinstance(employee, Finding):
        return employee
    target = matcher.target(report.work_type_id, report.product_id, report.case_id)
    if isinstance(target, Finding):
        return target
    time_from, time_to = agreeing_times(report) if report.product_id is None else (None, None)
    line = JournalLine(
        reference=str(reference),
        journal=rules.journal,
        date=report.start_date,
        project=target.project,
        employee=employee.number,
        pay_type=target.pay_type,
        project_category=target.project_category,
        item=target.item,
        text=line_text(report, target.name),
        quantity=quantity,
        unit=target.unit,
        invoiceable=target.invoiceable,
        time_from=time_from,
        time_to=time_to,
        dimensions=target.dimensions,
    )
    return Mapped(line, target.cautions)


def quantity_of(report: WorkReport) -> Decimal:
    """Return the amount as it will stand in Uniconta, in the unit of the work type or product."""
    return report.amount.quantize(QUANTITY_STEP, rounding=ROUND_HALF_UP)


def masked(text: str) -> str:
    """Return the text without anything shaped like a CPR number, which we never keep."""
    return _CPR_SHAPE.sub("(masked)", text)


def line_text(report: WorkReport, otherwise: str) -> str:
    """Return the remark on one line, or what was registered when there is no remark."""
    return " ".join((report.remarks or otherwise).split())[:TEXT_LENGTH]


def agreeing_times(report: WorkReport) -> tuple[time | None, time | None]:
    """Return from and to when they span the amount in hours; Uniconta clears times that disagree (sheet 6.8)."""
    if report.start_time is None or report.end_time is None:
        return None, None
    hours = _hours_between(report.start_date, report.start_time, report.end_time)
    agree = abs(hours - report.amount) <= _HOURS_APART
    return (report.start_time, report.end_time) if agree else (None, None)


def merged_dimensions(
    first: tuple[str, str, str, str, str], otherwise: tuple[str, str, str, str, str]
) -> tuple[str, str, str, str, str]:
    """Return each dimension of the pay type where it has one, else of the project."""
    one, two, three, four, five = (own or other for own, other in zip(first, otherwise, strict=True))
    return one, two, three, four, five


def _hours_between(day: date, start: time, end: time) -> Decimal:
    begin, finish = datetime.combine(day, start), datetime.combine(day, end)
    if finish <= begin:  # a night shift ends on the day after
        finish += timedelta(days=1)
    return Decimal(int((finish - begin).total_seconds())) / 3600


def _folded(text: str) -> str:
    return text.strip().casefold()


def _grouped(rows: Iterable[Row], key: Callable[[Row], str]) -> dict[str, tuple[Row, ...]]:
    groups: dict[str, tuple[Row, ...]] = {}
    for row in rows:
        groups[key(row)] = (*groups.get(key(row), ()), row)
    return groups
