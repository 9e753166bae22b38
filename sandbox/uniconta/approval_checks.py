"""The check of a timesheet row when its week is closed or approved (Uniconta sheet 6.9).

In the real system it runs in the client, so that an insert through the interface can store a row that fails here. Where
no source gives the name of an error, the closest of the known ones stands (sheet 4.1).
"""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.uniconta.prices import price_of
from sandbox.uniconta.state import Company, Row
from sandbox.uniconta.timesheet import day_of


@dataclass(frozen=True)
class _Case:
    """A row with all that it refers to and that exists."""

    company: Company
    employee: Row
    row: Row
    project: Row
    pay_type: Row
    group: Row
    category: Row

    @property
    def is_mileage(self) -> bool:
        return bool(self.row["RegistrationType"] == "Mileage")


def error_in(company: Company, employee: Row, row: Row) -> str | None:
    """Return the name of the first error in a row, None when it is sound."""
    project = company.table("ProjectClient").by_key(row["Project"])
    if project is None:
        return "ProjectIsMissing"
    pay_type = company.table("EmpPayrollCategoryClient").by_key(row["PayrollCategory"])
    if pay_type is None:
        return "FieldCannotBeBlank"
    group = company.table("ProjectGroupClient").by_key(project["Group"])
    if group is None:
        return "FieldCannotBeBlank"
    category = company.table("PrCategoryClient").by_key(pay_type["PrCategory"])
    if category is None:
        return "PrCategoryCannotBeBlank"
    case = _Case(company, employee, row, project, pay_type, group, category)
    return next((error for check in _CHECKS if (error := check(case))), None)


def _project(case: _Case) -> str | None:
    if case.project["Blocked"]:
        return "ProjectIsBlocked"
    agree = case.group["Invoiceable"] == case.category["Invoiceable"]
    if not agree or (case.row["Invoiceable"] and not case.group["Invoiceable"]):
        return "CombinationNotAllowed"
    return None


def _pay_type(case: _Case) -> str | None:
    kind, internal = case.pay_type["InternalType"], case.pay_type["InternalProject"]
    if (kind == "Mileage") != case.is_mileage:
        return "CombinationNotAllowed"
    if kind in ("None", "Mileage"):
        return None
    return None if internal == case.row["Project"] else "CombinationNotAllowed"


def _mileage(case: _Case) -> str | None:
    if not case.is_mileage:
        return None
    if case.row["Text"] is None or case.row["VechicleRegNo"] is None:
        return "FieldCannotBeBlank"
    return None if case.pay_type["Rate"] else "NoRatesEmployee"


def _task(case: _Case) -> str | None:
    task = case.company.table("ProjectTaskClient").by_key((case.row["Project"], case.row["Task"]))
    workspace = case.company.table("PrWorkSpaceClient").by_key(case.row["WorkSpace"])
    if task is not None and (task["Ended"] or task["WorkSpace"] not in (None, case.row["WorkSpace"])):
        return "CombinationNotAllowed"
    return "WorkspaceIsBlocked" if workspace is not None and workspace["State"] == "Blocked" else None


def _prices(case: _Case) -> str | None:
    prices = price_of(case.company, case.employee, case.row, day_of(case.row["Date"]))
    if not any(prices.values()):
        return "NoRatesEmployee"
    invoiced_hours = case.row["Invoiceable"] and not case.is_mileage
    return "NoSalesPrice" if invoiced_hours and not prices["SalesPrice"] else None


_CHECKS: tuple[Callable[[_Case], str | None], ...] = (_project, _pay_type, _mileage, _task, _prices)
