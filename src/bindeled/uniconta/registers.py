"""Uniconta's registers as the register flows see them: the port `RegisterFollower` on top of the client."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import structlog
from babel import Locale

from bindeled.domain.errors import OutcomeUnknown, Refused
from bindeled.domain.registers.fields import Kind, kind_of
from bindeled.domain.registers.records import Record, Register, Value
from bindeled.uniconta.auth import SYSTEM
from bindeled.uniconta.client import equals
from bindeled.uniconta.wire import ProjectPhase, Unreadable, without_blanks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bindeled.uniconta.client import UnicontaClient
    from bindeled.uniconta.wire import Row

logger = structlog.get_logger(__name__)

# .NET's way of saying that there is no date (sheet 7).
_NO_DAY = "0001-01-01T00:00:00"
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z?")
_COUNTRIES = frozenset({"Country", "WorkCountry", "DeliveryCountry"})


@dataclass(frozen=True, slots=True)
class _Table:
    """Where a register lies: the entity with its user-defined fields (sheet 3.1), its key and its name."""

    entity: str
    key: str
    name: str = "Name"


_TABLES: Mapping[Register, _Table] = MappingProxyType(
    {
        Register.EMPLOYEES: _Table("EmployeeClientUser", "Number"),
        Register.CUSTOMERS: _Table("DebtorClientUser", "Account"),
        Register.ITEMS: _Table("InvItemClientUser", "Item"),
        Register.PROJECTS: _Table("ProjectClientUser", "Number"),
        Register.CUSTOMER_GROUPS: _Table("DebtorGroupClient", "Group"),
        Register.ITEM_GROUPS: _Table("InvGroupClient", "Group"),
        Register.PROJECT_GROUPS: _Table("ProjectGroupClient", "Group"),
    }
)

# The phases as they are called in Danish (sheet 6.4); an enumeration has no rows, so its place stands for the id.
_PHASE_NAMES: Mapping[ProjectPhase, str] = MappingProxyType(
    {
        ProjectPhase.CREATED: "Oprettet",
        ProjectPhase.OFFER: "Tilbud",
        ProjectPhase.ACCEPTED: "Godkendt",
        ProjectPhase.IN_PROGRESS: "Igangværende",
        ProjectPhase.REPORTED_AS_FINISHED: "Færdigmeldt",
        ProjectPhase.COMPLETED: "Gennemført",
        ProjectPhase.PAUSED: "Pause",
    }
)


class UnicontaRegisters:
    """The registers of one company; its contract is `register_ports.RegisterFollower`."""

    def __init__(self, client: UnicontaClient) -> None:
        self._client = client

    def read(self, register: Register) -> tuple[Record, ...]:
        """Return every record of a register. One that cannot be read is left out, and said so in the log."""
        if register is Register.PHASES:
            return tuple(
                Record(place, phase.value, name, {}) for place, (phase, name) in enumerate(_PHASE_NAMES.items(), 1)
            )
        records = []
        for row in self._client.read(_TABLES[register].entity):
            try:
                records.append(_record(row, register))
            except Unreadable as error:
                logger.warning("row_left_out", system=SYSTEM, reason=str(error), row_id=row.values.get("RowId"))
        return tuple(records)

    def open_reports(self, project: int) -> int:
        """Return 0: work reports lie in Intempus."""
        del project
        return 0

    def create(self, register: Register, values: Mapping[str, Value], creation_id: str) -> Record:
        """Insert a row and return it as stored. Its key makes it one of its kind: Uniconta knows no creation id."""
        del creation_id
        table = _TABLES[register]
        written = without_blanks({name: _written(register, name, value) for name, value in values.items()})
        stored = self._client.insert(table.entity, written)
        return self._shown(register, stored, str(written.get(table.key, "")), "inserting")

    def update(self, register: Register, record: Record, values: Mapping[str, Value]) -> Record:
        """Change these fields of a row that is read just before, so that a bookkeeper's edit of now is not lost."""
        table = _TABLES[register]
        row = self._current(register, record)
        changed = row.changed(**{name: _written(register, name, value) for name, value in values.items()})
        stored = self._client.update(changed)
        return self._shown(register, stored, row.text(table.key), "updating")

    def _current(self, register: Register, record: Record) -> Row:
        table = _TABLES[register]
        rows = self._client.read(table.entity, equals(table.key, record.number))
        found = next((row for row in rows if row.row_id == record.id), None)
        if found is None:
            raise Refused(SYSTEM, "CouldNotLoadOriginal", f"{record.number} is no longer there under that number")
        return found

    def _shown(self, register: Register, stored: Row | None, key: str, action: str) -> Record:
        """Return the stored row, read by its key where the answer does not show it (sheet 4)."""
        table = _TABLES[register]
        if stored is None or not stored.text(table.key):
            rows = self._client.read(table.entity, equals(table.key, key))
            stored = next((row for row in rows if row.text(table.key) == key), None)
        if stored is None:
            raise OutcomeUnknown(SYSTEM, f"{action} {table.entity}")
        return _record(stored, register)


def _record(row: Row, register: Register) -> Record:
    table = _TABLES[register]
    number = row.text(table.key)
    if row.row_id is None:
        raise Unreadable(row.entity, "RowId", "whole number")
    fields = {name: _value(row, name, value) for name, value in row.values.items()}
    blocked, updated = row.flag("Blocked"), row.text("UpdatedAt")
    return Record(row.row_id, number, row.text(table.name), fields, blocked, not row.withheld, changed_at=updated)


def _value(row: Row, name: str, value: Any) -> Value:
    """Return a field in neutral form: countries by their code, phases by name, dates and numbers as such."""
    if name in _COUNTRIES:
        return country_code(row.text(name))
    if name == "Phase":
        return row.phase().value
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        return Decimal(str(value))
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return row.day(name)
    return value if isinstance(value, str) else str(value)


def country_code(label: str) -> str:
    """Return the two-letter code of a country's name in Danish or English, empty when the name is not known."""
    return _codes().get(label.strip().casefold(), "")


@cache
def _codes() -> Mapping[str, str]:
    territories = [Locale(language).territories for language in ("en", "da")]
    return {
        str(name).casefold(): code
        for names in territories
        for code, name in names.items()
        if len(code) == 2 and code.isalpha()
    }


def _written(register: Register, name: str, value: Value) -> Any:
    if value is None:
        return _NO_DAY if kind_of(register, name) is Kind.DAY else ""
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
