"""Intempus' registers as the register flows see them: the port `RegisterFollower` on top of the client."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import structlog

from bindeled.domain.registers.fields import Kind, kind_of
from bindeled.domain.registers.records import Record, Register, Value
from bindeled.intempus import rows, wire
from bindeled.intempus.adapter import IntempusReportSource
from bindeled.intempus.errors import SYSTEM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.intempus.client import IntempusClient
    from bindeled.intempus.rows import FieldRow
    from bindeled.intempus.wire import Resource

logger = structlog.get_logger(__name__)

_RESOURCES: Mapping[Register, Resource[FieldRow]] = MappingProxyType(
    {
        Register.EMPLOYEES: rows.EMPLOYEES,
        Register.CUSTOMERS: rows.CUSTOMERS,
        Register.ITEMS: rows.PRODUCTS,
        Register.PROJECTS: rows.CASES,
        Register.CUSTOMER_GROUPS: rows.CUSTOMER_GROUPS,
        Register.ITEM_GROUPS: rows.PRODUCT_GROUPS,
        Register.PROJECT_GROUPS: rows.CASE_GROUPS,
        Register.PHASES: rows.CASE_STATES,
    }
)
# Where a relation leads (sheet 7.2, 7.4, 7.11).
_RELATIONS: Mapping[str, Resource[FieldRow]] = MappingProxyType(
    {
        "customer": rows.CUSTOMERS,
        "customer_group": rows.CUSTOMER_GROUPS,
        "product_group": rows.PRODUCT_GROUPS,
        "case_group": rows.CASE_GROUPS,
        "case_state": rows.CASE_STATES,
        "responsible": rows.EMPLOYEES,
        "parent": rows.CASES,
    }
)
# A case belongs to the company of its customer; everything else is told (sheet 7.2-7.5).
_WITHOUT_COMPANY = frozenset({Register.PROJECTS})


class IntempusRegisters:
    """The registers of one company; its contract is `register_ports.RegisterFollower`."""

    def __init__(self, client: IntempusClient) -> None:
        self._client = client
        self._company: str | None = None

    def read(self, register: Register) -> tuple[Record, ...]:
        """Return every record of a register. One that cannot be read is left out, and said so in the log."""
        records: list[Record] = []
        for page in self._client.pages(_RESOURCES[register]):
            records += [_record(row, register) for row in page.rows]
            for row_id, reason in page.unreadable.items():
                logger.warning("row_left_out", system=SYSTEM, register=register.value, reason=reason, row_id=row_id)
        return tuple(records)

    def open_reports(self, project: int) -> int:
        """Return how many work reports on a case are not finally approved (sheet 3.3: both filters are known)."""
        filters = {"case": str(project), "approved": "false"}
        return sum(1 for report in self._client.rows(wire.WORK_REPORT, filters) if report.case == project)

    def create(self, register: Register, values: Mapping[str, Value], creation_id: str) -> Record:
        """Make a record and return it as stored; repeated with the same `creation_id` it is the same (sheet 5.2)."""
        fields = self._written(register, values)
        if register not in _WITHOUT_COMPANY:
            fields["company"] = self._company_address()
        return _record(self._client.create(_RESOURCES[register], fields, creation_id), register)

    def update(self, register: Register, record: Record, values: Mapping[str, Value]) -> Record:
        """Change these fields and return the record as stored."""
        row = self._client.update(_RESOURCES[register], record.id, self._written(register, values))
        return _record(row, register)

    def _written(self, register: Register, values: Mapping[str, Value]) -> dict[str, Any]:
        return {name: _written(register, name, value) for name, value in values.items()}

    def _company_address(self) -> str:
        """Return the address of the one company that the login sees, asked for once."""
        if self._company is None:
            company = IntempusReportSource(self._client).identify()
            self._company = f"{wire.COMPANY.path}{company.key}/"
        return self._company


def _written(register: Register, name: str, value: Value) -> Any:
    kind = kind_of(register, name)
    if kind is Kind.POINTER:
        return f"{_RELATIONS[name].path}{value}/" if value else None
    return "" if value is None and kind is Kind.TEXT else value


def _record(row: FieldRow, register: Register) -> Record:
    values = row.values
    fields = {name: _value(register, name, value) for name, value in values.items() if name != "contract"}
    if register is Register.EMPLOYEES:
        fields["contract_end"] = _contract_end(values.get("contract"))
    number, name = _text(values.get("number")), _text(values.get("name"))
    created = _text(values.get("creation_id"))
    return Record(row.id, number, name, fields, creation_id=created, changed_at=_text(values.get("logical_timestamp")))


def _value(register: Register, name: str, value: Any) -> Value:
    """Return a field in neutral form; one that does not hold what its kind promises is kept as text."""
    kind = kind_of(register, name)
    try:
        if kind is Kind.POINTER:
            target = wire.id_of(value)
            return None if target is None else str(target)
        if value is None or isinstance(value, bool):
            return value
        if kind is Kind.NUMBER:
            return Decimal(str(value))
        if kind is Kind.DAY:
            return date.fromisoformat(value)
    except (ValueError, TypeError, InvalidOperation):
        pass
    return _text(value)


def _contract_end(contracts: Any) -> date | None:
    """Return the last day of the last contract, None while one is open or when none is known (sheet 7.9)."""
    ends = [_text(contract.get("end_date")) for contract in contracts or () if isinstance(contract, dict)]
    if not ends or not all(ends):
        return None
    return max(date.fromisoformat(end) for end in ends)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None or isinstance(value, (dict, list)) else str(value)
