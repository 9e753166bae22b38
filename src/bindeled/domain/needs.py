"""What each flow needs to be allowed in the two systems: resources, to read or to write. A table, no I/O."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.accounts import System

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Access(Enum):
    """What is done with a resource."""

    READ = "read"
    WRITE = "write"


class Resource(Enum):
    """What a login is allowed to use or not, in the words of the glossary. The texts name them: `resource.<code>`."""

    WORK_REPORTS = "work_reports"
    EMPLOYEES = "employees"
    CASES = "cases"
    CUSTOMERS = "customers"
    PRODUCTS = "products"
    WORK_TYPES = "work_types"
    WORK_CATEGORIES = "work_categories"
    PROJECTS = "projects"
    ITEMS = "items"
    PAY_TYPES = "pay_types"
    PROJECT_CATEGORIES = "project_categories"
    JOURNALS = "journals"
    JOURNAL_LINES = "journal_lines"
    POSTED_LINES = "posted_lines"
    TIMESHEET = "timesheet"


# A sound company may have none of these yet; that a login sees none of the others is worth a word.
MAY_BE_EMPTY = frozenset(
    {
        Resource.WORK_REPORTS,
        Resource.CASES,
        Resource.CUSTOMERS,
        Resource.PRODUCTS,
        Resource.PROJECTS,
        Resource.ITEMS,
        Resource.JOURNAL_LINES,
        Resource.POSTED_LINES,
        Resource.TIMESHEET,
    }
)

# What is needed beside the flows where a tenant's hours go to the weekly timesheet.
TIMESHEET = "timesheet"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that a login must be able to do."""

    system: System
    resource: Resource
    access: Access


def _needs(system: System, *, read: str, write: str = "") -> tuple[Need, ...]:
    return (
        *(Need(system, Resource(name), Access.READ) for name in read.split()),
        *(Need(system, Resource(name), Access.WRITE) for name in write.split()),
    )


FLOW_NEEDS: Mapping[str, tuple[Need, ...]] = MappingProxyType(
    {
        "reports": (
            *_needs(System.INTEMPUS, read="work_reports employees cases work_types work_categories products"),
            *_needs(
                System.UNICONTA,
                read="projects employees items pay_types project_categories journals journal_lines posted_lines",
                write="journal_lines",
            ),
        ),
        TIMESHEET: _needs(System.UNICONTA, read="timesheet", write="timesheet"),
        "employees": (
            *_needs(System.INTEMPUS, read="employees"),
            *_needs(System.UNICONTA, read="employees", write="employees"),
        ),
        "customers": (
            *_needs(System.UNICONTA, read="customers"),
            *_needs(System.INTEMPUS, read="customers", write="customers"),
        ),
        "items": (
            *_needs(System.UNICONTA, read="items"),
            *_needs(System.INTEMPUS, read="products", write="products"),
        ),
        "projects": (
            *_needs(System.UNICONTA, read="projects customers"),
            *_needs(System.INTEMPUS, read="cases customers", write="customers cases"),
        ),
    }
)


def needs_of(system: System, flows: Iterable[str]) -> tuple[Need, ...]:
    """Return what these flows need of one system: each once, reading before writing."""
    needed = [need for flow in flows for need in FLOW_NEEDS[flow] if need.system is system]
    return tuple(sorted(dict.fromkeys(needed), key=lambda need: need.access is Access.WRITE))
