"""What a tenant has chosen for the `reports` flow."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bindeled.domain.mapping.own_rules import OwnRule
    from bindeled.domain.watching.watches import Watch

# Written by Intempus itself from the hours that people registered (Intempus sheet 7.14): carrying them as well
# would count the same hours twice.
GENERATED_ORIGIN = "intempus:overtime"


class EmployeeMatch(Enum):
    """How an employee here is found there; chosen once, at set-up."""

    NUMBER = "number"
    EMAIL = "email"


class DimensionSource(Enum):
    """Whose dimensions a line takes where its pay type or item has none of its own."""

    PROJECT = "project"
    EMPLOYEE = "employee"


class HoursTo(Enum):
    """Where hours go in Uniconta; everything else goes to the project journal in any case."""

    JOURNAL = "journal"
    TIMESHEET = "timesheet"


class ShutWeeks(Enum):
    """What becomes of hours for a week of the timesheet that is closed or approved."""

    PARK = "park"
    JOURNAL = "journal"


class TaskPayType(Enum):
    """When a line takes the pay type of its task, as Uniconta's client does when a task is picked (sheet 6.8)."""

    NEVER = "never"
    MISSING = "missing"
    ALWAYS = "always"


class Locked(Enum):
    """What becomes of a report for days that Intempus has locked."""

    PARK = "park"
    CARRY = "carry"


@dataclass(frozen=True, slots=True)
class ChosenPayType:
    """The names that a work type and its pay type had when a person chose the one for the other.

    One of them having another name by now is told: what was renamed may mean something else.
    """

    work_type: str
    pay_type: str


@dataclass(frozen=True, slots=True)
class ReportRules:
    """A tenant's choices for the `reports` flow.

    `hours_to` is where hours go, `shut_weeks` whether those for a shut week of the timesheet are parked or go on as
    lines of the project journal.

    `pay_types` maps an Intempus work type id to a Uniconta pay type number and comes before every other match;
    `chosen` holds the names of both from when that was chosen. `absence_project` is where absence lands whose pay type
    names no internal project. `text` is a template of a line's text, empty for the remarks alone. With a
    `task_separator`, what stands behind it in a case's number is the task: `1060/7` is task `7` of project `1060`.

    `split_days` carries absence of several days as one line a working day; `free_days` are days (month, day) that are
    free by agreement. Nothing is carried on or before `closed_until`. `most_hours` is the most that one person can work
    in one day, `largest_quantity` the most of anything else on one line. `financial_year_begins` is the month in
    which the tenant's financial year begins, from the end of which the trail is kept.

    With `workspace_from_task` a line takes the workspace of its task; `pay_type_from_task` tells when it takes the pay
    type. With `within_contract` nothing is carried for days outside the employee's contracts. `locked_in_intempus`
    tells what becomes of days that Intempus has locked: a payroll is locked first and transferred then (product sheet
    5.4), so they are carried unless the tenant wants otherwise. `lock_holds_its_day` tells whether the day of the lock
    is one of them, which Intempus' sheet (7.14) only infers.
    `watches` are the rules that tell people of missing and late reports and projects.
    """

    journal: str = "INTEMPUS"
    employee_match: EmployeeMatch = EmployeeMatch.NUMBER
    pay_types: Mapping[int, str] = field(default_factory=dict)
    chosen: Mapping[int, ChosenPayType] = field(default_factory=dict)
    carry_generated: bool = False
    hours_to: HoursTo = HoursTo.JOURNAL
    shut_weeks: ShutWeeks = ShutWeeks.PARK
    absence_project: str = ""
    text: str = ""
    dimensions_from: DimensionSource = DimensionSource.PROJECT
    task_separator: str = ""
    split_days: bool = True
    free_days: frozenset[tuple[int, int]] = frozenset()
    closed_until: date | None = None
    allow_negative: bool = False
    most_hours: Decimal = Decimal(24)
    largest_quantity: Decimal = Decimal(10_000)
    own_rules: tuple[OwnRule, ...] = ()
    financial_year_begins: int = 1
    workspace_from_task: bool = True
    pay_type_from_task: TaskPayType = TaskPayType.MISSING
    within_contract: bool = True
    locked_in_intempus: Locked = Locked.CARRY
    lock_holds_its_day: bool = True
    watches: tuple[Watch, ...] = ()
