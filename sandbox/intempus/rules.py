"""The rules a work report must pass (Intempus sheet 8.14, 8.15). The order of the checks is a guess there."""

import datetime as dt
from typing import TYPE_CHECKING

from sandbox.intempus.resources.base import refusal
from sandbox.intempus.switches import switches

if TYPE_CHECKING:
    from sandbox.intempus.models import Case, Contract, WorkReport, WorkType

# The first three are known texts, the rest are guesses in their manner.
NEEDS_TIMES = "Start- og sluttid skal være angivet for denne arbejdstype"
NEEDS_CASE = "Projektarbejde skal være tilknyttet et projekt"
OTHER_MODEL = "Kontrakt ({contract}) og arbejdstype ({worktype}) skal tilhøre samme arbejdsmodel"
NO_CONTRACT = "Medarbejderen har ingen kontrakt på datoen"
LOCKED_PERIOD = "Perioden er låst til og med {day}"
CLOSED_CASE = "Projektet er lukket for nye registreringer"
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
    return contract


def refuse_settled(report: "WorkReport") -> None:
    """Refuse to change or delete `report` once it is approved, immutable or in a locked period."""
    if report.approved or report.isimmutable:
        raise refusal(SETTLED, status=switches.approved_edit_status)
    if report.contract is not None:
        _refuse_locked(report.contract, report.start_date)


def _refuse_locked(contract: "Contract", day: dt.date) -> None:
    if contract.locked_date is not None and day <= contract.locked_date:
        raise refusal(LOCKED_PERIOD.format(day=contract.locked_date.isoformat()))


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
