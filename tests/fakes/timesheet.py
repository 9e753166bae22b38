"""Uniconta's weekly timesheet in memory, where people work too, and the shares of its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import OutcomeUnknown, Refused
from bindeled.domain.timesheet import ShareEntry, shares_of
from tests.fakes.uniconta import FakeUniconta, Mode

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from bindeled.domain.timesheet import Share, WeekRow
    from tests.fakes.ledger import MemoryLedger


@dataclass
class FakeTimesheet:
    """Implements `Timesheet`, answering as the modes of `uniconta` say. `late` are writes still on their way."""

    uniconta: FakeUniconta
    kept: dict[int, WeekRow] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    late: list[Callable[[], None]] = field(default_factory=list)
    hold_back: bool = False
    _row: int = 7000

    # what people do

    def change(self, row_id: int, place: int, hours: Decimal) -> None:
        """Write other hours on a weekday by hand."""
        row = self.kept[row_id]
        self.kept[row_id] = replace(row, days=(*row.days[:place], hours, *row.days[place + 1 :]))

    def move(self, row_id: int, **changes: Any) -> None:
        """Change something else of a row by hand."""
        self.kept[row_id] = replace(self.kept[row_id], **changes)

    def remove(self, row_id: int) -> None:
        """Delete a row by hand."""
        del self.kept[row_id]

    def close(self, until: date | None) -> None:
        """Close everybody's weeks up to a day, or open them again."""
        people = self.uniconta.known.employees
        shut = {number: replace(person, closed_until=until) for number, person in people.items()}
        self.uniconta.known = replace(self.uniconta.known, employees=shut)

    def arrive_late(self) -> None:
        """Let the writes that were held back on the way arrive after all."""
        for write in self.late:
            write()
        self.late = []

    # what the flow asks

    def rows(self, mondays: Collection[date]) -> list[WeekRow]:
        self.calls["rows"] += 1
        return [row for row in self.kept.values() if row.monday in mondays]

    def shut_until(self) -> dict[str, date]:
        people = self.uniconta.known.employees.items()
        return {number: person.shut_until for number, person in people if person.shut_until is not None}

    def insert(self, rows: Sequence[WeekRow]) -> dict[str, int]:
        numbers: dict[str, int] = {}

        def write() -> None:
            for row in rows:
                self._row += 1
                self.kept[self._row] = replace(row, row_id=self._row)
                numbers[row.reference] = self._row

        for row in rows:
            self._refuse(row)
        self._write("insert", write)
        return numbers

    def update(self, row: WeekRow) -> None:
        self._refuse(row)
        self._write("update", lambda: self._replace(row))

    def delete(self, row: WeekRow) -> None:
        self._write("delete", lambda: self._drop(row))

    def _replace(self, row: WeekRow) -> None:
        if row.row_id in self.kept:
            self.kept[row.row_id] = row

    def _drop(self, row: WeekRow) -> None:
        self.kept.pop(row.row_id or 0, None)

    def _refuse(self, row: WeekRow) -> None:
        """Refuse to touch a day that is shut."""
        person = self.uniconta.known.employees[row.employee]
        if person.shut_until is not None and (person.shut_until - row.monday).days >= 0:
            shut = (person.shut_until - row.monday).days + 1
            before = self.kept[row.row_id].days if row.row_id else (0,) * 7
            if any(one != other for one, other in zip(before[:shut], row.days[:shut], strict=True)):
                raise Refused("Uniconta", "PeriodAlreadyClosed")

    def _write(self, action: str, write: Callable[[], None]) -> None:
        self.calls[action] += 1
        mode = self.uniconta.mode(action)
        if mode is Mode.LOST_BEFORE:
            if self.hold_back:
                self.late.append(write)
            raise OutcomeUnknown("Uniconta", action)
        write()
        if mode is Mode.LOST_AFTER:
            raise OutcomeUnknown("Uniconta", action)


@dataclass
class MemoryShares:
    """Implements `SharesLedger` on the ledger in memory."""

    ledger: MemoryLedger

    def rows_of(self, references: Collection[str]) -> dict[str, str]:
        wanted = set(references)
        lines = (entry.line for entry, _, _ in self.ledger.entries() if entry.line.row)
        return {line.reference: line.row for line in lines if line.reference in wanted}

    def shares(self, rows: Collection[str]) -> Mapping[str, Sequence[Share]]:
        return shares_of(
            ShareEntry(entry.line, entry.effect, state, row_id)
            for entry, state, row_id in self.ledger.entries()
            if entry.line.row and entry.line.row in rows
        )

    def rows_between(self, first: date, last: date) -> set[str]:
        entries = (entry for entry, _, _ in self.ledger.entries() if entry.line.row)
        return {entry.line.row for entry in entries if first <= entry.day <= last}
