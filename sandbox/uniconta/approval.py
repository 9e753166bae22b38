"""What employee and manager do in Uniconta's own client: close a timesheet, approve it (Uniconta sheet 6.9).

Approval turns each day that holds something into a transaction, as the server's posting of an employee journal does.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sandbox.uniconta.approval_checks import error_in
from sandbox.uniconta.posting import transact
from sandbox.uniconta.prices import price_of
from sandbox.uniconta.state import Company, Row
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.timesheet import NO_DAY, day_of, days_of, monday_of

_ROWS = "TMJournalLineClient"
_EMPLOYEES = "EmployeeClient"
_FACTORED = frozenset({"OverTime", "FlexTime"})

Outcome = dict[str, Any]


def close(company: Company, number: str, until: dt.date, switches: Switches) -> Outcome:
    """Close the days of an employee up to `until`, if every row stands the check.

    Returns the new closing day, or the error. The caller holds the state's lock. Raises `LookupError`.
    """
    employee = _employee(company, number)
    rows = _rows_between(company, employee, day_of(employee["TMCloseDate"]), until)
    if until <= day_of(employee["TMCloseDate"]):
        return {"error": "PeriodAlreadyClosed", "lines": []}
    errors = _errors(company, employee, rows)
    if errors:
        return {"error": "JournalFailedValidation", "lines": errors}
    norm = _norm_error(company, number, until, rows) if switches.norm_hours else None
    if norm:
        return {"error": norm, "lines": []}
    return {"closed": _set_day(company, employee, "TMCloseDate", until)}


def approve(company: Company, number: str, until: dt.date, switches: Switches) -> Outcome:
    """Approve the closed days of an employee up to `until`, in one week, and post them.

    Returns how many transactions came of it, or the error. The caller holds the state's lock. Raises `LookupError`.
    """
    employee = _employee(company, number)
    error = _approval_error(company, employee, until, switches)
    if error:
        return {"error": error, "lines": []}
    approved = day_of(employee["TMApproveDate"])
    rows = _rows_between(company, employee, approved, until)
    errors = _errors(company, employee, rows)
    if errors:
        return {"error": "JournalFailedValidation", "lines": errors}
    company.posted_journals += 1
    posted = [_post_row(company, employee, row, (approved, until), switches) for row in rows]
    _set_day(company, employee, "TMApproveDate", until)
    return {"posted": sum(posted), "JournalPostedId": company.posted_journals}


def _approval_error(company: Company, employee: Row, until: dt.date, switches: Switches) -> str | None:
    if until <= day_of(employee["TMApproveDate"]):
        return "PeriodAlreadyApproved"
    if until > day_of(employee["TMCloseDate"]):
        return "PeriodAlreadyOpen"
    before = monday_of(until) - dt.timedelta(days=1)
    if _rows_between(company, employee, day_of(employee["TMApproveDate"]), before):
        return "PeriodAlreadyOpen"  # an earlier week waits for its approval
    if switches.norm_hours and _calendar(company, employee["Number"], until) is None:
        return "EmployeeNormHoursMissing"
    return None


def _errors(company: Company, employee: Row, rows: list[Row]) -> list[dict[str, Any]]:
    return [{"RowId": row["RowId"], "error": error} for row in rows if (error := error_in(company, employee, row))]


def _employee(company: Company, number: str) -> Row:
    employee = company.table(_EMPLOYEES).by_key(number)
    if employee is None:
        raise LookupError(f"No employee {number!r}")
    return employee


def _rows_between(company: Company, employee: Row, after: dt.date, until: dt.date) -> list[Row]:
    """Return the rows that hold something on days after `after` up to `until`."""
    rows = [row for row in company.table(_ROWS) if row["Employee"] == employee["Number"]]
    return [row for row in rows if any(_filled(row, after, until))]


def _filled(row: Row, after: dt.date, until: dt.date) -> Iterator[tuple[dt.date, float]]:
    for day, name in days_of(monday_of(day_of(row["Date"]))):
        if row[name] and after < day <= until:
            yield day, row[name]


def _set_day(company: Company, employee: Row, field: str, day: dt.date) -> str:
    moment = f"{day.isoformat()}T00:00:00"
    company.table(_EMPLOYEES).put({**employee, field: moment})
    return moment


def _post_row(company: Company, employee: Row, row: Row, span: tuple[dt.date, dt.date], switches: Switches) -> int:
    """Post each filled day of one row; return how many there were."""
    days = list(_filled(row, *span))
    for day, amount in days:
        transact(company, _transaction(company, employee, row, day, amount), switches)
    company.table(_ROWS).put({**row, "JournalPostedId": company.posted_journals})
    return len(days)


def _transaction(company: Company, employee: Row, row: Row, day: dt.date, amount: float) -> Row:
    pay_type = company.table("EmpPayrollCategoryClient").by_key(row["PayrollCategory"]) or {}
    project = company.table("ProjectClient").by_key(row["Project"]) or {}
    factor = pay_type["Factor"] if pay_type["InternalType"] in _FACTORED else 0.0
    shared = {name: row[name] for name in ("Project", "Task", "WorkSpace", "Employee", "PayrollCategory", "Text")}
    dimensions = {name: row[name] or project[name] for name in row if name.startswith("Dimension")}
    return {
        **shared,
        **dimensions,
        **price_of(company, employee, row, day),
        "Date": f"{day.isoformat()}T00:00:00",
        "Qty": amount * (factor or 1.0),
        "Unit": "km" if row["RegistrationType"] == "Mileage" else "Hours",
        "PrCategory": pay_type["PrCategory"],
        "Item": pay_type["Item"],
        "Invoiceable": row["Invoiceable"],
        "IsTimeJournal": True,
    }


def _norm_error(company: Company, number: str, until: dt.date, rows: list[Row]) -> str | None:
    """Compare the hours of the week that is closed with the calendar's."""
    calendar = _calendar(company, number, until)
    if calendar is None:
        return "EmployeeNormHoursMissing"
    monday = monday_of(until)
    week = [day for day, _ in days_of(monday) if day <= until]
    lines = company.table("TMEmpCalendarLineClient")
    norm = sum(line["Hours"] for line in lines if line["Calendar"] == calendar and day_of(line["Date"]) in week)
    hours = [row for row in rows if row["RegistrationType"] == "Hours"]
    done = sum(amount for row in hours for day, amount in _filled(row, NO_DAY, until) if day in week)
    return "NormHoursNotFulfilled" if done < norm else None


def _calendar(company: Company, number: str, day: dt.date) -> str | None:
    for setup in company.table("TMEmpCalendarSetupClient"):
        ends = day_of(setup["ValidTo"])
        if setup["Employee"] == number and day_of(setup["ValidFrom"]) <= day and (ends == NO_DAY or day <= ends):
            return str(setup["Calendar"])
    return None
