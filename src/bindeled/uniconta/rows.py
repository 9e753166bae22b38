"""The tables of Uniconta that we read, each as much as a decision needs. Every other key stays in the `Row`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from bindeled.uniconta.wire import CategoryType, Dimensions, ProjectPhase, Row


@dataclass(frozen=True, slots=True)
class CompanyRow:
    """A company that the login can reach (sheet 6.11)."""

    ENTITY: ClassVar = "CompanyClient"
    id: int | None
    name: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row; its id is `PrimaryKeyId`, which elsewhere is the same as `RowId`."""
        return cls(row.whole("PrimaryKeyId") or row.row_id, row.text("Name") or row.text("CompanyName"))


@dataclass(frozen=True, slots=True)
class DebtorRow:
    """A customer (sheet 6.1)."""

    ENTITY: ClassVar = "DebtorClient"
    account: str
    name: str
    email: str
    phone: str
    blocked: bool

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        text = row.text
        return cls(text("Account"), text("Name"), text("ContactEmail"), text("Phone"), row.flag("Blocked"))


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project (sheet 6.4)."""

    ENTITY: ClassVar = "ProjectClient"
    number: str
    name: str
    account: str
    phase: ProjectPhase
    blocked: bool
    dimensions: Dimensions
    invoiceable: bool = True

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        text = row.text
        blocked, dimensions = row.flag("Blocked"), row.dimensions()
        # One that does not say so is taken to be invoiceable, as before this was asked.
        invoiceable = row.values.get("InvoiceAble") is None or row.flag("InvoiceAble")
        return cls(text("Number"), text("Name"), text("Account"), row.phase(), blocked, dimensions, invoiceable)


@dataclass(frozen=True, slots=True)
class EmployeeRow:
    """An employee (sheet 6.6). `terminated` is the last day of employment; the other days lock the timesheet."""

    ENTITY: ClassVar = "EmployeeClient"
    number: str
    name: str
    email: str
    blocked: bool
    terminated: date | None
    dimensions: Dimensions
    closed_until: date | None = None
    approved_until: date | None = None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        text = row.text
        ended, dimensions = row.day("Terminated"), row.dimensions()
        locks = row.day("TMCloseDate"), row.day("TMApproveDate")
        return cls(text("Number"), text("Name"), text("Email"), row.flag("Blocked"), ended, dimensions, *locks)


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item (sheet 6.3). `unit` is the label in the login's language."""

    ENTITY: ClassVar = "InvItemClient"
    item: str
    name: str
    unit: str
    blocked: bool
    project_category: str
    pay_type: str
    group: str
    dimensions: Dimensions
    sales_price: Decimal

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        text, blocked = row.text, row.flag("Blocked")
        lands = text("PrCategory"), text("PayrollCategory")
        return cls(
            text("Item"),
            text("Name"),
            text("Unit"),
            blocked,
            *lands,
            text("Group"),
            row.dimensions(),
            row.number("SalesPrice1"),
        )


@dataclass(frozen=True, slots=True)
class ItemGroupRow:
    """An item group, as much as an item without a project category takes from it (sheet 6.8)."""

    ENTITY: ClassVar = "InvGroupClient"
    group: str
    project_category: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        return cls(row.text("Group"), row.text("PrCategory"))


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A project category (sheet 6.5)."""

    ENTITY: ClassVar = "PrCategoryClient"
    number: str
    name: str
    type: CategoryType
    invoiceable: bool

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        return cls(row.text("Number"), row.text("Name"), row.category_type(), row.flag("Invoiceable"))


@dataclass(frozen=True, slots=True)
class PayTypeRow:
    """A pay type (sheet 6.7). `unit` is the label in the login's language."""

    ENTITY: ClassVar = "EmpPayrollCategoryClient"
    number: str
    name: str
    unit: str
    blocked: bool
    invoiceable: bool
    project_category: str
    item: str
    internal_project: str
    dimensions: Dimensions
    sales_price: Decimal
    id: int | None = None

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        text = row.text
        return cls(
            number=text("Number"),
            name=text("Name"),
            unit=text("Unit"),
            blocked=row.flag("Blocked"),
            invoiceable=row.flag("Invoiceable"),
            project_category=text("PrCategory"),
            item=text("Item"),
            internal_project=text("InternalProject"),
            dimensions=row.dimensions(),
            sales_price=row.number("SalesPrice"),
            id=row.row_id,
        )


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task of a project (sheet 6.4)."""

    ENTITY: ClassVar = "ProjectTaskClient"
    project: str
    task: str
    workspace: str
    pay_type: str
    ended: bool

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        text = row.text
        return cls(text("Project"), text("Task"), text("WorkSpace"), text("PayrollCategory"), row.flag("Ended"))


@dataclass(frozen=True, slots=True)
class JournalRow:
    """A project journal (sheet 6.8). `deletes_lines` tells whether its lines vanish when they are posted."""

    ENTITY: ClassVar = "ProjectJournalClient"
    journal: str
    blocked: bool
    deletes_lines: bool
    workspace: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        return cls(row.text("Journal"), row.flag("Blocked"), row.flag("DeleteLines"), row.text("WorkSpace"))


@dataclass(frozen=True, slots=True)
class JournalLineRow:
    """A line of a project journal (sheet 6.8), as much as tells whose it is."""

    ENTITY: ClassVar = "ProjectJournalLineClient"
    row_id: int | None
    reference: str
    journal: str
    project: str
    employee: str
    quantity: Decimal

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        text = row.text
        owner = text("Project"), text("Employee")
        return cls(row.row_id, text("ReferenceNumber"), text("Journal"), *owner, row.number("Qty"))


@dataclass(frozen=True, slots=True)
class TransRow:
    """A posted line (sheet 6.10), as much as tells whose it is."""

    ENTITY: ClassVar = "ProjectTransClient"
    row_id: int | None
    reference: str
    project: str
    employee: str
    quantity: Decimal

    @classmethod
    def of(cls, row: Row) -> Self:
        """Read the row."""
        text = row.text
        return cls(row.row_id, text("ReferenceNumber"), text("Project"), text("Employee"), row.number("Qty"))
