"""What an hour of an employee costs and is sold for (Uniconta sheet 6.7, 6.9)."""

import datetime as dt
from typing import Any

from sandbox.uniconta.state import Company, Row
from sandbox.uniconta.timesheet import NO_DAY, day_of

_MATRIX = "EmpPayrollCategoryEmployeeClient"


def price_of(company: Company, employee: Row, row: Row, day: dt.date) -> dict[str, float]:
    """Return cost price and sales price: of the item of the pay type, else of the price matrix, else of the employee.

    The row of the matrix that names the most of what is known decides.
    """
    pay_type = company.table("EmpPayrollCategoryClient").by_key(row["PayrollCategory"]) or {}
    item = company.table("InvItemClient").by_key(pay_type.get("Item"))
    if item is not None:
        return {"CostPrice": item["CostPrice"], "SalesPrice": item["SalesPrice1"]}
    known = _known(company, row, pay_type)
    fitting = [entry for entry in company.table(_MATRIX) if _fits(entry, known, day)]
    best = max(fitting, key=lambda entry: sum(entry[name] is not None for name in known), default=None)
    if best is not None:
        return {"CostPrice": best["CostPrice"], "SalesPrice": best["SalesPrice"]}
    return {
        "CostPrice": pay_type.get("Rate") or employee["CostPrice"],
        "SalesPrice": pay_type.get("SalesPrice") or employee["SalesPrice"],
    }


def _known(company: Company, row: Row, pay_type: Row) -> dict[str, Any]:
    project = company.table("ProjectClient").by_key(row["Project"]) or {}
    return {
        "PayrollCategory": row["PayrollCategory"],
        "Employee": row["Employee"],
        "Project": row["Project"],
        "Account": project.get("Account"),
        "PrCategory": pay_type.get("PrCategory"),
        "Item": pay_type.get("Item"),
    }


def _fits(entry: Row, known: dict[str, Any], day: dt.date) -> bool:
    """Whether a row of the matrix holds on this day and contradicts nothing; an empty field holds for all."""
    ends = day_of(entry["ValidTo"])
    in_time = day_of(entry["ValidFrom"]) <= day and (ends == NO_DAY or day <= ends)
    return in_time and all(entry[name] in (None, value) for name, value in known.items())
