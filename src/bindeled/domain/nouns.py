"""The things both systems speak of, in our words. Hours and other quantities are `Decimal`, dates are Danish dates.

Each noun holds just what a decision needs. The adapters build them; nothing here knows where they came from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, time
    from datetime import date as Day  # noqa: N812 - a field called date hides the class within its own

# Uniconta keeps quantities as doubles; four decimals of an hour are a third of a second.
QUANTITY_STEP = Decimal("0.0001")

# How Uniconta names the unit of an hour, in the languages of its users here.
HOUR_UNITS = frozenset({"hours", "timer"})

Dimensions = tuple[str, str, str, str, str]
NO_DIMENSIONS: Dimensions = ("", "", "", "", "")


@dataclass(frozen=True, slots=True)
class Company:
    """Whose data a login opens: the identity of a connection, which never silently changes."""

    key: str
    name: str

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"


# --- Intempus ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class WorkReport:
    """One registration by one employee: time (`work_type_id` set) or supply (`product_id` set), never both.

    `amount` is in the unit of the work type or product: hours, km, pieces or kroner; `unit` is what Intempus calls
    that, empty where it does not tell. `version` is Intempus' logical
    timestamp, a counter and not a clock (Intempus sheet 4.2).
    """

    id: int
    employee_id: int
    case_id: int | None
    work_type_id: int | None
    product_id: int | None
    amount: Decimal
    start_date: date
    end_date: date
    start_time: time | None
    end_time: time | None
    remarks: str
    approved: bool
    origin: str
    version: int | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """Days on which an employee may register time; nothing may be on or before `locked_until` (Intempus sheet 7.9)."""

    first_day: date
    last_day: date | None = None
    locked_until: date | None = None


@dataclass(frozen=True, slots=True)
class Employee:
    """An employee in Intempus. `number` is text: leading zeros count. `contracts` is empty where none are told."""

    id: int
    number: str
    name: str
    username: str
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A case in Intempus: what Uniconta calls a project."""

    id: int
    number: str
    name: str


class CategoryKind(Enum):
    """What a work category stands for (Intempus sheet 7.10); `WORK` where Intempus leaves the type empty."""

    WORK = "work"
    ABSENCE = "absence"
    MILEAGE = "mileage"
    EXPENSES = "expenses"
    PER_DIEM = "per_diem"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class WorkType:
    """What a time report is registered as. `supplement` marks a category of overtime and allowances."""

    id: int
    number: str
    name: str
    kind: CategoryKind
    supplement: bool


@dataclass(frozen=True, slots=True)
class Product:
    """Goods in Intempus: what Uniconta calls an item."""

    id: int
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class IntempusRegisters:
    """The look-up tables behind a work report, by Intempus id.

    `products_refused` says that the login may not read products: only supplies need them.
    """

    employees: Mapping[int, Employee] = field(default_factory=dict)
    cases: Mapping[int, Case] = field(default_factory=dict)
    work_types: Mapping[int, WorkType] = field(default_factory=dict)
    products: Mapping[int, Product] = field(default_factory=dict)
    products_refused: bool = False


# --- Uniconta ---------------------------------------------------------------------------------------------------------


class Phase(Enum):
    """Project phases found in Uniconta (Uniconta sheet 6.4). A label we do not know is `UNKNOWN`, never a guess."""

    CREATED = "Created"
    OFFER = "Offer"
    ACCEPTED = "Accepted"
    IN_PROGRESS = "InProgress"
    REPORTED_AS_FINISHED = "ReportedAsFinished"
    COMPLETED = "Completed"
    PAUSED = "Paused"
    UNKNOWN = "Unknown"


@dataclass(frozen=True, slots=True)
class Project:
    """A project in Uniconta. `dimensions` holds the five dimension keys, empty text where none is set.

    Where it is not `invoiceable`, neither may a row of the weekly timesheet be (Uniconta sheet 6.9).
    """

    number: str
    name: str
    phase: Phase
    blocked: bool
    dimensions: Dimensions = NO_DIMENSIONS
    invoiceable: bool = True


