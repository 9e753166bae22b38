"""Uniconta's weekly timesheet in our words: the port `Timesheet` on top of the client (sheet 6.9)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bindeled.domain.errors import Refused, Unreachable
from bindeled.domain.timesheet import DAYS, WeekRow, monday_of, reference_in, row_text
from bindeled.uniconta.auth import SYSTEM
from bindeled.uniconta.client import between
from bindeled.uniconta.rows import EmployeeRow
from bindeled.uniconta.wire import Unreadable, without_blanks, written_number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from bindeled.uniconta.client import UnicontaClient
    from bindeled.uniconta.wire import Row

ENTITY = "TMJournalLineClient"
_DAYS = tuple(f"Day{number}" for number in range(1, DAYS + 1))
# Weeks further apart than this are read by a call of their own.
_WIDE_GAP_DAYS = 28


class UnicontaTimesheet:
    """The weekly timesheet of one company; its contract is `timesheet_ports.Timesheet`."""

    def __init__(self, client: UnicontaClient) -> None:
        self._client = client
        self._whole: dict[int, Row] = {}

    def rows(self, mondays: Collection[date]) -> list[WeekRow]:
        """Return every row of these weeks. Raises Unreachable for one that cannot be read: a sum would be wrong."""
        found: list[WeekRow] = []
        for first, last in _spans(mondays):
            for row in self._client.read(ENTITY, between("Date", first, last)):
                week = _week(row)
                if week is not None and week.monday in mondays:
                    found.append(week)
                    self._whole |= {week.row_id: row} if week.row_id is not None else {}
        return found

    def shut_until(self) -> dict[str, date]:
        """Return the last day on which each employee's timesheet takes no change."""
        told = ((row.text("Number"), row) for row in self._client.read(EmployeeRow.ENTITY))
        return {number: day for number, row in told if (day := _shut(row)) is not None}

    def insert(self, rows: Sequence[WeekRow]) -> dict[str, int]:
        """Insert these rows in one call and return Uniconta's number of each by our reference."""
        stored = self._client.insert_list(ENTITY, [_values(row) for row in rows])
        numbers = {reference_in(row.text("Text")): row.row_id for row in stored}
        return {reference: row_id for reference, row_id in numbers.items() if row_id is not None}

    def update(self, row: WeekRow) -> None:
        """Write the days of a row that was read last; everything else of it stays as it was read."""
        self._client.update(self._read_last(row).changed(**_written_days(row)))

    def delete(self, row: WeekRow) -> None:
        """Delete a row that was read last. One that is already gone counts as deleted."""
        try:
            self._client.delete(self._read_last(row))
        except Refused:
            if any(other.row_id == row.row_id for other in self.rows({row.monday})):
                raise

    def _read_last(self, row: WeekRow) -> Row:
        whole = self._whole.get(row.row_id) if row.row_id is not None else None
        if whole is None:
            raise Unreachable(SYSTEM, f"it told no number of a row of the week from {row.monday}")
        return whole


def _spans(mondays: Collection[date]) -> list[tuple[date, date]]:
    """Return first and last Monday of each stretch of weeks to read."""
    ordered = sorted(mondays)
    edges = [
        0,
        *(place for place, (one, other) in enumerate(pairwise(ordered), 1) if _is_wide(one, other)),
        len(ordered),
    ]
    return [(ordered[start], ordered[end - 1]) for start, end in pairwise(edges) if start < end]


def _is_wide(one: date, other: date) -> bool:
    return (other - one).days > _WIDE_GAP_DAYS


def _week(row: Row) -> WeekRow | None:
    """Return a row; one without a date belongs to no week. Raises Unreachable where it cannot be read."""
    try:
        day = row.day("Date")
        if day is None:
            return None
        return WeekRow(
            reference=reference_in(row.text("Text")),
            row_id=row.row_id,
            employee=row.text("Employee"),
            monday=monday_of(day),
            project=row.text("Project"),
            pay_type=row.text("PayrollCategory"),
            task=row.text("Task"),
            workspace=row.text("WorkSpace"),
            invoiceable=row.flag("Invoiceable"),
            dimensions=row.dimensions(),
            days=tuple(row.number(name) for name in _DAYS),
        )
    except Unreadable as error:
        raise Unreachable(SYSTEM, str(error)) from None


def _shut(row: Row) -> date | None:
    days: Iterable[date | None] = (row.day("TMCloseDate"), row.day("TMApproveDate"))
    return max(filter(None, days), default=None)


def _values(row: WeekRow) -> dict[str, Any]:
    """Return a new row as Uniconta's keys.

    The kind of a row (`RegistrationType`) is a label in the login's language and left out: hours are its first value.
    """
    values: dict[str, Any] = {
        "Employee": row.employee,
        "Date": row.monday.isoformat(),
        "Project": row.project,
        "PayrollCategory": row.pay_type,
        "Task": row.task,
        "WorkSpace": row.workspace,
        "Invoiceable": row.invoiceable,
        "Text": row_text(row.reference),
    }
    values |= {f"Dimension{number}": key for number, key in enumerate(row.dimensions, 1)}
    return without_blanks(values) | _written_days(row)


def _written_days(row: WeekRow) -> dict[str, Any]:
    return {name: written_number(hours) for name, hours in zip(_DAYS, row.days, strict=True)}
