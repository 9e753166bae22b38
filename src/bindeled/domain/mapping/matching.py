"""Finds the Uniconta record that an Intempus record stands for, and where in Uniconta a report lands."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from bindeled.domain.causes import Cause, Caution, Finding
from bindeled.domain.mapping.folding import by_text, folded
from bindeled.domain.mapping.pay_types import PayTypes
from bindeled.domain.mapping.rules import EmployeeMatch, TaskPayType
from bindeled.domain.nouns import CategoryKind, Item, Phase

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from bindeled.domain.drift import KnownPairing, Pairing
    from bindeled.domain.mapping.rules import ReportRules
    from bindeled.domain.nouns import (
        Contract,
        Dimensions,
        Employee,
        IntempusRegisters,
        PayrollEmployee,
        PayType,
        Project,
        ProjectCategory,
        Task,
        UnicontaRegisters,
        WorkReport,
        WorkType,
    )

NOTHING_KNOWN: Mapping[int, KnownPairing] = MappingProxyType({})
OPEN_PHASES = frozenset({Phase.CREATED, Phase.ACCEPTED, Phase.IN_PROGRESS})


class WhereTo(NamedTuple):
    """The project and task that a case stands for, with what is to be known of them.

    `workspace` is that of the task, empty where the journal's counts.
    """

    project: Project
    task: str
    workspace: str
    cautions: tuple[Caution, ...]


class _Registered(NamedTuple):
    """What time or goods are in Uniconta, before it is known where they land."""

    name: str
    kind: CategoryKind
    there: PayType | Item
    internal_project: str
    cautions: tuple[Caution, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where reports of one kind on one case land in Uniconta. `name` is what was registered, for want of a remark.

    `own_dimensions` are those of the pay type or item, which come before those of project or employee.
    """

    name: str
    kind: CategoryKind
    where: WhereTo
    pay_type: str
    project_category: str
    item: str
    unit: str
    invoiceable: bool
    own_dimensions: Dimensions
    cautions: tuple[Caution, ...]