@dataclass(frozen=True, slots=True)
class PayrollEmployee:
    """An employee in Uniconta. `terminated` is the last day of employment, None while employed.

    The weekly timesheet is closed up to `closed_until` and approved up to `approved_until` (Uniconta sheet 6.9).
    """

    number: str
    name: str
    email: str
    blocked: bool
    terminated: date | None
    dimensions: Dimensions = NO_DIMENSIONS
    closed_until: date | None = None
    approved_until: date | None = None

    @property
    def shut_until(self) -> date | None:
        """Return the last day on which the weekly timesheet takes no change, None while it takes any."""
        return max(filter(None, (self.closed_until, self.approved_until)), default=None)


@dataclass(frozen=True, slots=True)
class Item:
    """An item in Uniconta. `project_category` and `pay_type` are used when it lands on a project line."""

    number: str
    name: str
    unit: str
    blocked: bool
    project_category: str
    pay_type: str
    group: str = ""
    dimensions: Dimensions = NO_DIMENSIONS
    sales_price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PayType:
    """A pay type in Uniconta (EmpPayrollCategory): `internal_project` is where absence and internal time belong.

    `id` is Uniconta's own, which stays when the number is changed; None where it told none.
    """

    number: str
    name: str
    unit: str
    blocked: bool
    invoiceable: bool
    project_category: str
    item: str
    internal_project: str
    dimensions: Dimensions = NO_DIMENSIONS
    sales_price: Decimal | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class ProjectCategory:
    """A project category in Uniconta (PrCategory). Lines may not go to a header or a sum."""

    number: str
    name: str
    bookable: bool
    invoiceable: bool


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a project in Uniconta, with what a line takes from it (Uniconta sheet 6.4, 6.8)."""

    project: str
    number: str
    workspace: str = ""
    pay_type: str = ""
    ended: bool = False


@dataclass(frozen=True, slots=True)
class UnicontaRegisters:
    """The look-up tables behind a journal line, by Uniconta key. Keys are text, compared exactly.

    `group_categories` holds the project category of each item group, `workspaces` that of each journal. `items_refused`
    says that the login may not read items: only supplies need them. `tasks` are by project and number, None where they
    were not read: then nothing is concluded of them.
    """

    projects: Mapping[str, Project] = field(default_factory=dict)
    employees: Mapping[str, PayrollEmployee] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    pay_types: Mapping[str, PayType] = field(default_factory=dict)
    project_categories: Mapping[str, ProjectCategory] = field(default_factory=dict)
    journals: frozenset[str] = frozenset()
    group_categories: Mapping[str, str] = field(default_factory=dict)
    workspaces: Mapping[str, str] = field(default_factory=dict)
    items_refused: bool = False
    tasks: Mapping[tuple[str, str], Task] | None = None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of Uniconta's project journal, as we want it. `reference` is ours and unique for ever.

    `quantity` is in `unit`. `time_from` and `time_to` are None unless they agree with the quantity, since Uniconta
    clears them otherwise (Uniconta sheet 6.8). `row` is the reference of the row of the weekly timesheet that this is a
    share of, empty for a line of the journal.
    """

    reference: str
    journal: str
    date: date
    project: str
    employee: str
    pay_type: str
    project_category: str
    item: str
    text: str
    quantity: Decimal
    unit: str
    invoiceable: bool
    time_from: time | None = None
    time_to: time | None = None
    dimensions: Dimensions = NO_DIMENSIONS
    task: str = ""
    workspace: str = ""
    row: str = ""


class Place(Enum):
    """Where a line with our reference was found in Uniconta: `SHUT` is a week of the timesheet that takes no change."""

    JOURNAL = "journal"
    POSTED = "posted"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line that Uniconta says it has. `row_id` is Uniconta's own number of the row, None when it gave none.

    `date` and `unit` are told where lines are read by their days. `differs` is how much of `quantity` a person has put
    on a day of a row that several lines share.
    """

    reference: str
    row_id: int | None
    place: Place
    quantity: Decimal
    project: str
    employee: str
    date: Day | None = None
    unit: str = ""
    differs: Decimal = Decimal(0)
