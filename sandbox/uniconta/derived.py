"""What the server works out from the rest of a row, and the names it shows beside keys (Uniconta sheet 6, 6.8-6.10)."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.uniconta.entity import Entity
from sandbox.uniconta.state import Company, Row, Table
from sandbox.uniconta.time_entities import DAYS


def stored(company: Company, entity: Entity, row: Row) -> Row:
    """Return the read-only values that are kept with `row`."""
    derive = _STORED.get(entity.name)
    return derive(company, row) if derive else {}


class Companions:
    """The names beside the keys of one entity's rows, looked up anew each time a row is shown."""

    def __init__(self, company: Company, entity: Entity, hidden: frozenset[str]) -> None:
        self._names: list[tuple[str, str, Table, str]] = [
            (name, field, company.table(target), company.table(target).entity.title)
            for name, (field, target) in entity.companions.items()
            if not {name, field} & hidden
        ]
        self._counts = [(name, company.table(lines)) for name, lines in entity.counts.items() if name not in hidden]
        self._key = entity.key

    def of(self, row: Row) -> Row:
        """Return the companions of `row`; None where a key is empty or leads nowhere."""
        found: Row = {}
        for name, field, table, title in self._names:
            target = table.by_key(row[field])
            found[name] = None if target is None else target[title]
        for name, lines in self._counts:
            found[name] = lines.count_in_journal(row[self._key or ""])
        return found


def _amounts(_company: Company, row: Row) -> Row:
    """Work out amounts from prices; a discount is 15 for 15 %."""
    sales = round(row["Qty"] * row["SalesPrice"] * (1 - row["DiscountPct"] / 100), 2)
    return {"SalesAmount": sales, "CostAmount": round(row["Qty"] * row["CostPrice"], 2)}


def _transaction(company: Company, row: Row) -> Row:
    amounts = _amounts(company, row)
    margin = round(amounts["SalesAmount"] - amounts["CostAmount"], 2)
    ratio = round(margin / amounts["SalesAmount"] * 100, 2) if amounts["SalesAmount"] else 0.0
    category = company.table("PrCategoryClient").by_key(row["PrCategory"])
    kind = {"CatType": category["CatType"]} if category else {}
    return {**amounts, "Margin": margin, "MarginRatio": ratio, **kind}


def _timesheet(company: Company, row: Row) -> Row:
    pay_type = company.table("EmpPayrollCategoryClient").by_key(row["PayrollCategory"])
    total = round(sum(row[day] for day in DAYS), 4)
    return {"Total": total, "InternalType": pay_type["InternalType"] if pay_type else "None"}


_STORED: Mapping[str, Callable[[Company, Any], Row]] = {
    "ProjectJournalLineClient": _amounts,
    "ProjectTransClient": _transaction,
    "TMJournalLineClient": _timesheet,
}
