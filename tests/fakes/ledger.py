"""The ledger in memory, as strict about legal moves as the stored one; both pass the same contract suite."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING

from bindeled.domain.errors import Overtaken
from bindeled.domain.planning import Standing, Trace, remember
from bindeled.domain.states import ENTRY_MOVES, Effect, EntryState
from bindeled.ports import OpenEntry

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from bindeled.domain.nouns import JournalLine
    from bindeled.domain.planning import Park, Remembered
    from bindeled.ports import NewEntry, Outcome


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    entry: NewEntry
    state: EntryState
    sent_at: datetime
    row_id: int | None = None

    @property
    def key(self) -> tuple[str, Effect]:
        return self.entry.line.reference, self.entry.effect

    def open(self) -> OpenEntry:
        return OpenEntry(self.id, self.entry.line.reference, self.entry.effect, self.entry.line, self.sent_at)


class MemoryLedger:
    """Implements `ReportLedger`."""

    def __init__(self) -> None:
        self.completed: datetime | None = None
        self.rows: dict[int, _Row] = {}
        self.parks: dict[int, Park] = {}
        self.writes = 0
        self._checkpoint: int | None = None
        self._ids = count(1)

    def entries(self) -> list[tuple[NewEntry, EntryState, int | None]]:
        """Return every entry with how it stands and Uniconta's number of its row."""
        return [(row.entry, row.state, row.row_id) for row in self.rows.values()]

    def remembered(self, report_ids: Sequence[int]) -> dict[int, Remembered]:
        wanted = set(report_ids)
        return remember(
            Trace(
                row.entry.report_id,
                row.entry.generation,
                row.entry.effect,
                row.state,
                row.entry.mark,
                row.entry.line.reference,
            )
            for row in self.rows.values()
            if row.entry.report_id in wanted
        )

    def carried_lines(self, report_ids: Sequence[int]) -> dict[int, list[JournalLine]]:
        lying = {reference for known in self.remembered(report_ids).values() for reference in known.lying}
        lines: dict[int, list[JournalLine]] = {}
        for row in self.rows.values():
            entry = row.entry
            if entry.effect is Effect.INSERT and entry.line.reference in lying:
                lines.setdefault(entry.report_id, []).append(entry.line)
        return lines

    def open(self, entries: Sequence[NewEntry], at: datetime) -> list[OpenEntry]:
        before = {row.key: row for row in self.rows.values()}
        rows: list[_Row] = []
        for entry in entries:
            old = before.get((entry.line.reference, entry.effect))
            if old is not None and EntryState.SENDING not in ENTRY_MOVES[old.state]:
                raise Overtaken(f"{entry.line.reference} is already {old.state.value}")
            rows.append(_Row(old.id if old else next(self._ids), entry, EntryState.SENDING, at))
        self.rows |= {row.id: row for row in rows}
        self.writes += len(rows)
        return [row.open() for row in rows]

    def settle(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        del at
        for outcome in outcomes:
            row = self.rows[outcome.entry_id]
            if row.state is EntryState.SENDING:
                self.rows[row.id] = replace(row, state=outcome.state, row_id=outcome.row_id)
                self.writes += 1

    def unsettled(self, limit: int, after: str = "") -> list[OpenEntry]:
        rows = [row.open() for row in self.rows.values() if row.state is EntryState.SENDING]
        return sorted((row for row in rows if row.reference > after), key=lambda row: row.reference)[:limit]

    def carried_ids(self, first_day: date) -> set[int]:
        dates: dict[int, date] = {}
        for row in self.rows.values():
            dates.setdefault(row.entry.report_id, row.entry.day)
        return {
            report_id
            for report_id, known in self.remembered(list(dates)).items()
            if known.lying and known.standing is not Standing.UNSETTLED and dates[report_id] >= first_day
        }

    def parked_ids(self) -> set[int]:
        return set(self.parks)

    def park(self, parks: Sequence[Park], at: datetime) -> int:
        del at
        new = [park for park in parks if self.parks.get(park.report_id) != park]
        self.parks |= {park.report_id: park for park in new}
        self.writes += len(new)
        return len(new)

    def release(self, report_ids: Sequence[int], at: datetime) -> int:
        del at
        released = [self.parks.pop(report_id) for report_id in report_ids if report_id in self.parks]
        self.writes += len(released)
        return len(released)

    def checkpoint(self) -> int | None:
        return self._checkpoint

    def complete_at(self) -> datetime | None:
        return self.completed

    def move_checkpoint(self, version: int, at: datetime) -> None:
        self.completed = at
        self._checkpoint = max(version, self._checkpoint or 0)
