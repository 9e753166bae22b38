"""Small makers of domain nouns: a test names what matters to it and takes the rest as it comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from bindeled.domain.nouns import (
    Case,
    CategoryKind,
    Employee,
    IntempusRegisters,
    Item,
    PayrollEmployee,
    PayType,
    Phase,
    Product,
    Project,
    ProjectCategory,
    UnicontaRegisters,
    WorkReport,
    WorkType,
)

A_MONDAY = date(2026, 11, 16)


def a_report(report_id: int = 901, **changes: Any) -> WorkReport:
    """Return an approved report of 7.5 hours by employee 12 on case 60; `changes` replace what the test is about."""
    report = WorkReport(
        id=report_id,
        employee_id=12,
        case_id=60,
        work_type_id=50,
        product_id=None,
        amount=Decimal("7.5"),
        start_date=A_MONDAY,
        end_date=A_MONDAY,
        start_time=None,
        end_time=None,
        remarks="",
        approved=True,
        origin="intempus:mobile",
        version=None,
    )
    return replace(report, **changes)


def here() -> IntempusRegisters:
    """Return what Intempus knows: one employee, one case, four work types, one product."""
    return IntempusRegisters(
        employees={12: Employee(12, "0042", "Åse Bæk", "aase@nordlys.example")},
        cases={60: Case(60, "1060", "Nyt bad")},
        work_types={
            50: WorkType(50, "100", "Normaltid", CategoryKind.WORK, supplement=False),
            51: WorkType(51, "", "Skurtillæg", CategoryKind.WORK, supplement=False),
            52: WorkType(52, "999", "Ukendt", CategoryKind.WORK, supplement=False),
            53: WorkType(53, "200", "Ferie", CategoryKind.ABSENCE, supplement=False),
        },
        products={70: Product(70, "V-1", "Vandlås")},
    )


def there() -> UnicontaRegisters:
    """Return what Uniconta knows of the same company."""
    pay_types = (
        PayType("100", "Timer", "Timer", False, True, "TIME", "", ""),
        PayType("110", "Skurtillæg", "Timer", False, True, "TIME", "", ""),
        PayType("200", "Ferie", "Timer", False, False, "TIME", "", "INTERN"),
    )
    return UnicontaRegisters(
        projects={
            "1060": Project("1060", "Nyt bad", Phase.IN_PROGRESS, False, ("AFD1", "", "", "", "")),
            "INTERN": Project("INTERN", "Intern tid", Phase.IN_PROGRESS, False),
        },
        employees={"0042": PayrollEmployee("0042", "Åse Bæk", "aase@nordlys.example", False, None)},
        items={"V-1": Item("V-1", "Vandlås", "Stk", False, "MAT", "")},
        pay_types={pay_type.number: pay_type for pay_type in pay_types},
        project_categories={
            "TIME": ProjectCategory("TIME", "Timer", bookable=True, invoiceable=True),
            "MAT": ProjectCategory("MAT", "Materialer", bookable=True, invoiceable=True),
            "SUM": ProjectCategory("SUM", "I alt", bookable=False, invoiceable=False),
        },
        journals=frozenset({"INTEMPUS"}),
    )
