"""What Intempus writes, read into rows. Keys that are not needed are not read, least of all personal ones.

Work reports come by the hundred thousand and are read by hand; the small registers are read by pydantic.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

Row = TypeVar("Row")
Model = TypeVar("Model", bound="Register")

# No registration is anywhere near this; a number beyond it would not survive rounding to four decimals.
_LARGEST_AMOUNT = Decimal(10) ** 12
# So many relations are remembered: the reports of a company lead to the same employees and cases again and again.
_ADDRESSES = 8192


class Unreadable(ValueError):
    """A row that does not say what it must. The text names the key and never its value, which may be personal."""


@dataclass(frozen=True, slots=True)
class Resource(Generic[Row]):
    """One resource of the API: its name in the address, and how a row of it is read (raises Unreadable)."""

    name: str
    read: Callable[[Mapping[str, Any]], Row]

    @property
    def path(self) -> str:
        """Return the address of the list. The slash at the end matters: without it, writes get lost (sheet 2.5)."""
        return f"/web/v1/{self.name}/"


def parse(body: bytes) -> Any:
    """Return what a JSON body says, with decimals exact. Raises ValueError when it is not JSON."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_refuse_constant)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def id_of(reference: Any) -> int | None:
    """Return the id that a relation leads to: an address, an embedded row, or the bare id (sheet 7).

    Raises Unreadable when it is none of these.
    """
    try:
        if reference is None or reference == "":
            return None
        if isinstance(reference, str):
            return _id_in(reference)
        return int(reference["id"] if isinstance(reference, Mapping) else reference)
    except (ValueError, KeyError, TypeError):
        raise Unreadable("a relation leads nowhere") from None


@lru_cache(maxsize=_ADDRESSES)
def _id_in(address: str) -> int:
    return int(address.rstrip("/").rpartition("/")[2])


def row_id(row: Any) -> int:
    """Return the id of a row that may be unreadable otherwise, 0 when even that cannot be told."""
    if not isinstance(row, Mapping):
        return 0
    try:
        return id_of(row.get("id")) or id_of(row.get("resource_uri")) or 0
    except Unreadable:
        return 0


