"""Intempus as the engine sees it: rows become domain nouns here and nowhere else."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from bindeled.domain.errors import Contradiction, MissingRight, NeedsSignIn
from bindeled.domain.mapping import masked
from bindeled.domain.nouns import (
    Case,
    CategoryKind,
    Company,
    Contract,
    Employee,
    IntempusRegisters,
    Product,
    WorkReport,
    WorkType,
)
from bindeled.intempus import wire
from bindeled.intempus.errors import SYSTEM
from bindeled.intempus.history import read_history
from bindeled.ports import ReportPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from bindeled.domain.tracing import ReportHistory
    from bindeled.intempus.client import IntempusClient, Page

_KINDS = {"": CategoryKind.WORK} | {kind.value: kind for kind in CategoryKind if kind is not CategoryKind.WORK}


class IntempusReportSource:
    """Implements `ports.ReportSource`."""

    def __init__(self, client: IntempusClient) -> None:
        self._client = client

    def identify(self) -> Company:
        """Return the one company that the login sees (sheet 7.1). Raises NeedsSignIn when it sees several."""
        companies = list(islice(self._client.rows(wire.COMPANY), 2))
        if not companies:
            raise MissingRight(SYSTEM, "company", "the login sees no company")
        if len(companies) > 1:
            raise NeedsSignIn(SYSTEM, "it opens more than one company, and one of a single company is needed")
        return Company(str(companies[0].id), companies[0].name)

    def registers(self) -> IntempusRegisters:
        """Return the look-up tables, also of what is no longer active: old reports still point there."""
        rows = self._client.rows
        categories = {row.id: row for row in rows(wire.WORK_CATEGORY)}
        products = self._products()
        return IntempusRegisters(
            employees={row.id: _employee(row) for row in rows(wire.EMPLOYEE)},
            cases={row.id: Case(row.id, row.number, row.name) for row in rows(wire.CASE)},
            work_types={row.id: _work_type(row, categories) for row in rows(wire.WORK_TYPE)},
            products=products or {},
            products_refused=products is None,
        )

    def _products(self) -> dict[int, Product] | None:
        """Return the products, None where the login may not see them: only supplies wait then."""
        try:
            return {row.id: Product(row.id, row.number, row.name) for row in self._client.rows(wire.PRODUCT)}
        except MissingRight:
            return None

    def approved_since(self, first_day: date) -> Iterator[ReportPage]:
        """Yield every approved report from `first_day` on."""
        filters = {"approved": "true", "start_date__gte": first_day.isoformat()}
        return map(_report_page, self._client.pages(wire.WORK_REPORT, filters))

    def approved_between(self, first_day: date, last_day: date) -> Iterator[ReportPage]:
        """Yield every approved report that starts within these days."""
        days = {"start_date__gte": first_day.isoformat(), "start_date__lte": last_day.isoformat()}
        return map(_report_page, self._client.pages(wire.WORK_REPORT, {"approved": "true", **days}))

    def changed_since(self, version: int) -> Iterator[ReportPage]:
        """Yield every report changed after `version`."""
        return map(_report_page, self._client.pages(wire.WORK_REPORT, {"logical_timestamp__gt": str(version)}))

    def report(self, report_id: int) -> WorkReport | None:
        """Return one report, None when it was deleted. Raises Contradiction when it cannot be understood."""
        try:
            row = self._client.row(wire.WORK_REPORT, report_id)
        except wire.Unreadable as error:
            raise Contradiction(f"Work report {report_id} cannot be read: {error}.", system=SYSTEM) from None
        return _report(row) if row is not None else None

    def history(self, report_id: int) -> ReportHistory | None:
        """Return who registered and approved a report, None when it was deleted."""
        return read_history(self._client, report_id)


def _report_page(page: Page[wire.WorkReportRow]) -> ReportPage:
    return ReportPage(tuple(map(_report, page.rows)), page.version, page.unreadable)


def _report(row: wire.WorkReportRow) -> WorkReport:
    return WorkReport(
        id=row.id,
        employee_id=row.employee,
        case_id=row.case,
        work_type_id=row.work_type,
        product_id=row.product,
        amount=row.amount,
        start_date=row.start_date,
        end_date=row.end_date,
        start_time=row.start_time,
        end_time=row.end_time,
        remarks=masked("\n".join(filter(None, (row.remarks, row.additional_remarks)))),
        approved=row.approved,
        origin=row.origin,
        version=row.logical_timestamp,
        unit=row.unit,
    )


def _employee(row: wire.EmployeeRow) -> Employee:
    """Return the employee; a contract that does not say when it begins tells nothing and is left out."""
    contracts = tuple(
        Contract(contract.start_date, contract.end_date, contract.locked_date)
        for contract in row.contract or ()
        if contract.start_date is not None
    )
    return Employee(row.id, row.number, row.name, row.username, contracts)


def _work_type(row: wire.WorkTypeRow, categories: Mapping[int, wire.WorkCategoryRow]) -> WorkType:
    """Join a work type with its category; one whose category is not known is of no known kind."""
    category = categories.get(row.work_category) if row.work_category is not None else None
    if category is None:
        return WorkType(row.id, row.number, row.name, CategoryKind.OTHER, supplement=False)
    kind = _KINDS.get(category.type, CategoryKind.OTHER)
    return WorkType(row.id, row.number, row.name, kind, category.supplement)
