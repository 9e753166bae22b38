"""Uniconta's project journal in memory: it takes lists, loses answers, refuses lines, and a bookkeeper works in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from enum import Enum
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import NeedsSignIn, OutcomeUnknown, Refused, Unreachable
from bindeled.domain.nouns import Company, FoundLine, Place
from tests.support.reports import there

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from bindeled.domain.nouns import JournalLine, UnicontaRegisters


class Mode(Enum):
    """How the next write is answered."""

    WELL = "it is done and says so"
    LOST_BEFORE = "the connection breaks before it is done"
    LOST_AFTER = "the connection breaks after it is done"
    UNREACHABLE = "nothing can be sent"
    LOGIN_REFUSED = "the login is refused"


class FakeUniconta:
    """Implements `ProjectJournal`. `modes` are used up by writes, one each; `refuses` names lines that it dislikes.

    `keeps_earlier` chooses between the two ways in which a refused list may end (sheet 4): nothing is kept, or the
    lines before the bad one are.
    """

    def __init__(self, *, keeps_earlier: bool = False, tells_rows: bool = True) -> None:
        self.known: UnicontaRegisters = there()
        self.lines: dict[int, JournalLine] = {}
        self.posted: dict[int, JournalLine] = {}
        self.modes: list[Mode] = []
        self.refuses: Callable[[JournalLine], str | None] = lambda _line: None
        self.calls: Counter[str] = Counter()
        self.late: list[list[JournalLine]] = []
        self.hold_back = False
        self._keeps_earlier = keeps_earlier
        self._tells_rows = tells_rows
        self.arrived: list[str] = []
        self._row = 0

    # what a bookkeeper does

    def post(self) -> None:
        """Post everything that lies in the journal."""
        self.posted |= self.lines
        self.lines = {}

    def change(self, reference: str, **changes: Any) -> None:
        """Edit an unposted line by hand."""
        row_id = next(row_id for row_id, line in self.lines.items() if line.reference == reference)
        self.lines[row_id] = replace(self.lines[row_id], **changes)

    def delete(self, reference: str) -> None:
        """Delete an unposted line by hand."""
        self.lines = {row_id: line for row_id, line in self.lines.items() if line.reference != reference}

    def references(self) -> list[str]:
        """Return the reference of every line, unposted and posted."""
        return [line.reference for line in (*self.lines.values(), *self.posted.values())]

    def arrive_late(self) -> None:
        """Let the writes that were held back on the way arrive after all."""
        for lines in self.late:
            self._store(lines)
        self.late = []

    # what the flow asks

    def identify(self) -> Company:
        return Company("10523", "Nordlys VVS")

    def registers(self) -> UnicontaRegisters:
        self.calls["registers"] += 1
        return self.known

    def insert(self, lines: Sequence[JournalLine]) -> list[int | None]:
        self.calls["insert"] += 1
        mode = self.mode("insert")
        if mode is Mode.LOST_BEFORE:
            self._lose(lines)
        bad = next((index for index, line in enumerate(lines) if self.refuses(line)), None)
        if bad is not None:
            self._store(lines[:bad] if self._keeps_earlier else [])
            raise Refused("Uniconta", self.refuses(lines[bad]) or "")
        rows = self._store(lines)
        if mode is Mode.LOST_AFTER:
            raise OutcomeUnknown("Uniconta", f"insert of {len(lines)} lines")
        return [row if self._tells_rows else None for row in rows]

    def find(self, references: Sequence[str]) -> dict[str, FoundLine]:
        self.calls["find"] += 1
        wanted = set(references)
        return self._found(self.posted, Place.POSTED, wanted) | self._found(self.lines, Place.JOURNAL, wanted)

    def lines_between(self, first: date, last: date) -> list[FoundLine]:
        self.calls["lines_between"] += 1
        places = ((self.lines, Place.JOURNAL), (self.posted, Place.POSTED))
        return [
            FoundLine(line.reference, row, place, line.quantity, line.project, line.employee, line.date, line.unit)
            for rows, place in places
            for row, line in rows.items()
            if first <= line.date <= last
        ]

    def remove(self, lines: Sequence[FoundLine]) -> dict[str, Refused | OutcomeUnknown]:
        troubles: dict[str, Refused | OutcomeUnknown] = {}
        for line in lines:
            self.calls["remove"] += 1
            mode = self.mode("remove")
            if mode is not Mode.LOST_BEFORE and self._found(self.lines, line.place, {line.reference}) == {
                line.reference: line
            }:
                self.delete(line.reference)
            if mode is not Mode.WELL:
                troubles[line.reference] = OutcomeUnknown("Uniconta", "delete")
        return troubles

    def mode(self, action: str) -> Mode:
        """Return how the next write is answered. Raises what cannot even be sent."""
        mode = self.modes.pop(0) if self.modes else Mode.WELL
        if mode is Mode.UNREACHABLE:
            raise Unreachable("Uniconta", "connection refused")
        if mode is Mode.LOGIN_REFUSED:
            raise NeedsSignIn("Uniconta", action)
        return mode

    def _lose(self, lines: Sequence[JournalLine]) -> None:
        if self.hold_back:
            self.late.append(list(lines))
        raise OutcomeUnknown("Uniconta", f"insert of {len(lines)} lines")

    def _store(self, lines: Sequence[JournalLine]) -> list[int]:
        rows = []
        for line in lines:
            self._row += 1
            self.lines[self._row] = line
            self.arrived.append(line.reference)
            rows.append(self._row)
        return rows

    @staticmethod
    def _found(rows: dict[int, JournalLine], place: Place, wanted: set[str]) -> dict[str, FoundLine]:
        return {
            line.reference: FoundLine(line.reference, row_id, place, line.quantity, line.project, line.employee)
            for row_id, line in rows.items()
            if line.reference in wanted
        }
