"""The tables of the twin."""

from sandbox.intempus.counter import Counter
from sandbox.intempus.models.people import (
    Company,
    Contract,
    Credential,
    Department,
    Employee,
    EmployeeGroup,
    Responsible,
    UserProfile,
)
from sandbox.intempus.models.projects import (
    Case,
    CaseGroup,
    CaseState,
    Customer,
    CustomerGroup,
    Priority,
    Product,
    ProductGroup,
)
from sandbox.intempus.models.reports import WorkReport
from sandbox.intempus.models.work import PayType, Schedule, WebhookEventType, WorkCategory, WorkModel, WorkType

__all__ = [
    "Case",
    "CaseGroup",
    "CaseState",
    "Company",
    "Contract",
    "Counter",
    "Credential",
    "Customer",
    "CustomerGroup",
    "Department",
    "Employee",
    "EmployeeGroup",
    "PayType",
    "Priority",
    "Product",
    "ProductGroup",
    "Responsible",
    "Schedule",
    "UserProfile",
    "WebhookEventType",
    "WorkCategory",
    "WorkModel",
    "WorkReport",
    "WorkType",
]
