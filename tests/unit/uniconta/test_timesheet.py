"""Uniconta's weekly timesheet as rows of ours, and where a report's lines lie."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from bindeled.domain.errors import Refused, Unreachable
from bindeled.domain.nouns import JournalLine, Place
from bindeled.domain.timesheet import NOTHING, WeekRow, row_reference, row_text
from bindeled.uniconta.timesheet import ENTITY, UnicontaTimesheet
from bindeled.uniconta.tracing import lying_lines
from bindeled.uniconta.wire import Row

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bindeled.uniconta.client import Filter

MONDAY = date(2026, 11, 16)
LINE = JournalLine(
    "IM0000000901G01L01", "INTEMPUS", MONDAY, "1060", "0042", "100", "TIME", "", "", Decimal(7), "Timer", True
)
SHARE = replace(LINE, row=row_reference(LINE))
OURS = WeekRow(SHARE.row, None, "0042", MONDAY, "1060", "100", days=(Decimal("7.5"), *NOTHING[1:]))


@dataclass
class MemoryClient:
    """Stands in for `UnicontaClient`: rows in memory. A filter lets everything through, as it may."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    filters: list[str] = field(default_factory=list)
    written: list[dict[str, Any]] = field(default_factory=list)
    refusal: Exception | None = None

    def read(self, entity: str, where: Filter | None = None) -> list[Row]:
        self.filters.append(str(where))
        return [Row.read(entity, values) for values in self.tables.get(entity, [])]

    def insert_list(self, entity: str, rows: Sequence[Mapping[str, Any]]) -> list[Row]:
        self.written += map(dict, rows)
        return [Row.read(entity, {**row, "RowId": 70 + number}) for number, row in enumerate(rows)]

    def update(self, row: Row) -> None:
        self.written.append(dict(row.values))

    def delete(self, row: Row) -> None:
        if self.refusal:
            raise self.refusal
        self.written.append(dict(row.values))


def a_row(**values: Any) -> dict[str, Any]:
    return {
        "RowId": 7,
        "Employee": "0042",
        "Date": "2026-11-16T00:00:00",
        "Project": "1060",
        "PayrollCategory": "100",
        "Text": f"Aftalt. {row_text(SHARE.row)}",
        "Day1": 7.5,
        "TransType": "T",
    } | values


def timesheet(client: MemoryClient) -> UnicontaTimesheet:
    return UnicontaTimesheet(client)  # type: ignore[arg-type] # a stand-in with the calls that are used


def test_a_row_is_known_by_the_reference_in_its_text_whatever_else_stands_there() -> None:
    (row,) = timesheet(MemoryClient({ENTITY: [a_row()]})).rows({MONDAY})
    assert row == replace(OURS, row_id=7)


def test_weeks_that_lie_far_apart_are_read_by_calls_of_their_own_and_others_are_left_out() -> None:
    client = MemoryClient({ENTITY: [a_row(), a_row(Date="2026-11-23T00:00:00"), a_row(Date=None)]})
    found = timesheet(client).rows({MONDAY, date(2026, 3, 2)})
    assert {row.monday for row in found} == {MONDAY}
    assert len(client.filters) == 2


def test_a_row_that_cannot_be_read_is_not_taken_for_one_that_is_not_there() -> None:
    with pytest.raises(Unreachable, match="Day1"):
        timesheet(MemoryClient({ENTITY: [a_row(Day1="mange")]})).rows({MONDAY})


def test_a_new_row_names_its_monday_and_its_reference_and_leaves_its_kind_to_uniconta() -> None:
    client = MemoryClient()
    assert timesheet(client).insert([OURS]) == {SHARE.row: 70}
    (written,) = client.written
    assert (written["Date"], written["Text"]) == ("2026-11-16", f"Intempus {SHARE.row}")
    assert (written["Day1"], written["Day7"], "RegistrationType" in written) == (7.5, 0, False)


def test_a_row_is_written_back_with_everything_that_was_read_and_other_hours() -> None:
    client = MemoryClient({ENTITY: [a_row()]})
    sheet = timesheet(client)
    (row,) = sheet.rows({MONDAY})
    sheet.update(replace(row, days=(Decimal(9), *NOTHING[1:])))
    assert client.written == [{**a_row(), "Day1": 9, **{f"Day{number}": 0 for number in range(2, 8)}}]


def test_a_row_that_was_not_read_is_not_written() -> None:
    with pytest.raises(Unreachable):
        timesheet(MemoryClient()).update(replace(OURS, row_id=7))


def test_a_row_that_is_gone_counts_as_deleted_and_one_that_is_kept_does_not() -> None:
    client = MemoryClient({ENTITY: [a_row()]}, refusal=Refused("Uniconta", "PeriodAlreadyClosed"))
    sheet = timesheet(client)
    (row,) = sheet.rows({MONDAY})
    with pytest.raises(Refused):
        sheet.delete(row)
    client.tables.clear()
    sheet.delete(row)


def test_the_later_of_the_two_days_shuts_an_employees_timesheet() -> None:
    people = [
        {"Number": "1", "TMCloseDate": "2026-11-15T00:00:00", "TMApproveDate": "2026-11-08T00:00:00"},
        {"Number": "2", "TMCloseDate": "0001-01-01T00:00:00"},
    ]
    assert timesheet(MemoryClient({"EmployeeClient": people})).shut_until() == {"1": date(2026, 11, 15)}


def test_a_posted_line_is_told_with_its_voucher_and_one_in_the_journal_without() -> None:
    posted = {"ReferenceNumber": LINE.reference, "Qty": 7, "Voucher": 1007, "JournalPostedId": 3, "Invoice": 0}
    client = MemoryClient({"ProjectTransClient": [posted]})
    (found,) = lying_lines(client, [LINE])  # type: ignore[arg-type] # as above
    assert (found.place, found.voucher, found.posting, found.invoice) == (Place.POSTED, "1007", "3", "")
    client = MemoryClient({"ProjectJournalLineClient": [{"ReferenceNumber": LINE.reference, "Qty": 7}]})
    (found,) = lying_lines(client, [LINE])  # type: ignore[arg-type] # as above
    assert (found.place, found.voucher) == (Place.JOURNAL, "")


def test_a_share_of_a_row_is_posted_with_the_row_that_its_text_names() -> None:
    posted = [
        {"Text": row_text(SHARE.row), "Date": "2026-11-16T00:00:00", "Qty": 8, "Voucher": 12},
        {"Text": "Intempus IMW000000000000", "Date": "2026-11-16T00:00:00", "Qty": 1, "Voucher": 13},
    ]
    (found,) = lying_lines(MemoryClient({"ProjectTransClient": posted}), [SHARE])  # type: ignore[arg-type] # as above
    assert (found.voucher, found.quantity) == ("12", Decimal(8))
