"""The tables of the twin."""

from sandbox.intempus.counter import Counter
from sandbox.intempus.models.people import (
    Company,
    Contract,
    Department,
    Employee,
    EmployeeGroup,
    Responsible,
    UserProfile,
)
from sandbox.intempus.models.planning import Balance, BalanceMovement, PlannedWorkReport, Schedule
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
from sandbox.intempus.models.reports import Expense, HistoricalWorkReport, WorkReport
from sandbox.intempus.models.restrictions import (
    DepartmentCaseRule,
    EmployeeCaseRule,
    EmployeeWorkTypeRule,
    ResponsibleForCase,
    ResponsibleForDepartment,
    ResponsibleForEmployee,
    WebhookConfiguration,
    WebhookEventType,
    WorkTypeCaseRule,
    WorkTypeRate,
)
from sandbox.intempus.models.work import PayType, WorkCategory, WorkModel, WorkType

__all__ = [
    "Balance",
    "BalanceMovement",
    "Case",
    "CaseGroup",
    "CaseState",
    "Company",
    "Contract",
    "Counter",
    "Customer",
    "CustomerGroup",
    "Department",
    "DepartmentCaseRule",
    "Employee",
    "EmployeeCaseRule",
    "EmployeeGroup",
    "EmployeeWorkTypeRule",
    "Expense",
    "HistoricalWorkReport",
    "PayType",
    "PlannedWorkReport",
    "Priority",
    "Product",
    "ProductGroup",
    "Responsible",
    "ResponsibleForCase",
    "ResponsibleForDepartment",
    "ResponsibleForEmployee",
    "Schedule",
    "UserProfile",
    "WebhookConfiguration",
    "WebhookEventType",
    "WorkCategory",
    "WorkModel",
    "WorkReport",
    "WorkType",
    "WorkTypeCaseRule",
    "WorkTypeRate",
]
