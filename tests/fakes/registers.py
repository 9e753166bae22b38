"""The registers of one system in memory: people edit it, it loses answers, refuses records, keeps texts its own way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import MissingRight, OutcomeUnknown, Refused, Unreachable
from bindeled.domain.registers.records import Record, Register

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from bindeled.domain.registers.records import Value

KEYS = {
    Register.EMPLOYEES: "Number",
    Register.CUSTOMERS: "Account",
    Register.ITEMS: "Item",
    Register.PROJECTS: "Number",
}


class Mode(Enum):
    """How the next write is answered."""

    WELL = "it is done and says so"
    LOST_BEFORE = "the connection breaks before it is done"
    LOST_AFTER = "the connection breaks after it is done"
    UNREACHABLE = "nothing can be sent"


class FakeRegisters:
    """Implements `RegisterFollower`. `modes` are used up by writes, one each; `keeps` is how long a text may get.

    Intempus knows a repeated create by its creation id. Uniconta keeps none, and takes each number once. `hidden` are
    rows that a list does not show yet, `denied` what the login may not do.
    """

    def __init__(self, system: str, *, keeps: int | None = None) -> None:
        self.system = system
        self.rows: dict[Register, dict[int, Record]] = {register: {} for register in Register}
        self.modes: list[Mode] = []
        self.refuses: Callable[[Register, Mapping[str, Value]], str | None] = lambda _register, _values: None
        self.calls: Counter[str] = Counter()
        self.reports: Counter[int] = Counter()
        self.hidden: set[int] = set()
        self.deleted_by_us = 0
        self.denied: set[tuple[Register, str]] = set()
        self._keeps = keeps
        self._last = 1000 if system == "Intempus" else 1

    # what people do

    def has(self, register: Register, number: str, name: str = "Navn", **fields: Any) -> Record:
        """Let a person make a record."""
        blocked = bool(fields.pop("Blocked", False))
        record = self._record(register, self._next(), {self._key(register): number, self._title: name, **fields})
        return self._put(register, replace(record, blocked=blocked))

    def edit(self, register: Register, record: Record, **fields: Any) -> Record:
        """Let a person change a record, also its number."""
        now = self.rows[register][record.id]
        blocked = bool(fields.pop("Blocked", now.blocked))
        changed = self._record(register, record.id, {**now.fields, **fields})
        return self._put(register, replace(changed, blocked=blocked, creation_id=now.creation_id))

    def erase(self, register: Register, record: Record) -> None:
        """Let a person delete a record."""
        del self.rows[register][record.id]

    def only(self, register: Register) -> Record:
        """Return the one record there is."""
        (record,) = self.rows[register].values()
        return record

    def by_number(self, register: Register, number: str) -> Record:
        """Return the one record with this number."""
        (record,) = (record for record in self.rows[register].values() if record.number == number)
        return record

    # the port

    def read(self, register: Register) -> tuple[Record, ...]:
        """As the port says."""
        self.calls["read"] += 1
        self._require(register, "read")
        return tuple(row for row in self.rows[register].values() if row.id not in self.hidden)

    def open_reports(self, project: int) -> int:
        """As the port says."""
        return self.reports[project]

    def create(self, register: Register, values: Mapping[str, Value], creation_id: str) -> Record:
        """As the port says."""
        mode = self._answer(register, values)
        creation_id = creation_id if self.system == "Intempus" else ""
        rows = self.rows[register].values()
        earlier = [row for row in rows if creation_id and row.creation_id == creation_id]
        if not creation_id and any(row.number == values[self._key(register)] for row in rows):
            raise Refused(self.system, "number taken")
        if not earlier:
            made = self._record(register, self._next(), {k: self._kept(v) for k, v in values.items()})
            earlier = [self._put(register, replace(made, creation_id=creation_id))]
        if mode is Mode.LOST_AFTER:
            raise OutcomeUnknown(self.system, "create")
        return earlier[0]

    def update(self, register: Register, record: Record, values: Mapping[str, Value]) -> Record:
        """As the port says."""
        mode = self._answer(register, values)
        now = self.rows[register][record.id]
        fields = {**now.fields, **{name: self._kept(value) for name, value in values.items()}}
        stored = self._put(register, replace(self._record(register, record.id, fields), creation_id=now.creation_id))
        if mode is Mode.LOST_AFTER:
            raise OutcomeUnknown(self.system, "update")
        return stored

    def _answer(self, register: Register, values: Mapping[str, Value]) -> Mode:
        self.calls["write"] += 1
        self._require(register, "write")
        mode = self.modes.pop(0) if self.modes else Mode.WELL
        if mode is Mode.UNREACHABLE:
            raise Unreachable(self.system, "no route")
        if mode is Mode.LOST_BEFORE:
            raise OutcomeUnknown(self.system, "write")
        reason = self.refuses(register, values)
        if reason is not None:
            raise Refused(self.system, reason)
        return mode

    def _require(self, register: Register, verb: str) -> None:
        if (register, verb) in self.denied:
            raise MissingRight(self.system, register.value)

    def _kept(self, value: Value) -> Value:
        return value[: self._keeps] if isinstance(value, str) and self._keeps else value

    @property
    def _title(self) -> str:
        return "name" if self.system == "Intempus" else "Name"

    def _key(self, register: Register) -> str:
        return "number" if self.system == "Intempus" else KEYS.get(register, "Group")

    def _record(self, register: Register, row_id: int, fields: Mapping[str, Value]) -> Record:
        number, name = fields.get(self._key(register)), fields.get(self._title)
        return Record(row_id, str(number or ""), str(name or ""), dict(fields))

    def _put(self, register: Register, record: Record) -> Record:
        self.rows[register][record.id] = record
        return record

    def _next(self) -> int:
        self._last += 1
        return self._last
