"""The fixed list of transforms: from a master's value to what the follower shall hold. None stands for no value."""

from __future__ import annotations

import re
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.registers.records import GROUPS, Pointer, Register, canonical
from bindeled.domain.registers.setup import Transform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bindeled.domain.registers.records import Value

_E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")

# How units are written in Intempus, by Uniconta's label. A label that is not here is carried as it is.
UNIT_NAMES: Mapping[str, str] = MappingProxyType(
    {"pieces": "stk.", "styk": "stk.", "metre": "m", "meter": "m", "hours": "timer", "none": "", "ingen": ""}
)


def transform(value: Value, how: Transform, register: Register) -> Value | Pointer:
    """Return what becomes of the value in a flow of `register`; None when nothing does."""
    if how is Transform.YES:
        return True
    if value is None or canonical(value).strip() == "":
        return None
    if how is Transform.AS_IS:
        return value
    if how is Transform.GROUP:
        return Pointer(GROUPS[register], canonical(value))
    if how in _POINTERS:
        return Pointer(_POINTERS[how], canonical(value))
    return value if isinstance(value, bool) else _TEXTS[how](value) or None


def _one_line(value: Value) -> Value:
    return " ".join(value.split()) if isinstance(value, str) else value


def _capitals(value: Value) -> str:
    return canonical(_one_line(value)).upper()


def _digits(value: Value) -> str:
    return re.sub(r"\D", "", canonical(value))


def _e_mail(value: Value) -> str:
    text = canonical(_one_line(value))
    return text if _E_MAIL.fullmatch(text) else ""


def _above_zero(value: Value) -> Value:
    """Return a number, none where it is zero: Uniconta says 0 for a number that nobody filled (Uniconta sheet 7)."""
    return value if not isinstance(value, Decimal) or value > 0 else None


def _unit(value: Value) -> str:
    text = canonical(_one_line(value))
    return UNIT_NAMES.get(text.casefold(), text)


_POINTERS: Mapping[Transform, Register] = MappingProxyType(
    {
        Transform.CUSTOMER: Register.CUSTOMERS,
        Transform.PARENT: Register.PROJECTS,
        Transform.EMPLOYEE: Register.EMPLOYEES,
        Transform.PHASE: Register.PHASES,
    }
)
_TEXTS: Mapping[Transform, Callable[[Value], Value]] = MappingProxyType(
    {
        Transform.ONE_LINE: _one_line,
        Transform.CAPITALS: _capitals,
        Transform.DIGITS: _digits,
        Transform.E_MAIL: _e_mail,
        Transform.UNIT: _unit,
        Transform.ABOVE_ZERO: _above_zero,
    }
)
