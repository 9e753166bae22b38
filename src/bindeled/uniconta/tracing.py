"""Where lines lie in Uniconta now: in the journal, or posted and under which voucher (sheet 6.10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bindeled.domain.errors import Unreachable
from bindeled.domain.nouns import Place
from bindeled.domain.timesheet import reference_in
from bindeled.domain.tracing import LyingLine
from bindeled.uniconta.auth import SYSTEM
from bindeled.uniconta.client import between, equals
from bindeled.uniconta.rows import JournalLineRow, TransRow
from bindeled.uniconta.wire import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bindeled.domain.nouns import JournalLine
    from bindeled.uniconta.client import UnicontaClient
    from bindeled.uniconta.wire import Row


def lying_lines(client: UnicontaClient, lines: Sequence[JournalLine]) -> list[LyingLine]:
    """Return where these lines lie, in one or two calls for each. What is posted comes before what is not.

    What was posted from a row of the weekly timesheet carries the row's reference in its text, and its quantity is that
    of all reports of the day.
    """
    try:
        return [found for line in lines for found in (_shared(client, line) if line.row else _single(client, line))]
    except Unreadable as error:
        raise Unreachable(SYSTEM, str(error)) from None


def _single(client: UnicontaClient, line: JournalLine) -> list[LyingLine]:
    where = equals("ReferenceNumber", line.reference)
    for entity, place in ((TransRow.ENTITY, Place.POSTED), (JournalLineRow.ENTITY, Place.JOURNAL)):
        rows = [row for row in client.read(entity, where) if row.text("ReferenceNumber") == line.reference]
        if rows:
            return _told(rows, line, place)
    return []


def _shared(client: UnicontaClient, line: JournalLine) -> list[LyingLine]:
    of_day = client.read(TransRow.ENTITY, between("Date", line.date, line.date))
    return _told((row for row in of_day if reference_in(row.text("Text")) == line.row), line, Place.POSTED)


def _told(rows: Iterable[Row], line: JournalLine, place: Place) -> list[LyingLine]:
    return [
        LyingLine(
            reference=line.reference,
            place=place,
            day=row.day("Date"),
            quantity=row.number("Qty"),
            voucher=_number(row, "Voucher"),
            posting=_number(row, "JournalPostedId"),
            invoice=_number(row, "Invoice"),
        )
        for row in rows
    ]


def _number(row: Row, name: str) -> str:
    """Return a number of Uniconta's as text, empty where there is none: it writes 0 for that."""
    text = row.text(name)
    return "" if text in {"0", "0.0"} else text
