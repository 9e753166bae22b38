"""What the follower's fields hold, and whether a value fits: checked before anything is written."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from bindeled.domain.registers.records import Pointer, Register, canonical

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bindeled.domain.registers.records import Value


class Kind(Enum):
    """Kinds of field."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    POINTER = "pointer"


def _kinds(**named: str) -> Mapping[str, Kind]:
    return MappingProxyType({name: Kind(kind) for kind, names in named.items() for name in names.split()})


_GROUP = _kinds(text="number name")

# Intempus sheet 7.2-7.5 and 7.11; Uniconta sheet 6.6. A field that is not here is taken for text.
FOLLOWER_FIELDS: Mapping[Register, Mapping[str, Kind]] = MappingProxyType(
    {
        Register.CUSTOMERS: _kinds(
            text="number name street_address zip_code city country email phone contact notes vat_registration_number",
            flag="active",
            pointer="customer_group",
        ),
        Register.ITEMS: _kinds(
            text="number name description unit bar_code",
            number="cost_price sales_price recommended_price",
            flag="accessible",
            pointer="product_group",
        ),
        Register.PROJECTS: _kinds(
            text="number name street_address zip_code city country notes",
            number="hour_budget latitude longitude",
            day="start_date end_date",
            flag=(
                "active permit_new_workreports all_employees_may_add_work_reports "
                "all_worktypes_may_used_in_work_reports remarks_required file_upload_required geofence"
            ),
            pointer="customer case_group case_state responsible parent",
        ),
        Register.EMPLOYEES: _kinds(
            text="Number Name Address1 Address2 ZipCode City Mobil PrivateMobil Email PrivateEmail PayId",
            number="CostPrice SalesPrice",
            day="Hired Terminated",
            flag="Blocked",
        ),
        Register.CUSTOMER_GROUPS: _GROUP,
        Register.ITEM_GROUPS: _GROUP,
        Register.PROJECT_GROUPS: _GROUP,
        Register.PHASES: _GROUP,
    }
)

_YES = frozenset({"true", "yes", "ja", "1"})
_NO = frozenset({"false", "no", "nej", "0"})


def kind_of(register: Register, target: str) -> Kind:
    """Return what a field of the follower holds."""
    return FOLLOWER_FIELDS[register].get(target, Kind.TEXT)


def is_unlanded(register: Register, target: str, text: str) -> bool:
    """Tell whether a text that was noted down says only which record is meant, which had no id by then."""
    return kind_of(register, target) is Kind.POINTER and ":" in text


def fitted(value: Value | Pointer, kind: Kind) -> Value | Pointer:
    """Return the value as a field of this kind holds it. Raises ValueError when it does not fit."""
    if value is None or isinstance(value, Pointer) or kind is Kind.POINTER:
        return value if kind is Kind.POINTER or value is None else _misplaced(value)
    if kind is Kind.TEXT:
        return canonical(value)
    return _AS[kind](canonical(value).strip())


def _misplaced(value: Value | Pointer) -> Value:
    raise ValueError(f"{canonical(value)} points to a record")


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not number.is_finite():
        raise ValueError(text)
    return number


def _flag(text: str) -> bool:
    if text.casefold() in _YES | _NO:
        return text.casefold() in _YES
    raise ValueError(text)


_AS: Mapping[Kind, Callable[[str], Value]] = MappingProxyType(
    {Kind.NUMBER: _number, Kind.DAY: date.fromisoformat, Kind.FLAG: _flag}
)
