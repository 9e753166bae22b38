"""What the bookkeeper does in Uniconta's own client: check a project journal and post it (Uniconta sheet 6.8, 8.16)."""

from typing import Any

from sandbox.uniconta.entities import ENTITIES
from sandbox.uniconta.state import Company, Row
from sandbox.uniconta.switches import Switches
from sandbox.uniconta.writes import birth_of

_LINES = "ProjectJournalLineClient"
_TRANSACTIONS = "ProjectTransClient"
_NOT_BOOKABLE = frozenset({"Header", "Sum"})


def post(company: Company, journal: str, switches: Switches) -> dict[str, Any]:
    """Move the lines of `journal` that count to the transactions, all or none of them.

    Returns how many were posted under which number, or the error of each line that is wrong. The caller holds the
    state's lock. Raises `LookupError` for a journal that does not exist.
    """
    settings = company.table("ProjectJournalClient").by_key(journal)
    if settings is None:
        raise LookupError(f"No project journal {journal!r}")
    lines = [line for line in company.table(_LINES).in_journal(journal) if counts(line, settings)]
    errors = [{"RowId": line["RowId"], "error": error} for line in lines if (error := error_in(company, line))]
    if errors:
        return {"posted": 0, "error": "JournalFailedValidation", "lines": errors}
    company.posted_journals += 1
    for line in lines:
        _post_line(company, line, switches, delete=settings["DeleteLines"])
    return {"posted": len(lines), "JournalPostedId": company.posted_journals}


def counts(line: Row, journal: Row) -> bool:
    """Whether a line takes part in posting."""
    return not line["OnHold"] and (line["Approved"] or not journal["UseApproved"])


def error_in(company: Company, line: Row) -> str | None:
    """Return the name of the first error that the full check finds in a line, None when it is sound."""
    project = company.table("ProjectClient").by_key(line["Project"])
    if project is None:
        return "ProjectIsMissing"
    if project["Blocked"]:
        return "ProjectIsBlocked"
    category = company.table("PrCategoryClient").by_key(line["PrCategory"])
    if category is None or category["CatType"] in _NOT_BOOKABLE:
        return "InvalidCategory"
    if line["Qty"] == 0:
        return "QtyCannotBeZero"
    return _error_in_people_and_goods(company, line)


def _error_in_people_and_goods(company: Company, line: Row) -> str | None:
    for name, entity in (("Employee", "EmployeeClient"), ("Item", "InvItemClient")):
        row = company.table(entity).by_key(line[name])
        if line[name] is not None and row is None:
            return "CouldNotFind"
        if row is not None and row["Blocked"]:
            return "BlockedInJournal"
    pay_type = company.table("EmpPayrollCategoryClient").by_key(line["PayrollCategory"])
    if line["PayrollCategory"] is not None and pay_type is None:
        return "CouldNotFind"
    internal = pay_type["InternalProject"] if pay_type else None
    return "CombinationNotAllowed" if internal and internal != line["Project"] else None


def transact(company: Company, line: Row, switches: Switches) -> None:
    """Write the transaction that `line` becomes, under the number of the posting that runs."""
    company.vouchers += 1
    entity = ENTITIES[_TRANSACTIONS]
    shared = {name: line[name] for name in entity.writable if name in line}
    numbers = {"Voucher": line.get("Voucher") or company.vouchers, "JournalPostedId": company.posted_journals}
    birth_of(company, entity, {**shared, **numbers}, switches)


def _post_line(company: Company, line: Row, switches: Switches, *, delete: bool) -> None:
    transact(company, line, switches)
    if delete:
        company.table(_LINES).remove(line["RowId"])
