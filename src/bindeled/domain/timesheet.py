"""The weekly timesheet: rows that several reports share, each row the sum of its shares. Touches nothing outside.

A row is one employee, week, project, pay type, task and workspace with hours per weekday (Uniconta sheet 6.9). It has
no field for a reference of ours but its text, so a row carries one and the ledger tells which reports are in it. A
write is a compare-and-set: a day of a row is brought from the sum that lay there to the sum that is to lie there, and
doing it twice changes nothing. A day that shows neither sum was changed by a person, and is hers.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from bindeled.domain.nouns import NO_DIMENSIONS, QUANTITY_STEP
from bindeled.domain.states import Effect, EntryState

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bindeled.domain.nouns import Dimensions, JournalLine

DAYS = 7
ZERO = Decimal(0)
NOTHING = (ZERO,) * DAYS

_REFERENCE = re.compile(r"IMW[0-9A-F]{12}")


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One row of the weekly timesheet. `days` are the hours from `monday` to Sunday.

    `reference` is ours, empty for a row that somebody else wrote; `row_id` is Uniconta's own, None where it told none.
    """

    reference: str
    row_id: int | None
    employee: str
    monday: date
    project: str
    pay_type: str
    task: str = ""
    workspace: str = ""
    invoiceable: bool = False
    dimensions: Dimensions = NO_DIMENSIONS
    days: tuple[Decimal, ...] = NOTHING

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing lies on any day."""
        return not any(self.days)


class ShareEntry(NamedTuple):
    """One ledger entry on a share of a row."""

    line: JournalLine
    effect: Effect
    state: EntryState
    row_id: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """What one report has in a row: whether it lay there before the write that is under way, and is to lie there after.

    Without a write under way the two are the same. `row_id` is the row that it was written into, where that was told.
    """

    line: JournalLine
    row_id: int | None
    before: bool
    after: bool

    @property
    def place(self) -> int:
        """Return the weekday, 0 for Monday."""
        return self.line.date.weekday()


class Shown(Enum):
    """What a day of a row shows: what lay there before the write under way, what is to lie there after, or neither."""

    BEFORE = "before"
    AFTER = "after"
    BY_HAND = "by_hand"


def monday_of(day: date) -> date:
    """Return the Monday of the week that a day is in."""
    return day - timedelta(days=day.weekday())


def row_reference(line: JournalLine) -> str:
    """Return the reference of the row that a line is a share of: the same for everything that Uniconta holds in one."""
    key = "\x1f".join(
        (
            *(line.employee, monday_of(line.date).isoformat(), line.project, line.pay_type, line.task, line.workspace),
            *(str(line.invoiceable), *line.dimensions),
        )
    )
    return f"IMW{hashlib.blake2b(key.encode(), digest_size=6).hexdigest().upper()}"


def row_text(reference: str) -> str:
    """Return the text of a row: where it comes from, and its reference, by which it is found again."""
    return f"Intempus {reference}"


def reference_in(text: str) -> str:
    """Return our reference in the text of a row or of a posted line, empty where there is none."""
    found = _REFERENCE.search(text)
    return found[0] if found else ""


def shares_of(entries: Iterable[ShareEntry]) -> dict[str, list[Share]]:
    """Return the shares of each row by its reference. What never arrived or was taken back is none."""
    by_line: dict[str, list[ShareEntry]] = {}
    for entry in entries:
        by_line.setdefault(entry.line.reference, []).append(entry)
    rows: dict[str, list[Share]] = {}
    for of_line in by_line.values():
        share = _share(of_line)
        if share is not None:
            rows.setdefault(share.line.row, []).append(share)
    return rows


def _share(entries: Sequence[ShareEntry]) -> Share | None:
    insert = next((entry for entry in entries if entry.effect is Effect.INSERT), None)
    undoings = {entry.state for entry in entries if entry.effect in {Effect.REMOVE, Effect.FORGET}}
    if insert is None or EntryState.DONE in undoings:
        return None
    if insert.state is EntryState.SENDING:
        return Share(insert.line, insert.row_id, before=False, after=True)
    if insert.state is not EntryState.DONE:
        return None
    return Share(insert.line, insert.row_id, before=True, after=EntryState.SENDING not in undoings)


def own_rows(reference: str, shares: Sequence[Share], rows: Iterable[WeekRow]) -> list[WeekRow]:
    """Return the rows of Uniconta that are this row of ours: by Uniconta's number, or by our reference in the text."""
    numbers = {share.row_id for share in shares if share.row_id is not None}
    return [row for row in rows if row.reference == reference or row.row_id in numbers]


def sum_before(shares: Iterable[Share], place: int) -> Decimal:
    """Return what lay on a weekday before the write under way, in hours."""
    return _sum(share.line.quantity for share in shares if share.before and share.place == place)


def sum_after(shares: Iterable[Share], place: int) -> Decimal:
    """Return what is to lie on a weekday after the write under way, in hours."""
    return _sum(share.line.quantity for share in shares if share.after and share.place == place)


def sum_shown(rows: Iterable[WeekRow], place: int) -> Decimal:
    """Return what lies on a weekday, in hours. Two rows of ours count together, so that a doubled one is noticed."""
    return _sum(row.days[place] for row in rows)


def _sum(quantities: Iterable[Decimal]) -> Decimal:
    return sum(quantities, ZERO).quantize(QUANTITY_STEP)


def judged(shares: Sequence[Share], rows: Sequence[WeekRow], place: int) -> Shown:
    """Return what a weekday shows. Where before and after are alike, the write under way has nothing left to do."""
    line = shares[0].line
    if any((row.project, row.employee) != (line.project, line.employee) for row in rows):
        return Shown.BY_HAND
    now = sum_shown(rows, place)
    if now == sum_after(shares, place):
        return Shown.AFTER
    return Shown.BEFORE if now == sum_before(shares, place) else Shown.BY_HAND


def brought(reference: str, shares: Sequence[Share], rows: Sequence[WeekRow]) -> tuple[WeekRow, WeekRow | None]:
    """Return the row as it is to be, and as it is now, None where Uniconta has none.

    Only days that show what lay there before are changed; what a person has changed stays. Of two rows that are both
    ours neither is touched.
    """
    now = rows[0] if rows else None
    row = now or _new_row(reference, shares[0].line)
    if len(rows) > 1:
        return row, now
    days = tuple(
        sum_after(shares, place) if judged(shares, rows, place) is Shown.BEFORE else row.days[place]
        for place in range(DAYS)
    )
    return replace(row, days=days), now


def _new_row(reference: str, line: JournalLine) -> WeekRow:
    return WeekRow(
        reference,
        None,
        line.employee,
        monday_of(line.date),
        line.project,
        line.pay_type,
        line.task,
        line.workspace,
        line.invoiceable,
        line.dimensions,
    )


def touched_by_hand(shares: Mapping[str, Sequence[Share]], rows: Iterable[WeekRow]) -> set[tuple[str, int]]:
    """Return the weekdays, each with its row's reference, on which a person has changed what we wrote."""
    rows = list(rows)
    return {
        (reference, place)
        for reference, of_row in shares.items()
        for place in {share.place for share in of_row}
        if judged(of_row, own_rows(reference, of_row, rows), place) is Shown.BY_HAND
    }
