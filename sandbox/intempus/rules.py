"""The rules a work report must pass (Intempus sheet 8.14, 8.15). The order of the checks is a guess there."""

import datetime as dt
from typing import TYPE_CHECKING

from sandbox.intempus.models import DepartmentCaseRule, EmployeeCaseRule, EmployeeWorkTypeRule, WorkTypeCaseRule
from sandbox.intempus.resources.base import refusal
from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from sandbox.intempus.models import Case, Contract, Employee, WorkReport, WorkType

# The first three are known texts, the rest are guesses in their manner.
NEEDS_TIMES = "Start- og sluttid skal være angivet for denne arbejdstype"
NEEDS_CASE = "Projektarbejde skal være tilknyttet et projekt"
OTHER_MODEL = "Kontrakt ({contract}) og arbejdstype ({worktype}) skal tilhøre samme arbejdsmodel"
NO_CONTRACT = "Medarbejderen har ingen kontrakt på datoen"
LOCKED_PERIOD = "Perioden er låst til og med {day}"
CLOSED_CASE = "Projektet er lukket for nye registreringer"
NOT_ON_CASE = "Medarbejderen må ikke registrere på projektet"
TYPE_NOT_ON_CASE = "Arbejdstypen kan ikke bruges på projektet"
TYPE_NOT_FOR_EMPLOYEE = "Medarbejderen må ikke bruge arbejdstypen"
SETTLED = "Registreringen er godkendt eller låst og kan ikke ændres"


def check_report(report: "WorkReport", *, case_is_new: bool) -> "Contract":
    """Return the contract that covers the report. Raises the refusal of the first rule it breaks.

    A closed case takes no new reports, yet those it has may still be corrected: that is `case_is_new`.
    """
    contract: Contract | None = report.employee.contract_on(report.start_date)
    if contract is None:
        raise refusal(NO_CONTRACT)
    _refuse_locked(contract, report.start_date)
    if report.worktype is not None:
        _check_worktype(report, contract, report.worktype)
    if report.case is not None and case_is_new:
        _refuse_closed(report.case)
        _refuse_outsider(report.case, report.employee)
    _refuse_unfit_type(report)
    return contract


def refuse_settled(report: "WorkReport") -> None:
    """Refuse to change or delete `report` once it is approved, immutable or in a locked period."""
    if report.approved or report.isimmutable:
        raise refusal(SETTLED, status=switches.approved_edit_status)
    if report.contract is not None and switches.lock_blocks_changes:
        _refuse_locked(report.contract, report.start_date)


def _refuse_locked(contract: "Contract", day: dt.date) -> None:
    locked = contract.locked_date
    if locked is None or day > locked or (day == locked and not switches.locked_date_inclusive):
        return
    raise refusal(LOCKED_PERIOD.format(day=locked.isoformat()))


def _check_worktype(report: "WorkReport", contract: "Contract", worktype: "WorkType") -> None:
    if worktype.work_model_id != contract.work_model_id:
        raise refusal(OTHER_MODEL.format(contract=contract.pk, worktype=worktype.name))
    if worktype.report_interval and not (report.start_time and report.end_time):
        raise refusal(NEEDS_TIMES)
    if worktype.work_category.case_related and report.case is None:
        raise refusal(NEEDS_CASE)


def _refuse_closed(case: "Case") -> None:
    if not (case.active and case.permit_new_workreports):
        raise refusal(CLOSED_CASE)


def _refuse_outsider(case: "Case", employee: "Employee") -> None:
    """Refuse an employee whom neither a flag nor a rule lets in to the case."""
    if case.all_employees_may_add_work_reports or employee.may_add_work_reports_to_all_cases:
        return
    by_name = EmployeeCaseRule.objects.filter(case=case, employee=employee)
    by_department = DepartmentCaseRule.objects.filter(case=case, department=employee.department)
    if not (by_name.exists() or by_department.exists()):
        raise refusal(NOT_ON_CASE)


def _refuse_unfit_type(report: "WorkReport") -> None:
    """Refuse a work type that the case or the employee is limited not to use."""
    if report.worktype is None:
        return
    if report.case is not None and not _takes(report.case, report.worktype):
        raise refusal(TYPE_NOT_ON_CASE)
    allowed = EmployeeWorkTypeRule.objects.filter(employee=report.employee).values_list("work_type_id", flat=True)
    if allowed and report.worktype.pk not in allowed:
        raise refusal(TYPE_NOT_FOR_EMPLOYEE)


def _takes(case: "Case", worktype: "WorkType") -> bool:
    everything = case.all_worktypes_may_used_in_work_reports
    return everything or WorkTypeCaseRule.objects.filter(case=case, work_type=worktype).exists()