class Matcher:
    """Finds the Uniconta record that an Intempus record stands for, in registers read for one run.

    Its indexes by name and e-mail are built once a run, and what it has found is kept; it touches nothing outside.
    `there` are the registers of Uniconta.
    """

    def __init__(
        self,
        here: IntempusRegisters,
        there: UnicontaRegisters,
        rules: ReportRules,
        known: Mapping[int, KnownPairing] = NOTHING_KNOWN,
    ) -> None:
        self._here = here
        self.there = there
        self._rules = rules
        self._pay_types = PayTypes(there.pay_types, rules, known)
        self._targets: dict[tuple[int | None, int | None, int | None], Target | Finding] = {}
        self._employees_by_email = by_text(there.employees.values(), lambda person: person.email)

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
            return self.there.employees.get(here.number)
        same = self._employees_by_email.get(folded(here.username), ()) if here.username else ()
        return same[0] if len(same) == 1 else None

    @property
    def pairings(self) -> tuple[Pairing, ...]:
        """Return which pay types were found so far, for which work types."""
        return tuple(self._pay_types.used.values())

    def item(self, product_id: int) -> Item | Finding:
        """Return the item in Uniconta with the product's number."""
        if self._here.products_refused or self.there.items_refused:
            system = "Intempus" if self._here.products_refused else "Uniconta"
            return Finding(Cause.ITEMS_NOT_ALLOWED, {"system": system})
        product = self._here.products.get(product_id)
        if product is None:
            return Finding(Cause.ITEM_UNKNOWN, {"number": "", "name": f"id {product_id}"})
        facts = {"number": product.number, "name": product.name}
        item = self.there.items.get(product.number)
        if item is None:
            return Finding(Cause.ITEM_UNKNOWN, facts)
        return Finding(Cause.ITEM_BLOCKED, facts) if item.blocked else item

    def project(self, case_id: int | None, internal_project: str) -> WhereTo | Finding:
        """Return the project that the case stands for; an internal pay type names its own and wins.

        Hours approved before a project was closed still belong to it: they pass, with a warning.
        """
        case = self._here.cases.get(case_id) if case_id is not None else None
        number, task = self._parted(case.number if case else "")
        if internal_project:
            number, task = internal_project, ""
        if not number:
            return Finding(Cause.PROJECT_MISSING)
        project = self.there.projects.get(number)
        facts = {"number": number, "name": case.name if case and not internal_project else ""}
        if project is None:
            return Finding(Cause.PROJECT_UNKNOWN, facts)
        if project.blocked:
            return Finding(Cause.PROJECT_BLOCKED, facts)
        known = self._task(number, task) if task else None
        if isinstance(known, Finding):
            return known
        workspace = known.workspace if known is not None and self._rules.workspace_from_task else ""
        closed = () if project.phase in OPEN_PHASES else (Caution.PROJECT_CLOSED,)
        ended = (Caution.TASK_ENDED,) if known is not None and known.ended else ()
        return WhereTo(project, task, workspace, closed + ended)

    def _task(self, project: str, number: str) -> Task | Finding | None:
        """Return a task of a project, None where tasks were not read."""
        if self.there.tasks is None:
            return None
        return self.there.tasks.get((project, number)) or Finding(
            Cause.TASK_UNKNOWN, {"project": project, "task": number}
        )

    def _parted(self, number: str) -> tuple[str, str]:
        """Return project and task of a case's number, where the tenant writes both into it."""
        separator = self._rules.task_separator
        project, _, task = number.partition(separator) if separator else (number, "", "")
        return project.strip(), task.strip()

    def project_category(self, number: str, wanted_by: str) -> ProjectCategory | Finding:
        """Return the category a line goes to; `wanted_by` is the pay type or item that should name one."""
        category = self.there.project_categories.get(number) if number else None
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
            known = self._target(*key)
            self._targets[key] = known
        return known

    def _target(self, work_type_id: int | None, product_id: int | None, case_id: int | None) -> Target | Finding:
        what = self._goods(product_id) if product_id is not None else self._time(work_type_id, case_id)
        if isinstance(what, Finding):
            return what
        where = self.project(case_id, what.internal_project)
        if isinstance(where, Finding):
            return where
        category = self.project_category(self._category_of(what.there), _called(what.there))
        return category if isinstance(category, Finding) else _landed(what, where, category)

    def _time(self, work_type_id: int | None, case_id: int | None) -> _Registered | Finding:
        work_type = self.work_type(work_type_id or 0)
        if isinstance(work_type, Finding):
            return work_type
        matched = self._pay_type(work_type, case_id)
        if isinstance(matched, Finding):
            return matched
        pay_type, cautions = matched
        internal = pay_type.internal_project or self._project_without_case(work_type, case_id)
        return _Registered(work_type.name, work_type.kind, pay_type, internal, cautions)

    def _pay_type(self, work_type: WorkType, case_id: int | None) -> tuple[PayType, tuple[Caution, ...]] | Finding:
        """Return the pay type of the work type, or that of the case's task where the tenant wants it to count."""
        matched = self._pay_types.find(work_type)
        lacks = isinstance(matched, Finding) and matched.cause is Cause.PAY_TYPE_UNKNOWN
        rule = self._rules.pay_type_from_task
        if rule is TaskPayType.ALWAYS or (rule is TaskPayType.MISSING and lacks):
            of_task = self._pay_type_of_task(case_id)
            if of_task is not None:
                return of_task, (Caution.PAY_TYPE_BY_TASK,)
        return matched

    def _pay_type_of_task(self, case_id: int | None) -> PayType | None:
        case = self._here.cases.get(case_id) if case_id is not None else None
        task = (self.there.tasks or {}).get(self._parted(case.number)) if case else None
        pay_type = self.there.pay_types.get(task.pay_type) if task else None
        return None if pay_type is None or pay_type.blocked else pay_type

    def _project_without_case(self, work_type: WorkType, case_id: int | None) -> str:
        """Return the tenant's project for absence, and for time on no case; its pay type's own comes before it."""
        return self._rules.absence_project if work_type.kind is CategoryKind.ABSENCE or case_id is None else ""

    def _goods(self, product_id: int) -> _Registered | Finding:
        item = self.item(product_id)
        return item if isinstance(item, Finding) else _Registered(item.name, CategoryKind.OTHER, item, "", ())

    def _category_of(self, there: PayType | Item) -> str:
        """Return the project category of a pay type or item, else of the item's group (Uniconta sheet 6.8)."""
        of_group = self.there.group_categories.get(there.group, "") if isinstance(there, Item) else ""
        return there.project_category or of_group

    def contracts(self, report: WorkReport) -> tuple[Contract, ...]:
        """Return the contracts of who worked, none where Intempus tells none."""
        employee = self._here.employees.get(report.employee_id)
        return employee.contracts if employee is not None else ()

    @property
    def workspace(self) -> str:
        """Return the workspace that a new line takes from its journal (Uniconta sheet 6.8)."""
        return self.there.workspaces.get(self._rules.journal, "")

    def price(self, report: WorkReport) -> Decimal | None:
        """Return the sales price of one unit of what was registered, None where that is not known."""
        if report.product_id is not None:
            item = self.item(report.product_id)
            return None if isinstance(item, Finding) else item.sales_price
        work_type = self.work_type(report.work_type_id or 0)
        matched = work_type if isinstance(work_type, Finding) else self._pay_types.find(work_type)
        return None if isinstance(matched, Finding) else matched[0].sales_price

    def facts(self, report: WorkReport, target: Target) -> dict[str, str]:
        """Return what the placeholders of a text stand for."""
        case = self._here.cases.get(report.case_id) if report.case_id is not None else None
        employee = self._here.employees.get(report.employee_id)
        return {
            "remarks": report.remarks,
            "registered_as": target.name,
            "case_number": case.number if case else "",
            "case_name": case.name if case else "",
            "employee_number": employee.number if employee else "",
            "report": str(report.id),
        }


def _called(there: PayType | Item) -> str:
    return f"{there.number} {there.name}"


def _landed(what: _Registered, where: WhereTo, category: ProjectCategory) -> Target:
    there = what.there
    if isinstance(there, Item):
        pay_type, item, invoiceable = there.pay_type, there.number, True
    else:
        pay_type, item, invoiceable = there.number, there.item, there.invoiceable
    return Target(
        name=what.name,
        kind=what.kind,
        where=where,
        pay_type=pay_type,
        project_category=category.number,
        item=item,
        unit=there.unit,
        invoiceable=invoiceable and category.invoiceable,
        own_dimensions=there.dimensions,
        cautions=what.cautions + where.cautions,
    )
