"""Rows of the registers with every field kept, for mappings that a customer may change. Personal keys are not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bindeled.intempus.wire import Resource, Unreadable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# Secrets, national numbers and what else is nobody's business here (sheet 7.7).
NEVER_READ = frozenset(
    {
        *("cpr_number", "password", "current_password", "password_generation", "pin", "file_server_auth_hash"),
        *("car_registration_number", "wipe_native_clients_logged_in_before"),
    }
)
# Of people only what the standard mapping or a match can use.
_OF_EMPLOYEES = frozenset(
    {
        *("id", "number", "name", "username", "initial", "email", "personal_email", "phone", "street_address"),
        *("zip_code", "city", "country", "contract", "creation_id", "logical_timestamp"),
    }
)


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row, under Intempus' own field names. Relations are addresses."""

    id: int
    values: Mapping[str, Any]


def _reader(only: frozenset[str] | None = None) -> Callable[[Mapping[str, Any]], FieldRow]:
    def read(row: Mapping[str, Any]) -> FieldRow:
        if type(row.get("id")) is not int:
            raise Unreadable("id is not a whole number")
        kept = {key: value for key, value in row.items() if key not in NEVER_READ and (only is None or key in only)}
        return FieldRow(row["id"], kept)

    return read


EMPLOYEES = Resource("employee", _reader(_OF_EMPLOYEES))
CUSTOMERS = Resource("customer", _reader())
CASES = Resource("case", _reader())
PRODUCTS = Resource("product", _reader())
CUSTOMER_GROUPS = Resource("customer_group", _reader())
CASE_GROUPS = Resource("case_group", _reader())
PRODUCT_GROUPS = Resource("product_group", _reader())
CASE_STATES = Resource("case_state", _reader())