def written(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as JSON takes them. Decimals go as text: floats come back with long tails (sheet 8.8)."""
    return {name: _written(value) for name, value in fields.items()}


def _written(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, (date, datetime, time)) else value


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


# --- Work reports -----------------------------------------------------------------------------------------------------


class WorkReportRow(NamedTuple):
    """One work report (sheet 7.14). `amount` is in the unit of its work type or product."""

    id: int
    employee: int
    case: int | None
    work_type: int | None
    product: int | None
    amount: Decimal
    start_date: date
    end_date: date
    start_time: time | None
    end_time: time | None
    remarks: str
    additional_remarks: str
    approved: bool
    origin: str
    logical_timestamp: int | None
    unit: str


def read_work_report(row: Mapping[str, Any]) -> WorkReportRow:
    """Read one work report. Raises Unreadable when its id, employee, amount or first day cannot be told."""
    get = row.get
    start_date = _day(get("start_date"), "start_date")
    employee = id_of(get("employee"))
    if start_date is None or employee is None:
        raise Unreadable("start_date is missing" if start_date is None else "employee is missing")
    return WorkReportRow(
        id=_number(row, "id"),
        employee=employee,
        case=id_of(get("case")),
        work_type=id_of(get("worktype")),
        product=id_of(get("product")),
        amount=_amount(get("amount")),
        start_date=start_date,
        end_date=_day(get("end_date"), "end_date") or start_date,
        start_time=_clock_time(get("start_time"), "start_time"),
        end_time=_clock_time(get("end_time"), "end_time"),
        remarks=_text(get("remarks")),
        additional_remarks=_text(get("additional_remarks")),
        approved=get("approved") is True,
        origin=_text(get("origin")),
        logical_timestamp=_counter(get("logical_timestamp")),
        unit=_text(get("work_type_unit")),
    )


def _number(row: Mapping[str, Any], key: str) -> int:
    value = row.get(key)
    if type(value) is not int:
        raise Unreadable(f"{key} is not a whole number")
    return value


def _amount(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (str, int, Decimal)):
        raise Unreadable("amount is not a number")
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise Unreadable("amount is not a number") from None
    if not amount.is_finite() or abs(amount) > _LARGEST_AMOUNT:
        raise Unreadable("amount is out of all bounds")
    return amount


def _day(value: Any, key: str) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except (ValueError, TypeError):
        raise Unreadable(f"{key} is not a date") from None


def _clock_time(value: Any, key: str) -> time | None:
    """Return a time on the wall. Whatever follows the seconds is left out: no zone is promised (sheet 7)."""
    try:
        return time.fromisoformat(value[:8]) if value else None
    except (ValueError, TypeError):
        raise Unreadable(f"{key} is not a time") from None


def _counter(value: Any) -> int | None:
    return value if type(value) is int else id_of(value)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


# --- Registers --------------------------------------------------------------------------------------------------------


def _blank_for_null(value: Any) -> Any:
    return "" if value is None else value


def _false_for_null(value: Any) -> Any:
    return False if value is None else value


Text = Annotated[str, BeforeValidator(_blank_for_null)]
Flag = Annotated[bool, BeforeValidator(_false_for_null)]
Relation = Annotated[int | None, BeforeValidator(id_of)]


class Register(BaseModel):
    """A row of a small resource. Only the id must be there; numbers of people and things are text (sheet 7)."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    id: int


class CompanyRow(Register):
    """A company (sheet 7.1)."""

    name: Text = ""


class CustomerRow(Register):
    """A customer (sheet 7.2)."""

    number: Text = ""
    name: Text = ""
    active: Flag = False


class CaseRow(Register):
    """A case (sheet 7.4)."""

    number: Text = ""
    name: Text = ""
    customer: Relation = None
    active: Flag = False


class ContractRow(Register):
    """A contract (sheet 7.9). Nothing can be registered on or before `locked_date`."""

    employee: Relation = None
    work_model: Relation = None
    start_date: date | None = None
    end_date: date | None = None
    locked_date: date | None = None


class EmployeeRow(Register):
    """An employee (sheet 7.7). `contract` embeds every contract, also in lists; None where it is not told."""

    number: Text = ""
    name: Text = ""
    username: Text = ""
    contract: tuple[ContractRow, ...] | None = None


class WorkModelRow(Register):
    """A work model (sheet 7.10)."""

    number: Text = ""
    name: Text = ""


class WorkCategoryRow(Register):
    """A work category (sheet 7.10). `type` is empty for ordinary work."""

    number: Text = ""
    name: Text = ""
    type: Text = ""
    supplement: Flag = False
    work_model: Relation = None


class WorkTypeRow(Register):
    """A work type (sheet 7.10)."""

    number: Text = ""
    name: Text = ""
    active: Flag = False
    work_model: Relation = None
    work_category: Relation = None


class ProductRow(Register):
    """A product (sheet 7.11)."""

    number: Text = ""
    name: Text = ""


def register(model: type[Model], name: str) -> Resource[Model]:
    """Return a resource whose rows are read by this model."""

    def read(row: Mapping[str, Any]) -> Model:
        try:
            return model.model_validate(row)
        except ValidationError as error:
            keys = sorted({str(part["loc"][0]) for part in error.errors() if part["loc"]})
            raise Unreadable(f"{', '.join(keys) or 'the row'} cannot be read") from None

    return Resource(name, read)


COMPANY = register(CompanyRow, "company")
CUSTOMER = register(CustomerRow, "customer")
CASE = register(CaseRow, "case")
EMPLOYEE = register(EmployeeRow, "employee")
CONTRACT = register(ContractRow, "contract")
WORK_MODEL = register(WorkModelRow, "work_model")
WORK_CATEGORY = register(WorkCategoryRow, "work_category")
WORK_TYPE = register(WorkTypeRow, "work_type")
PRODUCT = register(ProductRow, "product")
WORK_REPORT = Resource("work_report", read_work_report)
