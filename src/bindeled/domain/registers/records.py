"""Records of a register as either system keeps them, and the links between the two."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from bindeled.domain.accounts import System

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = str | Decimal | bool | date | None


class Register(Enum):
    """What is kept alike in both systems. The first four are flows; the others are carried when they are used."""

    EMPLOYEES = "employees"
    CUSTOMERS = "customers"
    ITEMS = "items"
    PROJECTS = "projects"
    CUSTOMER_GROUPS = "customer_groups"
    ITEM_GROUPS = "item_groups"
    PROJECT_GROUPS = "project_groups"
    PHASES = "phases"


FLOWS = (Register.EMPLOYEES, Register.CUSTOMERS, Register.ITEMS, Register.PROJECTS)

# Uniconta is the master of everything but people, who are hired in Intempus (product reference 1.3, 2.1.1).
MASTERS: Mapping[Register, System] = MappingProxyType(
    {register: System.INTEMPUS if register is Register.EMPLOYEES else System.UNICONTA for register in Register}
)

GROUPS: Mapping[Register, Register] = MappingProxyType(
    {
        Register.CUSTOMERS: Register.CUSTOMER_GROUPS,
        Register.ITEMS: Register.ITEM_GROUPS,
        Register.PROJECTS: Register.PROJECT_GROUPS,
    }
)

# The follower's field that tells whether a record is in use. Employees have none: they are given a last day.
ACTIVITY: Mapping[Register, str] = MappingProxyType(
    {
        Register.CUSTOMERS: "active",
        Register.ITEMS: "accessible",
        Register.PROJECTS: "permit_new_workreports",
    }
)


@dataclass(frozen=True, slots=True)
class Record:
    """One record, under its own system's field names. `id` is that system's own and never changes.

    `blocked` says that it may not be used any more, `whole` that all of it was read: a record that holds something we
    never read cannot be written back (Uniconta sheet 4). `changed_at` is what the system tells of its last change.
    """

    id: int
    number: str
    name: str
    fields: Mapping[str, Value]
    blocked: bool = False
    whole: bool = True
    creation_id: str = ""
    changed_at: str = ""

    def text(self, name: str) -> str:
        """Return one field as text, empty when there is none."""
        return canonical(self.fields.get(name))


@dataclass(frozen=True, slots=True)
class Pointer:
    """A value that points to a record of another register, by the number that Uniconta knows it by."""

    register: Register
    number: str


class Seen(NamedTuple):
    """How a field stood when it was last looked at: what the master wanted, and what the follower held after."""

    wanted: str
    held: str


@dataclass(frozen=True, slots=True)
class Link:
    """Which record here is which record there, by both systems' ids; it survives renumbering.

    `seen` remembers each mapped field, `pins` are the fields of the follower that a person keeps for herself, `needed`
    says that another flow needs the record whatever the filter says. `generation` counts how often it was created.
    """

    register: Register
    master_id: int
    follower_id: int
    master_number: str = ""
    follower_number: str = ""
    name: str = ""
    seen: Mapping[str, Seen] = field(default_factory=dict)
    pins: frozenset[str] = frozenset()
    needed: bool = False
    generation: int = 1


def canonical(value: Value | Pointer) -> str:
    """Return a value as the text by which two are compared: 155.5 is 155.50, and nothing is the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f") if value else "0"
    if isinstance(value, Pointer):
        return f"{value.register.value}:{value.number}"
    return value.isoformat() if isinstance(value, date) else value


def folded(text: str) -> str:
    """Return a name as names are compared: spaces and capitals do not count."""
    return " ".join(text.split()).casefold()
