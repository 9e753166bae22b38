"""How what a load wrote is taken back: what was made is taken out of use, what was changed gets its value back.

Nothing is ever deleted, and what somebody has changed since is left as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.registers.fields import Kind, is_unlanded, kind_of
from bindeled.domain.registers.records import ACTIVITY, Register, canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bindeled.domain.registers.records import Record, Value

CREATE = "create"
# Employees have no field that says whether they are in use: they are given a last day.
_LAST_DAY = "Terminated"


@dataclass(frozen=True, slots=True)
class DoneWrite:
    """A write that a load has made: what it did to which of the follower's records, and the texts before and after."""

    register: Register
    master_id: int
    follower_id: int
    number: str
    name: str
    effect: str
    before: Mapping[str, str]
    after: Mapping[str, str]


def undo_of(write: DoneWrite, record: Record | None, today: date) -> dict[str, Value]:
    """Return the values that take a write back, empty where there is nothing to take back or no record any more."""
    if record is None:
        return {}
    if write.effect == CREATE:
        return _out_of_use(write.register, record, today)
    return {
        name: value_of(write.register, name, text)
        for name, text in write.before.items()
        if _is_as_we_left_it(write, name, record) and record.text(name) != text
    }


def value_of(register: Register, name: str, text: str) -> Value:
    """Return the value that `canonical` wrote as this text."""
    return _READ[kind_of(register, name)](text) if text else None


def _out_of_use(register: Register, record: Record, today: date) -> dict[str, Value]:
    activity = ACTIVITY.get(register)
    if activity is not None:
        return {activity: False} if record.text(activity) != canonical(value=False) else {}
    if register is Register.EMPLOYEES and not record.text(_LAST_DAY):
        return {_LAST_DAY: today}
    return {}


def _is_as_we_left_it(write: DoneWrite, name: str, record: Record) -> bool:
    left = write.after.get(name, "")
    return record.text(name) == left or is_unlanded(write.register, name, left)


_READ: Mapping[Kind, Callable[[str], Value]] = MappingProxyType(
    {
        Kind.TEXT: str,
        Kind.NUMBER: Decimal,
        Kind.DAY: date.fromisoformat,
        Kind.FLAG: lambda text: text == "true",
        Kind.POINTER: str,
    }
)
